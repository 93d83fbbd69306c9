#include "core/timetravel/moment_index.h"
#include "tests/core/timetravel/frame_kinds.h"
#include "tests/core/timetravel/moment_looker.h"
#include "tests/support/faulty_store.h"
#include "tests/support/store_access.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <filesystem>

namespace walkeeper {

namespace {

using test::Bytes;
using test::contentOf;
using test::DatabaseHistory;
using test::MomentLooker;
using test::targetAt;

/// Reads a moment in pages, in an order without any locality, and says whether that gives
/// `expected`.
bool readsAtRandom(Moment& moment, const Bytes& expected)
{
    const std::uint32_t pageSize = moment.facts().pageSize;
    std::vector<std::size_t> pages(expected.size() / pageSize);
    for (std::size_t i = 0; i < pages.size(); ++i)
        pages[i] = i;
    std::ranges::shuffle(pages, std::mt19937(1));
    Bytes page(pageSize);
    for (const std::size_t number : pages) {
        const auto size = moment.read(number * pageSize, page, {});
        if (!size || *size != pageSize ||
            !std::ranges::equal(page, ByteView(expected).subspan(number * pageSize, pageSize)))
            return false;
    }
    return true;
}

std::size_t openDescriptors()
{
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                      std::filesystem::directory_iterator()));
}

/// The newest state of a replica that has one database of `megabytes` and some WAL over it.
struct LargeReplica {
    explicit LargeReplica(std::uint32_t megabytes)
    {
        const std::uint32_t pages = megabytes << 8;
        builder.addSnapshot(0, test::makeDatabase(pageSize, pages, 1));
        test::WalBuilder wal(pageSize, ByteOrder::Little, {1, 2});
        for (std::uint32_t i = 0; i < 600; ++i) {
            const std::uint32_t page = i * 977 % pages + 1;
            wal.addFrame(page, test::makePage(pageSize, page, i + 2), i % 9 == 8 ? pages : 0);
        }
        for (std::uint64_t frame = 0; frame < 600; frame += 50) {
            const std::uint64_t from = frame == 0 ? 0 : walSize(frame, pageSize);
            builder.addSegment(
                0, from, ByteView(wal.bytes()).subspan(from, walSize(frame + 50, pageSize) - from));
        }
    }

    static constexpr std::uint32_t pageSize = 4096;
    test::ReplicaBuilder builder;
};

/// Notes how far a task has come.
class ProgressNotes final : public ProgressSink
{
public:
    void report(const Progress& progress) override { last = progress; }
    Progress last;
};

} // namespace

class MomentIndexTest : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatARestoreWrites_data();
    void showsWhatARestoreWrites();
    void readsEachPartOnce();
    void findsSegmentsThatAreStoredLater();
    void readsASegmentThatWasStoredAgain();
    void keepsToItsDisk();
    void refusesMoreSegmentsThanItsMemoryHolds();
    void refusesMoreFramesThanItsDiskHolds();
    void readsEveryKindOfFrame();
    void refusesALinkedFrameThatDoesNotFit();
    void namesTheDamage();
    void keepsNothingOfADamagedSnapshot();
    void noticesAPartThatChanges();
    void saysHowFarItHasCome();
    void stopsWhenCancelled();
    void leavesNoDescriptorAndNoFile();
};

void MomentIndexTest::showsWhatARestoreWrites_data()
{
    QTest::addColumn<unsigned>("pageSize");
    for (unsigned pageSize = 512; pageSize <= 65536; pageSize *= 2)
        QTest::addRow("page size %u", pageSize) << pageSize;
}

void MomentIndexTest::showsWhatARestoreWrites()
{
    QFETCH(const unsigned, pageSize);
    DatabaseHistory history(pageSize, pageSize);
    history.liveOn(pageSize > 8192 ? 44 : 84);
    std::vector<Position> moments = history.moments();
    std::ranges::shuffle(moments, std::mt19937(pageSize));
    MomentLooker looker(history.store());
    QVERIFY(looker.replica.generations.size() > 1);

    for (const Position& position : moments) {
        const Result<FoundMoment> found = looker.find(targetAt(position));

        QVERIFY2(found && found->moment, position.text().c_str());
        QCOMPARE(found->moment->facts().position, position);
        QVERIFY2(contentOf(*found->moment) == looker.restored(), position.text().c_str());
    }
}

void MomentIndexTest::readsEachPartOnce()
{
    DatabaseHistory history(4096);
    history.liveOn(20);
    test::FaultyStore store(history.store(), {});
    MomentLooker looker(store);
    QVERIFY(looker.find({}));
    const int opened = store.calls(test::StoreCall::Open);
    QVERIFY(opened > 10);
    const GenerationId generation = looker.plan.generation;
    const WalIndex snapshot = looker.plan.snapshot.index;

    for (const Position& position : history.moments()) {
        if (position.generation == generation && position.index >= snapshot)
            QVERIFY(looker.find(targetAt(position)));
    }

    // The snapshot and the WAL were unpacked into the disk's share; page 1 may need a segment.
    QVERIFY2(store.calls(test::StoreCall::Open) <= opened + 20,
             qPrintable(QString::number(store.calls(test::StoreCall::Open) - opened)));
}

