#pragma once

#include "ui/catalogue.h"
#include "ui/report/report.h"

#include <QCoreApplication>
#include <QTimeZone>

#include <vector>

namespace walkeeper::ui {

/// How the restore drills of a replica went. Pure.
class DrillReportText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::DrillReportText)

public:
    /// setting  what is asked in them
    /// drills   newest first, at least one
    static Report of(const DrillSetting& setting, const std::vector<DrillResult>& drills,
                     const QTimeZone& zone);
};

} // namespace walkeeper::ui
