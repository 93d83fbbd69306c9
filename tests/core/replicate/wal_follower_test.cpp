#include "core/replicate/wal_follower.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/faulty_vfs.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;

namespace {

using Reason = NewGenerationReason;

std::function<GenerationId()> countingNames()
{
    return [next = std::uint64_t{1}]() mutable { return GenerationId(next++); };
}

} // namespace

/// One database with a real application, followed step by step.
class WalFollowerTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void firstStartBeginsAGeneration();
    void aNewDatabaseGetsItsFirstCommit();
    void copiesEveryCommit();
    void copiesNothingThatIsNotCommitted();
    void goesOnAfterARestart();
    void goesOnAfterTheApplicationWroteMeanwhile();
    void beginsAnewWhenTheWalWasResetMeanwhile();
    void beginsAnewWhenTheShadowIs_data();
    void beginsAnewWhenTheShadowIs();
    void followsAResetByAnybody();
    void followsManyResets();
    void anotherReaderHoldsOffTheResetAndNothingElse();
    void holdsUpNoResetBehindACheckpointThatCameInBetween();
    void rotatesUnderAWriterThatNeverStops();
    void outlivesFramesThatNeverVerify();
    void whateverFailsItGoesOn();

private:
    void open(FileSystem& files = nativeFileSystem());
    WalFollower::Followed start();
    WalFollower::Followed follow();
    void commit(int bytes = 3000);
    std::string walBytes() const { return fileText(*m_folder / "a.db-wal"); }
    std::string shadowBytes() const;
    MetaDirectory meta() const { return {*m_folder / "a.db", {}}; }
    void readyForReset();

    std::optional<TestFolder> m_folder;
    std::optional<Connection> m_application;
    std::function<GenerationId()> m_names;
    std::unique_ptr<ShadowWal> m_shadow;
    std::unique_ptr<WalFollower> m_follower;
};

void WalFollowerTest::init()
{
    m_folder.emplace();
    m_names = countingNames();
    m_application.emplace(*Connection::open(*m_folder / "a.db", OpenDatabase::ReadWrite));
    QVERIFY(m_application->execute("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0;"
                                   "CREATE TABLE t(x)"));
    m_application->keepWalOnClose();
}

void WalFollowerTest::cleanup()
{
    m_follower.reset();
    m_shadow.reset();
    m_application.reset();
    m_folder.reset();
}

void WalFollowerTest::open(FileSystem& files)
{
    m_follower.reset();
    m_shadow = std::make_unique<ShadowWal>(files, meta());
    Result<SourceDatabase> source = SourceDatabase::open(*m_folder / "a.db");
    QVERIFY(source);
    m_follower = std::make_unique<WalFollower>(*std::move(source), *m_shadow, m_names);
}

WalFollower::Followed WalFollowerTest::start()
{
    open();
    const Result<WalFollower::Followed> started = m_follower->start();
    if (!started)
        qWarning("%s", started.error().message.c_str());
    return started ? *started : WalFollower::Followed{};
}

WalFollower::Followed WalFollowerTest::follow()
{
    const Result<WalFollower::Followed> followed = m_follower->follow();
    if (!followed)
        qWarning("%s", followed.error().message.c_str());
    return followed ? *followed : WalFollower::Followed{};
}

void WalFollowerTest::commit(int bytes)
{
    QVERIFY(
        m_application->execute("INSERT INTO t VALUES (randomblob(" + std::to_string(bytes) + "))"));
}

/// The current shadow WAL file.
std::string WalFollowerTest::shadowBytes() const
{
    const Position end = *m_shadow->end();
    return fileText(meta().walFile(end.generation, end.index));
}

/// The next commit of anybody resets the WAL.
void WalFollowerTest::readyForReset()
{
    QVERIFY(*m_follower->checkpointPassive());
    follow();
}

