#include "core/sqlite/connection.h"
#include "core/timetravel/moment_database.h"
#include "core/timetravel/table_export.h"
#include "tests/core/timetravel/moment_looker.h"
#include "tests/support/give_up.h"
#include "tests/support/test_main.h"

#include <fstream>
#include <thread>

namespace walkeeper {

namespace {

using test::Bytes;
using test::DatabaseHistory;
using test::MomentLooker;

/// A database with tables of every kind, its newest moment, and what a restore of it says.
struct Scene {
    explicit Scene(const MomentLimits& limits = {})
    {
        history.database().execute(R"(
            CREATE TABLE "odd ""name" (id INTEGER PRIMARY KEY, "a b" TEXT, x, y AS (id * 2));
            INSERT INTO "odd ""name" (id, "a b", x) VALUES
                (1, 'plain', 1), (2, 'it''s, "quoted"', -1.5), (3, '', NULL), (4, NULL, x'00ff'),
                (5, 'two' || char(13, 10) || 'lines', 1e300), (6, CAST(x'610062' AS TEXT), 0.1),
                (7, ' space ', 9e999), (8, '100%_\', 9223372036854775807);
            CREATE INDEX odd_index ON "odd ""name" ("a b");
            CREATE TABLE keyed (k TEXT PRIMARY KEY, v INT) WITHOUT ROWID;
            INSERT INTO keyed SELECT 'k' || (value * 7919 % 5000), value
                FROM (WITH RECURSIVE n(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n
                      LIMIT 5000) SELECT value FROM n);
            CREATE VIEW even AS SELECT k, v FROM keyed WHERE v % 2 = 0;
            CREATE TABLE edit (readfile);
            INSERT INTO edit VALUES (1);
            CREATE VIEW broken AS SELECT * FROM gone;
            CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1);
            INSERT INTO boxes VALUES (1, 0, 1), (2, 5, 6);
            CREATE VIRTUAL TABLE words USING fts5(body);
            INSERT INTO words VALUES ('the quick fox'), ('the lazy dog');)");
        history.liveOn(4);
        looker.emplace(history.store(), limits);
        Result<FoundMoment> found = looker->find({});
        if (!found || !found->moment)
            test::giveUp("the scene cannot be looked at");
        Result<std::unique_ptr<MomentDatabase>> opened =
            MomentDatabase::open(std::move(found->moment), {});
        if (!opened)
            test::giveUp(opened.error().message);
        database = *std::move(opened);
    }

    /// What a restored file of the same moment answers.
    std::vector<Connection::Row> restoredRows(const std::string& sql)
    {
        const std::filesystem::path path = folder / "restored.db";
        if (!std::filesystem::exists(path)) {
            const Bytes bytes = looker->restored();
            std::ofstream(path, std::ios::binary)
                .write(reinterpret_cast<const char*>(bytes.data()),
                       static_cast<std::streamsize>(bytes.size()));
        }
        Result<Connection> connection = Connection::open(path, OpenDatabase::Unchanging);
        Result<std::vector<Connection::Row>> rows = connection->query(sql);
        return rows ? *rows : std::vector<Connection::Row>{{rows.error().message}};
    }

    /// What the moment answers, as text.
    std::vector<Connection::Row> rows(const std::string& sql)
    {
        std::vector<Connection::Row> answer;
        const Result<void> streamed = database->stream(
            sql, [](const std::vector<std::string>&) { return Result<void>(); },
            [&](const std::vector<Cell>& row) -> Result<void> {
                Connection::Row& texts = answer.emplace_back();
                for (const Cell& cell : row)
                    texts.push_back(cell.type == Cell::Type::Integer ? std::to_string(cell.integer)
                                                                     : cell.bytes);
                return {};
            },
            {});
        return streamed ? answer : std::vector<Connection::Row>{{streamed.error().message}};
    }

    std::vector<std::int64_t> values(const Result<Rows>& rows, std::size_t column)
    {
        std::vector<std::int64_t> numbers;
        for (const std::vector<Cell>& row : rows->rows)
            numbers.push_back(row[column].integer);
        return numbers;
    }

