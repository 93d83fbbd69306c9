#include "core/io/lz4_stream.h"
#include "core/operations/browse_replica.h"
#include "core/operations/restore_database.h"
#include "core/sqlite/connection.h"
#include "tests/core/operations/replica_folder.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/faulty_store.h"
#include "tests/support/test_main.h"

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

/// Remembers what it is told, and may cancel at some stage.
class RecordingSink final : public ProgressSink
{
public:
    explicit RecordingSink(std::optional<Stage> cancelAt = {}) : m_cancelAt(cancelAt) {}

    void report(const Progress& progress) override
    {
        all.push_back(progress);
        if (m_cancelAt == progress.stage)
            source.cancel();
    }

    std::vector<Progress> all;
    CancellationSource source;

private:
    std::optional<Stage> m_cancelAt;
};

/// Says when it is gone whether its planned fault has come.
class WatchedStore final : public ObjectStore
{
public:
    WatchedStore(ObjectStore& real, test::StoreFault fault, bool& failed)
        : m_store(real, std::move(fault)),
          m_failed(failed)
    {
    }
    ~WatchedStore() override { m_failed = m_failed || m_store.hasFailed(); }

    Result<void> list(const ObjectKey& folder, const ListOptions& options,
                      const std::function<void(ListPage)>& page,
                      const CancellationToken& token) override
    {
        return m_store.list(folder, options, page, token);
    }
    Result<std::unique_ptr<ByteSource>> open(const ObjectKey& key, ByteRange range,
                                             const CancellationToken& token) override
    {
        return m_store.open(key, range, token);
    }
    Result<ObjectInfo> put(const ObjectKey& key, ByteSource& body,
                           const CancellationToken& token) override
    {
        return m_store.put(key, body, token);
    }
    Result<void> remove(std::span<const ObjectKey> keys, const CancellationToken& token) override
    {
        return m_store.remove(keys, token);
    }

private:
    test::FaultyStore m_store;
    bool& m_failed;
};

RestoreRequest requestFor(const test::ReplicaFolder& folder)
{
    RestoreRequest request;
    request.source = folder.url();
    request.output = folder.root() / "target" / "restored.db";
    return request;
}

Result<RestoreReport> restore(const RestoreRequest& request, const OperationContext& context)
{
    NoProgress silent;
    return restoreDatabase(request, context, {}, silent);
}

} // namespace

class RestoreDatabaseTest : public QObject
{
    Q_OBJECT

private slots:
    void restoresTheNewestState();
    void restoresEveryCommit();
    void setsTheModeOfAFreshDatabase();
    void makesMissingFolders();
    void leavesNothingBehindWhicheverCallFails();
    void leavesNothingBehindWhicheverReadFails_data();
    void leavesNothingBehindWhicheverReadFails();
    void aFileThatAppearsMeanwhileIsNotOverwritten();
    void cancelsInEveryStage_data();
    void cancelsInEveryStage();
    void progressNeverGoesBack();
    void damageIsRefusedWithTheNewestReachableMoment();
    void theNewestReachableStateIsRestoredOnRequest();
    void anUnsoundResultIsNotKept();
    void saysThatATimeIsAfterTheNewestState();
};

void RestoreDatabaseTest::restoresTheNewestState()
{
    test::ReplicaFolder folder;
    RestoreRequest request = requestFor(folder);
    request.check = IntegrityCheck::Full;

    const Result<RestoreReport> report = restore(request, folder.context());

    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QVERIFY(report->findings.empty());
    QCOMPARE(fs::file_size(request.output), report->databaseBytes);
    QCOMPARE(folder.namesIn("target"), Names{"restored.db"});
}

void RestoreDatabaseTest::restoresEveryCommit()
{
    test::ReplicaFolder folder;
    const Result<Replica> replica = browseReplica(folder.url(), folder.context(), {});
    const Generation& generation = replica->generations.front();
    const Result<RestorePoints> points =
        browseCommits(folder.url(), generation, {0, 12}, folder.context(), {});
    QVERIFY(points && points->points.size() > 20);
    int rowsBefore = 0;
    for (const RestorePoint& point : points->points) {
        RestoreRequest request = requestFor(folder);
        request.target.what = RestoreTarget::AtPosition{point.position};
        const Result<RestoreReport> report = restore(request, folder.context());

        QVERIFY(report);
        QCOMPARE(report->position, point.position);
        QCOMPARE(report->time, point.time);
        QCOMPARE(report->databaseBytes, point.databaseBytes());
        Result<Connection> connection = Connection::open(request.output, OpenDatabase::Unchanging);
        const int rows =
            std::stoi((*connection->query("SELECT count(*) FROM reading")).front().front());
        QCOMPARE(rows, rowsBefore + 12); // each commit of the demo adds twelve rows
        rowsBefore = rows;
        fs::remove(request.output);
    }
}

