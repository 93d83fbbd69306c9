#include "core/base/bytes.h"
#include "core/sqlite/connection.h"
#include "tests/support/give_up.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

class ConnectionTest : public QObject
{
    Q_OBJECT

private slots:
    void rowsComeAsText();
    void errorsOfSqliteAreResults();
    void unchangingFilesGetNoSideFiles();
    void unchangingFilesWithOddNames_data();
    void unchangingFilesWithOddNames();
    void missingFilesAreNotFound();
    void whatIsNoDatabaseIsCorrupt();
    void imageIsTheFile();
    void longStatementsCanBeCancelled();
    void walStaysOnRequest();
};

namespace {

Connection openNew(const fs::path& path)
{
    auto connection = Connection::open(path, OpenDatabase::ReadWrite);
    if (!connection)
        giveUp(connection.error().message);
    return *std::move(connection);
}

void run(Connection& connection, const std::string& sql)
{
    if (const auto done = connection.execute(sql); !done)
        giveUp(done.error().message);
}

std::ptrdiff_t filesIn(const fs::path& folder)
{
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

} // namespace

void ConnectionTest::rowsComeAsText()
{
    const TestFolder folder;
    Connection connection = openNew(folder / "db");
    run(connection, "CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 'x'), (2.5, NULL)");

    const auto rows = connection.query("SELECT a, b, x'4100' FROM t ORDER BY a");

    QVERIFY(rows);
    const std::vector<Connection::Row> expected = {{"1", "x", std::string("A\0", 2)},
                                                   {"2.5", "", std::string("A\0", 2)}};
    QVERIFY(*rows == expected);
}

void ConnectionTest::errorsOfSqliteAreResults()
{
    const TestFolder folder;
    Connection connection = openNew(folder / "db");

    const auto executed = connection.execute("nonsense");
    const auto queried = connection.query("SELECT * FROM missing");

    QVERIFY(!executed && !queried);
    QVERIFY(executed.error().message.find("nonsense") != std::string::npos);
    QVERIFY(queried.error().message.find("missing") != std::string::npos);
}

void ConnectionTest::unchangingFilesGetNoSideFiles()
{
    const TestFolder folder;
    {
        Connection connection = openNew(folder / "db");
        QVERIFY(connection.query("PRAGMA journal_mode=WAL"));
        run(connection, "CREATE TABLE t(x); INSERT INTO t VALUES (7)");
    }
    QCOMPARE(filesIn(folder.path()), std::ptrdiff_t{1});

    auto connection = Connection::open(folder / "db", OpenDatabase::Unchanging);
    QVERIFY(connection);
    const auto rows = connection->query("SELECT x FROM t");

    QVERIFY(rows);
    QCOMPARE(rows->at(0).at(0), std::string("7"));
    QVERIFY(!connection->execute("DELETE FROM t"));
    QCOMPARE(filesIn(folder.path()), std::ptrdiff_t{1});
}

void ConnectionTest::unchangingFilesWithOddNames_data()
{
    QTest::addColumn<std::string>("name");
    for (const char* name : {"a b", "a?mode=rw", "a#b", "a%20b", "\xc3\xa9", "a&b=c", "'\""})
        QTest::newRow(name) << std::string(name);
}

void ConnectionTest::unchangingFilesWithOddNames()
{
    QFETCH(std::string, name);
    const TestFolder folder;
    {
        Connection connection = openNew(folder / name);
        run(connection, "CREATE TABLE t(x); INSERT INTO t VALUES (7)");
    }

    auto connection = Connection::open(folder / name, OpenDatabase::Unchanging);

    QVERIFY(connection);
    const auto rows = connection->query("SELECT x FROM t");
    QVERIFY2(rows, rows ? "" : rows.error().message.c_str());
    QCOMPARE(filesIn(folder.path()), std::ptrdiff_t{1});
}

void ConnectionTest::missingFilesAreNotFound()
{
    const TestFolder folder;

    const auto connection = Connection::open(folder / "missing", OpenDatabase::Unchanging);

    QVERIFY(!connection);
    QCOMPARE(connection.error().code, ErrorCode::NotFound);
    QVERIFY(connection.error().message.find("missing") != std::string::npos);
    QCOMPARE(filesIn(folder.path()), std::ptrdiff_t{0});
}

void ConnectionTest::whatIsNoDatabaseIsCorrupt()
{
    const TestFolder folder;
    auto connection =
        Connection::open(folder.write("text", std::string(5000, 'x')), OpenDatabase::Unchanging);
    QVERIFY(connection);

    const auto rows = connection->query("SELECT * FROM sqlite_schema");

    QVERIFY(!rows);
    QCOMPARE(rows.error().code, ErrorCode::Corrupt);
}

void ConnectionTest::imageIsTheFile()
{
    const TestFolder folder;
    Connection connection = openNew(folder / "db");
    run(connection, "CREATE TABLE t(x); INSERT INTO t VALUES (randomblob(9000))");

    const auto image = connection.image();

    QVERIFY(image);
    const std::string file = fileText(folder / "db");
    QVERIFY(std::ranges::equal(*image, asBytes(file)));
}

void ConnectionTest::longStatementsCanBeCancelled()
{
    const TestFolder folder;
    Connection connection = openNew(folder / "db");
    int asked = 0;
    connection.setInterrupt([&] { return ++asked == 3; });

    const auto rows = connection.query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                                       "FROM n) SELECT count(*) FROM n");

    QVERIFY(!rows);
    QCOMPARE(rows.error().code, ErrorCode::Cancelled);
    QCOMPARE(asked, 3);
}

void ConnectionTest::walStaysOnRequest()
{
    const TestFolder folder;
    for (const bool keeps : {true, false}) {
        {
            Connection connection = openNew(folder / "db");
            QVERIFY(connection.query("PRAGMA journal_mode=WAL"));
            if (keeps)
                connection.keepWalOnClose();
            run(connection, "CREATE TABLE IF NOT EXISTS t(x); INSERT INTO t VALUES (1)");
        }
        QCOMPARE(fs::exists(folder / "db-wal"), keeps);
    }
}

WALKEEPER_TEST(ConnectionTest)
#include "connection_test.moc"