    test::TestFolder folder;
    DatabaseHistory history{4096};
    std::optional<MomentLooker> looker;
    std::unique_ptr<MomentDatabase> database;
};

/// Every value of a table as SQL, one row a line.
std::string quotedRows(const TableInfo& table)
{
    std::string columns;
    for (const ColumnInfo& column : table.columns)
        columns +=
            (columns.empty() ? "quote(" : " || ',' || quote(") + quotedName(column.name) + ")";
    return "SELECT " + columns + " FROM " + quotedName(table.name);
}

const std::string endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

} // namespace

class MomentDatabaseTest : public QObject
{
    Q_OBJECT

private slots:
    void showsEveryTableAsARestore();
    void listsWhatThereIs();
    void goesDownAndUpATable_data();
    void goesDownAndUpATable();
    void sortsAndFilters();
    void aFilterIsOneExpression();
    void cutsLongValuesAndTellsTheirSize();
    void onlyReads_data();
    void onlyReads();
    void answers_data();
    void answers();
    void stopsWhenCancelled();
    void sortsOnItsOwnDisk();
    void namesThePartThatCannotBeRead();
    void exportsCsv();
    void exportsSqlThatMakesTheSameTable();
    void exportsTheRowsThatAreWanted();
    void stopsWithTheWriter();
};

void MomentDatabaseTest::showsEveryTableAsARestore()
{
    Scene scene;
    const auto tables = scene.database->tables({});
    QVERIFY(tables);

    int compared = 0;
    for (const TableInfo& table : *tables) {
        if (table.problem)
            continue;
        const auto rows = scene.rows(quotedRows(table));
        QVERIFY2(rows == scene.restoredRows(quotedRows(table)), table.name.c_str());
        const auto count = scene.database->rowCount({.table = table.name}, {});
        QVERIFY(count);
        QCOMPARE(*count, rows.size());
        ++compared;
    }
    QVERIFY(compared >= 8);
    QCOMPARE(scene.rows("SELECT body FROM words WHERE words MATCH 'fox'").size(), 1u);
    QCOMPARE(scene.rows("SELECT id FROM boxes WHERE x0 > 2").size(), 1u);
    QVERIFY(scene.database->checkIntegrity({})->empty());
}

void MomentDatabaseTest::listsWhatThereIs()
{
    Scene scene;
    const auto tables = scene.database->tables({});
    const auto schema = scene.database->schema({});
    QVERIFY(tables && schema);
    const auto find = [&](const char* name) {
        return *std::ranges::find(*tables, name, &TableInfo::name);
    };

    QCOMPARE(find("item").kind, TableInfo::Kind::Table);
    QCOMPARE(find("even").kind, TableInfo::Kind::View);
    QCOMPARE(find("words").kind, TableInfo::Kind::Virtual);
    QVERIFY(find("broken").problem.has_value());
    const TableInfo odd = find("odd \"name");
    QCOMPARE(odd.columns.size(), 4u);
    QVERIFY((odd.columns[0] == ColumnInfo{"id", "INTEGER", 1, false, false}));
    QCOMPARE(odd.columns[1].name, std::string("a b"));
    QVERIFY(odd.columns[3].isGenerated);
    QCOMPARE(schema->size(), scene.restoredRows("SELECT 1 FROM sqlite_schema").size());
    QVERIFY(std::ranges::any_of(*schema, [](const SchemaEntry& entry) {
        return entry.type == "index" && entry.name == "odd_index" && entry.table == "odd \"name";
    }));
}

void MomentDatabaseTest::goesDownAndUpATable_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<bool>("sorted");
    QTest::newRow("without rowid") << "keyed" << false;
    QTest::newRow("view") << "even" << false;
    QTest::newRow("sorted") << "keyed" << true;
}

void MomentDatabaseTest::goesDownAndUpATable()
{
    QFETCH(const QString, table);
    QFETCH(const bool, sorted);
    Scene scene;
    RowSelection selection{.table = table.toStdString()};
    if (sorted)
        selection.order = {{"v", true}};
    const auto all =
        scene.rows("SELECT v FROM " + selection.table + (sorted ? " ORDER BY v DESC" : ""));

    // On, on, a little ahead, far ahead, back, over the end, behind the end.
    for (const std::uint64_t offset : {0u, 100u, 250u, 2200u, 50u, 0u, 2450u, 4950u, 9000u}) {
        const Result<Rows> rows =
            scene.database->rows(selection, {.offset = offset, .limit = 100}, {});
        QVERIFY2(rows, rows ? "" : rows.error().message.c_str());
        const std::size_t expected =
            offset >= all.size() ? 0 : std::min<std::size_t>(100, all.size() - offset);
        QCOMPARE(rows->rows.size(), expected);
        for (std::size_t i = 0; i < expected; ++i)
            QCOMPARE(std::to_string(rows->rows[i][1].integer), all[offset + i][0]);
        QVERIFY(rows->isEnd || expected == 100);
    }
}