void WalFollowerTest::firstStartBeginsAGeneration()
{
    const WalFollower::Followed started = start();

    QVERIFY(started.newGeneration == Reason::NoGeneration);
    QVERIFY(started.grew);
    QCOMPARE(shadowBytes(), walBytes());
    QVERIFY(!follow().grew);
}

void WalFollowerTest::aNewDatabaseGetsItsFirstCommit()
{
    m_application.reset();
    std::filesystem::remove(*m_folder / "a.db");
    std::filesystem::remove(*m_folder / "a.db-wal");
    std::filesystem::remove(*m_folder / "a.db-shm");
    m_folder->write("a.db", "");

    QVERIFY(start().newGeneration == Reason::NoGeneration);
    QCOMPARE(shadowBytes(), walBytes());
}

void WalFollowerTest::copiesEveryCommit()
{
    start();
    for (int i = 0; i < 30; ++i) {
        commit(i * 400);
        QVERIFY(follow().grew);
        QCOMPARE(m_shadow->end()->offset, walBytes().size());
        QCOMPARE(shadowBytes(), walBytes());
    }
    QCOMPARE(m_shadow->end()->index, 0u);
}

void WalFollowerTest::copiesNothingThatIsNotCommitted()
{
    start();
    const std::string before = shadowBytes();
    QVERIFY(m_application->execute(
        "PRAGMA cache_size = 1; BEGIN; WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i+1 "
        "FROM r WHERE i < 300) INSERT INTO t SELECT randomblob(1000) FROM r"));
    QVERIFY(walBytes().size() > before.size() + 100'000);

    QVERIFY(!follow().grew);
    QCOMPARE(shadowBytes(), before);
    QVERIFY(m_application->execute("ROLLBACK"));
    QVERIFY(!follow().grew);
    commit();
    QVERIFY(follow().grew);
    QCOMPARE(shadowBytes(), walBytes().substr(0, shadowBytes().size()));
}

void WalFollowerTest::goesOnAfterARestart()
{
    start();
    commit();
    follow();
    const Position before = *m_shadow->end();

    QVERIFY(!start().newGeneration);
    QVERIFY(m_shadow->end() == before);
}

void WalFollowerTest::goesOnAfterTheApplicationWroteMeanwhile()
{
    start();
    m_follower.reset();
    commit();
    commit();

    const WalFollower::Followed started = start();
    QVERIFY(!started.newGeneration);
    QVERIFY(started.grew);
    QCOMPARE(shadowBytes(), walBytes());
}

void WalFollowerTest::beginsAnewWhenTheWalWasResetMeanwhile()
{
    start();
    m_follower.reset();
    QVERIFY(m_application->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    commit();

    QVERIFY(start().newGeneration == Reason::WalChanged);
    QCOMPARE(shadowBytes(), walBytes());
}

void WalFollowerTest::beginsAnewWhenTheShadowIs_data()
{
    QTest::addColumn<std::string>("what");
    QTest::addColumn<Reason>("reason");
    QTest::newRow("gone") << std::string("gone") << Reason::ShadowMissing;
    QTest::newRow("short") << std::string("short") << Reason::ShadowDamaged;
    QTest::newRow("unnamed") << std::string("unnamed") << Reason::NoGeneration;
    QTest::newRow("longer") << std::string("longer") << Reason::WalShrank;
}

void WalFollowerTest::beginsAnewWhenTheShadowIs()
{
    QFETCH(const std::string, what);
    QFETCH(const Reason, reason);
    start();
    for (int i = 0; i < 5; ++i)
        commit();
    follow();
    const auto path = meta().walFile(m_shadow->end()->generation, 0);
    m_follower.reset();
    if (what == "gone")
        std::filesystem::remove(path);
    else if (what == "short")
        std::filesystem::resize_file(path, 31);
    else if (what == "unnamed")
        std::filesystem::remove(meta().generationFile());
    else {
        // The machine was set back: the WAL has lost its newest commits, as after a power failure.
        m_application.reset();
        std::filesystem::remove(*m_folder / "a.db-shm");
        std::filesystem::resize_file(*m_folder / "a.db-wal",
                                     std::filesystem::file_size(*m_folder / "a.db-wal") - 4120);
        m_application.emplace(*Connection::open(*m_folder / "a.db", OpenDatabase::ReadWrite));
        m_application->keepWalOnClose();
        QVERIFY(m_application->query("SELECT COUNT(*) FROM t"));
    }

    QVERIFY(start().newGeneration == reason);
    QCOMPARE(shadowBytes(), walBytes().substr(0, shadowBytes().size()));
}

void WalFollowerTest::followsAResetByAnybody()
{
    start();
    const GenerationId generation = m_shadow->end()->generation;
    commit();
    follow();
    const std::uint64_t length = m_shadow->end()->offset;
    readyForReset();
    commit(100);

    const WalFollower::Followed followed = follow();

    QVERIFY(followed.grew);
    QVERIFY(!followed.newGeneration);
    QVERIFY(m_shadow->end()->generation == generation);
    QCOMPARE(m_shadow->end()->index, 1u);
    QCOMPARE(m_shadow->extent(generation, 0)->size, length);
    QVERIFY(m_shadow->extent(generation, 0)->isFinal);
    QCOMPARE(shadowBytes(), walBytes().substr(0, shadowBytes().size()));
}

void WalFollowerTest::followsManyResets()
{
    start();
    const GenerationId generation = m_shadow->end()->generation;
    for (WalIndex index = 1; index <= 50; ++index) {
        readyForReset();
        commit(100);
        commit(5000);
        follow();
        QCOMPARE(m_shadow->end()->index, index);
        QCOMPARE(shadowBytes(), walBytes().substr(0, shadowBytes().size()));
    }
    QVERIFY(m_shadow->end()->generation == generation);
}

void WalFollowerTest::anotherReaderHoldsOffTheResetAndNothingElse()
{
    start();
    Connection reader = *Connection::open(*m_folder / "a.db", OpenDatabase::Existing);
    reader.keepWalOnClose();
    QVERIFY(reader.execute("BEGIN; SELECT COUNT(*) FROM t"));
    commit();
    follow();
    QVERIFY(!*m_follower->checkpointPassive());
    const Result<WalFollower::RotationReport> report = m_follower->rotate(WalFollower::Bump::Yes);
    QVERIFY(report);
    QCOMPARE(report->result, WalFollower::Rotation::Blocked);
    commit();
    QVERIFY(follow().grew);
    QCOMPARE(m_shadow->end()->index, 0u);

    QVERIFY(reader.execute("ROLLBACK"));
    QCOMPARE(m_follower->rotate(WalFollower::Bump::Yes)->result, WalFollower::Rotation::Ready);
    follow();
    QCOMPARE(m_shadow->end()->index, 1u);
}

/// An application's RESTART or TRUNCATE waits for all readers, and every writer waits for it.
void WalFollowerTest::holdsUpNoResetBehindACheckpointThatCameInBetween()
{
    FaultyVfs vfs; // of what is opened from here on, so not of the application
    start();
    commit();
    vfs.setReadObserver([this](int) {
        QVERIFY(m_application->execute("PRAGMA wal_checkpoint(PASSIVE)")); // as each pin begins
    });

    vfs.setArmed(true);
    follow();
    vfs.setArmed(false);
    follow();

    m_application->setBusyTimeout(std::chrono::milliseconds(0));
    const auto restarted = m_application->query("PRAGMA wal_checkpoint(RESTART)");
    m_follower.reset();
    QVERIFY(restarted);
    QCOMPARE(restarted->front().front(), std::string("0")); // not busy
}

void WalFollowerTest::rotatesUnderAWriterThatNeverStops()
{
    start();
    for (WalIndex index = 1; index <= 10; ++index) {
        commit();
        follow();
        commit(); // not copied yet: the rotation has to
        const Result<WalFollower::RotationReport> report =
            m_follower->rotate(WalFollower::Bump::No);
        QVERIFY(report);
        QCOMPARE(report->result, WalFollower::Rotation::Ready);
        commit();
        QVERIFY(!follow().newGeneration);
        QCOMPARE(m_shadow->end()->index, index);
    }
    m_application->setBusyTimeout(std::chrono::milliseconds(0));
    QVERIFY(m_application->execute("BEGIN IMMEDIATE"));
    QCOMPARE(m_follower->rotate(WalFollower::Bump::No)->result, WalFollower::Rotation::LockBusy);
    QVERIFY(m_application->execute("ROLLBACK"));
}

/// SQLite 3.40.1 leaves committed frames with zero salts behind when pages that have spilled into
/// the WAL are written again around a savepoint that is rolled back.
void WalFollowerTest::outlivesFramesThatNeverVerify()
{
    QVERIFY(m_application->execute(
        "PRAGMA cache_size = 5; CREATE TABLE b(id INTEGER PRIMARY KEY, d BLOB);"
        "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM r WHERE i < 200) "
        "INSERT INTO b SELECT i, zeroblob(3000) FROM r"));
    start();
    const GenerationId first = m_shadow->end()->generation;
    const auto change = [](const std::string& which) {
        return "UPDATE b SET d = randomblob(3000) WHERE id " + which + ";";
    };
    QVERIFY(m_application->execute("BEGIN;" + change("<= 20") + "SAVEPOINT a;" +
                                   change("BETWEEN 30 AND 60") + change("BETWEEN 45 AND 60") +
                                   "ROLLBACK TO a; RELEASE a;" + change("BETWEEN 100 AND 104") +
                                   "COMMIT"));
    follow();
    QVERIFY(m_follower->isStuck());
    commit();
    QVERIFY(!follow().grew);

    QCOMPARE(m_follower->rotate(WalFollower::Bump::Yes)->result,
             WalFollower::Rotation::TooMuchToDo);
    QVERIFY(*m_follower->checkpointPassive());
    QCOMPARE(m_follower->rotate(WalFollower::Bump::Yes)->result, WalFollower::Rotation::Ready);
    const WalFollower::Followed healed = follow();

    QVERIFY(healed.newGeneration == Reason::UnverifiableWal);
    QVERIFY(!m_follower->isStuck());
    QVERIFY(m_shadow->end()->generation != first);
    QCOMPARE(shadowBytes(), walBytes().substr(0, shadowBytes().size()));
    commit();
    QVERIFY(follow().grew);
}

void WalFollowerTest::whateverFailsItGoesOn()
{
    for (int n = 1;; ++n) {
        cleanup();
        init();
        FaultyFileSystem files({.nth = n});
        open(files);
        Result<WalFollower::Followed> followed = m_follower->start();
        for (int i = 0; i < 4; ++i) {
            commit();
            followed = m_follower->follow();
            if (i == 1) {
                static_cast<void>(m_follower->checkpointPassive());
                followed = m_follower->follow();
            }
            if (i == 2)
                static_cast<void>(m_follower->rotate(WalFollower::Bump::Yes));
        }
        if (!files.hasFailed())
            break; // all were tried
        for (int i = 0; i < 3; ++i)
            followed = m_follower->follow();
        const std::string failure = followed ? "" : followed.error().message;
        QVERIFY2(followed, (std::to_string(n) + ": " + failure).c_str());
        QVERIFY2(shadowBytes() == walBytes().substr(0, shadowBytes().size()),
                 qPrintable(QString::number(n)));
        commit();
        QVERIFY(follow().grew);
        QCOMPARE(shadowBytes(), walBytes().substr(0, shadowBytes().size()));
    }
}

WALKEEPER_TEST(WalFollowerTest)
#include "wal_follower_test.moc"
