#include "core/operations/browse_replica.h"
#include "core/operations/drill_scratch.h"
#include "core/operations/restore_drill.h"
#include "core/operations/restored_size.h"
#include "tests/core/operations/replica_folder.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;
using Why = DrillReason::Kind;

/// Cancels at some stage, or does something else there.
class StageSink final : public ProgressSink
{
public:
    StageSink(Stage stage, std::function<void()> action)
        : m_stage(stage),
          m_action(std::move(action))
    {
    }
    void report(const Progress& progress) override
    {
        if (progress.stage == m_stage)
            m_action();
    }

private:
    Stage m_stage;
    std::function<void()> m_action;
};

DrillRequest requestFor(const test::ReplicaFolder& folder)
{
    fs::create_directories(folder.root() / "scratch");
    DrillRequest request;
    request.source = folder.url();
    request.scratch = folder.root() / "scratch";
    return request;
}

DrillReport drilled(test::ReplicaFolder& folder, const DrillRequest& request)
{
    NoProgress silent;
    const Result<DrillReport> report = restoreDrill(request, folder.context(), {}, silent);
    return report ? *report : DrillReport{};
}

DrillAssertion assertion(const std::string& sql, const std::string& expectation)
{
    return {sql, *parseExpectation(expectation)};
}

bool has(const DrillReport& report, Why kind)
{
    return std::ranges::any_of(report.reasons,
                               [kind](const DrillReason& reason) { return reason.kind == kind; });
}

/// A folder such as a drill has, made by a process that then ends.
fs::path leftover(const fs::path& parent)
{
    const pid_t child = fork();
    if (child == 0) {
        const Result<DrillScratch> scratch = DrillScratch::make(parent, nativeFileSystem());
        std::ofstream(scratch->path() / "restored.db") << "half of it";
        _exit(0); // as if killed: nothing is destroyed
    }
    waitpid(child, nullptr, 0);
    return fs::directory_iterator(parent)->path();
}

} // namespace

class RestoreDrillTest : public QObject
{
    Q_OBJECT

private slots:
    void passesOnASoundReplica();
    void drillsAMomentThatIsAskedFor();
    void aMomentThatNeverWasIsInconclusive();
    void damageIsAFailure();
    void nothingRestorableIsAFailure();
    void aVanishedStoreIsInconclusive();
    void aStoreThatVanishesMeanwhileIsInconclusive();
    void aFailingAssertionIsAFailure();
    void aSlowAssertionIsInconclusive();
    void tooLittleRoomIsInconclusive();
    void damageIsAFailureEvenWithoutRoom();
    void aMissingScratchFolderIsInconclusive();
    void leavesNothingWhicheverCallFails();
    void cancelsInEveryStage_data();
    void cancelsInEveryStage();
    void knowsHowLargeADatabaseWillBe();
    void removesOnlyWhatDeadDrillsLeft();
    void aFolderWithoutALockIsLeftAloneForAWhile();
    void triesAssertionsWithoutRestoring();
};

void RestoreDrillTest::passesOnASoundReplica()
{
    test::ReplicaFolder folder;
    DrillRequest request = requestFor(folder);
    request.assertions = {assertion("SELECT count(*) FROM sqlite_schema", "> 0"),
                          assertion("PRAGMA integrity_check", "= ok")};

    const DrillReport report = drilled(folder, request);

    QCOMPARE(report.outcome, DrillOutcome::Passed);
    QVERIFY(report.reasons.empty());
    QVERIFY(report.restored && report.restored->databaseBytes > 0);
    QCOMPARE(report.isSound, std::optional(true));
    QCOMPARE(report.assertions.size(), 2u);
    QVERIFY(folder.namesIn("scratch").empty());
}