void MomentDatabaseTest::sortsAndFilters()
{
    Scene scene;
    const auto two = scene.database->rows(
        {.table = "keyed", .where = "v < 20 -- a remark", .order = {{"v", true}}}, {.limit = 3},
        {});
    QVERIFY2(two, two ? "" : two.error().message.c_str());
    QCOMPARE(scene.values(two, 1), (std::vector<std::int64_t>{19, 18, 17}));
    QVERIFY(!two->isEnd);
    QCOMPARE(*scene.database->rowCount({.table = "keyed", .where = "v < 20"}, {}), 20u);

    const RowSelection containing{.table = "odd \"name", .containing = "100%_\\"};
    const auto found = scene.database->rows(containing, {}, {});
    QVERIFY(found);
    QCOMPARE(scene.values(found, 0), std::vector<std::int64_t>{8});
    QCOMPARE(*scene.database->rowCount(containing, {}), 1u);
    QCOMPARE(*scene.database->rowCount({.table = "odd \"name", .containing = "PLAIN"}, {}), 1u);

    const auto wrong = scene.database->rows({.table = "keyed", .order = {{"none", false}}}, {}, {});
    // A name in double quotes that is no column is a text for SQLite, so this only sorts nothing.
    QVERIFY(wrong || wrong.error().code == ErrorCode::InvalidArgument);
    const auto everything = scene.database->rows({.table = "keyed", .order = {{"v", false}}},
                                                 {.limit = SIZE_MAX, .mostBytes = 1}, {});
    QVERIFY(everything && everything->isEnd);
    QCOMPARE(everything->rows.size(), 5000u);
    const auto missing = scene.database->rows({.table = "gone"}, {}, {});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::InvalidArgument);
}

void MomentDatabaseTest::aFilterIsOneExpression()
{
    Scene scene;
    for (const char* filter : {"v < 1) UNION SELECT k, v FROM keyed WHERE (1", "1; SELECT 1",
                               "1, 2", "v < ", "1 /*", "load_extension('x')"}) {
        const Result<Rows> rows = scene.database->rows({.table = "keyed", .where = filter}, {}, {});
        QVERIFY2(!rows, filter);
        QCOMPARE(rows.error().code, ErrorCode::InvalidArgument);
    }
}

void MomentDatabaseTest::cutsLongValuesAndTellsTheirSize()
{
    Scene scene;
    const Result<Rows> rows = scene.database->query(
        "SELECT zeroblob(100000), hex(zeroblob(50)), 1.5, 7, NULL", {.mostBytes = 10}, {});
    QVERIFY(rows && rows->isEnd);
    const std::vector<Cell>& row = rows->rows.front();

    QCOMPARE(row[0].type, Cell::Type::Blob);
    QCOMPARE(row[0].bytes.size(), 10u);
    QCOMPARE(row[0].size, 100000u);
    QVERIFY(row[0].isCut());
    QCOMPARE(row[1].size, 100u);
    QCOMPARE(row[2].real, 1.5);
    QCOMPARE(row[3].integer, 7);
    QCOMPARE(row[4].type, Cell::Type::Null);
    const Result<Rows> tooLong = scene.database->query("SELECT zeroblob(100000000)", {}, {});
    QVERIFY(!tooLong);
    QCOMPARE(tooLong.error().code, ErrorCode::InvalidArgument);
    QVERIFY(tooLong.error().message.find("64 MiB") != std::string::npos);
}

