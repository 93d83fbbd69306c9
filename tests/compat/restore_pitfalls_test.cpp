#include "tests/compat/pitfall_fixture.h"
#include "tests/support/test_main.h"

#include "core/operations/restore_database.h"
#include "core/sqlite/wal_format.h"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sys/stat.h>
#include <thread>

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

/// The reading pitfalls of the reference's engine, E-18 to E-30: what its restore does, and what
/// ours does. The table is in tests/README.md.
class RestorePitfallsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void e18_goesOnBeforeUndecodableNewestSegment();
    void e24_takesNewestStateForLateTimestamp();
    void e24_survivesUnreachableReplica();
    void e25_saysTheCauseAndLeavesNothing();
    void e26_refusesStaleSideFiles_data();
    void e26_refusesStaleSideFiles();
    void e27_neverOverwritesFileThatAppears();
    void e28_refusesIndexBeyondTheEnd();
    void e28_restoresSnapshotWhoseWalIsOlder();
    void e29_holdsFewObjectsOpen();
    void e30_writesEachPageOnce();

private:
    std::unique_ptr<PitfallFixture> m_fixture;
};

namespace {

/// Does something once, when the restore is under way.
class ActOnce final : public ProgressSink
{
public:
    explicit ActOnce(std::function<void()> act) : m_act(std::move(act)) {}
    void report(const Progress& progress) override
    {
        if (progress.stage != Stage::Listing && m_act)
            std::exchange(m_act, nullptr)();
    }

private:
    std::function<void()> m_act;
};

bool waitFor(const std::function<bool()>& condition)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(1)); // another program's file
    return condition();
}

} // namespace

void RestorePitfallsTest::initTestCase()
{
    auto fixture = PitfallFixture::make();
    VERIFY_RESULT(fixture);
    m_fixture = *std::move(fixture);
}

void RestorePitfallsTest::e18_goesOnBeforeUndecodableNewestSegment()
{
    DamagedReplica damaged(m_fixture->replica());
    flipBit(damaged.segments().back().path);

    const ReferenceOutcome theirs = m_fixture->restoreTheirs(damaged);
    const auto refused = restoreOurs(damaged.path(), damaged.outputs() / "refused");
    const auto ours =
        restoreOurs(damaged.path(), damaged.outputs() / "ours", {}, BrokenChain::NewestReachable);

    QVERIFY(theirs.exitCode != 0); // and there is no way around
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.find("newest moment that can be reached") != std::string::npos,
             refused.error().message.c_str());
    VERIFY_RESULT(ours);
    const Result<std::string> content = contentHash(damaged.outputs() / "ours");
    VERIFY_RESULT(content);
    QVERIFY(m_fixture->hasExisted(*content));
}

void RestorePitfallsTest::e24_takesNewestStateForLateTimestamp()
{
    DamagedReplica replica(m_fixture->replica());
    const Timestamp later = m_fixture->moments().back().time + std::chrono::hours(1);

    const ReferenceOutcome theirs =
        m_fixture->restoreTheirs(replica, {"-timestamp", formatTimestampExact(later)});
    const auto ours =
        restoreOurs(replica.path(), replica.outputs() / "ours", {RestoreTarget::AtTime{later}, {}});

    QVERIFY(theirs.exitCode != 0);
    QVERIFY2(theirs.said.find("no matching backups found") != std::string::npos,
             theirs.said.c_str());
    VERIFY_RESULT(ours);
    QVERIFY(ours->plan.isNewestKnown);
    const Result<std::string> content = contentHash(replica.outputs() / "ours");
    VERIFY_RESULT(content);
    QCOMPARE(*content, m_fixture->newest());
}

void RestorePitfallsTest::e24_survivesUnreachableReplica()
{
    DamagedReplica healthy(m_fixture->replica());
    const ScratchFolder folder;
    // Listing below a plain file fails, as listing an unreachable server does.
    writeFile(folder / "broken", "no folder");
    writeFile(folder / "litestream.yml", "dbs:\n  - path: " + (folder / "db").string() +
                                             "\n    replicas:\n"
                                             "      - {name: broken, path: " +
                                             (folder / "broken").string() +
                                             "}\n"
                                             "      - {name: healthy, path: " +
                                             healthy.path().string() + "}\n");
    const std::string config = folder / "litestream.yml";
    const auto command = [&](const std::string& program, const std::string& output) {
        return std::vector<std::string>{
            program, "restore", "-config", config, "-o", folder / output, (folder / "db").string()};
    };

    const ProcessResult theirs = runProcess(command(m_fixture->reference().path(), "theirs"));
    const ProcessResult ours = runProcess(command(WALKEEPER_CLI, "ours"));

    QVERIFY(theirs.exitCode != 0);
    QVERIFY2(ours.exitCode == 0, ours.text().c_str());
    const Result<std::string> content = contentHash(folder / "ours");
    VERIFY_RESULT(content);
    QCOMPARE(*content, m_fixture->newest());
}