void RestoreDatabaseTest::setsTheModeOfAFreshDatabase()
{
    test::ReplicaFolder folder;
    const RestoreRequest request = requestFor(folder);
    QVERIFY(restore(request, folder.context()));

    struct stat status = {};
    QCOMPARE(stat(request.output.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777, 0600u);
    QCOMPARE(status.st_uid, geteuid());
}

void RestoreDatabaseTest::makesMissingFolders()
{
    test::ReplicaFolder folder;
    RestoreRequest request = requestFor(folder);
    request.output = folder.root() / "target" / "a" / "b" / "restored.db";

    QVERIFY(restore(request, folder.context()));
    QVERIFY(fs::exists(request.output));
}

void RestoreDatabaseTest::leavesNothingBehindWhicheverCallFails()
{
    test::ReplicaFolder folder;
    RestoreRequest request = requestFor(folder);
    request.target.what = RestoreTarget::AtIndex{0};
    request.target.generation = GenerationId(0x0e5f1a2b3c4d5e6f);
    request.output = folder.root() / "target" / "made" / "restored.db";
    folder.namesIn("target");
    int n = 1;
    for (;; ++n) {
        test::FaultyFileSystem files({.nth = n, .andAllLater = false});
        const Result<RestoreReport> report = restore(request, folder.context(files));
        if (!files.hasFailed()) {
            QVERIFY(report); // n has passed the last call: all were tried
            break;
        }
        // The last call syncs the folder, after the rename: the file is there and complete then.
        if (fs::exists(request.output)) {
            fs::remove_all(request.output.parent_path());
            continue;
        }
        QVERIFY2(!report, qPrintable(QString::number(n)));
        QVERIFY2(folder.namesIn("target").empty(), qPrintable(QString::number(n)));
    }
    QVERIFY2(n > 15, qPrintable(QString::number(n)));
}

void RestoreDatabaseTest::leavesNothingBehindWhicheverReadFails_data()
{
    QTest::addColumn<int>("call");
    QTest::newRow("list") << static_cast<int>(test::StoreCall::List);
    QTest::newRow("open") << static_cast<int>(test::StoreCall::Open);
    QTest::newRow("read") << static_cast<int>(test::StoreCall::Read);
}

void RestoreDatabaseTest::leavesNothingBehindWhicheverReadFails()
{
    QFETCH(const int, call);
    test::ReplicaFolder folder;
    const auto real = *standardRegistry().open(folder.url());
    RestoreRequest request = requestFor(folder);
    request.target.what = RestoreTarget::AtIndex{0};
    request.target.generation = GenerationId(0x0e5f1a2b3c4d5e6f);
    const SystemClock clock;
    for (int n = 1;; ++n) {
        bool failed = false;
        StoreRegistry stores;
        stores.add(
            "file", [&](const StoreUrl&, FileSystem&) -> Result<std::unique_ptr<ObjectStore>> {
                return std::unique_ptr<ObjectStore>(std::make_unique<WatchedStore>(
                    *real, test::StoreFault{.nth = n, .call = static_cast<test::StoreCall>(call)},
                    failed));
            });

        const Result<RestoreReport> report = restore(request, {nativeFileSystem(), clock, stores});

        if (!failed) {
            QVERIFY(report && n > 2); // n has passed the last call: all were tried
            break;
        }
        QVERIFY2(!report, qPrintable(QString::number(n)));
        QCOMPARE(report.error().code, ErrorCode::Unavailable);
        QVERIFY2(folder.namesIn("target").empty(), qPrintable(QString::number(n)));
    }
}

void RestoreDatabaseTest::aFileThatAppearsMeanwhileIsNotOverwritten()
{
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        test::ReplicaFolder folder;
        const RestoreRequest request = requestFor(folder);
        const std::string appearing = request.output.string() + suffix;
        test::FaultyFileSystem files({.nth = 0});
        files.setObserver([&](test::FileCall call) {
            if (call == test::FileCall::Sync)
                std::ofstream(appearing) << "somebody else's";
        });

        const Result<RestoreReport> report = restore(request, folder.context(files));

        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::AlreadyExists);
        QCOMPARE(folder.namesIn("target"), Names{"restored.db" + std::string(suffix)});
        QCOMPARE(fs::file_size(appearing), 15u);
    }
}

