#include "ui/activity/running_jobs.h"

#include "ui/export/export_text.h"
#include "ui/removal/removal_flow.h"
#include "ui/restore/restore_flow.h"
#include "ui/text/conversion.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

QString nameOf(Deed deed, const QString& database)
{
    switch (deed) {
    case Deed::Protect: return RunningJobs::tr("Adding %1").arg(database);
    case Deed::Start: return RunningJobs::tr("Starting the replication of %1").arg(database);
    case Deed::Stop: return RunningJobs::tr("Storing the last commits of %1").arg(database);
    case Deed::Snapshot: return RunningJobs::tr("Storing a snapshot of %1").arg(database);
    case Deed::Sync: return RunningJobs::tr("Storing all commits of %1").arg(database);
    case Deed::Retention: return RunningJobs::tr("Changing the settings of %1").arg(database);
    case Deed::Remove: return RunningJobs::tr("Taking %1 out of the list").arg(database);
    }
    return {};
}

QString nameOf(const RemovalFlow& flow)
{
    const QString& name = flow.subject().name;
    switch (flow.choice().kind) {
    case RemovalKind::Forget: return nameOf(Deed::Remove, name);
    case RemovalKind::LocalState:
        return RunningJobs::tr("Deleting the local state of %1").arg(name);
    case RemovalKind::Replica: return RunningJobs::tr("Deleting the replica of %1").arg(name);
    case RemovalKind::Generation: return RunningJobs::tr("Deleting a generation of %1").arg(name);
    case RemovalKind::Snapshot: return RunningJobs::tr("Deleting a snapshot of %1").arg(name);
    }
    return {};
}

} // namespace

RunningJobs::RunningJobs(CheckFlow& checks, DrillQueue& drills, const OpenedReplicas& replicas,
                         const WatchedDatabases& watched, BringBackJobs& bringBacks,
                         ExportJobs& exports, QObject* parent)
    : QObject(parent),
      m_checks(checks),
      m_drills(drills),
      m_replicas(replicas),
      m_watched(watched),
      m_bringBacks(bringBacks),
      m_exports(exports)
{
    connect(&checks, &CheckFlow::changed, this, &RunningJobs::changed);
    connect(&drills, &DrillQueue::changed, this, &RunningJobs::changed);
    connect(&replicas, &OpenedReplicas::closed, this, &RunningJobs::changed);
    connect(&watched, &WatchedDatabases::changed, this, &RunningJobs::changed);
    connect(&watched, &WatchedDatabases::removed, this, &RunningJobs::changed);
    connect(&bringBacks, &BringBackJobs::changed, this, &RunningJobs::changed);
    connect(&exports, &ExportJobs::changed, this, &RunningJobs::changed);
}

std::vector<RunningJob> RunningJobs::all() const
{
    std::vector<RunningJob> jobs;
    for (RestoreFlow* flow : m_restores) {
        if (flow->step() != RestoreFlow::Step::Running)
            continue;
        const std::filesystem::path& output = flow->choice().output;
        jobs.push_back({tr("Restoring %1").arg(pathToQt(output.filename())),
                        flow->progress().progress, [flow] { flow->cancel(); }});
    }
    for (RemovalFlow* flow : m_removals) {
        // Forgetting alone is a deed of the list, below.
        if (flow->step() != RemovalFlow::Step::Running ||
            flow->choice().kind == RemovalKind::Forget)
            continue;
        jobs.push_back({nameOf(*flow), flow->progress().progress, [flow] { flow->cancel(); }});
    }
    for (const BringBack& each : m_bringBacks.running())
        jobs.push_back(
            {tr("Bringing back the old state of %1").arg(pathToQt(each.database.filename())),
             std::nullopt,
             [&bringBacks = m_bringBacks, job = each.job] { bringBacks.cancel(job); }});
    for (const Export& each : m_exports.running())
        jobs.push_back({ExportText::doing(each), each.progress.progress,
                        [&exports = m_exports, job = each.job] { exports.cancel(job); }});
    for (const OpenedReplica& replica : m_replicas.all()) {
        const Check* check = m_checks.find(replica.id);
        if (!check || !check->isRunning())
            continue;
        jobs.push_back({tr("Validating %1").arg(replica.name),
                        check->progress ? std::optional(check->progress->progress) : std::nullopt,
                        [&checks = m_checks, id = replica.id] { checks.cancel(id); }});
    }
    for (const DrillQueue::Drill& each : m_drills.all()) {
        const bool isRunning = each.job.isValid();
        jobs.push_back({isRunning ? tr("Restore drill of %1").arg(each.name)
                                  : tr("Restore drill of %1, waiting").arg(each.name),
                        isRunning ? std::optional(each.progress.progress) : std::nullopt,
                        [&drills = m_drills, replica = each.replica] { drills.cancel(replica); }});
    }
    for (const WatchedDatabase& database : m_watched.all()) {
        if (database.running)
            jobs.push_back({nameOf(*database.running, database.name), std::nullopt, {}});
    }
    return jobs;
}

void RunningJobs::follow(RestoreFlow& flow)
{
    m_restores.push_back(&flow);
    connect(&flow, &RestoreFlow::stepChanged, this, &RunningJobs::changed);
    connect(&flow, &RestoreFlow::progressed, this, &RunningJobs::changed);
    connect(&flow, &QObject::destroyed, this, [this, gone = &flow] {
        std::erase(m_restores, gone);
        emit changed();
    });
}

void RunningJobs::follow(RemovalFlow& flow)
{
    m_removals.push_back(&flow);
    connect(&flow, &RemovalFlow::stepChanged, this, &RunningJobs::changed);
    connect(&flow, &RemovalFlow::progressed, this, &RunningJobs::changed);
    connect(&flow, &QObject::destroyed, this, [this, gone = &flow] {
        std::erase(m_removals, gone);
        emit changed();
    });
}

} // namespace walkeeper::ui