void MomentIndexTest::findsSegmentsThatAreStoredLater()
{
    DatabaseHistory history(1024);
    history.liveOn(5);
    MomentLooker looker(history.store());
    QVERIFY(looker.find({}));

    history.liveOn(5);
    looker.replica = *listReplica(history.store(), {}, {});
    const Result<FoundMoment> found = looker.find({});

    QVERIFY(found && found->moment);
    QCOMPARE(found->moment->facts().position, history.moments().back());
    QVERIFY(contentOf(*found->moment) == looker.restored());
}

void MomentIndexTest::readsASegmentThatWasStoredAgain()
{
    constexpr std::uint32_t pageSize = 512;
    test::ReplicaBuilder builder;
    builder.addSnapshot(0, test::makeDatabase(pageSize, 3, 1));
    test::WalBuilder wal(pageSize, ByteOrder::Little, {1, 2});
    wal.addFrame(2, test::makePage(pageSize, 2, 2), 3);
    builder.addSegment(0, 0, wal.bytes());
    MomentLooker looker(builder.store);
    QVERIFY(looker.find({}));

    wal.addFrame(3, test::makePage(pageSize, 3, 3), 3);
    builder.addSegment(0, 0, wal.bytes());
    looker.replica = *listReplica(builder.store, {}, {});
    const Result<FoundMoment> found = looker.find({});

    QVERIFY(found && found->moment);
    QVERIFY(contentOf(*found->moment) == looker.restored());
}

void MomentIndexTest::keepsToItsDisk()
{
    LargeReplica large(40);
    const test::TestFolder folder;
    constexpr std::uint64_t disk = std::uint64_t{9} << 20;
    MomentLooker looker(large.builder.store, {.disk = disk, .folder = folder.path()});

    const Result<FoundMoment> found = looker.find({});

    QVERIFY(found && found->moment);
    const Bytes expected = looker.restored();
    QVERIFY(contentOf(*found->moment) == expected);
    QVERIFY(contentOf(*found->moment) == expected); // other pieces have been dropped meanwhile
    QVERIFY(looker.index->unpackedPieces() >= 20);
    QVERIFY(looker.index->scratch().file().status()->size <= disk);
}

void MomentIndexTest::refusesMoreSegmentsThanItsMemoryHolds()
{
    LargeReplica large(1);
    MomentLooker looker(large.builder.store, {.memory = 2 * 240 * 11});

    const Result<FoundMoment> found = looker.find({});

    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::Unsupported);
    QVERIFY(found.error().message.find("too many WAL segments") != std::string::npos);
    MomentLooker larger(large.builder.store, {.memory = 2 * 240 * 12});
    QVERIFY(larger.find({}));
}

void MomentIndexTest::refusesMoreFramesThanItsDiskHolds()
{
    LargeReplica large(1);
    MomentLooker looker(large.builder.store, {.disk = 0});

    const Result<FoundMoment> found = looker.find({});

    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::NoSpace);
}

void MomentIndexTest::readsEveryKindOfFrame()
{
    DatabaseHistory history(4096);
    history.liveOn(6);
    MomentLooker plain(history.store());
    const Result<FoundMoment> expected = plain.find({});
    QVERIFY(expected && expected->moment);
    const Bytes content = contentOf(*expected->moment);

    for (const test::FrameKind kind : test::frameKinds) {
        test::repack(history.replica().store, kind);
        MomentLooker looker(history.store());
        const Result<FoundMoment> found = looker.find({});

        QVERIFY2(found && found->moment, found ? "damage" : found.error().message.c_str());
        QVERIFY(contentOf(*found->moment) == content);
        QVERIFY(readsAtRandom(*found->moment, content));
    }
}

void MomentIndexTest::refusesALinkedFrameThatDoesNotFit()
{
    LargeReplica large(12);
    test::repack(large.builder.store, test::FrameKind::Linked);
    MomentLooker looker(large.builder.store, {.disk = std::uint64_t{20} << 20});

    const Result<FoundMoment> found = looker.find({});

    QVERIFY(!found);
    QCOMPARE(found.error().code, ErrorCode::Unsupported);
    QVERIFY(found.error().message.find("restore this moment instead") != std::string::npos);
    MomentLooker larger(large.builder.store, {.disk = std::uint64_t{26} << 20});
    const Result<FoundMoment> fits = larger.find({});
    QVERIFY(fits && fits->moment);
    QVERIFY(readsAtRandom(*fits->moment, larger.restored()));
}

