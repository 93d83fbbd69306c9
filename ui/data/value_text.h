#pragma once

#include "core/sqlite/reading_connection.h"

#include <QCoreApplication>

namespace walkeeper::ui {

/// Stored values as people read them.
class ValueText
{
    Q_DECLARE_TR_FUNCTIONS(ValueText)

public:
    /// On one line; what cannot be seen is shown as a sign. Of a blob the first bytes.
    static QString line(const Cell& cell);
    /// As it is; a blob as bytes in hexadecimal and letters, 16 a line.
    static QString whole(const Cell& cell);
    /// "text, 1.2 KB", "integer".
    static QString kind(const Cell& cell);
    /// Whether it is told rather than written out.
    static bool isTold(const Cell& cell);
};

} // namespace walkeeper::ui
