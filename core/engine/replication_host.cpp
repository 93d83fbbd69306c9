#include "core/engine/replication_host.h"

#include "core/engine/job_runner.h"
#include "core/operations/replicator_world.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <tuple>

namespace walkeeper {

namespace {

constexpr std::chrono::milliseconds reportInterval{250};
/// Errors, and that readers are in the way, are found by looking.
constexpr std::chrono::milliseconds lookInterval{1000};
constexpr std::size_t stopThreads = 4;

bool isSame(const std::optional<StandingError>& one, const std::optional<StandingError>& other)
{
    if (!one || !other)
        return one.has_value() == other.has_value();
    return one->since == other->since && one->attempts == other->attempts &&
           one->error.message == other->error.message;
}

/// Without the number of turns: one that finds nothing is no news.
auto counters(const DatabaseStatus& status)
{
    return std::tie(status.path, status.state, status.position, status.lastSync,
                    status.blockedSince, status.leftBehindSince, status.databaseBytes,
                    status.walBytes, status.shadowBytes, status.generationCounts, status.syncErrors,
                    status.passiveCheckpoints, status.rotations, status.rotationsBlocked,
                    status.rotationsLockBusy, status.checkpointErrors);
}

auto counters(const ReplicaStatus& status)
{
    return std::tie(status.name, status.position, status.lagBytes, status.isRestorable,
                    status.lastUpload, status.lastSnapshot, status.nextSnapshot,
                    status.lastRetention, status.segments, status.snapshots, status.deletedObjects,
                    status.storedBytes, status.failures, status.comparisonsAgreed,
                    status.comparisonsFailed, status.replicaBytes, status.replicaObjects);
}

bool isSame(const DatabaseStatus& one, const DatabaseStatus& other)
{
    return counters(one) == counters(other) && isSame(one.error, other.error);
}

bool isSame(const ReplicaStatus& one, const ReplicaStatus& other)
{
    return counters(one) == counters(other) && isSame(one.uploadError, other.uploadError) &&
           isSame(one.snapshotError, other.snapshotError) &&
           isSame(one.retentionError, other.retentionError) &&
           isSame(one.comparisonError, other.comparisonError);
}

bool isSame(const OtherReplicator& one, const OtherReplicator& other)
{
    return one.process == other.process &&
           std::equal(one.reports.begin(), one.reports.end(), other.reports.begin(),
                      other.reports.end(),
                      [](const ReplicationReport& a, const ReplicationReport& b) {
                          return walkeeper::isSame(a, b);
                      });
}

/// Databases that are not stopped yet. Shared between the threads that stop them.
class Remaining
{
public:
    explicit Remaining(const std::vector<ReplicationReport>& all)
    {
        for (const ReplicationReport& each : all)
            m_paths.insert(each.database.path);
    }

    StillStopping now() const
    {
        return std::make_shared<const std::vector<std::filesystem::path>>(m_paths.begin(),
                                                                          m_paths.end());
    }

