#include "tests/compat/pitfall_fixture.h"
#include "tests/support/test_main.h"

#include <algorithm>

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

Q_DECLARE_METATYPE(walkeeper::IntegrityCheck)

/// The reading pitfalls of the replica format, F-01 to F-14: what the reference makes of such a
/// replica, and what we do. The table is in tests/README.md.
class FormatPitfallsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void f01_refusesSnapshotThatIsNewerThanItsWal_data();
    void f01_refusesSnapshotThatIsNewerThanItsWal();
    void f02_namesMissingMiddleSegment();
    void f03_namesHalfUploadedLastSegment();
    void f04_readsLongOffsets();
    void f05_refusesSecondFrameInAnObject();
    void f09_restoresByPositionWhenTimesAreLost();
    void f10_ignoresEmptyObject();
    void f11_sortsByPositionNotByName();
    void f12_warnsOfSkippedWalFile();
    void f13_decodesFileUrls();
    void f14_refusesPartsOfAnotherPageSize();

private:
    std::unique_ptr<PitfallFixture> m_fixture;
};

namespace {

bool hasKind(const std::vector<Finding>& findings, FindingKind kind)
{
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& finding) { return finding.kind == kind; });
}

} // namespace

void FormatPitfallsTest::initTestCase()
{
    auto fixture = PitfallFixture::make();
    VERIFY_RESULT(fixture);
    m_fixture = *std::move(fixture);
}

void FormatPitfallsTest::f01_refusesSnapshotThatIsNewerThanItsWal_data()
{
    QTest::addColumn<bool>("reconnects");
    QTest::addColumn<IntegrityCheck>("check");
    // SQLite counts changes in the file for each connection that begins to write.
    QTest::newRow("writers that come and go: seen at once") << true << IntegrityCheck::None;
    QTest::newRow("one writer that stays: seen by SQLite's check, which is not asked for")
        << false << IntegrityCheck::None;
    QTest::newRow("one writer that stays, its integrity check asked for")
        << false << IntegrityCheck::Full;
}

void FormatPitfallsTest::f01_refusesSnapshotThatIsNewerThanItsWal()
{
    QFETCH(bool, reconnects);
    QFETCH(IntegrityCheck, check);
    const ScratchFolder folder;
    const auto write = [&](ReplicaRecorder& recorder) {
        const auto record = [&](const char* label) {
            recorder.record(label);
            if (reconnects)
                recorder.database().reconnect();
        };
        recorder.database().insertItems(400, 1500);
        recorder.database().truncateWal();
        recorder.start();
        record("before");
        recorder.database().insertItems(40, 1500);
        record("growth");
        recorder.database().deleteItems(0.5);
        record("deletes");
        recorder.database().insertItems(300, 700);
        record("growth");
        recorder.stop();
        recorder.hideSnapshots();
        recorder.start();
        record("snapshot of all that");
    };
    const auto replica = writeReplica(m_fixture->reference(), folder.path(), 4096, write);
    VERIFY_RESULT(replica);
    // The machine is lost before the WAL that the snapshot has seen is uploaded.
    DamagedReplica damaged(*replica);
    const auto segments = damaged.segmentsOf(0);
    for (std::size_t i = 2; i < segments.size(); ++i)
        fs::remove(segments[i].path);

    const ReferenceOutcome theirs = m_fixture->restoreTheirs(damaged);
    const auto ours =
        restoreOurs(damaged.path(), damaged.outputs() / "ours", {}, BrokenChain::Refuse, check);

    QCOMPARE(theirs.exitCode, 0);
    QCOMPARE(theirs.content, std::string()); // SQLite calls its file broken
    QVERIFY(!ours);
    QCOMPARE(ours.error().code, ErrorCode::Corrupt);
    QVERIFY(damaged.outputs().content().find("ours") == std::string::npos);
}

void FormatPitfallsTest::f02_namesMissingMiddleSegment()
{
    DamagedReplica damaged(m_fixture->replica());
    const auto lost = damaged.segmentsOf(m_fixture->middleIndex()).at(1);
    fs::remove(lost.path);

    const ReferenceOutcome theirs = m_fixture->restoreTheirs(damaged);
    const auto ours = restoreOurs(damaged.path(), damaged.outputs() / "ours");

    QCOMPARE(theirs.exitCode, 0); // as if nothing were missing
    QVERIFY(theirs.content != m_fixture->newest());
    QVERIFY(!ours);
    QCOMPARE(ours.error().code, ErrorCode::Corrupt);
    const Position gap{*GenerationId::parse(damaged.generation()), lost.index, lost.offset};
    QVERIFY2(ours.error().message.find(gap.text()) != std::string::npos,
             ours.error().message.c_str());

    const auto reachable = restoreOurs(damaged.path(), damaged.outputs() / "reachable", {},
                                       BrokenChain::NewestReachable);
    VERIFY_RESULT(reachable);
    const Result<std::string> content = contentHash(damaged.outputs() / "reachable");
    VERIFY_RESULT(content);
    QVERIFY(m_fixture->hasExisted(*content));
}