void RestorePitfallsTest::e25_saysTheCauseAndLeavesNothing()
{
    DamagedReplica damaged(m_fixture->replica());
    const auto broken = damaged.segmentsOf(m_fixture->middleIndex()).at(1);
    flipBit(broken.path);

    const ReferenceOutcome theirs = m_fixture->restoreTheirs(damaged);
    const std::string leftovers = damaged.outputs().content();
    for (const auto& entry : fs::directory_iterator(damaged.outputs().path()))
        fs::remove(entry.path());
    const auto ours = restoreOurs(damaged.path(), damaged.outputs() / "ours");

    QVERIFY(theirs.exitCode != 0);
    QVERIFY2(theirs.said.find(broken.path.filename().string()) == std::string::npos,
             theirs.said.c_str());
    QVERIFY2(leftovers.find("theirs.tmp") != std::string::npos, leftovers.c_str());
    QVERIFY(!ours);
    QVERIFY2(ours.error().message.find(broken.path.filename().string()) != std::string::npos,
             ours.error().message.c_str());
    QCOMPARE(damaged.outputs().content(), std::string());
}

void RestorePitfallsTest::e26_refusesStaleSideFiles_data()
{
    QTest::addColumn<QString>("suffix");
    for (const char* suffix : {"-wal", "-shm", "-journal"})
        QTest::newRow(suffix) << QString::fromLatin1(suffix);
}

void RestorePitfallsTest::e26_refusesStaleSideFiles()
{
    QFETCH(QString, suffix);
    DamagedReplica replica(m_fixture->replica());
    const std::string stale = "left by the database that was here before";
    writeFile(replica.outputs() / ("theirs" + suffix.toStdString()), stale);
    writeFile(replica.outputs() / ("ours" + suffix.toStdString()), stale);

    const ProcessResult theirs =
        m_fixture->reference().restore(replica.path(), replica.outputs() / "theirs");
    const auto ours = restoreOurs(replica.path(), replica.outputs() / "ours");

    QCOMPARE(theirs.exitCode, 0); // the stale file now belongs to the restored database
    QVERIFY(fs::exists(replica.outputs() / ("theirs" + suffix.toStdString())));
    QVERIFY(!ours);
    QCOMPARE(ours.error().code, ErrorCode::AlreadyExists);
    QVERIFY(!fs::exists(replica.outputs() / "ours"));
    QCOMPARE(readFile(replica.outputs() / ("ours" + suffix.toStdString())), stale);
}

void RestorePitfallsTest::e27_neverOverwritesFileThatAppears()
{
    DamagedReplica damaged(m_fixture->replica());
    const std::string precious = "written by somebody else meanwhile";
    const Result<StoreUrl> source = parseStoreUrl(damaged.path().string());
    VERIFY_RESULT(source);

    // Ours: the file appears as soon as the first part is being read.
    const SystemClock clock;
    const StoreRegistry stores = standardRegistry();
    const fs::path ours = damaged.outputs() / "ours";
    ActOnce appear([&] { writeFile(ours, precious); });
    const auto report = restoreDatabase({.source = *source, .target = {}, .output = ours},
                                        {nativeFileSystem(), clock, stores}, {}, appear);

    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(readFile(ours), precious);
    QCOMPARE(damaged.outputs().content(), std::string("ours"));

    // The reference: a pipe in place of the last segment holds it up while the file appears.
    const fs::path last = damaged.segments().back().path;
    const std::string segment = readFile(last);
    fs::remove(last);
    QCOMPARE(mkfifo(last.c_str(), 0600), 0);
    const fs::path output = damaged.outputs() / "theirs";
    auto theirs = ChildProcess::start({m_fixture->reference().path(), "restore", "-o", output,
                                       "file://" + damaged.path().string()});
    VERIFY_RESULT(theirs);
    QVERIFY(waitFor([&] { return fs::exists(output.string() + ".tmp"); }));
    writeFile(output, precious);
    std::ofstream(last, std::ios::binary) << segment;
    const ProcessResult end = theirs->wait(std::chrono::minutes(1));

    QVERIFY2(end.exitCode == 0, end.text().c_str());
    QVERIFY(readFile(output) != precious);
}

