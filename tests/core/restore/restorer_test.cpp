#include "core/restore/restorer.h"
#include "tests/support/replica_builder.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <random>

namespace walkeeper {

namespace {

using test::Bytes;

/// Sanitizers make each history many times slower; what they look for shows in few.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool underSanitizer = true;
#else
constexpr bool underSanitizer = false;
#endif

/// What SQLite would make of a WAL: the naive way, one frame after the other.
void replay(Bytes& database, ByteView wal, std::uint32_t pageSize, std::uint64_t end)
{
    std::uint64_t lastCommit = 0;
    std::uint32_t pages = 0;
    for (std::uint64_t at = walHeaderSize; at + walFrameSize(pageSize) <= end;
         at += walFrameSize(pageSize)) {
        const WalFrameHeader header = parseWalFrameHeader(wal.subspan(at));
        if (header.isCommit()) {
            lastCommit = at + walFrameSize(pageSize);
            pages = header.databasePages;
        }
    }
    if (lastCommit == 0)
        return;
    for (std::uint64_t at = walHeaderSize; at < lastCommit; at += walFrameSize(pageSize)) {
        const WalFrameHeader header = parseWalFrameHeader(wal.subspan(at));
        if (header.page > pages)
            continue;
        const std::uint64_t to = (std::uint64_t{header.page} - 1) * pageSize;
        if (database.size() < to + pageSize)
            database.resize(to + pageSize);
        const ByteView content = wal.subspan(at + walFrameHeaderSize, pageSize);
        std::ranges::copy(content, database.begin() + static_cast<std::ptrdiff_t>(to));
    }
    database.resize(std::uint64_t{pages} * pageSize);
}

/// A random history: a snapshot, and WAL files that grow, shrink and end within transactions.
struct RandomHistory {
    RandomHistory(std::uint32_t seed, std::uint32_t size, ByteOrder order)
        : random(seed),
          pageSize(size),
          database(test::makeDatabase(size, 12, 1))
    {
        builder.addSnapshot(0, database);
        for (WalIndex index = 0; index < 5; ++index)
            addWal(index, order);
    }

    std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); }

    void addWal(WalIndex index, ByteOrder order)
    {
        test::WalBuilder wal(pageSize, order, {100 + index, pick(1000)});
        std::vector<std::uint64_t> cuts{0};
        std::uint32_t pages = 6 + pick(14);
        const std::uint32_t frames = pick(30);
        for (std::uint32_t i = 0; i < frames; ++i) {
            const bool commits = pick(3) == 0;
            if (commits)
                pages = 4 + pick(20);
            const std::uint32_t page = 2 + pick(20);
            wal.addFrame(page, test::makePage(pageSize, page, ++version), commits ? pages : 0);
            if (pick(4) == 0)
                cuts.push_back(wal.size());
        }
        if (cuts.back() != wal.size())
            cuts.push_back(wal.size());
        for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
            builder.addSegment(index, cuts[i],
                               ByteView(wal.bytes()).subspan(cuts[i], cuts[i + 1] - cuts[i]));
        replay(database, wal.bytes(), pageSize, wal.size());
    }

    std::mt19937 random;
    std::uint32_t pageSize;
    std::uint32_t version = 1;
    test::ReplicaBuilder builder;
    Bytes database; ///< as it should be restored
};

class RestoreFixture
{
public:
    Result<RestoredPages> restore(ObjectStore& store, const RestoreTarget& target,
                                  const ReadOptions& options, CancellationToken token = {})
    {
        m_file.reset();
        const auto path =
            std::filesystem::path(m_folder.path().toStdString()) / std::to_string(++m_count);
        m_file = *nativeFileSystem().open(path, OpenMode::CreateNew);
        const Result<Replica> replica = listReplica(store, {}, {});
        if (!replica)
            return replica.error();
        const Result<RestorePlan> plan = planRestore(*replica, target);
        if (!plan)
            return plan.error();
        NoProgress silent;
        ProgressMeter meter(silent, plan->storedBytes());
        return restorePages(store, *replica->find(plan->generation), *plan, *m_file, options, meter,
                            token);
    }

    Bytes content()
    {
        Bytes bytes(m_file->status()->size);
        const Result<std::size_t> size = m_file->readAt(0, bytes);
        return size && *size == bytes.size() ? bytes : Bytes{};
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<File> m_file;
    int m_count = 0;
};

} // namespace

class RestorerTest : public QObject
{
    Q_OBJECT

private slots:
    void givesWhatReplayingGives_data();
    void givesWhatReplayingGives();
    void readsALargeSegmentTwice();
    void stopsAtAPosition();
    void refusesASnapshotThatMayBeNewerThanThePosition();
    void leavesAHoleForTheLockPage();
    void refusesASnapshotThatIsAheadOfItsWal();
    void namesTheFirstDamageWhateverTheThreads();
    void stopsWhenCancelled();
};

