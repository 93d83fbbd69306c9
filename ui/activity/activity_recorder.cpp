#include "ui/activity/activity_recorder.h"

#include "ui/activity/replication_activity.h"
#include "ui/export/export_text.h"
#include "ui/labels/labels.h"
#include "ui/removal/removal_text.h"
#include "ui/replication/replication_text.h"
#include "ui/restore/in_place_text.h"
#include "ui/restore/restore_flow.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

Activity about(const OpenedReplica& replica, ActivityKind kind, ActivitySeverity severity,
               const QString& text)
{
    Activity activity;
    activity.source = replica.name;
    activity.replica = toQt(replica.url.shown());
    activity.kind = kind;
    activity.severity = severity;
    activity.text = text;
    return activity;
}

Activity about(const WatchedDatabase& database, ActivitySeverity severity, const QString& text)
{
    Activity activity;
    activity.source = database.name;
    activity.database = toQt(database.config.path);
    activity.kind = ActivityKind::Replication;
    activity.severity = severity;
    activity.text = text;
    return activity;
}

} // namespace

ActivityRecorder::ActivityRecorder(ActivityLog& log, const OpenedReplicas& replicas,
                                   const CheckMemory& checks, const DrillQueue& drills,
                                   const WatchedDatabases& watched, const BringBackJobs& bringBacks,
                                   const ExportJobs& exports, QObject* parent)
    : QObject(parent),
      m_log(log),
      m_replicas(replicas),
      m_watched(watched)
{
    connect(&replicas, &OpenedReplicas::changed, this, &ActivityRecorder::noteReplica);
    connect(&checks, &CheckMemory::added, this, &ActivityRecorder::noteCheck);
    connect(&drills, &DrillQueue::ended, this, &ActivityRecorder::noteDrill);
    connect(&watched, &WatchedDatabases::changed, this, &ActivityRecorder::noteReplication);
    connect(&watched, &WatchedDatabases::removed, this, [this](WatchId id) { m_seen.erase(id); });
    connect(&watched, &WatchedDatabases::succeeded, this, &ActivityRecorder::noteDeed);
    connect(&watched, &WatchedDatabases::failed, this, &ActivityRecorder::noteFailure);
    connect(&watched, &WatchedDatabases::detached, this, &ActivityRecorder::noteEndedProcess);
    connect(&bringBacks, &BringBackJobs::ended, this, &ActivityRecorder::noteBringBack);
    connect(&exports, &ExportJobs::ended, this, &ActivityRecorder::noteExport);
}

void ActivityRecorder::follow(const RestoreFlow& flow)
{
    connect(&flow, &RestoreFlow::stepChanged, this, [this, &flow] { noteRestore(flow); });
}

void ActivityRecorder::follow(const RemovalFlow& flow)
{
    connect(&flow, &RemovalFlow::stepChanged, this, [this, &flow] { noteRemoval(flow); });
}

void ActivityRecorder::noteReplication(WatchId id)
{
    const WatchedDatabase* database = m_watched.find(id);
    if (!database || !database->report) {
        m_seen.erase(id);
        return;
    }
    const auto seen = m_seen.find(id);
    // Another process counts from its own start.
    const bool isFirst = seen == m_seen.end() || seen->second.process != database->process;
    const std::vector<Activity> news =
        isFirst ? ReplicationActivity::atFirst(*database->report)
                : ReplicationActivity::between(seen->second.report, *database->report);
    m_seen[id] = {database->process, *database->report};
    for (const Activity& each : news)
        m_log.add(each);
}

void ActivityRecorder::noteDeed(WatchId id, Deed deed, const ReplicationDone& done)
{
    // A removed database is not found any more.
    WatchedDatabase gone;
    gone.config.path = done.database.string();
    gone.name = pathToQt(done.database.filename());
    const WatchedDatabase* known = m_watched.find(id);
    const WatchedDatabase& database = known ? *known : gone;
    const auto note = [&](const QString& text) {
        m_log.add(about(database, ActivitySeverity::Note, text));
    };
    switch (deed) {
    case Deed::Protect: return note(tr("Replicated from now on."));
    case Deed::Start: return note(tr("Replication started."));
    case Deed::Stop: return note(tr("Replication stopped; everything was stored first."));
    case Deed::Sync: return note(tr("All commits are stored."));
    case Deed::Snapshot: return; // the replication tells it
    case Deed::Retention: return note(tr("Its history is kept by new settings from now on."));
    case Deed::Remove:
        if (!done.notStored)
            return note(tr("Taken out of the list of databases."));
        m_log.add(about(database, ActivitySeverity::Failure,
                        tr("Taken out of the list, but its last commits could not be stored. %1")
                            .arg(ErrorText::sentence(*done.notStored))));
    }
}

