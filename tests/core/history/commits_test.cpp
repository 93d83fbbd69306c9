#include "core/history/commits.h"
#include "tests/support/replica_builder.h"
#include "tests/support/test_main.h"

namespace walkeeper {

namespace {

constexpr std::uint32_t pageSize = 1024;

/// A WAL of 9 frames with commits behind frames 2, 3 and 8, cut behind frames 1 and 5.
struct Sample {
    Sample()
    {
        builder.addSnapshot(0, test::makeDatabase(pageSize, 2, 1));
        test::WalBuilder wal(pageSize, ByteOrder::Big, {5, 6});
        for (std::uint32_t frame = 1; frame <= 9; ++frame) {
            const bool commits = frame == 2 || frame == 3 || frame == 8;
            wal.addFrame(frame, test::makePage(pageSize, frame, frame), commits ? 10 + frame : 0);
        }
        for (const auto& [from, to] : {std::pair(0u, 1u), std::pair(1u, 5u), std::pair(5u, 9u)}) {
            const std::uint64_t begin = from == 0 ? 0 : walSize(from, pageSize);
            keys.push_back(builder.addSegment(
                0, begin, ByteView(wal.bytes()).subspan(begin, walSize(to, pageSize) - begin)));
        }
    }

    Generation generation() const
    {
        return listReplica(const_cast<MemoryStore&>(builder.store), {}, {})->generations.front();
    }

    test::ReplicaBuilder builder;
    std::vector<ObjectKey> keys;
};

} // namespace

class CommitsTest : public QObject
{
    Q_OBJECT

private slots:
    void givesEveryCommitWithItsPlaceAndSize();
    void saysHowExactTheTimeIs();
    void readsOnlyTheRange();
    void damageBecomesAFinding();
    void givesTheNewestFirst();
};

void CommitsTest::givesEveryCommitWithItsPlaceAndSize()
{
    Sample sample;
    const Generation generation = sample.generation();
    const Result<RestorePoints> read = readCommits(sample.builder.store, generation, {0, 3}, {});

    QVERIFY(read && read->findings.empty());
    QCOMPARE(read->points.size(), 3u);
    const std::array<std::uint32_t, 3> frames{2, 3, 8};
    const std::array<std::uint32_t, 3> sizes{2, 1, 5};
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(read->points[i].position.offset, walSize(frames[i], pageSize));
        QCOMPARE(read->points[i].frames, sizes[i]);
        QCOMPARE(read->points[i].databasePages, 10 + frames[i]);
        QCOMPARE(read->points[i].pageSize, pageSize);
    }
}

void CommitsTest::saysHowExactTheTimeIs()
{
    Sample sample;
    const Generation generation = sample.generation();
    const Result<RestorePoints> read = readCommits(sample.builder.store, generation, {0, 3}, {});

    QCOMPARE(read->points[0].time, generation.segments[1].created);
    QCOMPARE(*read->points[0].after, generation.segments[0].created);
    QCOMPARE(read->points[2].time, generation.segments[2].created);
}

void CommitsTest::readsOnlyTheRange()
{
    Sample sample;
    const Generation generation = sample.generation();
    const Result<RestorePoints> read = readCommits(sample.builder.store, generation, {1, 2}, {});

    QCOMPARE(read->points.size(), 2u);
    QVERIFY(readCommits(sample.builder.store, generation, {3, 9}, {})->points.empty());
}

void CommitsTest::damageBecomesAFinding()
{
    Sample sample;
    const Generation generation = sample.generation();
    sample.builder.putRaw(sample.keys[1], asBytes("no frame"));
    const Result<RestorePoints> read = readCommits(sample.builder.store, generation, {0, 3}, {});

    QVERIFY(read);
    QCOMPARE(read->points.size(), 1u); // that of the third segment
    QCOMPARE(read->findings.size(), 1u);
    QCOMPARE(read->findings.front().object, sample.keys[1].text());
    QCOMPARE(read->findings.front().kind, FindingKind::BadCompression);
}

void CommitsTest::givesTheNewestFirst()
{
    Sample sample;
    const Generation generation = sample.generation();
    const Result<RestorePoints> newest = readNewestCommits(sample.builder.store, generation, 2, {});

    QCOMPARE(newest->points.size(), 2u);
    QCOMPARE(newest->points[0].position.offset, walSize(8, pageSize));
    QCOMPARE(newest->points[1].position.offset, walSize(3, pageSize));
    QCOMPARE(readNewestCommits(sample.builder.store, generation, 99, {})->points.size(), 3u);
}

} // namespace walkeeper

using walkeeper::CommitsTest;
WALKEEPER_TEST(CommitsTest)
#include "commits_test.moc"
