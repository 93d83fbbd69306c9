#pragma once

#include "ui/catalogue.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"

#include <QCoreApplication>

namespace walkeeper::ui {

/// Drills in words.
class DrillText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::DrillText)

public:
    static DrillResult resultOf(const DrillReport& report, const QString& replica, Timestamp when);

    /// "Passed"
    static QString outcome(DrillOutcome outcome);
    static Icon icon(DrillOutcome outcome);
    static QColor colour(DrillOutcome outcome, const Colours& colours);

    /// What an assertion came to: "Holds", or why not.
    static QString verdict(const AssertionResult& result);
};

} // namespace walkeeper::ui