void ActivityRecorder::noteFailure(WatchId id, Deed deed, const Error& error)
{
    const auto textOf = [](Deed what) {
        switch (what) {
        case Deed::Protect: return tr("The database could not be added. %1");
        case Deed::Start: return tr("Replication could not be started. %1");
        case Deed::Stop: return tr("Replication stopped, but not everything was stored. %1");
        case Deed::Snapshot: return tr("The snapshot could not be stored. %1");
        case Deed::Sync: return tr("Not all commits could be stored. %1");
        case Deed::Retention: return tr("The settings could not be changed. %1");
        case Deed::Remove: return tr("The database could not be taken out of the list. %1");
        }
        return QString();
    };
    const WatchedDatabase* known = m_watched.find(id);
    WatchedDatabase nobody;
    nobody.name = tr("Walkeeper");
    m_log.add(about(known ? *known : nobody, ActivitySeverity::Failure,
                    textOf(deed).arg(ErrorText::sentence(error))));
}

void ActivityRecorder::noteEndedProcess(const OtherProcess& process, const QStringList& databases)
{
    for (const WatchedDatabase& each : m_watched.all()) {
        if (each.ended == process && databases.contains(each.name))
            m_log.add(about(each, ActivitySeverity::Failure,
                            tr("Not replicated any more: %1 has ended.")
                                .arg(ReplicationText::nameOf(process))));
    }
}

void ActivityRecorder::noteReplica(ReplicaId id)
{
    const OpenedReplica* replica = m_replicas.find(id);
    if (!replica || replica->state != LoadState::Failed || !replica->error ||
        replica->error->code == ErrorCode::Cancelled)
        return;
    // One that is to be written has every right not to be there yet.
    if (replica->error->code == ErrorCode::NotFound && m_watched.liveReplica(replica->url))
        return;
    m_log.add(
        about(*replica, ActivityKind::Replica, ActivitySeverity::Failure,
              tr("The replica could not be opened. %1").arg(ErrorText::sentence(*replica->error))));
}

void ActivityRecorder::noteCheck(const CheckResult& result, const Findings& findings)
{
    const auto textOf = [&result] {
        const QString rung = ErrorText::rungName(result.rung).toLower();
        switch (result.outcome) {
        case CheckOutcome::Passed:
            return tr("Validation passed (%1): %2.").arg(rung, result.summary);
        case CheckOutcome::Failed:
            return tr("Validation failed (%1): %2.").arg(rung, result.summary);
        case CheckOutcome::Inconclusive:
            return tr("Validation could not be finished (%1). %2").arg(rung, result.summary);
        }
        return QString();
    };
    Activity activity;
    for (const OpenedReplica& each : m_replicas.all())
        if (toQt(each.url.shown()) == result.replica)
            activity.source = each.name;
    activity.replica = result.replica;
    activity.kind = ActivityKind::Check;
    activity.severity = result.outcome == CheckOutcome::Passed ? ActivitySeverity::Success
                                                               : ActivitySeverity::Failure;
    activity.text = textOf();
    if (result.outcome == CheckOutcome::Failed && findings && !findings->empty()) {
        const Finding& worst = findings->front().finding;
        activity.object = toQt(worst.object);
        activity.moment = worst.at;
    }
    m_log.add(std::move(activity));
}

void ActivityRecorder::noteDrill(const QString& name, const DrillResult& result,
                                 const DrillReport& report)
{
    Activity activity;
    activity.source = name;
    activity.replica = result.replica;
    activity.kind = ActivityKind::Check;
    switch (result.outcome) {
    case DrillOutcome::Passed:
        activity.severity = ActivitySeverity::Success;
        activity.text = tr("Restore drill passed. %1").arg(result.summary);
        break;
    case DrillOutcome::Failed:
        activity.severity = ActivitySeverity::Failure;
        activity.text = tr("Restore drill failed. %1").arg(result.summary);
        break;
    case DrillOutcome::Inconclusive:
        activity.severity = ActivitySeverity::Warning;
        activity.text = tr("Restore drill could not find out. %1").arg(result.summary);
        break;
    }
    if (report.restored)
        activity.moment = report.restored->position;
    m_log.add(std::move(activity));
}

