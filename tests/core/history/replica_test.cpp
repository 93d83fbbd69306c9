#include "core/history/replica.h"
#include "core/storage/local/file_store.h"
#include "tests/support/replica_builder.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <algorithm>
#include <fstream>

namespace walkeeper {

namespace {

std::size_t count(const std::vector<Finding>& findings, FindingKind kind)
{
    return static_cast<std::size_t>(std::ranges::count(findings, kind, &Finding::kind));
}

} // namespace

class ReplicaTest : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyStoreIsAnEmptyReplica();
    void sortsPartsByIndexAndOffset();
    void readsLongOffsetsAsNumbers();
    void namesStrangersAndUnfinishedWrites();
    void doesNotUseEmptyObjects();
    void namesTwoObjectsForOnePlace();
    void namesAMissingWalFileAndAMissingStart();
    void aGenerationWithoutSnapshotCannotBeRestored();
    void recognisesTheNewerLayout();
    void namesALinkThatLeadsNowhere();
};

void ReplicaTest::anEmptyStoreIsAnEmptyReplica()
{
    MemoryStore store;
    const Result<Replica> replica = listReplica(store, {}, {});

    QVERIFY(replica);
    QVERIFY(replica->isEmpty());
}

void ReplicaTest::sortsPartsByIndexAndOffset()
{
    test::ReplicaBuilder builder;
    builder.addSegment(2, 0, asBytes("x"));
    builder.addSegment(1, 0x1038, asBytes("x"));
    builder.addSnapshot(1, asBytes("x"));
    builder.addSegment(1, 0, asBytes("x"));

    const Result<Replica> replica = listReplica(builder.store, {}, {});

    QVERIFY(replica);
    QCOMPARE(replica->generations.size(), 1u);
    const Generation& generation = replica->generations.front();
    QCOMPARE(generation.segments.size(), 3u);
    QCOMPARE(generation.segments[0].name, (SegmentName{1, 0}));
    QCOMPARE(generation.segments[1].name, (SegmentName{1, 0x1038}));
    QCOMPARE(generation.segments[2].name, (SegmentName{2, 0}));
    QVERIFY(generation.findings.empty());
    QVERIFY(generation.created() < generation.updated());
}

