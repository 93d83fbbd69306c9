#pragma once

#include "core/base/result.h"
#include "core/engine/engine_messages.h"
#include "core/history/finding.h"

#include <QCoreApplication>
#include <QString>

namespace walkeeper::ui {

/// Codes and kinds as sentences for people.
class ErrorText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::ErrorText)

public:
    /// The core's own line as a sentence: capital letter, full stop.
    static QString sentence(const Error& error);
    /// What the reader can do about it; empty where nothing general can be said.
    static QString advice(ErrorCode code);
    /// The same about a replica that stands in the configuration, so that nobody has typed it.
    static QString adviceOnConfigured(const StoreUrl& replica, ErrorCode code);

    /// A few words: "Missing WAL file".
    static QString title(FindingKind kind);
    static QString name(Severity severity);

    static QString rungName(ValidationRung rung);
    static QString rungProves(ValidationRung rung);
};

} // namespace walkeeper::ui