void ActivityRecorder::noteRestore(const RestoreFlow& flow)
{
    Activity activity;
    activity.kind = ActivityKind::Restore;
    activity.replica = toQt(flow.moment().contents->url.shown());
    if (const OpenedReplica* replica = m_replicas.findUrl(flow.moment().contents->url))
        activity.source = replica->name;
    if (const auto place = placeOf(flow.moment()))
        activity.moment = place->position;
    const QString output = pathToQt(flow.choice().output);
    if (flow.choice().isInPlace)
        return noteInPlace(flow, std::move(activity));
    if (flow.step() == RestoreFlow::Step::Restored) {
        activity.severity = ActivitySeverity::Success;
        activity.text =
            tr("Restored into %1, %2.").arg(output, HumanText::bytes(flow.report().databaseBytes));
    } else if (flow.step() == RestoreFlow::Step::Failed) {
        activity.severity = ActivitySeverity::Failure;
        activity.text =
            tr("Nothing was restored into %1. %2").arg(output, ErrorText::sentence(flow.error()));
    } else {
        return;
    }
    m_log.add(std::move(activity));
}

void ActivityRecorder::noteRemoval(const RemovalFlow& flow)
{
    const bool hasFailed = flow.step() == RemovalFlow::Step::Failed;
    // That a database was forgotten is told by its replication.
    if ((!hasFailed && flow.step() != RemovalFlow::Step::Done) ||
        flow.choice().kind == RemovalKind::Forget)
        return;
    const bool isCancelled = hasFailed && flow.error().code == ErrorCode::Cancelled;
    Activity activity;
    activity.kind = ActivityKind::Replica;
    activity.source = flow.subject().name;
    if (flow.deletesHistory())
        activity.replica = toQt(flow.subject().contents->url.shown());
    activity.severity =
        hasFailed && !isCancelled ? ActivitySeverity::Failure : ActivitySeverity::Note;
    activity.text = RemovalText::outcome(flow);
    m_log.add(std::move(activity));
}

void ActivityRecorder::noteExport(const Export& what, const ExportEnd& end)
{
    if (!*end && end->error().code == ErrorCode::Cancelled)
        return;
    Activity activity;
    activity.kind = ActivityKind::Restore;
    activity.source = what.source;
    activity.replica = what.replica;
    activity.moment = what.moment;
    activity.severity = *end ? ActivitySeverity::Success : ActivitySeverity::Failure;
    activity.text = ExportText::outcome(what, end);
    m_log.add(std::move(activity));
}

/// activity  as far as it is the same for each end
void ActivityRecorder::noteInPlace(const RestoreFlow& flow, Activity activity)
{
    activity.database = pathToQt(flow.choice().output);
    if (flow.step() == RestoreFlow::Step::Restored) {
        const ReplacedDatabase& done = *flow.replaced();
        activity.severity = done.notResumed ? ActivitySeverity::Failure : ActivitySeverity::Success;
        activity.text = tr("Restored in place, over %1.").arg(activity.database) + u' ' +
                        InPlaceText::aftermath(done).join(u' ');
    } else if (flow.step() == RestoreFlow::Step::Failed) {
        activity.severity = ActivitySeverity::Failure;
        activity.text = tr("%1 was not restored in place; everything is as it was. %2")
                            .arg(activity.database, ErrorText::sentence(flow.error()));
    } else if (flow.step() == RestoreFlow::Step::Cancelled) {
        activity.text = tr("Restoring %1 in place was cancelled; everything is as it was.")
                            .arg(activity.database);
    } else {
        return;
    }
    m_log.add(std::move(activity));
}

void ActivityRecorder::noteBringBack(const BringBack& what, const ReplaceEnd& end)
{
    Activity activity;
    activity.kind = ActivityKind::Restore;
    activity.source = pathToQt(what.database.filename());
    activity.database = pathToQt(what.database);
    if (*end) {
        activity.severity =
            (**end).notResumed ? ActivitySeverity::Failure : ActivitySeverity::Success;
        activity.text =
            tr("The old state is back.") + u' ' + InPlaceText::aftermath(**end).join(u' ');
    } else if (end->error().code == ErrorCode::Cancelled) {
        activity.text = tr("Bringing the old state back was cancelled; everything is as it was.");
    } else {
        activity.severity = ActivitySeverity::Failure;
        activity.text = tr("The old state could not be brought back; everything is as it was. %1")
                            .arg(ErrorText::sentence(end->error()));
    }
    m_log.add(std::move(activity));
}

} // namespace walkeeper::ui