void ReplicaTest::readsLongOffsetsAsNumbers()
{
    test::ReplicaBuilder builder;
    builder.addSnapshot(0, asBytes("x"));
    builder.addSegment(0, 0x1'0000'0000, asBytes("x"));
    builder.addSegment(0, 0xffff'ff00, asBytes("x"));
    builder.addSegment(0, 0, asBytes("x"));

    const Result<Replica> replica = listReplica(builder.store, {}, {});

    const auto& segments = replica->generations.front().segments;
    QCOMPARE(segments.size(), 3u);
    QCOMPARE(segments[2].name.offset, std::uint64_t{0x1'0000'0000});
    QCOMPARE(replica->generations.front().keyOf(segments[2]).name(),
             std::string_view("00000000_100000000.wal.lz4"));
}

void ReplicaTest::namesStrangersAndUnfinishedWrites()
{
    test::ReplicaBuilder builder;
    builder.addSnapshot(0, asBytes("x"));
    const ObjectKey wal = walFolder(builder.generation);
    builder.putRaw(wal.child("00000000_00000000.wal.lz4.tmp"), asBytes("x"));
    builder.putRaw(wal.child("0000000G_00000000.wal.lz4"), asBytes("x"));
    builder.putRaw(wal.child("00000000.wal.lz4"), asBytes("x"));
    builder.putRaw(generationsFolder().child("1122334455667788").child("readme"), asBytes("x"));
    builder.putRaw(generationsFolder().child("ABCDABCDABCDABCD").child("x"), asBytes("x"));

    const Result<Replica> replica = listReplica(builder.store, {}, {});

    QCOMPARE(replica->generations.size(), 1u);
    QCOMPARE(count(replica->generations.front().findings, FindingKind::Stranger), 4u);
    QCOMPARE(count(replica->findings, FindingKind::Stranger), 1u);
    QVERIFY(replica->generations.front().segments.empty());
}

void ReplicaTest::doesNotUseEmptyObjects()
{
    test::ReplicaBuilder builder;
    builder.addSnapshot(0, asBytes("x"));
    builder.putRaw(walFolder(builder.generation).child(segmentName({0, 0})), {});

    const Result<Replica> replica = listReplica(builder.store, {}, {});

    const Generation& generation = replica->generations.front();
    QVERIFY(generation.segments.empty());
    QCOMPARE(count(generation.findings, FindingKind::EmptyObject), 1u);
}

void ReplicaTest::namesTwoObjectsForOnePlace()
{
    test::ReplicaBuilder builder;
    builder.addSnapshot(0, asBytes("x"));
    builder.addSegment(0, 0, asBytes("x"));
    builder.putRaw(walFolder(builder.generation).child("00000000_0000000000.wal.lz4"),
                   asBytes("x"));

    const Result<Replica> replica = listReplica(builder.store, {}, {});

    const Generation& generation = replica->generations.front();
    QCOMPARE(generation.segments.size(), 1u);
    QCOMPARE(generation.segments.front().name.offsetDigits, std::uint8_t{8});
    QCOMPARE(count(generation.findings, FindingKind::DuplicateObject), 1u);
}

void ReplicaTest::namesAMissingWalFileAndAMissingStart()
{
    test::ReplicaBuilder builder;
    builder.addSnapshot(1, asBytes("x"));
    builder.addSegment(0, 0, asBytes("x"));
    builder.addSegment(1, 0, asBytes("x"));
    builder.addSegment(4, 4152, asBytes("x"));

    const Result<Replica> replica = listReplica(builder.store, {}, {});

    const auto& findings = replica->generations.front().findings;
    QCOMPARE(count(findings, FindingKind::BeforeSnapshot), 1u);
    QCOMPARE(count(findings, FindingKind::MissingIndex), 1u);
    QCOMPARE(count(findings, FindingKind::MissingStart), 1u);
    const auto missing = std::ranges::find(findings, FindingKind::MissingIndex, &Finding::kind);
    QCOMPARE(missing->text, std::string("WAL files 00000002 to 00000003 are missing"));
}

void ReplicaTest::aGenerationWithoutSnapshotCannotBeRestored()
{
    test::ReplicaBuilder builder;
    builder.addSegment(0, 0, asBytes("x"));

    const Result<Replica> replica = listReplica(builder.store, {}, {});

    QCOMPARE(count(replica->generations.front().findings, FindingKind::NoSnapshot), 1u);
}

void ReplicaTest::recognisesTheNewerLayout()
{
    test::ReplicaBuilder builder;
    const ObjectKey level = ObjectKey().child("ltx").child("0");
    builder.putRaw(level.child("0000000000000001-0000000000000001.ltx"), asBytes("12345"));
    builder.putRaw(level.child("0000000000000002-0000000000000002.ltx"), asBytes("12345"));

    const Result<Replica> replica = listReplica(builder.store, {}, {});

    QVERIFY(!replica->isEmpty());
    QVERIFY(replica->generations.empty());
    QCOMPARE(replica->ltx->files, 2u);
    QCOMPARE(replica->ltx->storedBytes, 10u);
    QCOMPARE(count(replica->findings, FindingKind::LtxLayout), 1u);
}

void ReplicaTest::namesALinkThatLeadsNowhere()
{
    const QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    const std::filesystem::path wal = root / "generations/1122334455667788/wal";
    std::filesystem::create_directories(wal);
    std::filesystem::create_symlink("00000000_00000000.wal.lz4", wal / "00000000_00000000.wal.lz4");
    FileStore store(nativeFileSystem(), root);

    const Result<Replica> replica = listReplica(store, {}, {});

    QVERIFY(replica);
    const auto& findings = replica->generations.front().findings;
    QCOMPARE(count(findings, FindingKind::UnreadableObject), 1u);
    QCOMPARE(findings.front().severity, Severity::Damage);
}

} // namespace walkeeper

using walkeeper::ReplicaTest;
WALKEEPER_TEST(ReplicaTest)
#include "replica_test.moc"
