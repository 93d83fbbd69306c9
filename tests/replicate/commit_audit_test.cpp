#include "tests/replicate/commit_audit.h"

#include "core/replicate/replicator.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;

/// That the audit sees what is missing: a replica from which one segment was taken away.
class CommitAuditTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void countsEveryCommit();
    void seesALostSegment_data();
    void seesALostSegment();

private:
    std::vector<std::filesystem::path> segments() const;

    static constexpr std::uint64_t commits = 30;
    const TestFolder m_folder;
};

/// One segment a commit, and a reset after every ten.
void CommitAuditTest::initTestCase()
{
    const SystemClock clock;
    const StoreRegistry stores = standardRegistry();
    DatabaseConfig config;
    config.path = (m_folder / "app.db").string();
    ReplicaConfig replica;
    replica.url = {.scheme = "file", .path = (m_folder / "replica").string()};
    config.replicas = {replica};
    Connection application = *Connection::open(config.path, OpenDatabase::ReadWrite);
    QVERIFY(
        application.execute("PRAGMA journal_mode = wal; CREATE TABLE counter(mark TEXT);"
                            "INSERT INTO counter VALUES ('walkeeper-commit:0000000000000000')"));
    Replicator replicator({nativeFileSystem(), clock, stores});
    QVERIFY(replicator.add(config));
    for (std::uint64_t n = 1; n <= commits; ++n) {
        std::array<char, 100> sql{};
        std::snprintf(sql.data(), sql.size(),
                      "UPDATE counter SET mark = 'walkeeper-commit:%016llx'",
                      static_cast<unsigned long long>(n));
        QVERIFY(application.execute(sql.data()));
        if (n == 1)
            QTRY_COMPARE(replicator.status().front().database.state, DatabaseState::Following);
        QVERIFY(replicator.syncNow(config.path, {}));
        if (n % 10 == 0)
            QVERIFY(replicator.checkpointNow(config.path, DatabaseMonitor::CheckpointMode::Restart,
                                             {}));
    }
    QVERIFY(replicator.remove(config.path, {}));
}

std::vector<std::filesystem::path> CommitAuditTest::segments() const
{
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(m_folder / "replica")) {
        if (entry.path().string().ends_with(".wal.lz4"))
            found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
}

void CommitAuditTest::countsEveryCommit()
{
    const Result<CommitAudit> audit = auditCommits(m_folder / "replica");
    QVERIFY(audit);
    QVERIFY(audit->losses.empty());
    QCOMPARE(audit->generations.size(), std::size_t{1});
    QCOMPARE(audit->generations.front().lastCount, commits);
    QVERIFY(audit->resets() >= 3);
}

void CommitAuditTest::seesALostSegment_data()
{
    QTest::addColumn<double>("place");
    QTest::newRow("early") << 0.2;
    QTest::newRow("middle") << 0.5;
    QTest::newRow("late") << 0.8;
}

void CommitAuditTest::seesALostSegment()
{
    QFETCH(const double, place);
    const auto all = segments();
    const auto lost = all[static_cast<std::size_t>(place * static_cast<double>(all.size()))];
    std::filesystem::rename(lost, m_folder / "taken");

    const Result<CommitAudit> audit = auditCommits(m_folder / "replica");

    std::filesystem::rename(m_folder / "taken", lost);
    QVERIFY(audit);
    QVERIFY(!audit->losses.empty());
}

WALKEEPER_TEST(CommitAuditTest)
#include "commit_audit_test.moc"