void FormatPitfallsTest::f03_namesHalfUploadedLastSegment()
{
    DamagedReplica damaged(m_fixture->replica());
    const auto last = damaged.segments().back();
    cutInHalf(last.path);

    const ReferenceOutcome theirs = m_fixture->restoreTheirs(damaged);
    const auto ours = restoreOurs(damaged.path(), damaged.outputs() / "ours");
    const auto reachable = restoreOurs(damaged.path(), damaged.outputs() / "reachable", {},
                                       BrokenChain::NewestReachable);

    QVERIFY(theirs.exitCode != 0);
    QVERIFY2(theirs.said.find(last.path.filename().string()) == std::string::npos,
             theirs.said.c_str()); // it does not say which object
    QVERIFY(!ours);
    QVERIFY2(ours.error().message.find(last.path.filename().string()) != std::string::npos,
             ours.error().message.c_str());
    VERIFY_RESULT(reachable);
    const Result<std::string> content = contentHash(damaged.outputs() / "reachable");
    VERIFY_RESULT(content);
    QVERIFY(m_fixture->hasExisted(*content));
}

void FormatPitfallsTest::f04_readsLongOffsets()
{
    DamagedReplica damaged(m_fixture->replica());
    const auto segment = damaged.segmentsOf(m_fixture->middleIndex()).at(1);
    fs::rename(segment.path,
               damaged.walFolder() / segmentFileName(segment.index, segment.offset, 12));

    const ReferenceOutcome theirs = m_fixture->restoreTheirs(damaged);
    const Result<std::string> ours = restoredContent(damaged.path());

    QCOMPARE(theirs.exitCode, 0); // what it skips it does not miss
    QVERIFY(theirs.content != m_fixture->newest());
    VERIFY_RESULT(ours);
    QCOMPARE(*ours, m_fixture->newest());
}

void FormatPitfallsTest::f05_refusesSecondFrameInAnObject()
{
    DamagedReplica damaged(m_fixture->replica());
    const auto segments = damaged.segmentsOf(m_fixture->middleIndex());
    writeFile(segments.at(1).path, readFile(segments.at(1).path) + readFile(segments.at(2).path));
    fs::remove(segments.at(2).path);

    const ReferenceOutcome theirs = m_fixture->restoreTheirs(damaged);
    const auto ours = restoreOurs(damaged.path(), damaged.outputs() / "ours");

    QCOMPARE(theirs.exitCode, 0); // the second frame is ignored
    QVERIFY(theirs.content != m_fixture->newest());
    QVERIFY(!ours);
    QCOMPARE(ours.error().code, ErrorCode::Corrupt);
    QVERIFY2(ours.error().message.find(segments.at(1).path.filename().string()) !=
                 std::string::npos,
             ours.error().message.c_str());
}

void FormatPitfallsTest::f09_restoresByPositionWhenTimesAreLost()
{
    DamagedReplica damaged(m_fixture->replica());
    const auto copied = fs::file_time_type::clock::now();
    for (const auto& segment : damaged.segments())
        fs::last_write_time(segment.path, copied);
    fs::last_write_time(damaged.snapshot(0), copied);
    const RecordedMoment& moment = m_fixture->moments().at(7);

    const ReferenceOutcome theirs =
        m_fixture->restoreTheirs(damaged, {"-timestamp", formatTimestampExact(moment.time)});
    const auto byTime = restoreOurs(damaged.path(), damaged.outputs() / "ours",
                                    {RestoreTarget::AtTime{moment.time}, {}});
    const Position position{*GenerationId::parse(moment.generation), moment.end.index,
                            moment.end.offset};
    const Result<std::string> byPosition =
        restoredContent(damaged.path(), {RestoreTarget::AtPosition{position}, {}});

    QVERIFY(theirs.exitCode != 0); // and nothing else to ask it for
    QVERIFY(!byTime);
    QVERIFY2(byTime.error().message.find("oldest moment") != std::string::npos,
             byTime.error().message.c_str());
    VERIFY_RESULT(byPosition);
    QCOMPARE(*byPosition, moment.content);
}