void RestoreDrillTest::drillsAMomentThatIsAskedFor()
{
    test::ReplicaFolder folder;
    const Result<Replica> replica = browseReplica(folder.url(), folder.context(), {});
    DrillRequest request = requestFor(folder);
    const Timestamp time = replica->generations.back().segments.front().created;
    request.target.what = RestoreTarget::AtTime{time};

    const DrillReport report = drilled(folder, request);

    QCOMPARE(report.outcome, DrillOutcome::Passed);
    QVERIFY(report.restored->time <= time);
}

void RestoreDrillTest::aMomentThatNeverWasIsInconclusive()
{
    test::ReplicaFolder folder;
    DrillRequest request = requestFor(folder);
    request.target.what = RestoreTarget::AtTime{Timestamp{}};

    const DrillReport report = drilled(folder, request);

    QCOMPARE(report.outcome, DrillOutcome::Inconclusive);
    QVERIFY(has(report, Why::NoSuchMoment));
}

void RestoreDrillTest::damageIsAFailure()
{
    test::ReplicaFolder folder;
    const fs::path damaged = folder.segments()[30];
    fs::resize_file(damaged, 50);

    const DrillReport report = drilled(folder, requestFor(folder));

    QCOMPARE(report.outcome, DrillOutcome::Failed);
    QVERIFY(has(report, Why::NotRestored));
    QVERIFY(report.reasons.front().text.find(damaged.filename()) != std::string::npos);
    QVERIFY(!report.restored);
    QVERIFY(folder.namesIn("scratch").empty());
}

void RestoreDrillTest::nothingRestorableIsAFailure()
{
    test::ReplicaFolder folder;
    for (const auto& entry : fs::recursive_directory_iterator(folder.root() / "replica")) {
        if (entry.path().string().ends_with(".snapshot.lz4"))
            fs::remove(entry.path());
    }

    const DrillReport report = drilled(folder, requestFor(folder));

    QCOMPARE(report.outcome, DrillOutcome::Failed);
    QVERIFY(has(report, Why::NotRestored));
}

void RestoreDrillTest::aVanishedStoreIsInconclusive()
{
    test::ReplicaFolder folder;
    const DrillRequest request = requestFor(folder);
    fs::remove_all(folder.root() / "replica");

    const DrillReport report = drilled(folder, request);

    QCOMPARE(report.outcome, DrillOutcome::Inconclusive);
    QVERIFY(has(report, Why::NotReached));
}

void RestoreDrillTest::aStoreThatVanishesMeanwhileIsInconclusive()
{
    test::ReplicaFolder folder;
    const DrillRequest request = requestFor(folder);
    int listings = 0;
    StageSink unmount(Stage::Listing, [&] {
        if (++listings == 2) // the restore lists for itself
            fs::remove_all(folder.root() / "replica");
    });

    const Result<DrillReport> report = restoreDrill(request, folder.context(), {}, unmount);

    QCOMPARE(report->outcome, DrillOutcome::Inconclusive);
    QVERIFY(has(*report, Why::NotReached));
    QVERIFY(folder.namesIn("scratch").empty());
}

void RestoreDrillTest::aFailingAssertionIsAFailure()
{
    test::ReplicaFolder folder;
    DrillRequest request = requestFor(folder);
    request.assertions = {assertion("SELECT count(*) FROM sqlite_schema", "= 0"),
                          assertion("SELECT 1 FROM nowhere", "> 0"), assertion("SELECT 1", "= 1")};

    const DrillReport report = drilled(folder, request);

    QCOMPARE(report.outcome, DrillOutcome::Failed);
    QCOMPARE(report.reasons.size(), 2u);
    QVERIFY(report.reasons.back().text.find("no such table: nowhere") != std::string::npos);
    QCOMPARE(report.assertions.size(), 3u); // the others are tried all the same
    QCOMPARE(report.assertions.back().verdict, AssertionVerdict::Held);
    QVERIFY(folder.namesIn("scratch").empty());
}

