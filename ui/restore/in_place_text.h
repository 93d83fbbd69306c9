#pragma once

#include "core/engine/engine_messages.h"

#include <QCoreApplication>
#include <QString>
#include <QTimeZone>

namespace walkeeper::ui {

/// Restoring over a database and bringing its old state back, in words.
class InPlaceText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::InPlaceText)

public:
    /// What is needed for it, and what happens.
    static QString explanation();
    /// What can be done about a failure.
    static QString advice(const Error& error);
    static QString nothingChanged();

    /// Which state that is: "restored, as of 22 Nov 2026, 14:03:22".
    static QString state(const std::optional<RestoredFrom>& from, const QTimeZone& zone);

    /// Where the state is that had to make room; and what did not go well with the replication.
    static QStringList aftermath(const ReplacedDatabase& done);
};

} // namespace walkeeper::ui