void MomentDatabaseTest::onlyReads_data()
{
    QTest::addColumn<QString>("sql");
    for (const char* sql : {"ATTACH 'x.db' AS x",
                            "ATTACH ':memory:' AS x",
                            "DETACH main",
                            "VACUUM",
                            "VACUUM INTO 'copy.db'",
                            "BEGIN",
                            "BEGIN IMMEDIATE",
                            "COMMIT",
                            "SAVEPOINT s",
                            "REINDEX",
                            "ANALYZE",
                            "INSERT INTO keyed VALUES ('a', 1)",
                            "UPDATE keyed SET v = 1",
                            "DELETE FROM keyed",
                            "REPLACE INTO keyed VALUES ('a', 1)",
                            "WITH w AS (SELECT 1) DELETE FROM keyed",
                            "EXPLAIN DELETE FROM keyed",
                            "DELETE FROM boxes_node",
                            "DELETE FROM boxes",
                            "INSERT INTO words VALUES ('x')",
                            "DELETE FROM sqlite_schema",
                            "UPDATE sqlite_schema SET sql = NULL",
                            "CREATE TABLE t (a)",
                            "CREATE TEMP TABLE t (a)",
                            "CREATE TEMP VIEW v AS SELECT 1",
                            "CREATE INDEX i ON keyed (v)",
                            "CREATE TRIGGER g AFTER INSERT ON item BEGIN SELECT 1; END",
                            "CREATE TEMP TRIGGER g AFTER INSERT ON item BEGIN SELECT 1; END",
                            "CREATE VIRTUAL TABLE f USING fts5(a)",
                            "CREATE VIRTUAL TABLE temp.f USING fts5(a)",
                            "DROP TABLE keyed",
                            "DROP VIEW even",
                            "ALTER TABLE keyed RENAME TO k",
                            "PRAGMA journal_mode",
                            "PRAGMA journal_mode = DELETE",
                            "PRAGMA wal_checkpoint",
                            "PRAGMA user_version = 5",
                            "PRAGMA query_only = 0",
                            "PRAGMA writable_schema = 1",
                            "PRAGMA temp_store = 2",
                            "PRAGMA temp_store_directory = '/'",
                            "PRAGMA mmap_size = 1000000",
                            "PRAGMA optimize",
                            "PRAGMA cache_size = 100000",
                            "PRAGMA incremental_vacuum",
                            "PRAGMA trusted_schema = 1",
                            "PRAGMA case_sensitive_like = 1",
                            "PRAGMA hard_heap_limit = 1",
                            "SELECT * FROM pragma_user_version(5)",
                            "SELECT load_extension('x')",
                            "SELECT readfile('/etc/passwd')",
                            "SELECT writefile('x', 'y')",
                            "SELECT edit('x')",
                            "SELECT * FROM fsdir('/')",
                            "SELECT fts3_tokenizer('simple')",
                            "SELECT 1; DELETE FROM keyed",
                            "SELECT 1; SELECT 2",
                            "",
                            "-- nothing",
                            ";"})
        QTest::addRow("%s", *sql != '\0' ? sql : "(nothing)") << sql;
}

void MomentDatabaseTest::onlyReads()
{
    QFETCH(const QString, sql);
    static Scene scene;

    const Result<Rows> rows = scene.database->query(sql.toStdString(), {}, {});

    QVERIFY(!rows);
    QCOMPARE(rows.error().code, ErrorCode::InvalidArgument);
    QVERIFY(scene.database->rowCount({.table = "keyed"}, {}));
}

void MomentDatabaseTest::answers_data()
{
    QTest::addColumn<QString>("sql");
    for (const char* sql :
         {"SELECT 1", "select k from keyed limit 1;", "VALUES (1), (2)", "SELECT 1; -- that is all",
          "WITH w AS (SELECT 1) SELECT * FROM w", "EXPLAIN SELECT 1",
          "EXPLAIN QUERY PLAN SELECT * FROM keyed", "PRAGMA table_info(keyed)",
          "PRAGMA index_list(item)", "PRAGMA user_version", "PRAGMA page_size",
          "PRAGMA foreign_key_list(keyed)", "SELECT * FROM pragma_table_info('keyed')",
          "SELECT sum(v) OVER (ORDER BY k) FROM keyed", "SELECT json_extract('{\"a\":1}', '$.a')",
          "SELECT * FROM json_each('[1,2]')", "SELECT count(*) FROM even",
          "SELECT * FROM sqlite_schema"})
        QTest::addRow("%s", sql) << sql;
}

void MomentDatabaseTest::answers()
{
    QFETCH(const QString, sql);
    static Scene scene;

    const Result<Rows> rows = scene.database->query(sql.toStdString(), {}, {});

    QVERIFY2(rows, rows ? "" : rows.error().message.c_str());
    QVERIFY(!rows->columns.empty());
}

