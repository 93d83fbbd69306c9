#include "core/operations/replication_service.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

namespace walkeeper {

namespace {

/// Databases that are stopped at once; each waits for its stores most of the time.
constexpr std::size_t stopThreads = 8;

/// Holds a database's name in a set while it lives.
class Claim
{
public:
    Claim(std::mutex& mutex, std::set<std::filesystem::path>& names, std::filesystem::path name)
        : m_mutex(mutex),
          m_names(names),
          m_name(std::move(name))
    {
        const std::lock_guard lock(m_mutex);
        m_isMine = m_names.insert(m_name).second;
    }
    ~Claim()
    {
        const std::lock_guard lock(m_mutex);
        if (m_isMine)
            m_names.erase(m_name);
    }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

    bool isMine() const { return m_isMine; }

private:
    std::mutex& m_mutex;
    std::set<std::filesystem::path>& m_names;
    const std::filesystem::path m_name;
    bool m_isMine = false;
};

Error busyChanging(const std::filesystem::path& database)
{
    return {ErrorCode::Busy, database.string() + " is just being started or stopped"};
}

} // namespace

ReplicationReport idleReport(const DatabaseConfig& config)
{
    ReplicationReport report;
    report.database.path = config.path;
    report.database.state = DatabaseState::Stopped;
    for (const ReplicaConfig& replica : config.replicas) {
        ReplicaStatus& status = report.replicas.emplace_back();
        status.name = replica.name();
        status.url = replica.url.shown();
    }
    return report;
}

ReplicationService::ReplicationService(std::vector<DatabaseConfig> databases,
                                       Replicator::World world)
    : m_databases(std::move(databases)),
      m_clock(world.clock),
      m_replicator(world, [this](const std::filesystem::path&) { m_bell.ring(); })
{
}

ReplicationService::~ReplicationService()
{
    m_bell.close();
    static_cast<void>(stopAll({}));
}

const DatabaseConfig* ReplicationService::find(const std::filesystem::path& database) const
{
    const auto found =
        std::find_if(m_databases.begin(), m_databases.end(),
                     [&](const DatabaseConfig& config) { return config.path == database; });
    return found == m_databases.end() ? nullptr : &*found;
}

Result<const DatabaseConfig*>
ReplicationService::lookUp(const std::filesystem::path& database) const
{
    const DatabaseConfig* config = find(database);
    if (config == nullptr)
        return Error{ErrorCode::NotFound,
                     "database not found in the replicator's configuration: " + database.string()};
    return config;
}

void ReplicationService::note(const std::filesystem::path& database, const Result<void>& started)
{
    {
        const std::lock_guard lock(m_mutex);
        m_startErrors.erase(database);
        if (!started && started.error().code != ErrorCode::AlreadyExists)
            m_startErrors.emplace(database, StandingError{started.error(), m_clock.now(), 1});
    }
    m_bell.ring();
}

Result<void> ReplicationService::start(const std::filesystem::path& database,
                                       const CancellationToken&)
{
    const Result<const DatabaseConfig*> config = lookUp(database);
    if (!config)
        return config.error();
    const Claim claim(m_mutex, m_changing, database);
    if (!claim.isMine())
        return busyChanging(database);
    Result<void> started = m_replicator.add(**config);
    note(database, started);
    return started;
}

Result<void> ReplicationService::stop(const std::filesystem::path& database,
                                      const CancellationToken& token)
{
    if (const Result<const DatabaseConfig*> config = lookUp(database); !config)
        return config.error();
    const Claim claim(m_mutex, m_changing, database);
    if (!claim.isMine())
        return busyChanging(database);
    Result<void> stopped = m_replicator.remove(database, token);
    m_bell.ring();
    return stopped;
}

std::vector<ReplicationService::Failure> ReplicationService::startAll()
{
    std::vector<Failure> failures;
    for (const DatabaseConfig& config : m_databases) {
        if (Result<void> started = start(config.path, {}); !started)
            failures.push_back({config.path, std::move(started).error()});
    }
    return failures;
}

std::vector<ReplicationService::Failure> ReplicationService::stopAll(const CancellationToken& token)
{
    std::vector<std::filesystem::path> paths;
    for (const ReplicationReport& report : m_replicator.status())
        paths.push_back(report.database.path);
    std::mutex mutex;
    std::vector<Failure> failures;
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < paths.size(); i = next++) {
            Result<void> stopped = stop(paths[i], token);
            if (stopped || stopped.error().code == ErrorCode::NotFound)
                continue;
            const std::lock_guard lock(mutex);
            failures.push_back({paths[i], std::move(stopped).error()});
        }
    };
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < std::min(stopThreads, paths.size()); ++i)
        threads.emplace_back(work);
    for (std::thread& thread : threads)
        thread.join();
    return failures;
}

std::vector<ReplicationReport> ReplicationService::report() const
{
    std::vector<ReplicationReport> reports = m_replicator.status();
    const auto runs = [&](const DatabaseConfig& config) {
        return std::any_of(reports.begin(), reports.end(), [&](const ReplicationReport& report) {
            return report.database.path == config.path;
        });
    };
    std::vector<ReplicationReport> idle;
    for (const DatabaseConfig& config : m_databases) {
        if (runs(config))
            continue;
        ReplicationReport& report = idle.emplace_back(idleReport(config));
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_startErrors.find(config.path); found != m_startErrors.end())
            report.database.error = found->second;
    }
    std::move(idle.begin(), idle.end(), std::back_inserter(reports));
    std::sort(reports.begin(), reports.end(),
              [](const ReplicationReport& one, const ReplicationReport& other) {
                  return one.database.path < other.database.path;
              });
    return reports;
}

Result<std::vector<ReplicationReport>> ReplicationService::status(const CancellationToken&)
{
    return report();
}

Result<void> ReplicationService::sync(const std::filesystem::path& database,
                                      const CancellationToken& token)
{
    if (const Result<const DatabaseConfig*> config = lookUp(database); !config)
        return config.error();
    return m_replicator.syncNow(database, token);
}

Result<std::vector<Replicator::NamedSnapshot>>
ReplicationService::snapshot(const std::filesystem::path& database, const std::string& replica,
                             const CancellationToken& token)
{
    if (const Result<const DatabaseConfig*> config = lookUp(database); !config)
        return config.error();
    return m_replicator.snapshotNow(database, replica, token);
}

Result<std::vector<Replicator::NamedComparison>>
ReplicationService::compare(const std::filesystem::path& database, const std::string& replica,
                            const CancellationToken& token)
{
    if (const Result<const DatabaseConfig*> config = lookUp(database); !config)
        return config.error();
    return m_replicator.compareNow(database, replica, token);
}

} // namespace walkeeper
