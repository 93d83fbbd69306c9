#include "ui/replication/watched_databases.h"

#include "core/engine/replication_host.h"
#include "ui/text/conversion.h"

#include <algorithm>
#include <unordered_map>

namespace walkeeper::ui {

namespace {

/// What is said of a database.
struct Said {
    const ReplicationReport* report = nullptr;
    const OtherReplicator* replicator = nullptr; ///< who says it; null: we do
};
using SaidByPath = std::unordered_map<std::string, Said>;

/// Whoever is at work on it comes before one that only knows it, and we before others.
void addSaid(SaidByPath& all, const std::vector<ReplicationReport>& reports,
             const OtherReplicator* replicator)
{
    for (const ReplicationReport& report : reports) {
        Said& best = all[report.database.path.string()];
        if (!best.report || (isAtWork(report) && !isAtWork(*best.report)))
            best = {&report, replicator};
    }
}

/// As far as it can be known of a database that another process replicates.
DatabaseConfig configOf(const ReplicationReport& report)
{
    DatabaseConfig config;
    config.path = report.database.path.string();
    for (const ReplicaStatus& status : report.replicas) {
        Result<StoreUrl> url = parseStoreUrl(status.url);
        if (!url)
            continue;
        ReplicaConfig& replica = config.replicas.emplace_back();
        replica.url = *std::move(url);
        if (status.name != replica.url.scheme)
            replica.configuredName = status.name;
    }
    return config;
}

} // namespace

std::optional<std::uint64_t> WatchedDatabase::lagBytes() const
{
    std::optional<std::uint64_t> most;
    if (!report)
        return most;
    for (const ReplicaStatus& replica : report->replicas) {
        if (replica.lagBytes)
            most = std::max(most.value_or(0), *replica.lagBytes);
    }
    return most;
}

WatchedDatabases::WatchedDatabases(Engine& engine, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_engine(engine),
      m_clock(clock)
{
    connect(&engine, &Engine::replicationChanged, this, &WatchedDatabases::takeState);
    connect(&engine, &Engine::othersChanged, this, &WatchedDatabases::takeState);
    connect(&engine, &Engine::jobFinished, this, &WatchedDatabases::takeEnd);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &WatchedDatabases::passTime);
}

void WatchedDatabases::take(Configuration configuration)
{
    m_configuration = std::move(configuration);
    for (const DatabaseConfig& database : m_configuration.databases) {
        const WatchedDatabase* known = findPath(database.path);
        const WatchId id = known ? known->id : add(database);
        WatchedDatabase* watched = findMutable(id);
        watched->config = database;
        watched->isConfigured = true;
        // What somebody has stopped elsewhere stays stopped.
        if (!watched->report)
            ask(*watched, Deed::Start,
                m_engine.startReplication(database, IfStoppedElsewhere::Leave));
    }
}

const WatchedDatabase* WatchedDatabases::find(WatchId id) const
{
    const auto found = std::find_if(m_databases.begin(), m_databases.end(),
                                    [id](const WatchedDatabase& each) { return each.id == id; });
    return found == m_databases.end() ? nullptr : &*found;
}

std::optional<LiveReplica> WatchedDatabases::liveReplica(const StoreUrl& url) const
{
    for (const WatchedDatabase& database : m_databases) {
        if (!database.isReplicated())
            continue;
        for (const ReplicaConfig& replica : database.config.replicas) {
            if (replica.url == url)
                return LiveReplica{database.config.path, replica.name()};
        }
    }
    return std::nullopt;
}

const WatchedDatabase* WatchedDatabases::findPath(const std::string& path) const
{
    const auto found =
        std::find_if(m_databases.begin(), m_databases.end(),
                     [&path](const WatchedDatabase& each) { return each.config.path == path; });
    return found == m_databases.end() ? nullptr : &*found;
}

void WatchedDatabases::protect(const DatabaseConfig& database, const std::string& entry)
{
    const JobId job =
        m_engine.protect({m_configuration.file, m_configuration.options, database, entry});
    if (job.isValid())
        m_asked[job] = {Deed::Protect, 0, database};
}

void WatchedDatabases::start(WatchId id)
{
    WatchedDatabase* database = findMutable(id);
    if (!database || !database->canStart())
        return;
    database->startError.reset();
    ask(*database, Deed::Start, m_engine.startReplication(database->config));
}

void WatchedDatabases::stop(WatchId id)
{
    if (WatchedDatabase* database = findMutable(id); database && database->isReplicated())
        ask(*database, Deed::Stop, m_engine.stopReplication(database->config.path));
}

void WatchedDatabases::snapshotNow(WatchId id)
{
    if (WatchedDatabase* database = findMutable(id); database && database->isReplicated())
        ask(*database, Deed::Snapshot, m_engine.snapshotNow({database->config.path, {}}));
}

void WatchedDatabases::syncNow(WatchId id)
{
    if (WatchedDatabase* database = findMutable(id); database && database->isReplicated())
        ask(*database, Deed::Sync, m_engine.syncNow(database->config.path));
}

void WatchedDatabases::changeRetention(WatchId id, const ReplicaChange& change)
{
    WatchedDatabase* database = findMutable(id);
    if (!database || !database->canChange() || change.replica >= database->config.replicas.size())
        return;
    DatabaseConfig wanted = database->config;
    ReplicaConfig& replica = wanted.replicas[change.replica];
    replica.retention = change.retention.value_or(replica.retention);
    replica.retentionCheckInterval =
        change.retentionCheckInterval.value_or(replica.retentionCheckInterval);
    replica.snapshotInterval = change.snapshotInterval.value_or(replica.snapshotInterval);
    const JobId job =
        m_engine.changeRetention({m_configuration.file, m_configuration.options, change, wanted});
    ask(*database, Deed::Retention, job);
    if (job.isValid())
        m_asked[job].database = std::move(wanted);
}

void WatchedDatabases::remove(WatchId id)
{
    WatchedDatabase* database = findMutable(id);
    if (!database || !database->canRemove())
        return;
    if (!database->isConfigured)
        return erase(id);
    ask(*database, Deed::Remove,
        m_engine.unprotect({m_configuration.file, m_configuration.options, database->config.path}));
}

void WatchedDatabases::takeOver()
{
    for (std::size_t i = 0; i < m_databases.size(); ++i) {
        if (m_databases[i].ended)
            start(m_databases[i].id);
    }
}

void WatchedDatabases::erase(WatchId id)
{
    const WatchedDatabase* database = find(id);
    if (!database)
        return;
    emit aboutToRemove(id);
    const std::string path = database->config.path;
    m_removed[path] = !isAtWorkElsewhere(path);
    m_databases.erase(m_databases.begin() + (database - m_databases.data()));
    emit removed(id);
}

WatchId WatchedDatabases::add(const DatabaseConfig& config)
{
    WatchedDatabase database;
    database.id = ++m_lastId;
    database.config = config;
    database.name = pathToQt(std::filesystem::path(config.path).filename());
    m_databases.push_back(std::move(database));
    emit added(m_lastId);
    return m_lastId;
}

WatchedDatabase* WatchedDatabases::findMutable(WatchId id)
{
    const auto found = std::find_if(m_databases.begin(), m_databases.end(),
                                    [id](const WatchedDatabase& each) { return each.id == id; });
    return found == m_databases.end() ? nullptr : &*found;
}

void WatchedDatabases::ask(WatchedDatabase& database, Deed deed, JobId job)
{
    if (!job.isValid())
        return;
    m_asked[job] = {deed, database.id, {}};
    database.running = deed;
    emit changed(database.id);
}

void WatchedDatabases::passTime()
{
    bool isNeeded = false;
    for (std::size_t i = 0; i < m_databases.size(); ++i) {
        const WatchedDatabase& database = m_databases[i];
        if (!database.behindSince && !(database.report && database.report->database.blockedSince))
            continue;
        isNeeded = true;
        emit changed(database.id);
    }
    if (!isNeeded)
        m_second.stop();
}

void WatchedDatabases::takeState()
{
    takeStrangers();
    SaidByPath said;
    addSaid(said, *m_engine.replication(), nullptr);
    for (const OtherReplicator& other : *m_engine.others())
        addSaid(said, other.reports, &other);
    std::map<pid_t, QStringList> left;
    std::vector<OtherProcess> came;
    std::vector<OtherProcess> gone;
    for (std::size_t i = 0; i < m_databases.size(); ++i) {
        WatchedDatabase& database = m_databases[i];
        const std::optional<OtherProcess> before = database.process;
        const bool wasReplicated = database.isReplicated();
        const auto found = said.find(database.config.path);
        const Said now = found == said.end() ? Said() : found->second;
        if (!takeReport(database, now.report, now.replicator))
            continue;
        if (database.process && database.process != before)
            came.push_back(*database.process);
        // One that was stopped there has lost nothing.
        if (before && !database.report && wasReplicated) {
            database.ended = before;
            if (left[before->id].isEmpty())
                gone.push_back(*before);
            left[before->id] << database.name;
        }
        noteLag(database);
        emit changed(database.id);
    }
    for (const OtherProcess& process : gone)
        emit detached(process, left[process.id]);
    if (!came.empty())
        emit attached(came.front());
    if (!m_second.isActive())
        m_second.start();
}

/// Databases that are in nobody's list here, and that others replicate.
void WatchedDatabases::takeStrangers()
{
    for (auto& [path, wasIdle] : m_removed)
        wasIdle = wasIdle || !isAtWorkElsewhere(path);
    for (const OtherReplicator& other : *m_engine.others()) {
        for (const ReplicationReport& report : other.reports) {
            const std::string path = report.database.path.string();
            const auto taken = m_removed.find(path);
            const bool isWanted = taken == m_removed.end() || (taken->second && isAtWork(report));
            if (findPath(path) || !isWanted)
                continue;
            m_removed.erase(path);
            WatchedDatabase* database = findMutable(add(configOf(report)));
            database->isConfigured = false;
        }
    }
}

bool WatchedDatabases::isAtWorkElsewhere(const std::string& path) const
{
    return std::ranges::any_of(*m_engine.others(), [&path](const OtherReplicator& other) {
        return std::ranges::any_of(other.reports, [&path](const ReplicationReport& report) {
            return report.database.path == path && isAtWork(report);
        });
    });
}

/// False if all is as before.
bool WatchedDatabases::takeReport(WatchedDatabase& database, const ReplicationReport* report,
                                  const OtherReplicator* replicator)
{
    std::optional<OtherProcess> process;
    if (replicator)
        process = {replicator->process, QString::fromStdString(replicator->program)};
    const bool isSame = report && database.report ? walkeeper::isSame(*report, *database.report)
                                                  : !report && !database.report;
    if (isSame && process == database.process)
        return false;
    database.process = std::move(process);
    database.report.reset();
    if (!report)
        return true;
    database.report = *report;
    database.ended.reset();
    if (replicator)
        database.startError.reset();
    return true;
}

void WatchedDatabases::takeEnd(const JobOutcome& outcome)
{
    const auto found = m_asked.find(outcome.job);
    const auto* end = std::get_if<ReplicationEnd>(&outcome.end);
    if (found == m_asked.end() || !end)
        return;
    Asked asked = std::move(found->second);
    m_asked.erase(found);
    if (asked.deed == Deed::Protect && **end) {
        const WatchedDatabase* known = findPath(asked.database.path);
        asked.id = known ? known->id : add(asked.database);
        WatchedDatabase* database = findMutable(asked.id);
        database->config = asked.database;
        database->isConfigured = true;
        takeState();
    }
    if (WatchedDatabase* database = findMutable(asked.id)) {
        database->running.reset();
        if (**end && asked.deed == Deed::Retention)
            database->config = asked.database;
        if (!**end && asked.deed == Deed::Start)
            database->startError = (*end)->error();
        emit changed(asked.id);
    }
    if (asked.deed == Deed::Remove && **end)
        erase(asked.id);
    if (**end)
        emit succeeded(asked.id, asked.deed, ***end);
    else if ((*end)->error().code != ErrorCode::Cancelled)
        emit failed(asked.id, asked.deed, (*end)->error());
}

void WatchedDatabases::noteLag(WatchedDatabase& database) const
{
    const bool isBehind = database.lagBytes().value_or(0) > 0;
    if (!isBehind)
        database.behindSince.reset();
    else if (!database.behindSince)
        database.behindSince = m_clock.now();
}

} // namespace walkeeper::ui