void MomentDatabaseTest::stopsWhenCancelled()
{
    Scene scene;
    CancellationSource source;
    std::thread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        source.cancel();
    });

    const Result<Rows> rows = scene.database->query(endless, {}, source.token());
    canceller.join();

    QVERIFY(!rows);
    QCOMPARE(rows.error().code, ErrorCode::Cancelled);
    QCOMPARE(scene.database->tables(source.token()).error().code, ErrorCode::Cancelled);
    QVERIFY(scene.database->rows({.table = "keyed"}, {}, {}));
}

void MomentDatabaseTest::sortsOnItsOwnDisk()
{
    const std::string sorting =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 60000) "
        "SELECT i, hex(zeroblob(100)) FROM n ORDER BY i * 7919 % 60000";
    Scene scene;
    const std::uint64_t before = scene.looker->index->scratch().freeBytes();
    const Result<Rows> rows = scene.database->query(sorting, {.limit = 5}, {});
    QVERIFY2(rows, rows ? "" : rows.error().message.c_str());
    QVERIFY(scene.looker->index->scratch().freeBytes() + (8 << 20) < before);
    QVERIFY(scene.database->query("SELECT 1", {}, {}));

    Scene small({.disk = std::uint64_t{5} << 20});
    const Result<Rows> tooMany = small.database->query(sorting, {.limit = 5}, {});
    QVERIFY(!tooMany);
    QCOMPARE(tooMany.error().code, ErrorCode::NoSpace);
    QVERIFY(small.database->query("SELECT 1", {}, {}));
}

void MomentDatabaseTest::namesThePartThatCannotBeRead()
{
    Scene scene({.disk = std::uint64_t{1} << 20});
    for (const StoredSegment& segment : scene.looker->plan.segments)
        scene.history.replica().remove(
            scene.looker->replica.find(scene.looker->plan.generation)->keyOf(segment));

    const auto problems = scene.database->query("SELECT sum(length(k)) FROM keyed", {}, {});
    const auto items = scene.database->query("SELECT * FROM item", {.limit = 100000}, {});

    QVERIFY(!problems || !items);
    const Error& error = problems ? items.error() : problems.error();
    QCOMPARE(error.code, ErrorCode::NotFound);
    QVERIFY2(error.message.find(".wal.lz4") != std::string::npos, error.message.c_str());
}

void MomentDatabaseTest::exportsCsv()
{
    Scene scene;
    std::string text;
    const Result<void> written =
        exportTable(*scene.database, {.table = "odd \"name"}, ExportFormat::Csv,
                    [&](std::string_view piece, std::uint64_t) -> Result<void> {
                        text += piece;
                        return {};
                    },
                    {});

    QVERIFY2(written, written ? "" : written.error().message.c_str());
    const std::string expected = "id,a b,x,y\r\n"
                                 "1,plain,1,2\r\n"
                                 "2,\"it's, \"\"quoted\"\"\",-1.5,4\r\n"
                                 "3,\"\",,6\r\n"
                                 "4,,X'00ff',8\r\n"
                                 "5,\"two\r\nlines\",1e+300,10\r\n" +
                                 std::string("6,a\0b,0.1,12\r\n", 14) +
                                 "7,\" space \",9.0e999,14\r\n"
                                 "8,100%_\\,9223372036854775807,16\r\n";
    QCOMPARE(QByteArray::fromStdString(text), QByteArray::fromStdString(expected));
}

