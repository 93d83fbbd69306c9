#include "core/operations/replicated_database.h"

#include "core/operations/standard_operations.h"
#include "core/sqlite/connection.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <QTest>

#include <array>
#include <atomic>
#include <fstream>
#include <set>
#include <sstream>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

namespace {

#define VERIFY_OK(expression)                                                                      \
    do {                                                                                           \
        const auto& outcome = (expression);                                                        \
        QVERIFY2(outcome, outcome ? "" : outcome.error().message.c_str());                         \
    } while (false)

/// The rows of a statement, each as its columns joined by '|', in one text; or what went wrong.
std::string rows(sqlite3* database, const std::string& sql)
{
    std::string text;
    const auto keep = [](void* into, int columns, char** values, char**) {
        auto& all = *static_cast<std::string*>(into);
        for (int i = 0; i < columns; ++i)
            all += std::string(all.empty() ? "" : "|") + (values[i] ? values[i] : "");
        return 0;
    };
    char* message = nullptr;
    if (sqlite3_exec(database, sql.c_str(), keep, &text, &message) != SQLITE_OK)
        text = std::string("error: ") + (message ? message : "?");
    sqlite3_free(message);
    return text;
}

/// Makes the database hold `count` rows more.
std::string write(sqlite3* database, int count)
{
    return rows(database, "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, x);"
                          "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE "
                          "i < " +
                              std::to_string(count) +
                              ") INSERT INTO t (x) SELECT randomblob(200) FROM n");
}

std::string content(sqlite3* database)
{
    return rows(database, "SELECT count(*), sum(id), max(hex(x)), min(hex(x)) FROM t");
}

/// Locks of this process's files as the system lists them: "WRITE 120 120".
std::vector<std::string> locksOn(const fs::path& path)
{
    struct stat file = {};
    std::vector<std::string> found;
    if (::stat(path.c_str(), &file) != 0)
        return found;
    std::array<char, 64> id{};
    std::snprintf(id.data(), id.size(), "%02x:%02x:%lu", major(file.st_dev), minor(file.st_dev),
                  static_cast<unsigned long>(file.st_ino));
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);) {
        std::istringstream words(line);
        std::string number, kind, type, access, pid, inode, begin, end;
        words >> number >> kind >> type >> access >> pid >> inode >> begin >> end;
        if (inode == id.data())
            found.push_back(access + " " + begin + " " + end);
    }
    return found;
}

class Environment
{
public:
    Environment(const char* name, const std::string& value) : m_name(name)
    {
        ::setenv(name, value.c_str(), 1);
    }
    ~Environment() { ::unsetenv(m_name); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    const char* m_name;
};

} // namespace

class ReplicatedDatabaseTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_folder.reset(); }

    void restoresWhenTheFileIsMissing();
    void keepsWhatIsThere();
    void movesLeftWalAside();
    void refusesBrokenChainWithItsSentence();
    void plainWithoutUrl();
    void takesUrlFromTheEnvironment();
    void givenUrlWinsOverTheEnvironment();
    void closesTwice();
    void closesWhereNothingWasEverOpened();
    void closeStoresWhatWasCommitted();
    void closeReportsOpenStatements();
    void closeReportsStoreThatFails();
    void callsAfterCloseAreRefused();
    void optionsInThePathAreItsName();
    void connectionsLeaveCheckpointsToTheReplicator();
    void connectionsWaitForLocks();
    void goesOnWithItsGeneration();
    void keepsTheLocksOfTheApplication();
    void refusesSchemeThatNobodyServes();
    void refusesSecondReplicator();
    void snapshotsAndCheckpointsOnRequest();
    void tellsOfProgress();

private:
    Result<ReplicatedDatabase> open() { return ReplicatedDatabase::open(path(), {.url = url()}); }
    fs::path path() const { return *m_folder / "app.db"; }
    fs::path replica() const { return *m_folder / "replica"; }
    std::string url() const { return "file://" + replica().string(); }
    std::size_t generations() const
    {
        const Result<Replica> listed = browseReplica({"file", "", "", replica().string()});
        return listed ? listed->generations.size() : 0;
    }
    /// A replica of a database that is gone, and what the database held.
    void makeReplica(std::string& held);

    std::optional<TestFolder> m_folder;
};