void RestorerTest::givesWhatReplayingGives_data()
{
    QTest::addColumn<std::uint32_t>("pageSize");
    QTest::addColumn<bool>("bigEndian");
    QTest::addColumn<unsigned>("threads");
    for (const std::uint32_t pageSize : {512u, 1024u, 4096u, 16384u, 65536u}) {
        for (const bool bigEndian : {false, true}) {
            for (const unsigned threads : {1u, 2u, 5u})
                QTest::addRow("page size %u, %s-endian, %u threads", pageSize,
                              bigEndian ? "big" : "little", threads)
                    << pageSize << bigEndian << threads;
        }
    }
}

void RestorerTest::givesWhatReplayingGives()
{
    QFETCH(const std::uint32_t, pageSize);
    QFETCH(const bool, bigEndian);
    QFETCH(const unsigned, threads);
    RestoreFixture fixture;

    const std::uint32_t seeds = underSanitizer ? 2 : pageSize > 4096 ? 4 : 25;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        RandomHistory history(seed, pageSize, bigEndian ? ByteOrder::Big : ByteOrder::Little);

        const Result<RestoredPages> restored =
            fixture.restore(history.builder.store, {}, {.threads = threads});

        QVERIFY2(restored, restored ? "" : restored.error().message.c_str());
        QVERIFY(restored->damage.isEmpty());
        QVERIFY2(fixture.content() == history.database, qPrintable(QString::number(seed)));
    }
}

void RestorerTest::readsALargeSegmentTwice()
{
    constexpr std::uint32_t pageSize = 4096;
    constexpr std::uint32_t pages = 1500; // over the 4 MiB that one thread keeps at least
    test::WalBuilder wal(pageSize, ByteOrder::Little, {1, 2});
    for (std::uint32_t i = 0; i < 2 * pages; ++i) {
        const std::uint32_t page = i % pages + 1;
        wal.addFrame(page, test::makePage(pageSize, page, i + 2), i % 100 == 99 ? pages : 0);
    }
    test::ReplicaBuilder builder;
    Bytes expected = test::makeDatabase(pageSize, 3, 1);
    builder.addSnapshot(0, expected);
    const std::uint64_t cut = walSize(7, pageSize);
    builder.addSegment(0, 0, ByteView(wal.bytes()).first(cut));
    builder.addSegment(0, cut, ByteView(wal.bytes()).subspan(cut));
    replay(expected, wal.bytes(), pageSize, wal.size());

    RestoreFixture fixture;
    const Result<RestoredPages> restored =
        fixture.restore(builder.store, {}, {.threads = 2, .segmentMemory = 1});

    QVERIFY(restored && restored->damage.isEmpty());
    QVERIFY(fixture.content() == expected);
}

void RestorerTest::stopsAtAPosition()
{
    constexpr std::uint32_t pageSize = 512;
    test::WalBuilder wal(pageSize, ByteOrder::Little, {1, 2});
    for (std::uint32_t i = 0; i < 12; ++i)
        wal.addFrame(i % 5 + 1, test::makePage(pageSize, i % 5 + 1, i + 2), i % 3 == 2 ? 5 : 0);
    test::ReplicaBuilder builder;
    const Bytes snapshot = test::makeDatabase(pageSize, 5, 1);
    builder.addSnapshot(0, snapshot);
    const std::uint64_t cut = walSize(4, pageSize);
    builder.addSegment(0, 0, ByteView(wal.bytes()).first(cut));
    builder.addSegment(0, cut, ByteView(wal.bytes()).subspan(cut));
    RestoreFixture fixture;

    for (std::uint32_t frame = 3; frame <= 12; ++frame) {
        const std::uint64_t end = walSize(frame, pageSize);
        const Position asked{builder.generation, 0, end};
        const Result<RestoredPages> restored = fixture.restore(
            builder.store, {RestoreTarget::AtPosition{asked}, std::nullopt}, {.threads = 2});

        Bytes expected = snapshot;
        replay(expected, wal.bytes(), pageSize, end);
        QVERIFY(restored && restored->damage.isEmpty());
        QVERIFY(fixture.content() == expected);
        QCOMPARE(restored->position->offset, walSize(frame / 3 * 3, pageSize));
    }
}

void RestorerTest::refusesASnapshotThatMayBeNewerThanThePosition()
{
    constexpr std::uint32_t pageSize = 512;
    test::WalBuilder wal(pageSize, ByteOrder::Little, {7, 8});
    for (std::uint32_t i = 0; i < 4; ++i)
        wal.addFrame(2, test::makePage(pageSize, 2, i + 2), 5);
    test::ReplicaBuilder builder;
    builder.addSegment(0, 0, wal.bytes());
    builder.addSnapshot(0, test::makeDatabase(pageSize, 5, 1));
    RestoreFixture fixture;
    const auto restore = [&](std::uint32_t frames) {
        const Position asked{builder.generation, 0, walSize(frames, pageSize)};
        return fixture.restore(builder.store, {RestoreTarget::AtPosition{asked}, std::nullopt},
                               {.threads = 1});
    };

    const Result<RestoredPages> whole = restore(4);
    QVERIFY(whole && whole->damage.isEmpty());
    QCOMPARE(whole->position->offset, walSize(4, pageSize));

    const Result<RestoredPages> cut = restore(3);
    QVERIFY(cut);
    QCOMPARE(cut->damage.snapshots.size(), 1u);
    QCOMPARE(cut->damage.snapshots.front().second.kind, FindingKind::SnapshotAhead);
}

