#include "core/replicate/replicator.h"

#include "core/io/file_lock.h"
#include "core/operations/restore_database.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

/// One database in a replicator, and what it does when somebody else has it or its replica is away.
class ReplicatorTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void storesNothingOfARefusedDatabase_data();
    void storesNothingOfARefusedDatabase();
    void leavesBehindAReplicaThatIsAwayTooLong();

private:
    void commit(int times);
    ReplicationReport report() const { return m_replicator->status().front(); }
    ReplicaStatus replica() const { return report().replicas.front(); }
    bool isCurrent() const
    {
        return replica().isRestorable && replica().position == report().database.position;
    }
    void checkRestored();

    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
    std::optional<TestFolder> m_folder;
    DatabaseConfig m_config;
    std::optional<Connection> m_application;
    std::optional<Replicator> m_replicator;
    int m_commits = 0;
};

namespace {

constexpr int patience = 90'000;
constexpr std::uint64_t leastBacklog = 200'000;

} // namespace

void ReplicatorTest::init()
{
    m_folder.emplace();
    m_commits = 0;
    m_config = {};
    m_config.path = (*m_folder / "app.db").string();
    m_config.monitorInterval = std::chrono::milliseconds(10);
    m_config.minCheckpointPages = 10;
    m_config.maxCheckpointPages = 20;
    m_config.replicas.emplace_back().url = {.scheme = "file",
                                            .path = (*m_folder / "replica").string()};
    m_application.emplace(*Connection::open(m_config.path, OpenDatabase::ReadWrite));
    m_application->setBusyTimeout(std::chrono::seconds(5));
    QVERIFY(m_application->execute("PRAGMA journal_mode = wal; CREATE TABLE t(n);"
                                   "INSERT INTO t VALUES (0)"));
    m_replicator.emplace(
        Replicator::World{nativeFileSystem(), m_clock, m_stores, {}, leastBacklog});
}

void ReplicatorTest::cleanup()
{
    m_replicator.reset();
    m_application.reset();
    m_folder.reset();
}

void ReplicatorTest::commit(int times)
{
    for (int i = 0; i < times; ++i) {
        QVERIFY(m_application->execute("UPDATE t SET n = n + 1"));
        ++m_commits;
    }
}

void ReplicatorTest::checkRestored()
{
    RestoreRequest request;
    request.source = m_config.replicas.front().url;
    request.output = *m_folder / "restored.db";
    request.check = IntegrityCheck::Full;
    NoProgress progress;
    const Result<RestoreReport> restored =
        restoreDatabase(request, {nativeFileSystem(), m_clock, m_stores}, {}, progress);
    QVERIFY2(restored, restored ? "" : restored.error().message.c_str());
    Connection copy = *Connection::open(request.output, OpenDatabase::Unchanging);
    QCOMPARE(copy.query("SELECT n FROM t")->front().front(), std::to_string(m_commits));
}

void ReplicatorTest::storesNothingOfARefusedDatabase_data()
{
    QTest::addColumn<bool>("isStillTaken");
    QTest::newRow("still taken") << true;
    QTest::newRow("free again just now") << false;
}

void ReplicatorTest::storesNothingOfARefusedDatabase()
{
    QFETCH(const bool, isStillTaken);
    const fs::path metadata = MetaDirectory(m_config.path, {}).path();
    fs::create_directories(metadata);
    std::optional<FileLock> others;
    others.emplace(*FileLock::acquire(nativeFileSystem(), metadata / "walkeeper.lock"));
    commit(3);
    QVERIFY(m_replicator->add(m_config));
    QTRY_COMPARE_WITH_TIMEOUT(report().database.state, DatabaseState::Refused, patience);

    if (!isStillTaken)
        others.reset(); // it looks again after two seconds
    const Result<void> removed = m_replicator->remove(m_config.path, {});

    QVERIFY2(removed, removed ? "" : removed.error().message.c_str());
    QVERIFY(!fs::exists(*m_folder / "replica"));
    QVERIFY(!fs::exists(metadata / "generation"));
}

void ReplicatorTest::leavesBehindAReplicaThatIsAwayTooLong()
{
    const fs::path place = *m_folder / "replica";
    const fs::path away = *m_folder / "away";
    commit(1);
    QVERIFY(m_replicator->add(m_config));
    QTRY_VERIFY_WITH_TIMEOUT(isCurrent(), patience);
    const GenerationId before = replica().position->generation;

    fs::rename(place, away);
    m_folder->write("replica", "no folder");
    // A commit is a frame of 4 KiB, and soon there are WAL files enough.
    while (!report().database.leftBehindSince) {
        commit(5);
        QTest::qWait(20);
        QVERIFY2(m_commits < 5'000, std::to_string(report().database.shadowBytes).c_str());
    }
    // The WAL file that is being written stays, and so may the one before.
    QTRY_VERIFY_WITH_TIMEOUT(report().database.shadowBytes < 2 * leastBacklog, patience);
    QVERIFY(replica().uploadError);

    fs::remove(place);
    fs::rename(away, place);
    while (!isCurrent()) // at once, and not after the pause of a store that fails
        static_cast<void>(m_replicator->syncNow(m_config.path, {}));
    QVERIFY(replica().position->generation != before);
    QVERIFY(!replica().uploadError);
    checkRestored();
    commit(1);
    QVERIFY(m_replicator->remove(m_config.path, {}));
    fs::remove(*m_folder / "restored.db");
    checkRestored();
}

WALKEEPER_TEST(ReplicatorTest)
#include "replicator_test.moc"