void ReplicatedDatabaseTest::init()
{
    for (const char* name :
         {"LITESTREAM_URL", "LITESTREAM_ACCESS_KEY_ID", "LITESTREAM_SECRET_ACCESS_KEY"})
        ::unsetenv(name);
    m_folder.emplace();
}

void ReplicatedDatabaseTest::makeReplica(std::string& held)
{
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    QCOMPARE(write(database->handle(), 300), std::string());
    held = content(database->handle());
    const Result<void> closed = database->close();
    VERIFY_OK(closed);
    for (const char* suffix : {"", "-wal", "-shm"})
        fs::remove(path().string() + suffix);
}

void ReplicatedDatabaseTest::restoresWhenTheFileIsMissing()
{
    std::string held;
    makeReplica(held);
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    QVERIFY(database->restored());
    QCOMPARE(content(database->handle()), held);
    QVERIFY(held.starts_with("300|"));
}

void ReplicatedDatabaseTest::keepsWhatIsThere()
{
    std::string held;
    makeReplica(held);
    {
        Result<Connection> other = Connection::open(path(), OpenDatabase::ReadWrite);
        VERIFY_OK(other);
        QVERIFY(other->execute("CREATE TABLE t (id INTEGER, x); INSERT INTO t VALUES (7, 7)"));
    }
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    QVERIFY(!database->restored());
    QCOMPARE(rows(database->handle(), "SELECT id FROM t"), std::string("7"));
}

namespace {

/// What is in the WALs that were moved aside.
std::set<std::string> movedWals(const fs::path& folder)
{
    std::set<std::string> contents;
    for (const auto& each : fs::directory_iterator(folder)) {
        if (each.path().filename().string().starts_with("app.db.safety-copy-"))
            contents.insert(fileText(each.path() / "app.db-wal"));
    }
    return contents;
}

} // namespace

/// Only the database was deleted: its WAL must not be played into the restored one.
void ReplicatedDatabaseTest::movesLeftWalAside()
{
    std::string held;
    makeReplica(held);
    m_folder->write("app.db-wal", "another database's");
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    QVERIFY(database->restored());
    QCOMPARE(content(database->handle()), held);
    database = Error{};
    // And once more: what was moved before stays.
    fs::remove(path());
    fs::remove(*m_folder / "app.db-wal");
    m_folder->write("app.db-wal", "a third one's");
    database = open();
    VERIFY_OK(database);
    QVERIFY(database->restored());
    QCOMPARE(movedWals(m_folder->path()),
             (std::set<std::string>{"another database's", "a third one's"}));
}

void ReplicatedDatabaseTest::refusesBrokenChainWithItsSentence()
{
    std::string held;
    makeReplica(held);
    const Result<Replica> listed = browseReplica({"file", "", "", replica().string()});
    VERIFY_OK(listed);
    for (const Generation& generation : listed->generations) {
        for (const StoredSnapshot& snapshot : generation.snapshots)
            fs::remove(replica() / generation.keyOf(snapshot).text());
    }
    m_folder->write("app.db-wal", "left");
    const Result<ReplicatedDatabase> database = open();
    QVERIFY(!database);
    QCOMPARE(database.error().code, ErrorCode::Corrupt);
    QVERIFY2(database.error().message.starts_with("cannot restore from file://"),
             database.error().message.c_str());
    QVERIFY(!fs::exists(path()));
    QCOMPARE(fileText(*m_folder / "app.db-wal"), std::string("left"));
    QVERIFY(movedWals(m_folder->path()).empty());
}

