#include "tests/replicate/fault_scenario.h"

#include "core/operations/restore_database.h"
#include "tests/support/give_up.h"

namespace walkeeper::test {

namespace {

using std::chrono::seconds;

/// Every seventh commit is larger than what rotates a WAL.
const std::string payload = "printf('%0*d', 600 + (n % 7 = 0) * 20000, n)";

constexpr int roundsUntilRecovered = 30;

DatabaseConfig configFor(const TestFolder& folder)
{
    DatabaseConfig config;
    config.path = (folder / "app.db").string();
    config.minCheckpointPages = 4;
    config.maxCheckpointPages = 8;
    ReplicaConfig replica;
    replica.url = {.scheme = "file", .path = (folder / "replica").string()};
    replica.retention = std::chrono::hours(24);
    replica.retentionCheckInterval = seconds(10);
    replica.snapshotInterval = seconds(10);
    config.replicas = {replica};
    return config;
}

/// Everything that happens here stays in one process.
EngineFault withoutSyncs(EngineFault fault)
{
    fault.file.syncs = false;
    fault.sqlite.syncs = false;
    return fault;
}

/// Makes all objects older than the retention.
void age(const std::filesystem::path& replica)
{
    std::error_code none;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(replica, none)) {
        if (entry.is_regular_file(none))
            std::filesystem::last_write_time(
                entry.path(), entry.last_write_time(none) - std::chrono::hours(25), none);
    }
}

} // namespace

FaultScenario::FaultScenario(EngineFault fault)
    : m_fault(withoutSyncs(std::move(fault))),
      m_quickFiles({.syncs = false}),
      m_clock(SystemClock().now()),
      m_vfs(m_fault.sqlite),
      m_files(m_fault.file),
      m_folderStore(m_files, m_folder / "replica"),
      m_puttingStore(m_folderStore),
      m_store(m_puttingStore, m_fault.store),
      m_config(configFor(m_folder))
{
    m_files.setObserver([this](FileCall call) { m_fileCalls[call] += m_isHealed ? 0 : 1; });
    m_puttingStore.fault = m_fault.put;
    m_puttingStore.applies = [this](const ObjectKey& /*key*/) {
        return !m_isHealed && ++m_puts == m_fault.nthPut;
    };
    m_puttingStore.onStall = [this] {
        m_cancel.cancel();
        m_hasStalled = true;
    };
}

bool FaultScenario::hasStruck() const
{
    return m_files.hasFailed() || m_vfs.hasFailed() || m_store.hasFailed() ||
           (m_fault.nthPut > 0 && m_puts >= m_fault.nthPut);
}

void FaultScenario::run()
{
    createDatabase();
    makeEngine();
    turn();
    go(1, 4);  // small commits
    go(3, 10); // rotations, and snapshots of later WAL files
    useEngine(
        [this] { note(m_monitor->checkpointNow(CheckpointMode::Truncate, m_cancel.token())); });
    go(1, 2);
    useEngine([this] {
        const Result<SnapshotOutcome> taken = m_replica->snapshotNow(m_cancel.token());
        note(taken ? Result<void>() : taken.error());
    });
    age(m_folder / "replica");
    go(2, 6); // the retention deletes
    stop();
    commit();
    makeEngine(); // which goes on
    go(1, 3);
    stop();
    commit();
    resetWal();
    commit();
    makeEngine(); // which has to begin a generation
    go(2, 6);
    age(m_folder / "replica");
    go(2, 6); // the old one goes
    heal();
    recover();
    checkEnd();
    m_application.reset();
}

// --- the application ---

void FaultScenario::createDatabase()
{
    m_application.emplace(*Connection::open(m_config.path, OpenDatabase::ReadWrite));
    m_application->keepWalOnClose();
    const Result<void> made =
        m_application->execute("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0;"
                               "CREATE TABLE counter(n INTEGER); INSERT INTO counter VALUES (0);"
                               "CREATE TABLE ledger(n INTEGER PRIMARY KEY, payload TEXT)");
    if (!made)
        giveUp(made.error().message);
}