void MomentDatabaseTest::exportsSqlThatMakesTheSameTable()
{
    Scene scene;
    for (const std::string table : {"odd \"name", "keyed", "even", "item", "words"}) {
        std::string sql;
        const auto collect = [&](std::string_view piece, std::uint64_t) -> Result<void> {
            sql += piece;
            return {};
        };
        const Result<void> written =
            exportTable(*scene.database, {.table = table}, ExportFormat::Sql, collect, {});
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        const std::filesystem::path path = scene.folder / (std::to_string(sql.size()) + ".db");
        Result<Connection> copy = Connection::open(path, OpenDatabase::ReadWrite);
        QVERIFY(copy);

        const Result<void> executed = copy->execute(sql);

        QVERIFY2(executed, executed ? "" : executed.error().message.c_str());
        const auto tables = scene.database->tables({});
        const TableInfo info = *std::ranges::find(*tables, table, &TableInfo::name);
        QVERIFY2(*copy->query(quotedRows(info)) == scene.restoredRows(quotedRows(info)),
                 table.c_str());
        if (table == "odd \"name")
            QCOMPARE(copy->query("SELECT 1 FROM sqlite_schema WHERE name = 'odd_index'")->size(),
                     1u);
    }
    std::string sql;
    QVERIFY(exportQuery(*scene.database, "SELECT 1 AS a, 'x' AS \"b c\"", "answer",
                        ExportFormat::Sql,
                        [&](std::string_view piece, std::uint64_t) -> Result<void> {
                            sql += piece;
                            return {};
                        },
                        {}));
    QCOMPARE(sql,
             std::string("PRAGMA foreign_keys=OFF;\nBEGIN;\n"
                         "CREATE TABLE \"answer\" (\"a\", \"b c\");\n"
                         "INSERT INTO \"answer\" (\"a\", \"b c\") VALUES (1, 'x');\nCOMMIT;\n"));
}

void MomentDatabaseTest::exportsTheRowsThatAreWanted()
{
    Scene scene;
    std::uint64_t rows = 0;
    std::string text;
    const auto collect = [&](std::string_view piece, std::uint64_t upTo) -> Result<void> {
        text += piece;
        rows = upTo;
        return {};
    };
    const RowSelection selection{
        .table = "odd \"name", .where = "id < 8", .containing = "1", .order = {{"id", true}}};

    const Result<void> csv =
        exportTable(*scene.database, selection, ExportFormat::Csv, collect, {});

    QVERIFY2(csv, csv ? "" : csv.error().message.c_str());
    // The same rows as are shown, in the same order.
    const Result<Rows> shown = scene.database->rows(selection, {.limit = 100}, {});
    QVERIFY(shown);
    QCOMPARE(rows, shown->rows.size());
    QVERIFY(rows > 1 && rows < 7);
    std::string expected = "id,a b,x,y\r\n";
    for (const std::vector<Cell>& row : shown->rows)
        expected += separatedLine(row, ',') + "\r\n";
    QCOMPARE(QByteArray::fromStdString(text), QByteArray::fromStdString(expected));

    text.clear();
    const Result<void> sql =
        exportTable(*scene.database, selection, ExportFormat::Sql, collect, {});
    QVERIFY2(sql, sql ? "" : sql.error().message.c_str());
    Result<Connection> copy = Connection::open(scene.folder / "some.db", OpenDatabase::ReadWrite);
    const Result<void> executed = copy->execute(text);
    QVERIFY2(executed, executed ? "" : executed.error().message.c_str());
    const std::string ids = "SELECT id FROM \"odd \"\"name\" ORDER BY id DESC";
    const auto kept = copy->query(ids);
    QVERIFY(kept);
    QCOMPARE(kept->size(), shown->rows.size());
    for (std::size_t i = 0; i < kept->size(); ++i)
        QCOMPARE((*kept)[i].front(), std::to_string(shown->rows[i].front().integer));

    const Result<void> wrong = exportTable(*scene.database, {.table = "item", .where = "no such"},
                                           ExportFormat::Csv, collect, {});
    QVERIFY(!wrong && wrong.error().code == ErrorCode::InvalidArgument);
}

void MomentDatabaseTest::stopsWithTheWriter()
{
    Scene scene;
    int pieces = 0;
    const auto full = [&](std::string_view, std::uint64_t) -> Result<void> {
        ++pieces;
        return Error{ErrorCode::NoSpace, "the disk is full"};
    };

    const Result<void> table =
        exportTable(*scene.database, {.table = "item"}, ExportFormat::Csv, full, {});
    const Result<void> missing =
        exportTable(*scene.database, {.table = "gone"}, ExportFormat::Csv, full, {});

    QVERIFY(!table && table.error().code == ErrorCode::NoSpace);
    QCOMPARE(pieces, 1);
    QVERIFY(!missing && missing.error().code == ErrorCode::InvalidArgument);
}

} // namespace walkeeper

using walkeeper::MomentDatabaseTest;
WALKEEPER_TEST(MomentDatabaseTest)
#include "moment_database_test.moc"
