#pragma once

#include "ui/check/check_flow.h"
#include "ui/report/report.h"

#include <QCoreApplication>
#include <QTimeZone>

namespace walkeeper::ui {

/// What a validation has found. Pure.
class ValidationReportText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::ValidationReportText)

public:
    /// check  has ended, with a report
    static Report of(const Check& check, const OpenedReplica& replica, const QTimeZone& zone);
};

} // namespace walkeeper::ui
