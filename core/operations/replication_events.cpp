#include "core/operations/replication_events.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace walkeeper {

namespace {

using Level = LogEvent::Level;
using Fields = std::vector<LogEvent::Field>;

/// Collects the events of one database.
class Collector
{
public:
    Collector(std::vector<LogEvent>& events, const DatabaseStatus& database)
        : m_events(events),
          m_database(database.path.string())
    {
    }

    void setReplica(const std::string& name) { m_replica = name; }

    void add(Level level, std::string message, Fields fields = {})
    {
        Fields all{{"db", m_database}};
        if (!m_replica.empty())
            all.push_back({"replica", m_replica});
        std::move(fields.begin(), fields.end(), std::back_inserter(all));
        m_events.push_back({level, std::move(message), std::move(all)});
    }

    /// An error that has begun, become another one, or ended.
    void addError(const char* message, const char* ended,
                  const std::optional<StandingError>& before,
                  const std::optional<StandingError>& now)
    {
        if (now && (!before || before->error != now->error))
            add(Level::Error, message, {{"error", now->error.message}});
        else if (before && !now)
            add(Level::Info, ended, {{"attempts", std::int64_t{before->attempts}}});
    }

private:
    std::vector<LogEvent>& m_events;
    std::string m_database;
    std::string m_replica;
};

std::uint64_t generationsOf(const DatabaseStatus& status)
{
    return std::accumulate(status.generationCounts.begin(), status.generationCounts.end(),
                           std::uint64_t{0});
}

std::int64_t number(std::uint64_t value)
{
    return static_cast<std::int64_t>(value);
}

void addNewGenerations(Collector& events, const DatabaseStatus& before, const DatabaseStatus& now)
{
    const std::uint64_t begun =
        generationsOf(now) - std::min(generationsOf(now), generationsOf(before));
    const std::size_t kept = std::min<std::size_t>(begun, now.generations.size());
    for (std::size_t i = now.generations.size() - kept; i < now.generations.size(); ++i)
        events.add(Level::Info, "sync: new generation",
                   {{"generation", now.generations[i].generation.text()},
                    {"reason", std::string(reasonText(now.generations[i].reason))}});
}

void addStates(Collector& events, const DatabaseStatus& before, const DatabaseStatus& now)
{
    if (now.state == DatabaseState::Waiting && before.state != now.state)
        events.add(Level::Info, "waiting for the database to be created");
    if (now.state == DatabaseState::Stuck && before.state != now.state)
        events.add(Level::Warning, "committed frames do not verify; the WAL has to be reset first");
    if (now.leftBehindSince && !before.leftBehindSince)
        events.add(Level::Warning, "the shadow WAL has grown past its limit behind a replica that "
                                   "fails; that one has to begin a new generation");
    if (now.blockedSince && !before.blockedSince)
        events.add(Level::Debug, "checkpoint put off: other connections are in the way");
}

void addDatabase(Collector& events, const DatabaseStatus& before, const DatabaseStatus& now)
{
    addNewGenerations(events, before, now);
    events.addError("sync error", "sync works again", before.error, now.error);
    addStates(events, before, now);
    if (now.position && now.position != before.position)
        events.add(Level::Debug, "sync: ok", {{"position", now.position->text()}});
}

void addReplica(Collector& events, const ReplicaStatus& before, const ReplicaStatus& now)
{
    Fields position;
    if (now.position)
        position.push_back({"position", now.position->text()});
    if (now.snapshots > before.snapshots)
        events.add(Level::Info, "snapshot written", position);
    if (now.segments > before.segments) {
        Fields fields = position;
        fields.push_back({"sz", number(now.walBytes - before.walBytes)});
        fields.push_back({"n", number(now.segments - before.segments)});
        events.add(Level::Info, "wal segment written", std::move(fields));
    }
    if (now.deletedObjects > before.deletedObjects)
        events.add(Level::Info, "old objects deleted",
                   {{"n", number(now.deletedObjects - before.deletedObjects)}});
    if (now.comparisonsAgreed > before.comparisonsAgreed)
        events.add(Level::Info, "validator",
                   {{"status", std::string("ok")},
                    {"position", now.lastComparison->position.text()},
                    {"checksum", checksumText(now.lastComparison->liveChecksum)}});
    events.addError("monitor error", "uploads work again", before.uploadError, now.uploadError);
    events.addError("snapshotter error", "snapshots work again", before.snapshotError,
                    now.snapshotError);
    events.addError("retainer error", "retention works again", before.retentionError,
                    now.retentionError);
    events.addError("validation error", "validation works again", before.comparisonError,
                    now.comparisonError);
}

} // namespace

std::vector<LogEvent> eventsBetween(const std::vector<ReplicationReport>& before,
                                    const std::vector<ReplicationReport>& now)
{
    std::vector<LogEvent> events;
    for (const ReplicationReport& report : now) {
        const auto earlier =
            std::find_if(before.begin(), before.end(), [&](const ReplicationReport& each) {
                return each.database.path == report.database.path;
            });
        const bool isStopped =
            report.database.state == DatabaseState::Stopped && !report.database.error;
        if (earlier == before.end() || isStopped)
            continue;
        Collector collector(events, report.database);
        addDatabase(collector, earlier->database, report.database);
        for (std::size_t i = 0; i < report.replicas.size(); ++i) {
            collector.setReplica(report.replicas[i].name);
            // The replicas of a database stay the same, in the same order, while it runs.
            const bool isKnown = i < earlier->replicas.size();
            addReplica(collector, isKnown ? earlier->replicas[i] : ReplicaStatus(),
                       report.replicas[i]);
        }
    }
    return events;
}

} // namespace walkeeper
