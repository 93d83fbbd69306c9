#include "tests/replicate/restarts_under_load.h"

#include "core/operations/restore_database.h"
#include "core/replicate/database_monitor.h"
#include "core/replicate/replica_monitor.h"
#include "core/sqlite/connection.h"
#include "core/storage/local/file_store.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/faulty_vfs.h"
#include "tests/support/test_folder.h"

#include <QtGlobal>

#include <array>
#include <cstdio>
#include <random>

namespace walkeeper::test {

namespace {

/// Does at random what applications do. Where somebody is in the way it does nothing.
class Application
{
public:
    Application(Connection connection, std::mt19937& random)
        : m_connection(std::move(connection)),
          m_random(random)
    {
        m_connection.keepWalOnClose();
    }

    Result<void> begin()
    {
        return m_connection.execute(
            "PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0;"
            "CREATE TABLE counter(mark TEXT);"
            "INSERT INTO counter VALUES ('walkeeper-commit:0000000000000000')");
    }

    std::uint64_t commits() const { return m_commits; }

    void act()
    {
        if (m_random() % 3 != 0)
            commit();
        else
            static_cast<void>(m_connection.checkpointPassive());
    }

private:
    void commit()
    {
        std::array<char, 100> sql{};
        std::snprintf(sql.data(), sql.size(),
                      "UPDATE counter SET mark = 'walkeeper-commit:%016llx'",
                      static_cast<unsigned long long>(m_commits + 1));
        if (m_connection.execute(sql.data()))
            ++m_commits;
    }

    Connection m_connection;
    std::mt19937& m_random;
    std::uint64_t m_commits = 0;
};

struct Engine {
    Engine(const DatabaseConfig& config, FileSystem& files, ObjectStore& store, const Clock& clock)
        : monitor(config, files, clock),
          replica(config.replicas.front(), {store, monitor.shadow(), monitor, clock})
    {
    }

    std::uint64_t missedResets() const
    {
        return monitor.status()
            .generationCounts[static_cast<std::size_t>(NewGenerationReason::MissedReset)];
    }

    DatabaseMonitor monitor;
    ReplicaMonitor replica;
};

/// 0 if nothing can be restored.
std::uint64_t restoredCount(const ReplicaConfig& replica, const std::filesystem::path& output,
                            const Clock& clock)
{
    const StoreRegistry stores = standardRegistry();
    RestoreRequest request;
    request.source = replica.url;
    request.output = output;
    NoProgress progress;
    if (!restoreDatabase(request, {nativeFileSystem(), clock, stores}, {}, progress))
        return 0;
    const Result<std::uint64_t> count = countIn(output);
    return count ? *count : 0;
}

} // namespace

Result<RestartedReplication> restartUnderLoad(const std::filesystem::path& folder, unsigned seed,
                                              int restarts)
{
    std::mt19937 random(seed);
    FaultyVfs vfs({.syncs = false});
    FaultyFileSystem files({.syncs = false});
    const SystemClock clock;
    DatabaseConfig config;
    config.path = (folder / "app.db").string();
    ReplicaConfig replica;
    replica.url = {.scheme = "file", .path = (folder / "replica").string()};
    config.replicas = {replica};
    FileStore store(files, replica.url.path);
    Result<Connection> connection = Connection::open(config.path, OpenDatabase::ReadWrite);
    if (!connection)
        return std::move(connection).error();
    Application application(*std::move(connection), random);
    if (Result<void> begun = application.begin(); !begun)
        return std::move(begun).error();
    vfs.setReadObserver([&](int bytes) {
        // The engine's own looks at headers of the WAL are where it matters most.
        if (bytes > int{walHeaderSize} && random() % 32 != 0)
            return;
        vfs.setArmed(false);
        application.act();
        vfs.setArmed(true);
    });

    RestartedReplication run;
    for (int restart = 0; restart < restarts; ++restart) {
        Engine engine(config, files, store, clock);
        for (auto turns = 1 + random() % 3; turns > 0; --turns) {
            vfs.setArmed(true);
            engine.monitor.turn({});
            vfs.setArmed(false);
            application.act();
        }
        static_cast<void>(engine.replica.finish({}));
        run.missedResets += engine.missedResets();
        for (auto acts = random() % 6; acts > 0; --acts)
            application.act();
    }
    Engine last(config, files, store, clock);
    if (const Result<Position> synced = last.monitor.syncNow({}); !synced)
        return synced.error();
    if (Result<void> stored = last.replica.finish({}); !stored)
        return std::move(stored).error();
    if (Result<void> closed = last.monitor.close(); !closed)
        return std::move(closed).error();
    run.missedResets += last.missedResets();
    run.commits = application.commits();
    run.restored = restoredCount(replica, folder / "restored.db", clock);
    Result<CommitAudit> audit = auditCommits(replica.url.path);
    if (!audit)
        return std::move(audit).error();
    run.audit = *std::move(audit);
    return run;
}

Result<RestartedReplication> roundUnderLoad(unsigned round)
{
    constexpr int restarts = 200;
    const unsigned seed =
        static_cast<unsigned>(qEnvironmentVariableIntValue("WALKEEPER_SEED")) + round;
    const TestFolder folder;
    Result<RestartedReplication> run = restartUnderLoad(folder.path(), seed, restarts);
    if (run)
        qInfo("seed %u: %llu commits in %zu generations, %llu missed resets, %zu losses", seed,
              static_cast<unsigned long long>(run->commits), run->audit.generations.size(),
              static_cast<unsigned long long>(run->missedResets), run->audit.losses.size());
    return run;
}

} // namespace walkeeper::test