void FaultScenario::commit(int count)
{
    for (int i = 0; i < count; ++i) {
        const Result<void> done =
            m_application->execute("BEGIN IMMEDIATE; UPDATE counter SET n = n + 1;"
                                   "INSERT INTO ledger SELECT n, " +
                                   payload + " FROM counter; COMMIT");
        expect(bool(done), "the application cannot write: " + (done ? "" : done.error().message));
        if (!done)
            return;
        ++m_commits;
    }
}

void FaultScenario::resetWal()
{
    expect(bool(m_application->execute("PRAGMA wal_checkpoint(TRUNCATE)")),
           "the application cannot checkpoint");
}

Result<int> FaultScenario::lastCommitIn(const std::filesystem::path& database)
{
    Result<Connection> connection = Connection::open(database, OpenDatabase::Unchanging);
    if (!connection)
        return std::move(connection).error();
    const auto rows = connection->query("SELECT (SELECT n FROM counter), count(*), "
                                        "coalesce(sum(payload = " +
                                        payload + "), 0), coalesce(max(n), 0) FROM ledger");
    if (!rows)
        return rows.error();
    const Connection::Row& row = rows->front();
    if (row[0] != row[1] || row[0] != row[2] || row[0] != row[3])
        return Error{ErrorCode::Corrupt, "counter " + row[0] + ", rows " + row[1] + ", right " +
                                             row[2] + ", last " + row[3]};
    return std::stoi(row[0]);
}

// --- the engine ---

void FaultScenario::useEngine(const std::function<void()>& step)
{
    m_vfs.setArmed(!m_isHealed);
    step();
    m_vfs.setArmed(false);
    if (m_monitor) {
        const std::optional<StandingError> error = m_monitor->status().error;
        m_wasTold = m_wasTold || (hasStruck() && (error || m_replica->status().error()));
        noteReported();
    }
    if (m_hasStalled) {
        m_cancel = CancellationSource();
        m_hasStalled = false;
    }
    if (hasStruck() && !m_wasChecked) {
        m_wasChecked = true;
        checkStruck();
    }
}

void FaultScenario::makeEngine()
{
    m_monitor = std::make_unique<DatabaseMonitor>(m_config, m_files, m_clock);
    m_replica = std::make_unique<ReplicaMonitor>(
        m_config.replicas.front(),
        ReplicaMonitor::World{m_store, m_monitor->shadow(), *m_monitor, m_clock});
}

/// As Replicator does it.
void FaultScenario::turn()
{
    useEngine([this] {
        const std::array needs{ReplicaNeed{m_replica->releasable()}};
        const std::optional<Position> end = m_monitor->shadow().end();
        m_monitor->turn(end ? decideRelease(*end, false, needs) : Release{});
        if (!m_monitor->status().error && m_monitor->shadow().end())
            m_commitsAt[m_monitor->shadow().end()->text()] = m_commits;
    });
    useEngine([this] { m_replica->turn(m_cancel.token()); });
    checkHandled();
    m_clock.advance(seconds(2));
}

void FaultScenario::note(const Result<void>& outcome)
{
    m_wasTold = m_wasTold || (hasStruck() && !outcome);
}

/// As Replicator does it.
void FaultScenario::stop()
{
    useEngine([this] {
        const Result<Position> synced = m_monitor->syncNow(m_cancel.token());
        note(synced ? Result<void>() : synced.error());
        if (synced) {
            m_commitsAt[synced->text()] = m_commits;
            note(m_replica->finish(m_cancel.token()));
        }
        note(m_monitor->close());
        if (synced && m_monitor->shadow().end() != *synced)
            note(m_replica->finish(m_cancel.token()));
    });
    m_replica.reset();
    m_monitor.reset();
}

void FaultScenario::go(int commits, int rounds)
{
    for (int round = 0; round < rounds; ++round) {
        commit(commits);
        turn();
    }
}

// --- what must hold ---

void FaultScenario::expect(bool holds, const std::string& what)
{
    if (!holds && !m_wrong)
        m_wrong = what;
}

void FaultScenario::noteReported()
{
    const ReplicaStatus status = m_replica->status();
    if (!status.position || !status.isRestorable)
        return;
    const auto found = m_commitsAt.find(status.position->text());
    if (found != m_commitsAt.end())
        m_reported = std::max(m_reported, found->second);
}