    StillStopping without(const std::filesystem::path& path)
    {
        const std::lock_guard lock(m_mutex);
        m_paths.erase(path);
        return now();
    }

private:
    std::mutex m_mutex; ///< guards the paths while threads are at work
    std::set<std::filesystem::path> m_paths;
};

} // namespace

ReplicationHost::ReplicationHost(OperationContext context,
                                 const std::filesystem::path& controlFolder, QObject* parent)
    : QObject(parent),
      m_context(context),
      m_soon(new QTimer(this)),
      m_look(new QTimer(this))
{
    m_soon->setSingleShot(true);
    m_soon->setInterval(reportInterval);
    connect(m_soon, &QTimer::timeout, this, &ReplicationHost::report);
    m_look->setInterval(lookInterval);
    connect(m_look, &QTimer::timeout, this, [this] {
        if (!m_soon->isActive())
            report();
    });
    if (!controlFolder.empty())
        m_watch = std::make_unique<ReplicatorWatch>(controlFolder, [this] { noteNews(); });
}

Replicator& ReplicationHost::replicator()
{
    if (!m_replicator) {
        m_replicator = std::make_unique<Replicator>(
            replicatorWorld(m_context), [this](const std::filesystem::path&) { noteNews(); });
        m_look->start();
    }
    return *m_replicator;
}

ReplicaUse ReplicationHost::useOf(const StoreUrl& replica) const
{
    ReplicaUse use;
    const std::string url = replica.shown();
    const auto look = [&](const std::vector<ReplicationReport>& reports) {
        for (const ReplicationReport& each : reports) {
            if (each.database.state == DatabaseState::Stopped)
                continue;
            for (const ReplicaStatus& status : each.replicas) {
                if (status.url != url)
                    continue;
                use.isReplicated = true;
                if (each.database.position)
                    use.current = each.database.position->generation;
            }
        }
    };
    if (m_replicator)
        look(m_replicator->status());
    if (m_watch) {
        for (const OtherReplicator& other : m_watch->running())
            look(other.reports);
    }
    return use;
}

void ReplicationHost::report()
{
    m_hasNews = false;
    reportOthers();
    reportOurs();
}

void ReplicationHost::reportOthers()
{
    if (!m_watch)
        return;
    std::vector<OtherReplicator> now = m_watch->running();
    if (!std::equal(now.begin(), now.end(), m_reportedOthers.begin(), m_reportedOthers.end(),
                    [](const auto& one, const auto& other) { return isSame(one, other); })) {
        m_reportedOthers = now;
        emit othersChanged(std::make_shared<const std::vector<OtherReplicator>>(std::move(now)));
    }
}

void ReplicationHost::reportOurs()
{
    if (!m_replicator)
        return;
    std::vector<ReplicationReport> now = m_replicator->status();
    for (const ReplicationReport& each : now) {
        if (each.database.state == DatabaseState::Refused && isElsewhere(each.database.path))
            emit overtaken(each.database.path);
    }
    if (std::equal(
            now.begin(), now.end(), m_reported.begin(), m_reported.end(),
            [](const auto& one, const auto& other) { return walkeeper::isSame(one, other); }))
        return;
    m_reported = now;
    emit changed(std::make_shared<const std::vector<ReplicationReport>>(std::move(now)));
}

bool ReplicationHost::isElsewhere(const std::filesystem::path& database) const
{
    for (const OtherReplicator& other : m_reportedOthers) {
        for (const ReplicationReport& each : other.reports) {
            if (each.database.path == database && isAtWork(each))
                return true;
        }
    }
    return false;
}

void ReplicationHost::stop(const CancellationToken& abandon)
{
    m_soon->stop();
    m_look->stop();
    m_watch.reset();
    if (!m_replicator)
        return;
    Remaining remaining(m_replicator->status());
    const StillStopping all = remaining.now();
    if (!all->empty())
        emit stillStopping(all);
    JobRunner runner(stopThreads);
    for (const std::filesystem::path& path : *all) {
        runner.submit([this, path, &abandon, &remaining] {
            // What is not stored stays in the shadow WAL; the next start goes on with it.
            static_cast<void>(m_replicator->remove(path, abandon));
            emit stillStopping(remaining.without(path));
        });
    }
    runner.join();
}

void ReplicationHost::noteNews()
{
    // Asked by any of the replicator's threads; one message is enough until it is looked at.
    if (m_hasNews.exchange(true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!m_soon->isActive())
                m_soon->start();
        },
        Qt::QueuedConnection);
}

bool isAtWork(const ReplicationReport& report)
{
    return report.database.state != DatabaseState::Stopped &&
           report.database.state != DatabaseState::Refused;
}

bool isSame(const ReplicationReport& one, const ReplicationReport& other)
{
    return isSame(one.database, other.database) &&
           std::equal(one.replicas.begin(), one.replicas.end(), other.replicas.begin(),
                      other.replicas.end(),
                      [](const ReplicaStatus& a, const ReplicaStatus& b) { return isSame(a, b); });
}

} // namespace walkeeper