void RestoreDrillTest::aSlowAssertionIsInconclusive()
{
    test::ReplicaFolder folder;
    DrillRequest request = requestFor(folder);
    request.assertionLimit = std::chrono::milliseconds(50);
    request.assertions = {assertion("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                                    "FROM n) SELECT count(*) FROM n",
                                    "> 0"),
                          assertion("SELECT 1", "= 1")};

    const DrillReport report = drilled(folder, request);

    QCOMPARE(report.outcome, DrillOutcome::Inconclusive);
    QVERIFY(has(report, Why::AssertionUndecided));
    QCOMPARE(report.assertions.back().verdict, AssertionVerdict::Held);
}

void RestoreDrillTest::tooLittleRoomIsInconclusive()
{
    test::ReplicaFolder folder;
    const DrillRequest request = requestFor(folder);
    const std::uint64_t needed = drilled(folder, request).restored->databaseBytes;
    test::FaultyFileSystem files({});
    NoProgress silent;

    files.tellFreeBytes(needed - 1);
    const Result<DrillReport> report = restoreDrill(request, folder.context(files), {}, silent);
    files.tellFreeBytes(needed);
    const Result<DrillReport> enough = restoreDrill(request, folder.context(files), {}, silent);

    QCOMPARE(report->outcome, DrillOutcome::Inconclusive);
    QVERIFY(has(*report, Why::NoRoom));
    QVERIFY(!report->restored);
    QCOMPARE(enough->outcome, DrillOutcome::Passed);
}

void RestoreDrillTest::damageIsAFailureEvenWithoutRoom()
{
    test::ReplicaFolder folder;
    const std::vector<fs::path> segments = folder.segments();
    for (const fs::path& segment : segments) {
        if (segment.filename().string().starts_with("00000001"))
            fs::remove(segment); // a whole WAL file: the names tell
    }
    test::FaultyFileSystem files({});
    files.tellFreeBytes(0);
    NoProgress silent;

    const Result<DrillReport> report =
        restoreDrill(requestFor(folder), folder.context(files), {}, silent);

    QCOMPARE(report->outcome, DrillOutcome::Failed);
    QVERIFY(has(*report, Why::NotRestored));
    QVERIFY(has(*report, Why::NoRoom));
}

void RestoreDrillTest::aMissingScratchFolderIsInconclusive()
{
    test::ReplicaFolder folder;
    DrillRequest request = requestFor(folder);
    request.scratch = folder.root() / "unmounted" / "scratch";

    const DrillReport report = drilled(folder, request);

    QCOMPARE(report.outcome, DrillOutcome::Inconclusive);
    QVERIFY(has(report, Why::NoScratch));
    QVERIFY(!fs::exists(folder.root() / "unmounted"));
}

void RestoreDrillTest::leavesNothingWhicheverCallFails()
{
    test::ReplicaFolder folder;
    const DrillRequest request = requestFor(folder);
    for (int call = 1;; ++call) {
        test::FaultyFileSystem files({.nth = call});
        NoProgress silent;
        const Result<DrillReport> report = restoreDrill(request, folder.context(files), {}, silent);
        QVERIFY(report);
        QVERIFY2(folder.namesIn("scratch").empty(), qPrintable(QString::number(call)));
        if (!files.hasFailed())
            break;
        QVERIFY2(report->outcome != DrillOutcome::Failed,
                 qPrintable(QString::number(call) + u' ' +
                            QString::fromStdString(report->reasons.front().text)));
    }
}

void RestoreDrillTest::cancelsInEveryStage_data()
{
    QTest::addColumn<int>("stage");
    QTest::newRow("listing") << static_cast<int>(Stage::Listing);
    QTest::newRow("segments") << static_cast<int>(Stage::Segments);
    QTest::newRow("snapshot") << static_cast<int>(Stage::Snapshot);
    QTest::newRow("integrity") << static_cast<int>(Stage::Integrity);
    QTest::newRow("finishing") << static_cast<int>(Stage::Finishing);
}

