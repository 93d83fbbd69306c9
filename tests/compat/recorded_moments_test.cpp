#include "tests/compat/damaged_replica.h"
#include "tests/support/recorded_replica.h"
#include "tests/support/test_main.h"

#include <array>
#include <cstdio>
#include <map>
#include <memory>

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

namespace {

/// Three generations of one database: growth, deletes, VACUUM, small and large transactions,
/// several snapshots. Only the page size differs.
void writeHistory(ReplicaRecorder& recorder)
{
    WorkloadDatabase& database = recorder.database();
    const auto grow = [&] {
        for (unsigned round = 0; round < 4; ++round) {
            database.insertItems(5 + 40 * round, 700);
            recorder.record("growth");
            database.addNote();
            recorder.record("a tiny transaction");
        }
    };
    const auto shrink = [&] {
        database.deleteItems(0.7);
        recorder.record("deletes");
        database.vacuum();
        recorder.record("VACUUM");
    };
    ReplicateSettings settings;
    settings.minCheckpointPages = 30;

    recorder.start(settings);
    recorder.record("empty tables");
    grow();
    database.insertItems(3000, 400);
    recorder.record("a large transaction");
    shrink();
    grow();
    recorder.stop();

    recorder.hideSnapshots();
    recorder.start(settings);
    recorder.record("second snapshot");
    recorder.showSnapshots();
    database.updateItems(200, 900);
    recorder.record("updates after the second snapshot");
    recorder.stop();

    settings.snapshotInterval = std::chrono::milliseconds(50);
    recorder.start(settings);
    grow();
    recorder.stop();
    settings.snapshotInterval.reset();

    recorder.forgetMetadata();
    recorder.start(settings);
    recorder.record("second generation");
    shrink();
    grow();
    recorder.stop();

    database.truncateWal();
    database.updateItems(20, 300);
    recorder.start(settings);
    recorder.record("third generation");
    grow();
    shrink();
    database.insertItems(500, 2000);
    recorder.record("grown again");
    recorder.stop();
}

} // namespace

/// Replicas that the reference writes while the test runs, restored by us and by it.
class RecordedMomentsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void initTestCase();
    void everyMomentHasTheRecordedContent();
    void everyMomentIsReachedWithoutNamingItsGeneration();
    void everyMomentIsReachedByItsPosition();
    void latestIsTheReferencesFile();
    void everyGenerationIsTheReferencesFile();
    void everyIndexIsTheReferencesFile();
    void snapshotsAloneAreTheReferencesFile();
    void commandLineRestoresTheSameFile();

private:
    ReplicaRecorder& recorded();

    std::optional<ReferenceProgram> m_reference;
    std::map<int, std::unique_ptr<ScratchFolder>> m_folders;
    std::map<int, std::unique_ptr<ReplicaRecorder>> m_recorders;
};

void RecordedMomentsTest::initTestCase_data()
{
    QTest::addColumn<int>("pageSize");
    for (const int size : {512, 1024, 4096, 16384, 65536})
        QTest::addRow("%d", size) << size;
}

void RecordedMomentsTest::initTestCase()
{
    const Result<ReferenceProgram> reference = ReferenceProgram::find();
    VERIFY_RESULT(reference);
    m_reference = *reference;
}

/// The replica of the page size that this run is about; made when it is first asked for.
ReplicaRecorder& RecordedMomentsTest::recorded()
{
    QFETCH_GLOBAL(int, pageSize);
    // The reference can lose the end of a WAL file by itself (E-11); such a replica proves nothing.
    for (int attempt = 0; attempt < 3 && !m_recorders[pageSize]; ++attempt) {
        auto folder = std::make_unique<ScratchFolder>();
        auto recorder = std::make_unique<ReplicaRecorder>(*m_reference, folder->path(),
                                                          static_cast<unsigned>(pageSize));
        writeHistory(*recorder);
        const bool isUseful = recorder->state() || attempt == 2;
        if (!isUseful) {
            qWarning("once more: %s", recorder->state().error().message.c_str());
            continue;
        }
        m_recorders[pageSize] = std::move(recorder);
        m_folders[pageSize] = std::move(folder);
    }
    return *m_recorders[pageSize];
}

void RecordedMomentsTest::everyMomentHasTheRecordedContent()
{
    ReplicaRecorder& recorder = recorded();
    VERIFY_RESULT(recorder.state());
    QVERIFY(recorder.moments().size() > 40);

    for (const RecordedMoment& moment : recorder.moments()) {
        const RestoreTarget target{RestoreTarget::AtTime{moment.time},
                                   *GenerationId::parse(moment.generation)};
        const Result<std::string> content = restoredContent(recorder.replica(), target);
        QVERIFY2(bool(content),
                 content ? "" : (moment.label + ": " + content.error().message).c_str());
        QVERIFY2(*content == moment.content, moment.label.c_str());
    }
}

void RecordedMomentsTest::everyMomentIsReachedWithoutNamingItsGeneration()
{
    ReplicaRecorder& recorder = recorded();
    VERIFY_RESULT(recorder.state());

    for (const RecordedMoment& moment : recorder.moments()) {
        const RestoreTarget target{RestoreTarget::AtTime{moment.time}, {}};
        const Result<std::string> content = restoredContent(recorder.replica(), target);
        QVERIFY2(bool(content),
                 content ? "" : (moment.label + ": " + content.error().message).c_str());
        QVERIFY2(*content == moment.content, moment.label.c_str());
    }
}