void ReplicatedDatabaseTest::plainWithoutUrl()
{
    Result<ReplicatedDatabase> database = ReplicatedDatabase::open(path());
    VERIFY_OK(database);
    QVERIFY(!database->isReplicated());
    QVERIFY(!database->status());
    QCOMPARE(write(database->handle(), 1), std::string());
    QCOMPARE(rows(database->handle(), "PRAGMA wal_autocheckpoint"), std::string("1000"));
    const Result<void> synced = database->sync();
    QVERIFY(!synced);
    QCOMPARE(synced.error().code, ErrorCode::Unsupported);
    const Result<void> closed = database->close();
    VERIFY_OK(closed);
    QVERIFY(!fs::exists(*m_folder / ".app.db-litestream"));
}

void ReplicatedDatabaseTest::takesUrlFromTheEnvironment()
{
    const Environment set("LITESTREAM_URL", url());
    Result<ReplicatedDatabase> database = ReplicatedDatabase::open(path());
    VERIFY_OK(database);
    QVERIFY(database->isReplicated());
    const Result<void> synced = database->sync();
    VERIFY_OK(synced);
    QCOMPARE(generations(), std::size_t{1});
}

void ReplicatedDatabaseTest::givenUrlWinsOverTheEnvironment()
{
    const Environment set("LITESTREAM_URL", "s3://bucket/path");
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    const Result<void> synced = database->sync();
    VERIFY_OK(synced);
    QCOMPARE(generations(), std::size_t{1});
}

void ReplicatedDatabaseTest::closesTwice()
{
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    const Result<void> first = database->close();
    VERIFY_OK(first);
    const Result<void> second = database->close();
    VERIFY_OK(second);
    QVERIFY(!database->handle());
}

void ReplicatedDatabaseTest::closesWhereNothingWasEverOpened()
{
    Result<ReplicatedDatabase> database = ReplicatedDatabase::open(path());
    VERIFY_OK(database);
    ReplicatedDatabase moved = *std::move(database);
    const Result<void> empty = database->close();
    VERIFY_OK(empty);
    QVERIFY(!database->handle());
    QVERIFY(moved.handle());
    VERIFY_OK(moved.close());
    const Result<ReplicatedDatabase> nowhere = ReplicatedDatabase::open(*m_folder / "no/app.db");
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().code, ErrorCode::NotFound);
}

void ReplicatedDatabaseTest::closeStoresWhatWasCommitted()
{
    std::string held;
    {
        Result<ReplicatedDatabase> database = open();
        VERIFY_OK(database);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(write(database->handle(), 10), std::string());
        held = content(database->handle());
    } // the destructor closes as well
    RestoreRequest request;
    request.source = {"file", "", "", replica().string()};
    request.output = *m_folder / "restored.db";
    const Result<RestoreReport> report = restoreDatabase(request);
    VERIFY_OK(report);
    Result<DatabaseHandle> restored =
        DatabaseHandle::open(request.output, CheckpointOwner::Sqlite, std::chrono::seconds(1));
    VERIFY_OK(restored);
    QCOMPARE(content(restored->get()), held);
    QVERIFY(held.starts_with("200|"));
}

void ReplicatedDatabaseTest::closeReportsOpenStatements()
{
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    sqlite3_stmt* statement = nullptr;
    QCOMPARE(sqlite3_prepare_v2(database->handle(), "SELECT 1", -1, &statement, nullptr),
             SQLITE_OK);
    for (int i = 0; i < 2; ++i) {
        const Result<void> closed = database->close();
        QVERIFY(!closed);
        QCOMPARE(closed.error().code, ErrorCode::Busy);
    }
    sqlite3_finalize(statement);
}

void ReplicatedDatabaseTest::closeReportsStoreThatFails()
{
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    VERIFY_OK(database->sync());
    fs::remove_all(replica());
    m_folder->write("replica", "a file where the folder was");
    QCOMPARE(write(database->handle(), 1), std::string());
    const Result<void> closed = database->close();
    QVERIFY(!closed);
    QVERIFY(!database->handle());
    // It has let go of the database nevertheless.
    fs::remove(replica());
    Result<ReplicatedDatabase> again = open();
    VERIFY_OK(again);
    VERIFY_OK(again->sync());
}

