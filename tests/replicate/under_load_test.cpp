#include "core/operations/restore_database.h"
#include "core/replicate/replicator.h"
#include "core/storage/store_registry.h"
#include "tests/replicate/commit_audit.h"
#include "tests/support/child_process.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <random>

#include <csignal>

using namespace walkeeper;
using namespace walkeeper::test;
using std::chrono::milliseconds;

namespace {

/// What a run puts a database through.
struct Load {
    int writers = 1;
    std::vector<std::string> kinds;
    std::int64_t minPages = 100;
    std::int64_t maxPages = 300;
    int seconds = 3;
    std::uint64_t rotations = 0; ///< goes on until there were so many
};

Error firstError(const ReplicationReport& report)
{
    if (report.database.error)
        return report.database.error->error;
    for (const ReplicaStatus& replica : report.replicas) {
        if (replica.error())
            return replica.error()->error;
    }
    return {};
}

} // namespace

/// Every commit that an application makes under load is in the replica, whatever it does.
class UnderLoadTest : public QObject
{
    Q_OBJECT

private slots:
    void everyCommitIsReplicated_data();
    void everyCommitIsReplicated();

private:
    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
};

Q_DECLARE_METATYPE(Load)

void UnderLoadTest::everyCommitIsReplicated_data()
{
    QTest::addColumn<Load>("load");
    QTest::newRow("one small writer") << Load{.kinds = {"small", "pause=200"}};
    QTest::newRow("four writers of all kinds")
        << Load{.writers = 4,
                .kinds = {"large", "spill", "rollback", "vacuum", "reopen", "autocheckpoint"}};
    QTest::newRow("writers who checkpoint in every mode")
        << Load{.writers = 3,
                .kinds = {"large", "spill", "passive", "full", "restart", "truncate", "reopen"}};
    if (qEnvironmentVariableIsSet("WALKEEPER_FULL"))
        QTest::newRow("a thousand rotations") << Load{.writers = 4,
                                                      .kinds = {"large", "rollback", "pause=2000"},
                                                      .minPages = 20,
                                                      .maxPages = 60,
                                                      .rotations = 1000};
    QTest::newRow("frames that never verify")
        << Load{.writers = 2, .kinds = {"savepoint", "large", "pause=200"}};
}

void UnderLoadTest::everyCommitIsReplicated()
{
    QFETCH(const Load, load);
    const TestFolder folder;
    DatabaseConfig config;
    config.path = (folder / "app.db").string();
    config.minCheckpointPages = load.minPages;
    config.maxCheckpointPages = load.maxPages;
    config.monitorInterval = milliseconds(20);
    ReplicaConfig replica;
    replica.url = {.scheme = "file", .path = (folder / "replica").string()};
    config.replicas.push_back(replica);

    std::vector<ChildProcess> writers;
    for (int i = 0; i < load.writers; ++i) {
        std::vector<std::string> command = {LOAD_WRITER, config.path,
                                            (folder / ("notes" + std::to_string(i))).string(),
                                            std::to_string(i + 1)};
        for (const std::string& kind : load.kinds)
            command.push_back(kind);
        Result<ChildProcess> writer = ChildProcess::start(command);
        QVERIFY(writer);
        writers.push_back(*std::move(writer));
    }
    Replicator replicator({nativeFileSystem(), m_clock, m_stores});
    QVERIFY(replicator.add(config));
    QTest::qWait(load.seconds * 1000);
    constexpr int longest = 30 * 60 * 1000;
    QVERIFY(QTest::qWaitFor(
        [&] { return replicator.status().front().database.rotations >= load.rotations; }, longest));
    for (ChildProcess& writer : writers)
        writer.signal(SIGKILL);
    for (ChildProcess& writer : writers)
        writer.wait(milliseconds(5000));
    // While somebody has the database open, so that SQLite recovers nothing.
    const Result<std::uint64_t> live = countIn(config.path);
    QVERIFY2(live, live ? "" : live.error().message.c_str());
    const Result<void> synced = replicator.syncNow(config.path, {});
    const ReplicationReport report = replicator.status().front();
    const Result<void> removed = replicator.remove(config.path, {});
    QVERIFY2(synced, synced ? "" : synced.error().message.c_str());
    QVERIFY2(removed, removed ? "" : removed.error().message.c_str());
    QVERIFY2(!report.database.error, firstError(report).message.c_str());

    const Result<CommitAudit> audit = auditCommits(folder / "replica");
    QVERIFY2(audit, audit ? "" : audit.error().message.c_str());
    for (const std::string& loss : audit->losses)
        qWarning("%s", loss.c_str());
    for (const auto& generation : audit->generations)
        qInfo("generation %s: %llu commits, %llu WAL files, counter %llu",
              generation.generation.text().c_str(),
              static_cast<unsigned long long>(generation.commits),
              static_cast<unsigned long long>(generation.walFiles),
              static_cast<unsigned long long>(generation.lastCount));
    qInfo("rotations %llu, lock busy %llu, put off %llu, blocked %llu, longest lock %lld us, syncs "
          "%llu",
          static_cast<unsigned long long>(report.database.rotations),
          static_cast<unsigned long long>(report.database.rotationsLockBusy),
          static_cast<unsigned long long>(report.database.rotationsPutOff),
          static_cast<unsigned long long>(report.database.rotationsBlocked),
          static_cast<long long>(report.database.longestLock.count()),
          static_cast<unsigned long long>(report.database.syncs));
    for (const GenerationStart& start : report.database.generations)
        qInfo("began %s: %s", start.generation.text().c_str(),
              std::string(reasonText(start.reason)).c_str());
    qInfo("%llu commits in %zu generations, %llu resets, %zu losses",
          static_cast<unsigned long long>(audit->commits()), audit->generations.size(),
          static_cast<unsigned long long>(audit->resets()), audit->losses.size());
    QVERIFY(audit->losses.empty());

    RestoreRequest request;
    request.source = replica.url;
    request.output = folder / "restored.db";
    request.check = IntegrityCheck::Full;
    NoProgress progress;
    const Result<RestoreReport> restored =
        restoreDatabase(request, {nativeFileSystem(), m_clock, m_stores}, {}, progress);
    QVERIFY2(restored, restored ? "" : restored.error().message.c_str());
    std::uint64_t confirmed = 0;
    for (int i = 0; i < load.writers; ++i)
        confirmed = std::max(confirmed, confirmedCount(folder / ("notes" + std::to_string(i))));
    const Result<std::uint64_t> count = countIn(folder / "restored.db");
    QVERIFY2(count, count ? "" : count.error().message.c_str());
    qInfo("confirmed %llu, restored %llu", static_cast<unsigned long long>(confirmed),
          static_cast<unsigned long long>(*count));
    QVERIFY(*count >= confirmed);
    QCOMPARE(*count, *live);
    // A writer may have been killed between a commit's frames and its entry in the wal-index. The
    // next to open the database recovers that one commit, which nobody was told of.
    const std::uint64_t recovered = *countIn(config.path);
    QVERIFY(recovered == *live || recovered == *live + 1);
}

WALKEEPER_TEST(UnderLoadTest)
#include "under_load_test.moc"