void RestoreDatabaseTest::cancelsInEveryStage_data()
{
    QTest::addColumn<Stage>("stage");
    QTest::newRow("listing") << Stage::Listing;
    QTest::newRow("segments") << Stage::Segments;
    QTest::newRow("snapshot") << Stage::Snapshot;
    QTest::newRow("integrity") << Stage::Integrity;
    QTest::newRow("finishing") << Stage::Finishing;
}

void RestoreDatabaseTest::cancelsInEveryStage()
{
    QFETCH(const Stage, stage);
    test::ReplicaFolder folder;
    RestoreRequest request = requestFor(folder);
    request.check = IntegrityCheck::Full;
    RecordingSink sink(stage);

    const Result<RestoreReport> report =
        restoreDatabase(request, folder.context(), sink.source.token(), sink);

    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
    QVERIFY(folder.namesIn("target").empty());
}

void RestoreDatabaseTest::progressNeverGoesBack()
{
    test::ReplicaFolder folder;
    RecordingSink sink;
    QVERIFY(restoreDatabase(requestFor(folder), folder.context(), {}, sink));

    std::uint64_t done = 0;
    for (const Progress& progress : sink.all) {
        if (!progress.totalBytes)
            continue;
        QVERIFY(progress.doneBytes >= done);
        QVERIFY(progress.doneBytes <= *progress.totalBytes);
        done = progress.doneBytes;
    }
    QCOMPARE(sink.all.front().stage, Stage::Listing);
    QCOMPARE(sink.all.back().stage, Stage::Finishing);
}

void RestoreDatabaseTest::damageIsRefusedWithTheNewestReachableMoment()
{
    test::ReplicaFolder folder;
    const std::vector<fs::path> segments = folder.segments();
    const fs::path damaged = segments[segments.size() - 3];
    fs::resize_file(damaged, 100);

    const Result<RestoreReport> report = restore(requestFor(folder), folder.context());

    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Corrupt);
    QVERIFY(report.error().message.find(damaged.filename()) != std::string::npos);
    QVERIFY(report.error().message.find("the newest moment that can be reached is") !=
            std::string::npos);
    QVERIFY(folder.namesIn("target").empty());
}

void RestoreDatabaseTest::theNewestReachableStateIsRestoredOnRequest()
{
    test::ReplicaFolder folder;
    const std::vector<fs::path> segments = folder.segments();
    fs::resize_file(segments[segments.size() - 3], 100);
    fs::remove(segments[segments.size() - 8]); // and further back a gap
    RestoreRequest request = requestFor(folder);
    request.onBroken = BrokenChain::NewestReachable;
    request.check = IntegrityCheck::Full;

    const Result<RestoreReport> report = restore(request, folder.context());

    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QCOMPARE(segmentName(report->plan.segments.back().name),
             segments[segments.size() - 9].filename().string());
    QVERIFY(!report->findings.empty());
}

void RestoreDatabaseTest::anUnsoundResultIsNotKept()
{
    // A last segment repeated as the first of a new WAL would be refused by its salts, so the
    // database itself is made unsound: its schema names a root page that is another table's.
    test::ReplicaFolder folder;
    const fs::path database = folder.root() / "unsound.db";
    {
        Result<Connection> connection = Connection::open(database, OpenDatabase::ReadWrite);
        QVERIFY(connection->execute("CREATE TABLE a(x); CREATE TABLE b(y);"
                                    "INSERT INTO a VALUES(1); PRAGMA writable_schema = ON;"
                                    "UPDATE sqlite_schema SET rootpage = 2;"));
    }
    std::ifstream stream(database, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    MemorySource plain(asBytes(bytes));
    Lz4Compressor packed(plain);
    auto store = *folder.context().stores.open(folder.url());
    const ObjectKey key = snapshotsFolder(GenerationId(7)).child(snapshotName(0));
    QVERIFY(store->put(key, packed, {}));
    RestoreRequest request = requestFor(folder);
    request.target.generation = GenerationId(7);
    request.check = IntegrityCheck::Full;

    const Result<RestoreReport> report = restore(request, folder.context());

    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Corrupt);
    QVERIFY(folder.namesIn("target").empty());
}

void RestoreDatabaseTest::saysThatATimeIsAfterTheNewestState()
{
    test::ReplicaFolder folder;
    RestoreRequest request = requestFor(folder);
    request.target.what = RestoreTarget::AtTime{Timestamp(std::chrono::hours(24 * 365 * 100))};

    const Result<RestoreReport> report = restore(request, folder.context());

    QVERIFY(report);
    QVERIFY(report->plan.isNewestKnown);
}

} // namespace walkeeper

using walkeeper::RestoreDatabaseTest;
WALKEEPER_TEST(RestoreDatabaseTest)
#include "restore_database_test.moc"