void FormatPitfallsTest::f10_ignoresEmptyObject()
{
    DamagedReplica damaged(m_fixture->replica());
    writeFile(damaged.walFolder() / segmentFileName(damaged.lastIndex() + 1, 0), "");

    const ReferenceOutcome theirs = m_fixture->restoreTheirs(damaged);
    const Result<std::string> ours = restoredContent(damaged.path());
    const Result<Replica> listed = browseOurs(damaged.path());

    QVERIFY(theirs.exitCode != 0);
    VERIFY_RESULT(ours);
    QCOMPARE(*ours, m_fixture->newest());
    VERIFY_RESULT(listed);
    QVERIFY(hasKind(listed->generations.front().findings, FindingKind::EmptyObject));
}

void FormatPitfallsTest::f11_sortsByPositionNotByName()
{
    DamagedReplica damaged(m_fixture->replica());
    // With twelve digits the later segment's name comes before the earlier one's.
    const auto later = damaged.segmentsOf(m_fixture->middleIndex()).at(2);
    const std::string name = segmentFileName(later.index, later.offset, 12);
    fs::rename(later.path, damaged.walFolder() / name);
    QVERIFY(name < damaged.segmentsOf(m_fixture->middleIndex()).at(1).path.filename().string());

    const Result<std::string> ours = restoredContent(damaged.path());

    VERIFY_RESULT(ours);
    QCOMPARE(*ours, m_fixture->newest());
}

void FormatPitfallsTest::f12_warnsOfSkippedWalFile()
{
    DamagedReplica damaged(m_fixture->replica());
    const unsigned skipped = m_fixture->middleIndex();
    for (const auto& segment : damaged.segments()) {
        if (segment.index == skipped)
            fs::remove(segment.path);
        else if (segment.index > skipped)
            fs::rename(segment.path,
                       damaged.walFolder() / segmentFileName(segment.index - 1, segment.offset));
    }

    const ReferenceOutcome theirs = m_fixture->restoreTheirs(damaged);
    const auto ours = restoreOurs(damaged.path(), damaged.outputs() / "ours");

    QCOMPARE(theirs.exitCode, 0); // without a word
    QVERIFY(theirs.said.find("WARN") == std::string::npos);
    QVERIFY(!m_fixture->hasExisted(theirs.content));
    // The salts do not follow each other. If the result is broken too, it is refused.
    if (ours)
        QVERIFY(hasKind(ours->findings, FindingKind::SaltJump));
    else
        QCOMPARE(ours.error().code, ErrorCode::Corrupt);
}

void FormatPitfallsTest::f13_decodesFileUrls()
{
    const ScratchFolder folder;
    copyReplica(m_fixture->replica(), folder / "with blank");
    copyReplica(m_fixture->replica(), folder / "with%20encoding");
    const auto url = [&](const std::string& name) {
        return "file://" + folder.path().string() + "/" + name;
    };

    const ProcessResult theirs = runProcess(
        {m_fixture->reference().path(), "restore", "-o", folder / "theirs", url("with%20blank")});
    const ProcessResult decoded =
        runProcess({WALKEEPER_CLI, "restore", "-o", folder / "decoded", url("with%20blank")});
    const ProcessResult encoded =
        runProcess({WALKEEPER_CLI, "restore", "-o", folder / "encoded", url("with%20encoding")});

    QVERIFY(theirs.exitCode != 0); // it looks for a folder called "with%20blank"
    QVERIFY2(decoded.exitCode == 0, decoded.text().c_str());
    QVERIFY2(encoded.exitCode == 0, encoded.text().c_str());
    const Result<std::string> content = contentHash(folder / "decoded");
    VERIFY_RESULT(content);
    QCOMPARE(*content, m_fixture->newest());
}

void FormatPitfallsTest::f14_refusesPartsOfAnotherPageSize()
{
    const ScratchFolder folder;
    const auto other =
        writeReplica(m_fixture->reference(), folder.path(), 1024, [](ReplicaRecorder& recorder) {
            recorder.start();
            recorder.database().insertItems(30, 700);
            recorder.record("pages of 1024 bytes");
        });
    VERIFY_RESULT(other);
    DamagedReplica damaged(m_fixture->replica());
    fs::copy_file(DamagedReplica(*other).segments().front().path,
                  damaged.walFolder() / segmentFileName(damaged.lastIndex() + 1, 0));

    const ReferenceOutcome theirs = m_fixture->restoreTheirs(damaged);
    const auto ours = restoreOurs(damaged.path(), damaged.outputs() / "ours");

    QVERIFY2(theirs.exitCode != 0 || theirs.content != m_fixture->newest(), theirs.said.c_str());
    QVERIFY(!ours);
    QCOMPARE(ours.error().code, ErrorCode::Corrupt);
    QVERIFY(damaged.outputs().content().find("ours") == std::string::npos);
}

WALKEEPER_TEST(FormatPitfallsTest)
#include "format_pitfalls_test.moc"
