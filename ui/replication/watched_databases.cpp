#include "ui/replication/watched_databases.h"

#include "ui/text/conversion.h"

#include <algorithm>

namespace walkeeper::ui {

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
    connect(&engine, &Engine::jobFinished, this, &WatchedDatabases::takeEnd);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &WatchedDatabases::passTime);
}

void WatchedDatabases::take(Configuration configuration)
{
    m_configuration = std::move(configuration);
    for (const DatabaseConfig& database : m_configuration.databases) {
        if (!findPath(database.path))
            start(add(database));
    }
}

const WatchedDatabase* WatchedDatabases::find(WatchId id) const
{
    const auto found = std::find_if(m_databases.begin(), m_databases.end(),
                                    [id](const WatchedDatabase& each) { return each.id == id; });
    return found == m_databases.end() ? nullptr : &*found;
}

const WatchedDatabase* WatchedDatabases::findPath(const std::string& path) const
{
    const auto found =
        std::find_if(m_databases.begin(), m_databases.end(),
                     [&path](const WatchedDatabase& each) { return each.config.path == path; });
    return found == m_databases.end() ? nullptr : &*found;
}

void WatchedDatabases::protect(const DatabaseConfig& database)
{
    const JobId job = m_engine.protect({m_configuration.file, m_configuration.options, database});
    if (job.isValid())
        m_asked[job] = {Deed::Protect, 0, database};
}

void WatchedDatabases::start(WatchId id)
{
    WatchedDatabase* database = findMutable(id);
    if (!database || database->isReplicated() || database->running)
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

void WatchedDatabases::takeState(const ReplicationState& state)
{
    for (WatchedDatabase& database : m_databases) {
        const auto found =
            std::find_if(state->begin(), state->end(), [&database](const auto& report) {
                return report.database.path == database.config.path;
            });
        if (found == state->end() && !database.report)
            continue;
        if (found == state->end())
            database.report.reset();
        else
            database.report = *found;
        noteLag(database);
        emit changed(database.id);
    }
    if (!m_second.isActive())
        m_second.start();
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
        asked.id = add(asked.database);
        takeState(m_engine.replication());
    }
    if (WatchedDatabase* database = findMutable(asked.id)) {
        database->running.reset();
        if (!**end && asked.deed == Deed::Start)
            database->startError = (*end)->error();
        emit changed(asked.id);
    }
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