Result<int> FaultScenario::restoredCommit(BrokenChain onBroken)
{
    const StoreRegistry stores = standardRegistry();
    RestoreRequest request;
    request.source = m_config.replicas.front().url;
    request.output = m_folder / "restored.db";
    request.check = IntegrityCheck::Full;
    request.onBroken = onBroken;
    request.parallelism = 1;
    NoProgress progress;
    const Result<RestoreReport> restored =
        restoreDatabase(request, {m_quickFiles, m_clock, stores}, {}, progress);
    if (!restored)
        return restored.error();
    Result<int> last = lastCommitIn(request.output);
    std::filesystem::remove(request.output);
    return last;
}

/// What was reported before the fault is there right after it. But half an upload under the final
/// name, which no store may leave, can hide the end of a generation until it is written again.
void FaultScenario::checkStruck()
{
    if (m_reported == 0)
        return;
    const Result<int> last = restoredCommit(BrokenChain::NewestReachable);
    expect(bool(last), "right after the fault: " + (last ? "" : last.error().message));
    expect(!last || *last >= m_reported || m_fault.put == PutFault::Truncates,
           "right after the fault the replica has " + std::to_string(last ? *last : 0) +
               " commits, and reported are " + std::to_string(m_reported));
}

/// What nobody was told of has done no harm: all is stored nevertheless.
void FaultScenario::checkHandled()
{
    if (!hasStruck() || m_wasTold || m_wasHandled || m_fault.put == PutFault::Stalls)
        return;
    m_wasHandled = true;
    const Result<int> last = restoredCommit(BrokenChain::Refuse);
    expect(last && *last == m_commits, "the fault was neither told nor made good");
}

bool FaultScenario::isCurrent() const
{
    const ReplicaStatus replica = m_replica->status();
    return !m_monitor->status().error && !replica.error() && replica.isRestorable &&
           replica.position && replica.position == m_monitor->shadow().end();
}

void FaultScenario::heal()
{
    m_isHealed = true;
    m_files.heal();
    m_store.heal();
    for (const StoreCall call :
         {StoreCall::List, StoreCall::Open, StoreCall::Read, StoreCall::Put, StoreCall::Remove})
        m_storeCalls[call] = m_store.calls(call);
}

/// It goes on by itself: nothing but turns, as time passes.
void FaultScenario::recover()
{
    const auto pass = [this] {
        int rounds = 0;
        do {
            m_clock.advance(seconds(61));
            turn();
        } while (!isCurrent() && ++rounds < roundsUntilRecovered);
    };
    pass();
    commit();
    pass();
    const auto& error = m_monitor->status().error;
    const ReplicaStatus replica = m_replica->status();
    expect(isCurrent(),
           "it does not go on by itself: " + (error             ? error->error.message
                                              : replica.error() ? replica.error()->error.message
                                                                : "the replica stays behind"));
    expect(m_reported == m_commits, "not every commit is reported as stored");
}

void FaultScenario::checkEnd()
{
    commit(3);
    useEngine([this] {
        const Result<Position> synced = m_monitor->syncNow({});
        expect(bool(synced), "the final sync fails: " + (synced ? "" : synced.error().message));
        const Result<void> finished = m_replica->finish({});
        expect(bool(finished),
               "the final upload fails: " + (finished ? "" : finished.error().message));
        const Result<void> closed = m_monitor->close();
        expect(bool(closed), "the end fails: " + (closed ? "" : closed.error().message));
    });
    m_replica.reset();
    m_monitor.reset();
    const Result<int> last = restoredCommit(BrokenChain::Refuse);
    expect(bool(last), "at the end: " + (last ? "" : last.error().message));
    expect(!last || *last == m_commits, "at the end the replica has " +
                                            std::to_string(last ? *last : 0) + " commits of " +
                                            std::to_string(m_commits));
    const auto whole = m_application->query("PRAGMA integrity_check");
    expect(whole && whole->front().front() == "ok", "the application's database is broken");
    const auto count = m_application->query("SELECT count(*) FROM ledger");
    expect(count && count->front().front() == std::to_string(m_commits),
           "the application has lost commits");
}

} // namespace walkeeper::test
