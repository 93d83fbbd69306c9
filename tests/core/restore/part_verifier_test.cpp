#include "core/restore/part_verifier.h"
#include "tests/support/replica_builder.h"
#include "tests/support/test_main.h"

namespace walkeeper {

namespace {

constexpr std::uint32_t pageSize = 512;

/// Two WAL files of four segments each behind a snapshot.
struct Sample {
    Sample()
    {
        snapshot = builder.addSnapshot(0, test::makeDatabase(pageSize, 3, 1));
        for (WalIndex index = 0; index < 2; ++index) {
            test::WalBuilder wal(pageSize, ByteOrder::Little, {5 + index, 2});
            for (std::uint32_t i = 0; i < 8; ++i)
                wal.addFrame(1, test::makePage(pageSize, 1, i + 1), 3);
            for (std::uint32_t i = 0; i < 4; ++i) {
                const std::uint64_t begin = i == 0 ? 0 : walSize(2 * i, pageSize);
                const std::uint64_t end = walSize(2 * i + 2, pageSize);
                segments.push_back(builder.addSegment(
                    index, begin, ByteView(wal.bytes()).subspan(begin, end - begin)));
            }
        }
    }

    Result<VerifiedParts> verify(unsigned threads)
    {
        const Result<Replica> replica = listReplica(builder.store, {}, {});
        const Generation& generation = replica->generations.front();
        NoProgress silent;
        ProgressMeter meter(silent, generation.storedBytes());
        return verifyParts(builder.store, generation, generation.segments, generation.snapshots,
                           {.threads = threads}, meter, {});
    }

    test::ReplicaBuilder builder;
    ObjectKey snapshot;
    std::vector<ObjectKey> segments;
};

} // namespace

class PartVerifierTest : public QObject
{
    Q_OBJECT

private slots:
    void findsNothingInASoundReplica();
    void findsEveryDamage();
    void findsAMissingSegmentInTheMiddle();
    void findsASnapshotThatIsNoDatabase();
};

void PartVerifierTest::findsNothingInASoundReplica()
{
    Sample sample;
    const Result<VerifiedParts> verified = sample.verify(2);

    QVERIFY(verified);
    QVERIFY(verified->damage.isEmpty());
    QVERIFY(verified->warnings.empty());
    QCOMPARE(verified->frames, 16u);
}

void PartVerifierTest::findsEveryDamage()
{
    Sample sample;
    sample.builder.putRaw(sample.segments[1], asBytes("x"));
    sample.builder.putRaw(sample.segments[4], asBytes("another thing"));
    sample.builder.putRaw(sample.snapshot, asBytes("a third"));

    for (const unsigned threads : {1u, 4u}) {
        const Result<VerifiedParts> verified = sample.verify(threads);

        QVERIFY(verified);
        QCOMPARE(verified->damage.breaks.size(), 2u);
        QCOMPARE(verified->damage.snapshots.size(), 1u);
    }
}

void PartVerifierTest::findsAMissingSegmentInTheMiddle()
{
    Sample sample;
    sample.builder.remove(sample.segments[6]);

    const Result<VerifiedParts> verified = sample.verify(2);

    QVERIFY(verified);
    QCOMPARE(verified->damage.breaks.size(), 1u);
    QCOMPARE(verified->damage.breaks.front().finding.kind, FindingKind::GapInWal);
    QCOMPARE(verified->damage.breaks.front().finding.at->offset, walSize(4, pageSize));
}

void PartVerifierTest::findsASnapshotThatIsNoDatabase()
{
    Sample sample;
    sample.builder.putRaw(sample.snapshot, test::packed(asBytes("not a database at all")));

    const Result<VerifiedParts> verified = sample.verify(2);

    QVERIFY(verified);
    QCOMPARE(verified->damage.snapshots.size(), 1u);
    QVERIFY(verified->damage.breaks.empty());
}

} // namespace walkeeper

using walkeeper::PartVerifierTest;
WALKEEPER_TEST(PartVerifierTest)
#include "part_verifier_test.moc"