void RestorerTest::leavesAHoleForTheLockPage()
{
    constexpr std::uint32_t pageSize = 65536;
    constexpr std::uint32_t lock = lockPage(pageSize);
    test::WalBuilder wal(pageSize, ByteOrder::Little, {1, 2});
    wal.addFrame(lock - 1, test::makePage(pageSize, lock - 1, 5), 0);
    wal.addFrame(lock + 1, test::makePage(pageSize, lock + 1, 6), lock + 1);
    test::ReplicaBuilder builder;
    builder.addSnapshot(0, test::makeDatabase(pageSize, 2, 1));
    builder.addSegment(0, 0, wal.bytes());
    const std::filesystem::path path =
        std::filesystem::temp_directory_path() / temporaryBeside("lock").filename();
    const auto cleanUp = qScopeGuard([&] { std::filesystem::remove(path); });

    const Result<Replica> replica = listReplica(builder.store, {}, {});
    const Result<RestorePlan> plan = planRestore(*replica, {});
    const auto file = *nativeFileSystem().open(path, OpenMode::CreateNew);
    NoProgress silent;
    ProgressMeter meter(silent, plan->storedBytes());
    const Result<RestoredPages> restored =
        restorePages(builder.store, replica->generations.front(), *plan, *file, {}, meter, {});

    QVERIFY(restored && restored->damage.isEmpty());
    QCOMPARE(restored->databaseBytes, std::uint64_t{lock + 1} * pageSize);
    QCOMPARE(file->status()->size, restored->databaseBytes);
    Bytes page(pageSize);
    QVERIFY(file->readAt(std::uint64_t{lock - 1} * pageSize, page));
    QVERIFY(page == Bytes(pageSize)); // SQLite never writes it
    QVERIFY(file->readAt(std::uint64_t{lock} * pageSize, page));
    QVERIFY(page == test::makePage(pageSize, lock + 1, 6));
}

void RestorerTest::refusesASnapshotThatIsAheadOfItsWal()
{
    constexpr std::uint32_t pageSize = 512;
    test::WalBuilder wal(pageSize, ByteOrder::Little, {1, 2});
    wal.addFrame(1, test::makePage(pageSize, 1, 7), 2);
    test::ReplicaBuilder builder;
    builder.addSnapshot(0, test::makeDatabase(pageSize, 2, 8)); // change counter 8
    builder.addSegment(0, 0, wal.bytes());
    RestoreFixture fixture;

    const Result<RestoredPages> restored = fixture.restore(builder.store, {}, {});

    QVERIFY(restored);
    QCOMPARE(restored->damage.snapshots.size(), 1u);
    QCOMPARE(restored->damage.snapshots.front().second.kind, FindingKind::SnapshotAhead);
}

void RestorerTest::namesTheFirstDamageWhateverTheThreads()
{
    RandomHistory history(3, 512, ByteOrder::Little);
    const Result<Replica> replica = listReplica(history.builder.store, {}, {});
    const Generation& generation = replica->generations.front();
    QVERIFY(generation.segments.size() > 8);
    for (const std::size_t place : {std::size_t{2}, std::size_t{4}, std::size_t{7}})
        history.builder.putRaw(generation.keyOf(generation.segments[place]),
                               asBytes("no LZ4 frame"));
    RestoreFixture fixture;

    for (const unsigned threads : {1u, 2u, 4u, 8u}) {
        const Result<RestoredPages> restored =
            fixture.restore(history.builder.store, {}, {.threads = threads});

        QVERIFY(restored);
        QCOMPARE(restored->damage.breaks.size(), 1u);
        QCOMPARE(restored->damage.breaks.front().segment.name, generation.segments[7].name);
    }
}

void RestorerTest::stopsWhenCancelled()
{
    RandomHistory history(3, 512, ByteOrder::Little);
    RestoreFixture fixture;
    CancellationSource source;
    source.cancel();

    const Result<Replica> replica = listReplica(history.builder.store, {}, {});
    const Result<RestoredPages> restored =
        fixture.restore(history.builder.store, {}, {}, source.token());

    QVERIFY(!restored);
    QCOMPARE(restored.error().code, ErrorCode::Cancelled);
}

} // namespace walkeeper

using walkeeper::RestorerTest;
WALKEEPER_TEST(RestorerTest)
#include "restorer_test.moc"