void RestoreDrillTest::cancelsInEveryStage()
{
    QFETCH(int, stage);
    test::ReplicaFolder folder;
    CancellationSource source;
    StageSink cancel(static_cast<Stage>(stage), [&] { source.cancel(); });
    DrillRequest request = requestFor(folder);
    request.assertions = {assertion("SELECT 1", "= 1")};

    const Result<DrillReport> report =
        restoreDrill(request, folder.context(), source.token(), cancel);

    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
    QVERIFY(folder.namesIn("scratch").empty());
}

void RestoreDrillTest::knowsHowLargeADatabaseWillBe()
{
    test::ReplicaFolder folder;
    const Result<OpenedReplica> opened = openReplica(folder.url(), folder.context(), {});
    const Generation& generation = opened->replica.generations.back();
    const Result<RestorePlan> newest = planRestore(opened->replica, RestoreTarget{});
    RestorePlan alone = *newest;
    alone.snapshot = generation.snapshots.front();
    alone.segments.clear();

    const auto grown = restoredBytes(*opened->store, generation, *newest, {});
    const auto first = restoredBytes(*opened->store, generation, alone, {});

    QCOMPARE(**grown, drilled(folder, requestFor(folder)).restored->databaseBytes);
    QVERIFY(**first > 0 && **first % 512 == 0);
}

void RestoreDrillTest::removesOnlyWhatDeadDrillsLeft()
{
    const QTemporaryDir temporary;
    const fs::path parent(temporary.path().toStdString());
    const SystemClock clock;
    const fs::path dead = leftover(parent);
    const Result<DrillScratch> alive = DrillScratch::make(parent, nativeFileSystem());
    fs::create_directories(parent / ".walkeeper-validation-1.abc.tmp");
    fs::create_directories(parent / "target");
    std::ofstream(parent / "target" / "precious") << "x";
    fs::create_directory_symlink(parent / "target", parent / ".walkeeper-drill-1.link.tmp");

    const auto removed = removeLeftoverScratch(parent, nativeFileSystem(), clock, {});

    QVERIFY(removed);
    QCOMPARE(*removed, std::vector<fs::path>{dead});
    QVERIFY(!fs::exists(dead));
    QVERIFY(fs::exists(alive->path()));
    QVERIFY(fs::exists(parent / "target" / "precious"));
    QVERIFY(fs::exists(parent / ".walkeeper-validation-1.abc.tmp"));
    QVERIFY(removeLeftoverScratch(parent / "missing", nativeFileSystem(), clock, {})->empty());
}

void RestoreDrillTest::aFolderWithoutALockIsLeftAloneForAWhile()
{
    const QTemporaryDir temporary;
    const fs::path parent(temporary.path().toStdString());
    const SystemClock clock;
    const fs::path young = parent / ".walkeeper-drill-1.young.tmp";
    const fs::path old = parent / ".walkeeper-drill-1.old.tmp";
    fs::create_directory(young);
    fs::create_directory(old);
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(2));

    QCOMPARE(*removeLeftoverScratch(parent, nativeFileSystem(), clock, {}),
             std::vector<fs::path>{old});
    QVERIFY(fs::exists(young));
}

void RestoreDrillTest::triesAssertionsWithoutRestoring()
{
    test::ReplicaFolder folder;
    NoProgress silent;
    const auto results = tryAssertions(
        folder.url(),
        {assertion("SELECT count(*) FROM sqlite_schema", "> 0"), assertion("SELEKT", "> 0")},
        folder.context(), {}, silent);

    QVERIFY(results);
    QCOMPARE(results->front().verdict, AssertionVerdict::Held);
    QCOMPARE(results->back().verdict, AssertionVerdict::CannotRun);
    QVERIFY(results->back().got.find("syntax error") != std::string::npos);
}

} // namespace walkeeper

using walkeeper::RestoreDrillTest;
WALKEEPER_TEST(RestoreDrillTest)
#include "restore_drill_test.moc"