void ReplicatedDatabaseTest::callsAfterCloseAreRefused()
{
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    VERIFY_OK(database->close());
    QCOMPARE(database->sync().error().code, ErrorCode::InvalidArgument);
    QCOMPARE(database->snapshot().error().code, ErrorCode::InvalidArgument);
    QCOMPARE(database->checkpoint(CheckpointMode::Full).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(database->connect().error().code, ErrorCode::InvalidArgument);
    QVERIFY(!database->status());
}

void ReplicatedDatabaseTest::optionsInThePathAreItsName()
{
    const fs::path odd = *m_folder / "app.db?mode=memory&_busy_timeout=1#%41";
    std::string held;
    {
        Result<ReplicatedDatabase> database = ReplicatedDatabase::open(odd, {.url = url()});
        VERIFY_OK(database);
        QCOMPARE(write(database->handle(), 5), std::string());
        held = content(database->handle());
        VERIFY_OK(database->close());
    }
    QVERIFY(fs::is_regular_file(odd));
    fs::remove(odd);
    Result<ReplicatedDatabase> database = ReplicatedDatabase::open(odd, {.url = url()});
    VERIFY_OK(database);
    QVERIFY(database->restored());
    QVERIFY(fs::is_regular_file(odd));
    QCOMPARE(content(database->handle()), held);
    QVERIFY(!fs::exists(path()));
}

void ReplicatedDatabaseTest::connectionsLeaveCheckpointsToTheReplicator()
{
    ReplicatedDatabaseOptions options;
    options.url = url();
    options.settings.minCheckpointPages = 1'000'000;
    options.settings.maxCheckpointPages = 0;
    options.settings.checkpointInterval = {};
    Result<ReplicatedDatabase> database = ReplicatedDatabase::open(path(), options);
    VERIFY_OK(database);
    // The first snapshot checkpoints; it is behind us from here on.
    VERIFY_OK(database->sync());
    {
        Result<DatabaseHandle> mine = database->connect();
        VERIFY_OK(mine);
        for (sqlite3* each : {database->handle(), mine->get()}) {
            QCOMPARE(rows(each, "PRAGMA wal_autocheckpoint"), std::string("0"));
            QCOMPARE(rows(each, "PRAGMA journal_mode"), std::string("wal"));
        }
        // More than the thousand pages at which SQLite would checkpoint by itself.
        for (int i = 0; i < 4; ++i)
            QCOMPARE(write(mine->get(), 10'000), std::string());
    }
    const auto before = fs::file_size(path());
    VERIFY_OK(database->sync());
    VERIFY_OK(database->close());
    // Closed last, and still nothing was moved out of the WAL.
    QCOMPARE(fs::file_size(path()), before);
    QVERIFY(fs::file_size(path().string() + "-wal") > 1000 * 4096);
}

void ReplicatedDatabaseTest::connectionsWaitForLocks()
{
    Result<ReplicatedDatabase> database =
        ReplicatedDatabase::open(path(), {.url = url(), .busyTimeout = std::chrono::seconds(7)});
    VERIFY_OK(database);
    Result<DatabaseHandle> mine = database->connect();
    VERIFY_OK(mine);
    for (sqlite3* each : {database->handle(), mine->get()})
        QCOMPARE(rows(each, "PRAGMA busy_timeout"), std::string("7000"));
}

void ReplicatedDatabaseTest::goesOnWithItsGeneration()
{
    for (int i = 0; i < 3; ++i) {
        Result<ReplicatedDatabase> database = open();
        VERIFY_OK(database);
        QCOMPARE(write(database->handle(), 10), std::string());
        VERIFY_OK(database->close());
        QVERIFY(fs::exists(path().string() + "-wal"));
    }
    const Result<Replica> listed = browseReplica({"file", "", "", replica().string()});
    VERIFY_OK(listed);
    QCOMPARE(listed->generations.size(), std::size_t{1});
    QCOMPARE(listed->generations.front().snapshots.size(), std::size_t{1});
}

/// Closing any descriptor of a file drops all of the process's locks on it.
void ReplicatedDatabaseTest::keepsTheLocksOfTheApplication()
{
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    QCOMPARE(write(database->handle(), 1000), std::string());
    QCOMPARE(rows(database->handle(), "BEGIN IMMEDIATE; DELETE FROM t"), std::string());
    const std::string writeLock = "WRITE 120 120"; // of the -shm, https://sqlite.org/walformat.html
    const std::string sharedLock = "READ 1073741826 1073742335"; // of the database, 510 bytes
    // While other processes lock and unlock, one look may pass over an entry.
    const auto isHeld = [](const fs::path& file, const std::string& lock) {
        constexpr int looks = 50;
        for (int i = 0; i < looks; ++i) {
            const std::vector<std::string> all = locksOn(file);
            if (std::find(all.begin(), all.end(), lock) != all.end())
                return true;
        }
        return false;
    };
    const fs::path shared = path().string() + "-shm";
    QVERIFY(isHeld(shared, writeLock) && isHeld(path(), sharedLock));
    VERIFY_OK(database->sync());
    VERIFY_OK(database->snapshot());
    VERIFY_OK(database->checkpoint(CheckpointMode::Passive));
    VERIFY_OK(database->connect());
    QVERIFY(database->status());
    QVERIFY(isHeld(shared, writeLock));
    QVERIFY(isHeld(path(), sharedLock));
    QCOMPARE(rows(database->handle(), "ROLLBACK; SELECT count(*) FROM t"), std::string("1000"));

    // What the system does where a descriptor is closed, so that the above means something.
    std::ifstream(path()).close();
    QVERIFY(!isHeld(path(), sharedLock));
}

void ReplicatedDatabaseTest::refusesSchemeThatNobodyServes()
{
    const Result<ReplicatedDatabase> database =
        ReplicatedDatabase::open(path(), {.url = "nowhere://bucket/app"});
    QVERIFY(!database);
    QVERIFY2(database.error().code == ErrorCode::Unsupported ||
                 database.error().code == ErrorCode::InvalidArgument,
             database.error().message.c_str());
    QVERIFY(!fs::exists(path()));
}

void ReplicatedDatabaseTest::refusesSecondReplicator()
{
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    const Result<ReplicatedDatabase> second = open();
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Busy);
    QCOMPARE(write(database->handle(), 1), std::string());
    VERIFY_OK(database->sync());
}

void ReplicatedDatabaseTest::snapshotsAndCheckpointsOnRequest()
{
    Result<ReplicatedDatabase> database = open();
    VERIFY_OK(database);
    QCOMPARE(write(database->handle(), 100), std::string());
    VERIFY_OK(database->sync());
    const std::optional<ReplicationReport> before = database->status();
    QVERIFY(before && before->database.position);
    VERIFY_OK(database->checkpoint(CheckpointMode::Truncate));
    const auto made = database->snapshot("file");
    VERIFY_OK(made);
    QCOMPARE(made->size(), std::size_t{1});
    QCOMPARE(made->front().replica, std::string("file"));
    QVERIFY(made->front().outcome.index > before->database.position->index);
    const auto none = database->snapshot("another");
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::NotFound);
}

void ReplicatedDatabaseTest::tellsOfProgress()
{
    std::atomic<int> calls = 0;
    Result<ReplicatedDatabase> database =
        ReplicatedDatabase::open(path(), {.url = url(), .changed = [&] { ++calls; }});
    VERIFY_OK(database);
    VERIFY_OK(database->sync());
    const int before = calls;
    QCOMPARE(write(database->handle(), 1), std::string());
    QTRY_VERIFY(calls > before);
}

WALKEEPER_TEST(ReplicatedDatabaseTest)
#include "replicated_database_test.moc"
