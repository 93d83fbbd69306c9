#include "core/sqlite/source_database.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;
using std::chrono::milliseconds;

/// The pins, against an application's own connection.
class SourceDatabaseTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void makesAWalDatabaseWithTheTwoTables();
    void leavesAPreparedDatabaseAsItIs();
    void aPinOnAFrameKeepsTheWal();
    void aPinOnTheBareDatabaseAllowsOneReset();
    void thePinIsNeverMissingDuringAHandOver();
    void theWritingPinKeepsWritersOut();
    void bumpingMakesTheResetHappenAndCutsTheFile();
    void closingKeepsTheWal();
    void refusesWhatIsNoDatabase();
    void refusesAnExclusiveHolder();

private:
    void commit() { QVERIFY(m_application->execute("INSERT INTO t VALUES (randomblob(3000))")); }
    bool resets()
    {
        const WalSalts before = m_source->walIndex()->salts;
        // An application that checkpoints as hard as it can, and goes on writing.
        static_cast<void>(m_application->query("PRAGMA wal_checkpoint(PASSIVE)"));
        commit();
        return m_source->walIndex()->salts != before;
    }

    std::optional<TestFolder> m_folder;
    std::optional<Connection> m_application;
    std::optional<SourceDatabase> m_source;
};

void SourceDatabaseTest::init()
{
    m_folder.emplace();
    m_application.emplace(*Connection::open(*m_folder / "a.db", OpenDatabase::ReadWrite));
    QVERIFY(m_application->execute("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0;"
                                   "CREATE TABLE t(x)"));
    Result<SourceDatabase> source = SourceDatabase::open(*m_folder / "a.db");
    QVERIFY(source);
    m_source.emplace(*std::move(source));
}

void SourceDatabaseTest::cleanup()
{
    m_source.reset();
    m_application.reset();
    m_folder.reset();
}

void SourceDatabaseTest::makesAWalDatabaseWithTheTwoTables()
{
    // Question marks and percent signs are part of a name, not of a URI.
    const auto path = *m_folder / "new?mode=ro%41.db";
    QVERIFY(Connection::open(path, OpenDatabase::ReadWrite)->execute("CREATE TABLE t(x)"));

    QVERIFY(SourceDatabase::open(path));

    Connection reader = *Connection::open(path, OpenDatabase::Existing);
    QCOMPARE(reader.query("PRAGMA journal_mode")->front().front(), std::string("wal"));
    QCOMPARE(reader
                 .query("SELECT sql FROM sqlite_schema WHERE name LIKE '_litestream_%' "
                        "ORDER BY name")
                 ->size(),
             std::size_t{2});
    QCOMPARE(reader.query("SELECT COUNT(*) FROM _litestream_seq")->front().front(),
             std::string("0"));
}

void SourceDatabaseTest::leavesAPreparedDatabaseAsItIs()
{
    const std::uint32_t frames = m_source->walIndex()->maxFrame;
    const Result<SourceDatabase> again = SourceDatabase::open(*m_folder / "a.db");
    QVERIFY(again);
    QCOMPARE(m_source->walIndex()->maxFrame, frames);
}

void SourceDatabaseTest::aPinOnAFrameKeepsTheWal()
{
    commit();
    QVERIFY(m_source->beginPin());
    m_source->endOldPin();
    commit();
    for (int i = 0; i < 3; ++i)
        QVERIFY(!resets());
}

void SourceDatabaseTest::aPinOnTheBareDatabaseAllowsOneReset()
{
    commit();
    QVERIFY(m_source->checkpointPassive()->isComplete());
    QVERIFY(m_source->beginPin());
    m_source->endOldPin();
    const WalSalts before = m_source->walIndex()->salts;
    commit();
    QVERIFY(m_source->walIndex()->salts != before);
    for (int i = 0; i < 3; ++i)
        QVERIFY(!resets());
    QCOMPARE(m_source->walIndex()->backfilled, 0u);
}

void SourceDatabaseTest::thePinIsNeverMissingDuringAHandOver()
{
    commit();
    QVERIFY(m_source->beginPin());
    m_source->endOldPin();
    for (int i = 0; i < 20; ++i) {
        commit();
        QVERIFY(m_source->beginPin());
        commit();
        QVERIFY(!resets());
        m_source->endOldPin();
        QVERIFY(m_source->isPinned());
        commit();
        QVERIFY(!resets());
    }
}

void SourceDatabaseTest::theWritingPinKeepsWritersOut()
{
    QVERIFY(m_source->beginPin());
    m_source->endOldPin();
    QVERIFY(m_source->beginWritingPin(milliseconds(0)));
    m_application->setBusyTimeout(milliseconds(0));
    QCOMPARE(m_application->execute("INSERT INTO t VALUES (1)").error().code, ErrorCode::Busy);
    m_source->dropNewPin();
    commit();

    QVERIFY(m_application->execute("BEGIN IMMEDIATE"));
    QCOMPARE(m_source->beginWritingPin(milliseconds(5)).error().code, ErrorCode::Busy);
    QVERIFY(m_application->execute("ROLLBACK"));
    QVERIFY(m_source->beginWritingPin(milliseconds(0)));
    m_source->dropAllPins();
    QVERIFY(!m_source->isPinned());
}

void SourceDatabaseTest::bumpingMakesTheResetHappenAndCutsTheFile()
{
    for (int i = 0; i < 50; ++i)
        commit();
    const auto wal = *m_folder / "a.db-wal";
    const auto before = std::filesystem::file_size(wal);
    const WalSalts salts = m_source->walIndex()->salts;
    QVERIFY(m_source->checkpointPassive()->isComplete());

    QVERIFY(m_source->bumpSequence(SourceDatabase::WalFile::Cut, milliseconds(100)));

    QVERIFY(m_source->walIndex()->salts != salts);
    QCOMPARE(m_source->walIndex()->maxFrame, 1u);
    QVERIFY(std::filesystem::file_size(wal) < before / 10);
    QVERIFY(m_source->bumpSequence(SourceDatabase::WalFile::Keep, milliseconds(100)));
    QCOMPARE(m_application->query("SELECT id, seq FROM _litestream_seq")->front(),
             (Connection::Row{"1", "2"}));
}

void SourceDatabaseTest::closingKeepsTheWal()
{
    commit();
    QVERIFY(m_source->beginPin());
    m_source->endOldPin();
    const auto size = std::filesystem::file_size(*m_folder / "a.db-wal");
    m_application->keepWalOnClose();
    m_application.reset();
    m_source.reset();

    QCOMPARE(std::filesystem::file_size(*m_folder / "a.db-wal"), size);
}

void SourceDatabaseTest::refusesWhatIsNoDatabase()
{
    const auto path = m_folder->write("text.db", std::string(5000, 'x'));
    QCOMPARE(SourceDatabase::open(path).error().code, ErrorCode::Corrupt);
    QCOMPARE(SourceDatabase::open(*m_folder / "missing.db").error().code, ErrorCode::NotFound);
    QVERIFY(!std::filesystem::exists(*m_folder / "missing.db"));
}

void SourceDatabaseTest::refusesAnExclusiveHolder()
{
    m_source.reset();
    QVERIFY(m_application->execute("PRAGMA locking_mode = exclusive; INSERT INTO t VALUES (1)"));
    QCOMPARE(SourceDatabase::open(*m_folder / "a.db").error().code, ErrorCode::Busy);
}

WALKEEPER_TEST(SourceDatabaseTest)
#include "source_database_test.moc"