void RestorePitfallsTest::e28_refusesIndexBeyondTheEnd()
{
    DamagedReplica replica(m_fixture->replica());
    const WalIndex beyond = replica.lastIndex() + 5;

    const ReferenceOutcome theirs =
        m_fixture->restoreTheirs(replica, {"-generation", replica.generation(), "-index",
                                           segmentFileName(beyond, 0).substr(0, 8)});
    const auto ours = restoreOurs(replica.path(), replica.outputs() / "ours",
                                  {RestoreTarget::AtIndex{beyond}, {}});

    QCOMPARE(theirs.exitCode, 0); // restores less, without a word
    QVERIFY(!ours);
    QCOMPARE(ours.error().code, ErrorCode::InvalidArgument);
}

void RestorePitfallsTest::e28_restoresSnapshotWhoseWalIsOlder()
{
    DamagedReplica damaged(m_fixture->replica());
    // A later snapshot, made of the newest state, and all WAL from two files before it on is lost.
    const WalIndex late = damaged.lastIndex();
    QVERIFY(late >= 3);
    fs::rename(damaged.snapshot(0), damaged.snapshot(0).parent_path() /
                                        (segmentFileName(late, 0).substr(0, 8) + ".snapshot.lz4"));
    for (const auto& segment : damaged.segments()) {
        if (segment.index + 2 > late)
            fs::remove(segment.path);
    }

    const ReferenceOutcome theirs = m_fixture->restoreTheirs(damaged);
    const auto ours = restoreOurs(damaged.path(), damaged.outputs() / "ours");

    QCOMPARE(theirs.exitCode, 2); // it crashes
    QVERIFY2(theirs.said.find("panic") != std::string::npos, theirs.said.c_str());
    VERIFY_RESULT(ours);
    QVERIFY(std::any_of(ours->findings.begin(), ours->findings.end(), [](const Finding& finding) {
        return finding.kind == FindingKind::SnapshotAlone;
    }));
}

void RestorePitfallsTest::e29_holdsFewObjectsOpen()
{
    const ScratchFolder folder;
    std::vector<RecordedMoment> moments;
    const auto replica = writeReplica(
        m_fixture->reference(), folder.path(), 4096,
        [](ReplicaRecorder& recorder) {
            recorder.start();
            for (int commit = 0; commit < 70; ++commit) {
                recorder.database().addNote();
                recorder.record("note");
            }
        },
        &moments);
    VERIFY_RESULT(replica);
    const std::string url = "file://" + replica->string();
    const std::vector<std::string> limited = {"/usr/bin/prlimit", "--nofile=40"};
    const auto command = [&](const std::string& program, const std::string& output) {
        std::vector<std::string> words = limited;
        words.insert(words.end(), {program, "restore", "-o", folder / output, url});
        return words;
    };

    const ProcessResult theirs = runProcess(command(m_fixture->reference().path(), "theirs"));
    const ProcessResult ours = runProcess(command(WALKEEPER_CLI, "ours"));

    QVERIFY2(theirs.text().find("too many open files") != std::string::npos, theirs.text().c_str());
    QVERIFY2(ours.exitCode == 0, ours.text().c_str());
    const Result<std::string> content = contentHash(folder / "ours");
    VERIFY_RESULT(content);
    QCOMPARE(*content, moments.back().content);
}

void RestorePitfallsTest::e30_writesEachPageOnce()
{
    const ScratchFolder scratch;

    const auto report = restoreOurs(m_fixture->replica(), scratch / "ours");

    VERIFY_RESULT(report);
    const std::uint64_t pages = report->databaseBytes / report->pageSize;
    QVERIFY(report->pagesWritten <= pages);
    // The reference writes every frame, and replays each WAL file into the database.
    const DamagedReplica copy(m_fixture->replica());
    std::uint64_t frames = 0;
    for (const auto& segment : copy.segments())
        frames += unpackedSizeOf(segment.path) / (report->pageSize + walFrameHeaderSize);
    QVERIFY2(frames > 2 * pages, std::to_string(frames).c_str());
}

WALKEEPER_TEST(RestorePitfallsTest)
#include "restore_pitfalls_test.moc"
