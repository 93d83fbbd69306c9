#include "ui/activity/replication_activity.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"

#include <algorithm>
#include <numeric>

namespace walkeeper::ui {

namespace {

using Kind = ActivityKind;
using Severity = ActivitySeverity;

/// Activities of one database; those of a replica while one is set.
class Collector
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::ReplicationActivity)

public:
    explicit Collector(const DatabaseStatus& database)
        : m_database(pathToQt(database.path)),
          m_name(pathToQt(database.path.filename()))
    {
    }

    void setReplica(const ReplicaStatus& replica) { m_replica = toQt(replica.url); }

    Activity& add(Kind kind, Severity severity, const QString& text)
    {
        Activity activity;
        activity.source = m_name;
        activity.database = m_database;
        activity.replica = m_replica;
        activity.kind = kind;
        activity.severity = severity;
        activity.text = text;
        return m_all.emplace_back(std::move(activity));
    }

    /// An error that has begun, become another one, or ended.
    /// failing  what does not work, with %1 for why
    void addError(Kind kind, const QString& failing, const QString& working,
                  const std::optional<StandingError>& before,
                  const std::optional<StandingError>& now)
    {
        if (now && (!before || before->error != now->error))
            add(kind, Severity::Failure, failing.arg(ErrorText::sentence(now->error)));
        else if (before && !now)
            add(kind, Severity::Success, working);
    }

    void addDatabase(const DatabaseStatus& before, const DatabaseStatus& now)
    {
        addGenerations(before, now);
        addError(Kind::Replication, tr("Commits cannot be followed. %1"),
                 tr("Commits are followed again."), before.error, now.error);
        if (now.state == DatabaseState::Waiting && before.state != now.state)
            add(Kind::Replication, Severity::Note, tr("Waiting for the database to be created."));
        if (now.state == DatabaseState::Stuck && before.state != now.state)
            add(Kind::Replication, Severity::Warning,
                tr("Committed frames do not verify; the WAL has to be reset first."));
        if (now.leftBehindSince && !before.leftBehindSince)
            add(Kind::Replication, Severity::Warning,
                tr("Too much waits for a replica that fails. It begins a new generation when it "
                   "works again."));
    }

    void addReplica(const ReplicaStatus& before, const ReplicaStatus& now)
    {
        if (now.snapshots > before.snapshots) {
            Activity& stored = add(Kind::Snapshot, Severity::Success, tr("A snapshot was stored."));
            if (const auto& position = now.lastPosition ? now.lastPosition : now.position)
                stored.moment = Position{position->generation, position->index, 0};
        }
        if (now.deletedObjects > before.deletedObjects)
            add(Kind::Retention, Severity::Note,
                tr("%Ln object(s) older than the retention were deleted.", nullptr,
                   static_cast<int>(now.deletedObjects - before.deletedObjects)));
        if (now.comparisonsAgreed > before.comparisonsAgreed && now.lastComparison)
            add(Kind::Check, Severity::Success, tr("A restore is what the live database holds."))
                .moment = now.lastComparison->position;
        addError(Kind::Replication, tr("Commits cannot be stored. %1"),
                 tr("Commits are stored again."), before.uploadError, now.uploadError);
        addError(Kind::Snapshot, tr("No snapshot can be stored. %1"),
                 tr("Snapshots are stored again."), before.snapshotError, now.snapshotError);
        addError(Kind::Retention, tr("Old objects cannot be deleted. %1"),
                 tr("Old objects are deleted again."), before.retentionError, now.retentionError);
        addError(Kind::Check, tr("The comparison with the live database failed. %1"),
                 tr("Comparisons with the live database succeed again."), before.comparisonError,
                 now.comparisonError);
    }

    std::vector<Activity> take() { return std::move(m_all); }

private:
    void addGenerations(const DatabaseStatus& before, const DatabaseStatus& now)
    {
        const auto countOf = [](const DatabaseStatus& status) {
            return std::accumulate(status.generationCounts.begin(), status.generationCounts.end(),
                                   std::uint64_t{0});
        };
        const std::uint64_t begun = countOf(now) - std::min(countOf(now), countOf(before));
        const std::size_t kept = std::min<std::size_t>(begun, now.generations.size());
        for (std::size_t i = now.generations.size() - kept; i < now.generations.size(); ++i) {
            const GenerationStart& start = now.generations[i];
            add(Kind::Replication, Severity::Note,
                tr("A new generation began: %1.").arg(toQt(reasonText(start.reason))))
                .moment = Position{start.generation, 0, 0};
        }
    }

    const QString m_database;
    const QString m_name;
    QString m_replica;
    std::vector<Activity> m_all;
};

/// The same without anything that fails.
ReplicationReport sound(ReplicationReport report)
{
    report.database.error.reset();
    report.database.leftBehindSince.reset();
    for (ReplicaStatus& replica : report.replicas)
        for (auto* error : {&replica.uploadError, &replica.snapshotError, &replica.retentionError,
                            &replica.comparisonError})
            error->reset();
    return report;
}

} // namespace

std::vector<Activity> ReplicationActivity::between(const ReplicationReport& before,
                                                   const ReplicationReport& now)
{
    if (now.database.state == DatabaseState::Stopped)
        return {};
    Collector collector(now.database);
    collector.addDatabase(before.database, now.database);
    for (std::size_t i = 0; i < now.replicas.size(); ++i) {
        collector.setReplica(now.replicas[i]);
        // The replicas of a database stay the same, in the same order, while it runs.
        collector.addReplica(i < before.replicas.size() ? before.replicas[i] : ReplicaStatus(),
                             now.replicas[i]);
    }
    return collector.take();
}

std::vector<Activity> ReplicationActivity::atFirst(const ReplicationReport& now)
{
    return between(sound(now), now);
}

} // namespace walkeeper::ui