void RecordedMomentsTest::everyMomentIsReachedByItsPosition()
{
    ReplicaRecorder& recorder = recorded();
    VERIFY_RESULT(recorder.state());

    for (const RecordedMoment& moment : recorder.moments()) {
        const Position position{*GenerationId::parse(moment.generation), moment.end.index,
                                moment.end.offset};
        const Result<std::string> content =
            restoredContent(recorder.replica(), {RestoreTarget::AtPosition{position}, {}});
        QVERIFY2(bool(content),
                 content ? "" : (moment.label + ": " + content.error().message).c_str());
        QVERIFY2(*content == moment.content, moment.label.c_str());
    }
}

void RecordedMomentsTest::latestIsTheReferencesFile()
{
    ReplicaRecorder& recorder = recorded();
    VERIFY_RESULT(recorder.state());
    const ScratchFolder scratch;

    const ProcessResult theirs = m_reference->restore(recorder.replica(), scratch / "theirs");
    const Result<RestoreReport> ours = restoreOurs(recorder.replica(), scratch / "ours");

    QVERIFY2(theirs.exitCode == 0, theirs.text().c_str());
    VERIFY_RESULT(ours);
    const std::string difference = firstDifference(scratch / "ours", scratch / "theirs");
    QVERIFY2(difference.empty(), difference.c_str());
    const Result<std::string> content = contentHash(scratch / "ours");
    VERIFY_RESULT(content);
    QCOMPARE(*content, recorder.moments().back().content);
}

void RecordedMomentsTest::everyGenerationIsTheReferencesFile()
{
    ReplicaRecorder& recorder = recorded();
    VERIFY_RESULT(recorder.state());
    const Result<Replica> replica = browseOurs(recorder.replica());
    VERIFY_RESULT(replica);
    QCOMPARE(replica->generations.size(), std::size_t{3});

    for (const Generation& generation : replica->generations) {
        const ScratchFolder scratch;
        const ProcessResult theirs = m_reference->restore(recorder.replica(), scratch / "theirs",
                                                          {"-generation", generation.id.text()});
        const auto ours = restoreOurs(recorder.replica(), scratch / "ours",
                                      {RestoreTarget::Latest{}, generation.id});
        QVERIFY2(theirs.exitCode == 0, theirs.text().c_str());
        VERIFY_RESULT(ours);
        const std::string difference = firstDifference(scratch / "ours", scratch / "theirs");
        QVERIFY2(difference.empty(), difference.c_str());
    }
}

void RecordedMomentsTest::everyIndexIsTheReferencesFile()
{
    ReplicaRecorder& recorder = recorded();
    VERIFY_RESULT(recorder.state());
    const Result<Replica> replica = browseOurs(recorder.replica());
    VERIFY_RESULT(replica);

    std::size_t compared = 0;
    for (const Generation& generation : replica->generations) {
        const WalIndex last = generation.segments.back().name.index;
        for (WalIndex index = generation.snapshots.front().index; index <= last; ++index) {
            const ScratchFolder scratch;
            std::array<char, 16> hex{};
            std::snprintf(hex.data(), hex.size(), "%08x", index);
            const ProcessResult theirs =
                m_reference->restore(recorder.replica(), scratch / "theirs",
                                     {"-generation", generation.id.text(), "-index", hex.data()});
            const auto ours = restoreOurs(recorder.replica(), scratch / "ours",
                                          {RestoreTarget::AtIndex{index}, generation.id});
            QVERIFY2(theirs.exitCode == 0, theirs.text().c_str());
            VERIFY_RESULT(ours);
            const std::string difference = firstDifference(scratch / "ours", scratch / "theirs");
            QVERIFY2(difference.empty(), difference.c_str());
            ++compared;
        }
    }
    QVERIFY(compared >= 6);
}

void RecordedMomentsTest::snapshotsAloneAreTheReferencesFile()
{
    ReplicaRecorder& recorder = recorded();
    VERIFY_RESULT(recorder.state());
    const ScratchFolder scratch;
    copyReplica(recorder.replica(), scratch / "replica");
    for (const fs::directory_entry& generation :
         fs::directory_iterator(scratch.path() / "replica" / "generations"))
        fs::remove_all(generation.path() / "wal");
    const Result<Replica> replica = browseOurs(scratch / "replica");
    VERIFY_RESULT(replica);

    for (const Generation& generation : replica->generations) {
        const std::string name = generation.id.text();
        const ProcessResult theirs = m_reference->restore(
            scratch / "replica", scratch / (name + "-theirs"), {"-generation", name});
        const auto ours = restoreOurs(scratch / "replica", scratch / (name + "-ours"),
                                      {RestoreTarget::Latest{}, generation.id});
        QVERIFY2(theirs.exitCode == 0, theirs.text().c_str());
        VERIFY_RESULT(ours);
        const std::string difference =
            firstDifference(scratch / (name + "-ours"), scratch / (name + "-theirs"));
        QVERIFY2(difference.empty(), difference.c_str());
    }
}

void RecordedMomentsTest::commandLineRestoresTheSameFile()
{
    ReplicaRecorder& recorder = recorded();
    VERIFY_RESULT(recorder.state());
    const ScratchFolder scratch;

    const ProcessResult theirs = m_reference->restore(recorder.replica(), scratch / "theirs");
    const ProcessResult ours = runProcess({WALKEEPER_CLI, "restore", "-o", scratch / "ours",
                                           "file://" + recorder.replica().string()});

    QVERIFY2(theirs.exitCode == 0, theirs.text().c_str());
    QVERIFY2(ours.exitCode == 0, ours.text().c_str());
    const std::string difference = firstDifference(scratch / "ours", scratch / "theirs");
    QVERIFY2(difference.empty(), difference.c_str());
}

WALKEEPER_TEST(RecordedMomentsTest)
#include "recorded_moments_test.moc"
