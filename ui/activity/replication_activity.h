#pragma once

#include "core/replicate/replication_report.h"
#include "ui/catalogue.h"

#include <QCoreApplication>

#include <vector>

namespace walkeeper::ui {

/// What happened to a database between two looks at its replication, in words. Pure.
///
/// Segments are not told: they come by the second, and the history shows them.
class ReplicationActivity
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::ReplicationActivity)

public:
    static std::vector<Activity> between(const ReplicationReport& before,
                                         const ReplicationReport& now);
    /// At first sight: only what fails already.
    static std::vector<Activity> atFirst(const ReplicationReport& now);
};

} // namespace walkeeper::ui
