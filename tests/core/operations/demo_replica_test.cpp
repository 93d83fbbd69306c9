#include "core/operations/demo_replica.h"
#include "core/operations/restore_database.h"
#include "core/operations/validate_replica.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <fstream>

namespace walkeeper {

namespace {

std::string contentOf(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

class DemoReplicaTest : public QObject
{
    Q_OBJECT

private slots:
    void theReplicaHoldsTheDatabase();
    void aSecondTimeOnlyLooks();
    void theTimesEndBeforeNow();
};

void DemoReplicaTest::theReplicaHoldsTheDatabase()
{
    const QTemporaryDir folder;
    const SystemClock clock;
    const StoreRegistry stores = standardRegistry();
    const OperationContext context{nativeFileSystem(), clock, stores};
    const Result<DemoReplica> demo = makeDemoReplica(folder.path().toStdString(), context);
    QVERIFY2(demo, demo ? "" : demo.error().message.c_str());
    RestoreRequest request;
    request.source = {.scheme = "file", .path = demo->replica.string()};
    request.output = demo->replica.parent_path() / "restored.db";
    NoProgress silent;

    const Result<RestoreReport> report = restoreDatabase(request, context, {}, silent);

    QVERIFY(report);
    QVERIFY(contentOf(request.output) == contentOf(demo->database));
    QCOMPARE(demo->snapshots, 3u);
    QCOMPARE(demo->databaseBytes, report->databaseBytes);
}

void DemoReplicaTest::aSecondTimeOnlyLooks()
{
    const QTemporaryDir folder;
    const SystemClock clock;
    const StoreRegistry stores = standardRegistry();
    const OperationContext context{nativeFileSystem(), clock, stores};
    const Result<DemoReplica> first = makeDemoReplica(folder.path().toStdString(), context);
    const auto time = std::filesystem::last_write_time(first->database);

    const Result<DemoReplica> second = makeDemoReplica(folder.path().toStdString(), context);

    QCOMPARE(second->commits, first->commits);
    QCOMPARE(second->segments, first->segments);
    QVERIFY(std::filesystem::last_write_time(first->database) == time);
}

void DemoReplicaTest::theTimesEndBeforeNow()
{
    const QTemporaryDir folder;
    const test::ManualClock clock;
    const StoreRegistry stores = standardRegistry();
    const OperationContext context{nativeFileSystem(), clock, stores};
    const Result<DemoReplica> demo = makeDemoReplica(folder.path().toStdString(), context);
    const auto store = *stores.open({.scheme = "file", .path = demo->replica.string()});
    const Result<Replica> replica = listReplica(*store, {}, {});

    QCOMPARE(*replica->generations.front().created(), clock.now() - std::chrono::hours(48));
    QVERIFY(*replica->generations.back().updated() <= clock.now());
}

} // namespace walkeeper

using walkeeper::DemoReplicaTest;
WALKEEPER_TEST(DemoReplicaTest)
#include "demo_replica_test.moc"
