#include "core/engine/replica_contents.h"

#include "tests/support/test_main.h"

namespace walkeeper {

namespace {

Timestamp at(int second)
{
    return Timestamp(std::chrono::seconds(1'700'000'000 + second));
}

Generation generationOf(std::uint64_t id, int begin)
{
    Generation generation;
    generation.id = GenerationId(id);
    generation.snapshots = {{0, 1000, at(begin)}};
    generation.segments = {{{0, 0, 8}, 10, at(begin + 1)},
                           {{0, 4152, 8}, 20, at(begin + 2)},
                           {{1, 0, 8}, 30, at(begin + 3)},
                           {{3, 0, 8}, 40, at(begin + 9)}};
    return generation;
}

Finding findingOn(std::string object, FindingKind kind = FindingKind::BadCompression)
{
    return {kind, Severity::Damage, std::move(object), {}, "it is broken"};
}

} // namespace

class ReplicaContentsTest : public QObject
{
    Q_OBJECT

private slots:
    void groupsSegmentsByWalFile();
    void findsTheEntryOfEachPart();
    void givesOverlappingGenerationsLanesOfTheirOwn();
    void placesFindings_data();
    void placesFindings();
    void placesAGapBetweenItsNeighbours();
    void isFineWithNothing();
};

void ReplicaContentsTest::groupsSegmentsByWalFile()
{
    const auto contents = makeReplicaContents({}, {{generationOf(1, 0)}, {}, {}});

    const auto& files = contents.generations.at(0).walFiles;
    QCOMPARE(files.size(), 3U);
    QCOMPARE(files[0].segments, 2U);
    QCOMPARE(files[1].index, 1U);
    QCOMPARE(files[2].index, 3U);
    QCOMPARE(files[2].firstSegment, 3U);
    QCOMPARE(contents.storedBytes, 1100U);
    QCOMPARE(contents.segments, 4U);
}

void ReplicaContentsTest::findsTheEntryOfEachPart()
{
    const auto contents =
        makeReplicaContents({}, {{generationOf(1, 0), generationOf(2, 5)}, {}, {}});

    const auto& entries = contents.timeline.entries();
    QCOMPARE(entries.size(), 10U);
    for (std::uint32_t g = 0; g < 2; ++g) {
        for (std::uint32_t part = 0; part < 4; ++part) {
            const TimelineEntry& entry = entries[contents.generations[g].segmentEntries[part]];
            QCOMPARE(entry.generation, g);
            QCOMPARE(entry.part, part);
            QVERIFY(entry.kind == TimelineEntry::Kind::Segment);
        }
        const TimelineEntry& entry = entries[contents.generations[g].snapshotEntries[0]];
        QVERIFY(entry.kind == TimelineEntry::Kind::Snapshot);
        QCOMPARE(entry.generation, g);
    }
}

void ReplicaContentsTest::givesOverlappingGenerationsLanesOfTheirOwn()
{
    const auto contents = makeReplicaContents(
        {}, {{generationOf(1, 0), generationOf(2, 5), generationOf(3, 20)}, {}, {}});

    QCOMPARE(contents.lanes, 2U);
    QCOMPARE(contents.generations[0].lane, 0U);
    QCOMPARE(contents.generations[1].lane, 1U);
    QCOMPARE(contents.generations[2].lane, 0U);
}

void ReplicaContentsTest::placesFindings_data()
{
    QTest::addColumn<QString>("object");
    QTest::addColumn<bool>("hasGeneration");
    QTest::addColumn<int>("entry"); // -1: none

    const QString root = QStringLiteral("generations/0000000000000001");
    QTest::newRow("snapshot") << root + QStringLiteral("/snapshots/00000000.snapshot.lz4") << true
                              << 0;
    QTest::newRow("segment") << root + QStringLiteral("/wal/00000000_00001038.wal.lz4") << true
                             << 2;
    QTest::newRow("segment that is not there")
        << root + QStringLiteral("/wal/00000002_00000000.wal.lz4") << true << 4;
    QTest::newRow("folder") << root + QStringLiteral("/wal") << true << -1;
    QTest::newRow("stranger") << root + QStringLiteral("/wal/notes.txt") << true << -1;
    QTest::newRow("another generation")
        << QStringLiteral("generations/00000000000000ff/wal/00000000_00000000.wal.lz4") << false
        << -1;
    QTest::newRow("outside") << QStringLiteral("readme") << false << -1;
    QTest::newRow("cut short") << QStringLiteral("generations/00") << false << -1;
}

void ReplicaContentsTest::placesFindings()
{
    QFETCH(QString, object);
    QFETCH(bool, hasGeneration);
    QFETCH(int, entry);
    const auto contents = makeReplicaContents({}, {{generationOf(1, 0)}, {}, {}});
    const Finding finding = findingOn(object.toStdString());

    const auto placed = placeFindings(contents, std::span(&finding, 1));

    QCOMPARE(placed.size(), 1U);
    QCOMPARE(placed[0].generation.has_value(), hasGeneration);
    QCOMPARE(placed[0].entry ? static_cast<int>(*placed[0].entry) : -1, entry);
    QCOMPARE(placed[0].to.has_value(), entry >= 0);
}

void ReplicaContentsTest::placesAGapBetweenItsNeighbours()
{
    Generation generation = generationOf(1, 0);
    Finding gap = findingOn("generations/0000000000000001/wal", FindingKind::MissingIndex);
    gap.at = Position{generation.id, 2, 0};
    generation.findings = {gap};

    const auto contents = makeReplicaContents({}, {{generation}, {}, {}});

    QCOMPARE(contents.findings->size(), 1U);
    QVERIFY(contents.findings->at(0).from == at(3));
    QVERIFY(contents.findings->at(0).to == at(9));
}

void ReplicaContentsTest::isFineWithNothing()
{
    const auto contents = makeReplicaContents({}, {});

    QVERIFY(contents.timeline.isEmpty());
    QCOMPARE(contents.lanes, 1U);
    QVERIFY(contents.findings->empty());
}

} // namespace walkeeper

using walkeeper::ReplicaContentsTest;
WALKEEPER_TEST(ReplicaContentsTest)
#include "replica_contents_test.moc"