void MomentIndexTest::namesTheDamage()
{
    DatabaseHistory history(4096);
    history.liveOn(6);
    const Replica replica = *listReplica(history.store(), {}, {});
    const Generation& generation = replica.generations.back();
    const auto flip = [&](const ObjectKey& key, std::size_t fromEnd) {
        std::string stored = test::readText(history.store(), key.text());
        stored[stored.size() - fromEnd] = static_cast<char>(stored[stored.size() - fromEnd] ^ 1);
        test::putText(history.store(), key.text(), stored);
    };

    const ObjectKey segment = generation.keyOf(generation.segments[2]);
    const std::string sound = test::readText(history.store(), segment.text());
    flip(segment, 1);
    const Result<FoundMoment> broken = MomentLooker(history.store()).find({});
    QVERIFY(broken && !broken->moment);
    QCOMPARE(broken->damage.breaks.size(), 1u);
    QCOMPARE(broken->damage.breaks.front().finding.object, segment.text());
    QCOMPARE(broken->damage.breaks.front().finding.kind, FindingKind::BadCompression);

    test::removeAll(history.store(), {segment.text()});
    const Result<FoundMoment> gap = MomentLooker(history.store()).find({});
    QVERIFY(gap && !gap->moment);
    QCOMPARE(gap->damage.breaks.front().finding.kind, FindingKind::GapInWal);

    test::putText(history.store(), segment.text(), sound);
    const ObjectKey snapshot = generation.keyOf(generation.snapshots.front());
    flip(snapshot, 1);
    const Result<FoundMoment> unreadable = MomentLooker(history.store()).find({});
    QVERIFY(unreadable && !unreadable->moment);
    QCOMPARE(unreadable->damage.snapshots.front().second.object, snapshot.text());
}

void MomentIndexTest::keepsNothingOfADamagedSnapshot()
{
    constexpr std::uint32_t pageSize = 512;
    test::ReplicaBuilder builder;
    Bytes stored = test::packed(test::makeDatabase(pageSize, 3, 1));
    stored.back() ^= std::byte{1};
    const ObjectKey key = builder.addSnapshot(0, {});
    builder.putRaw(key, stored);
    MomentLooker looker(builder.store);
    const Result<FoundMoment> damaged = looker.find({});
    QVERIFY(damaged && !damaged->moment);

    builder.addSnapshot(0, test::makeDatabase(pageSize, 3, 2));
    looker.replica = *listReplica(builder.store, {}, {});
    const Result<FoundMoment> found = looker.find({});

    QVERIFY(found && found->moment);
    QVERIFY(contentOf(*found->moment) == looker.restored());
}

void MomentIndexTest::noticesAPartThatChanges()
{
    LargeReplica large(16);
    MomentLooker looker(large.builder.store, {.disk = std::uint64_t{5} << 20});
    const Result<FoundMoment> found = looker.find({});
    QVERIFY(found && found->moment);

    large.builder.addSnapshot(0, test::makeDatabase(LargeReplica::pageSize, 16 << 8, 99));
    Bytes content(found->moment->facts().databaseBytes);
    const Result<std::size_t> read = found->moment->read(0, content, {});

    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Corrupt);
    QVERIFY(read.error().message.find(".snapshot.lz4 is not what it was") != std::string::npos);
}

void MomentIndexTest::saysHowFarItHasCome()
{
    LargeReplica large(12);
    MomentLooker looker(large.builder.store);
    ProgressNotes notes;

    QVERIFY(looker.find({}, {}, notes));
    QCOMPARE(notes.last.stage, Stage::Snapshot);
    QVERIFY(notes.last.totalBytes.has_value());
    QVERIFY(notes.last.doneBytes > 0);
    QCOMPARE(looker.index->bytesToRead(looker.plan), 0u);
}

void MomentIndexTest::stopsWhenCancelled()
{
    LargeReplica large(2);
    MomentLooker looker(large.builder.store, {.disk = std::uint64_t{1} << 20});
    CancellationSource source;
    const Result<FoundMoment> found = looker.find({}, source.token());
    QVERIFY(found && found->moment);

    source.cancel();
    const Result<FoundMoment> again = looker.find({}, source.token());
    Bytes page(LargeReplica::pageSize);
    const Result<std::size_t> read = found->moment->read(0, page, source.token());

    QVERIFY(!again && again.error().code == ErrorCode::Cancelled);
    QVERIFY(!read && read.error().code == ErrorCode::Cancelled);
    QVERIFY(found->moment->read(0, page, {}));
}

void MomentIndexTest::leavesNoDescriptorAndNoFile()
{
    LargeReplica large(2);
    const test::TestFolder folder;
    const std::size_t before = openDescriptors();
    for (int round = 0; round < 3; ++round) {
        MomentLooker looker(large.builder.store, {.folder = folder.path()});
        const Result<FoundMoment> found = looker.find({});

        QVERIFY(found && found->moment);
        QVERIFY(std::filesystem::is_empty(folder.path()));
        QCOMPARE(openDescriptors(), before + 1);
    }
    QCOMPARE(openDescriptors(), before);
}

} // namespace walkeeper

using walkeeper::MomentIndexTest;
WALKEEPER_TEST(MomentIndexTest)
#include "moment_index_test.moc"
