#include "core/history/restore_plan.h"
#include "tests/support/test_main.h"

namespace walkeeper {

namespace {

using Latest = RestoreTarget::Latest;
using AtTime = RestoreTarget::AtTime;
using AtIndex = RestoreTarget::AtIndex;
using AtPosition = RestoreTarget::AtPosition;

Timestamp at(int second)
{
    return Timestamp(std::chrono::seconds(second));
}

const GenerationId oldId(1);
const GenerationId newId(2);

/// Snapshots at index 0 (second 10) and 2 (second 20); two segments for each of the indexes 0 to
/// 3, at seconds 11 and 12, 16 and 17, 21 and 22, 26 and 27.
Generation sample(GenerationId id = oldId, int later = 0)
{
    Generation generation;
    generation.id = id;
    generation.snapshots = {{0, 1000, at(later + 10)}, {2, 1000, at(later + 20)}};
    for (WalIndex index = 0; index < 4; ++index) {
        const int begin = later + 11 + static_cast<int>(index) * 5;
        generation.segments.push_back({{index, 0}, 10, at(begin)});
        generation.segments.push_back({{index, 4152}, 10, at(begin + 1)});
    }
    return generation;
}

Replica replicaOf(std::vector<Generation> generations)
{
    Replica replica;
    replica.generations = std::move(generations);
    return replica;
}

void removeSegments(Generation& generation, WalIndex index)
{
    std::erase_if(generation.segments,
                  [&](const StoredSegment& segment) { return segment.name.index == index; });
}

} // namespace

class RestorePlanTest : public QObject
{
    Q_OBJECT

private slots:
    void latestTakesTheNewestSnapshotAndAllBehindIt();
    void latestTakesTheGenerationThatWasUpdatedLast();
    void aTimeTakesWhatWasStoredByThen();
    void aTimeBetweenTwoGenerationsTakesTheOlder();
    void aTimeAfterTheNewestObjectTakesTheNewestStateAndSaysSo();
    void aTimeBeforeEverythingIsRefusedWithTheOldestMoment();
    void anIndexTakesItsWholeWal();
    void anIndexBeyondTheEndIsRefused();
    void aPositionLeavesOutWhatIsBehindIt();
    void aPositionBeforeASnapshotOfItsOwnWalTakesAnOlderOne();
    void aBreakBeforeASnapshotOfItsOwnWalTakesAnOlderOne();
    void aBreakBehindTheOnlySnapshotLeavesWhatWasStoredBefore_data();
    void aBreakBehindTheOnlySnapshotLeavesWhatWasStoredBefore();
    void aMissingWalFileIsNamedWithWhatCanBeReached();
    void aMissingStartIsNamed();
    void aGapBeforeTheSnapshotDoesNotMatter();
    void knownDamageIsGoneAround();
    void withoutItsNewestSnapshotTheOlderOneServes();
    void withoutAnySnapshotAnotherGenerationIsOffered();
    void whatIsNotThereIsRefused();
};

void RestorePlanTest::latestTakesTheNewestSnapshotAndAllBehindIt()
{
    const Result<RestorePlan> plan = planRestore(replicaOf({sample()}), {});

    QVERIFY(plan && !plan->obstacle);
    QCOMPARE(plan->snapshot.index, 2u);
    QCOMPARE(plan->segments.size(), 4u);
    QCOMPARE(plan->asOf, at(27));
    QCOMPARE(plan->storedBytes(), 1040u);
    QVERIFY(!plan->isNewestKnown);
}

void RestorePlanTest::latestTakesTheGenerationThatWasUpdatedLast()
{
    const Replica replica = replicaOf({sample(oldId), sample(newId, 100)});

    QCOMPARE(planRestore(replica, {})->generation, newId);
    QCOMPARE(planRestore(replica, {Latest{}, oldId})->generation, oldId);
}

void RestorePlanTest::aTimeTakesWhatWasStoredByThen()
{
    const Replica replica = replicaOf({sample()});

    const Result<RestorePlan> early = planRestore(replica, {AtTime{at(16)}, std::nullopt});
    QVERIFY(early && !early->obstacle);
    QCOMPARE(early->snapshot.index, 0u);
    QCOMPARE(early->segments.size(), 3u);

    const Result<RestorePlan> late = planRestore(replica, {AtTime{at(22)}, std::nullopt});
    QCOMPARE(late->snapshot.index, 2u);
    QCOMPARE(late->segments.size(), 2u);

    const Result<RestorePlan> alone = planRestore(replica, {AtTime{at(10)}, std::nullopt});
    QCOMPARE(alone->snapshot.index, 0u);
    QVERIFY(alone->segments.empty());
}

void RestorePlanTest::aTimeBetweenTwoGenerationsTakesTheOlder()
{
    const Replica replica = replicaOf({sample(oldId), sample(newId, 100)});
    const Result<RestorePlan> plan = planRestore(replica, {AtTime{at(60)}, std::nullopt});

    QVERIFY(plan);
    QCOMPARE(plan->generation, oldId);
    QCOMPARE(plan->asOf, at(27));
}

void RestorePlanTest::aTimeAfterTheNewestObjectTakesTheNewestStateAndSaysSo()
{
    const Result<RestorePlan> plan =
        planRestore(replicaOf({sample()}), {AtTime{at(9999)}, std::nullopt});

    QVERIFY(plan && !plan->obstacle);
    QVERIFY(plan->isNewestKnown);
    QCOMPARE(plan->asOf, at(27));
}

void RestorePlanTest::aTimeBeforeEverythingIsRefusedWithTheOldestMoment()
{
    const Result<RestorePlan> plan =
        planRestore(replicaOf({sample()}), {AtTime{at(9)}, std::nullopt});

    QVERIFY(!plan);
    QCOMPARE(plan.error().code, ErrorCode::NotFound);
    QVERIFY(plan.error().message.find("1970-01-01T00:00:10Z") != std::string::npos);
}

void RestorePlanTest::anIndexTakesItsWholeWal()
{
    const Result<RestorePlan> plan = planRestore(replicaOf({sample()}), {AtIndex{1}, oldId});

    QVERIFY(plan && !plan->obstacle);
    QCOMPARE(plan->snapshot.index, 0u);
    QCOMPARE(plan->segments.size(), 4u);
    QCOMPARE(plan->segments.back().name, (SegmentName{1, 4152}));
}

void RestorePlanTest::anIndexBeyondTheEndIsRefused()
{
    const Result<RestorePlan> plan = planRestore(replicaOf({sample()}), {AtIndex{4}, oldId});

    QVERIFY(!plan);
    QCOMPARE(plan.error().code, ErrorCode::InvalidArgument);
    QVERIFY(plan.error().message.find("its highest is 00000003") != std::string::npos);
}

void RestorePlanTest::aPositionLeavesOutWhatIsBehindIt()
{
    const Result<RestorePlan> plan =
        planRestore(replicaOf({sample()}), {AtPosition{{oldId, 2, 4152}}, std::nullopt});

    QVERIFY(plan && !plan->obstacle);
    QCOMPARE(plan->segments.size(), 1u);
    QCOMPARE(*plan->lastOffset, 4152u);
}

void RestorePlanTest::aPositionBeforeASnapshotOfItsOwnWalTakesAnOlderOne()
{
    Generation generation = sample();
    generation.snapshots.back().created = at(24); // behind both segments of its WAL file
    const Replica replica = replicaOf({generation});

    const Result<RestorePlan> before =
        planRestore(replica, {AtPosition{{oldId, 2, 4152}}, std::nullopt});
    QVERIFY(before && !before->obstacle);
    QCOMPARE(before->snapshot.index, 0u);
    QCOMPARE(before->segments.size(), 5u);

    // Where it leaves out nothing that the snapshot may hold, there is nothing to fear.
    const Result<RestorePlan> end =
        planRestore(replica, {AtPosition{{oldId, 2, 8272}}, std::nullopt});
    QVERIFY(end && !end->obstacle);
    QCOMPARE(end->snapshot.index, 2u);

    const Result<RestorePlan> after =
        planRestore(replica, {AtPosition{{oldId, 3, 4152}}, std::nullopt});
    QCOMPARE(after->snapshot.index, 2u);
}

void RestorePlanTest::aBreakBeforeASnapshotOfItsOwnWalTakesAnOlderOne()
{
    Generation generation = sample();
    generation.snapshots.back().created = at(22) + std::chrono::milliseconds(500);
    generation.breaks.push_back({2, 4152, {FindingKind::BadCompression, Severity::Damage}});
    const Result<RestorePlan> plan = planRestore(replicaOf({generation}), {});

    QVERIFY(plan && plan->obstacle);
    QCOMPARE(plan->snapshot.index, 0u);
    QCOMPARE(plan->segments.size(), 5u);
}

void RestorePlanTest::aBreakBehindTheOnlySnapshotLeavesWhatWasStoredBefore_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::addColumn<std::uint64_t>("brokenOffset");
    QTest::addColumn<FindingKind>("kind");
    QTest::addColumn<int>("segments"); // -1: nothing can be reached
    const auto row = [](const char* name, int milliseconds, std::uint64_t offset, FindingKind kind,
                        int segments) {
        QTest::newRow(name) << milliseconds << offset << kind << segments;
    };
    constexpr std::uint64_t second = 4152;
    row("snapshot, damage", 10'000, 0, FindingKind::BadCompression, 0);
    row("segment, snapshot, damage", 11'500, second, FindingKind::BadFrameChecksum, 1);
    row("damage, snapshot", 11'500, 0, FindingKind::BadCompression, -1);
    row("segment, damage, snapshot", 12'500, second, FindingKind::BadCompression, -1);
    // Nobody knows when the missing one was stored.
    row("segment, snapshot, gap", 11'500, second, FindingKind::GapInWal, -1);
}

/// The first WAL file has segments of seconds 11 and 12.
void RestorePlanTest::aBreakBehindTheOnlySnapshotLeavesWhatWasStoredBefore()
{
    QFETCH(const int, milliseconds);
    QFETCH(const std::uint64_t, brokenOffset);
    QFETCH(const FindingKind, kind);
    QFETCH(const int, segments);
    Generation generation = sample();
    generation.snapshots = {{0, 1000, at(0) + std::chrono::milliseconds(milliseconds)}};
    generation.breaks.push_back({0, brokenOffset, {kind, Severity::Damage}});

    const Result<RestorePlan> plan = planRestore(replicaOf({generation}), {});

    QCOMPARE(bool(plan), segments >= 0);
    if (!plan)
        return;
    QVERIFY(plan->obstacle && plan->obstacle->finding.kind == kind);
    QCOMPARE(static_cast<int>(plan->segments.size()), segments);
}

void RestorePlanTest::aMissingWalFileIsNamedWithWhatCanBeReached()
{
    Generation generation = sample();
    generation.snapshots.pop_back();
    removeSegments(generation, 2);
    const Result<RestorePlan> plan = planRestore(replicaOf({generation}), {});

    QVERIFY(plan && plan->obstacle);
    QCOMPARE(plan->obstacle->finding.kind, FindingKind::MissingIndex);
    QCOMPARE(*plan->obstacle->finding.at, (Position{oldId, 2, 0}));
    QCOMPARE(*plan->obstacle->reachableTime, at(17));
    QCOMPARE(plan->segments.size(), 4u);
    QVERIFY(obstacleError(*plan->obstacle).message.find("1970-01-01T00:00:17Z") !=
            std::string::npos);
    // What is offered can be asked for.
    const Result<RestorePlan> offered =
        planRestore(replicaOf({generation}), *plan->obstacle->reachable);
    QVERIFY(offered && !offered->obstacle);
    QCOMPARE(offered->segments, plan->segments);
}

void RestorePlanTest::aMissingStartIsNamed()
{
    Generation generation = sample();
    generation.snapshots.pop_back();
    std::erase_if(generation.segments, [](const StoredSegment& s) {
        return s.name == SegmentName{3, 0};
    });
    const Result<RestorePlan> plan = planRestore(replicaOf({generation}), {});

    QVERIFY(plan && plan->obstacle);
    QCOMPARE(plan->obstacle->finding.kind, FindingKind::MissingStart);
    QCOMPARE(*plan->obstacle->reachableTime, at(22));
}

void RestorePlanTest::aGapBeforeTheSnapshotDoesNotMatter()
{
    Generation generation = sample();
    removeSegments(generation, 1);
    const Result<RestorePlan> plan = planRestore(replicaOf({generation}), {});

    QVERIFY(plan && !plan->obstacle);
    QCOMPARE(plan->snapshot.index, 2u);
}

void RestorePlanTest::knownDamageIsGoneAround()
{
    Generation generation = sample();
    generation.breaks.push_back({3, 4152, {FindingKind::BadCompression, Severity::Damage}});
    const Result<RestorePlan> plan = planRestore(replicaOf({generation}), {});

    QVERIFY(plan && plan->obstacle);
    QCOMPARE(plan->obstacle->finding.kind, FindingKind::BadCompression);
    QCOMPARE(plan->segments.size(), 3u);
    QCOMPARE(plan->snapshot.index, 2u);
}

void RestorePlanTest::withoutItsNewestSnapshotTheOlderOneServes()
{
    Generation generation = sample();
    generation.snapshots.pop_back();
    const Result<RestorePlan> plan = planRestore(replicaOf({generation}), {});

    QVERIFY(plan && !plan->obstacle);
    QCOMPARE(plan->snapshot.index, 0u);
    QCOMPARE(plan->segments.size(), 8u);
}

void RestorePlanTest::withoutAnySnapshotAnotherGenerationIsOffered()
{
    Generation broken = sample(newId, 100);
    broken.snapshots.clear();

    const Result<RestorePlan> plan = planRestore(replicaOf({sample(oldId), broken}), {});
    QVERIFY(plan && plan->obstacle);
    QCOMPARE(plan->obstacle->finding.kind, FindingKind::NoSnapshot);
    QCOMPARE(plan->generation, oldId);
    QCOMPARE(*plan->obstacle->reachableTime, at(27));

    const Result<RestorePlan> nothing = planRestore(replicaOf({broken}), {});
    QVERIFY(!nothing);
    QCOMPARE(nothing.error().code, ErrorCode::Corrupt);
}

void RestorePlanTest::whatIsNotThereIsRefused()
{
    QCOMPARE(planRestore({}, {}).error().code, ErrorCode::NotFound);
    QCOMPARE(planRestore(replicaOf({sample()}), {Latest{}, newId}).error().code,
             ErrorCode::NotFound);
}

} // namespace walkeeper

using walkeeper::RestorePlanTest;
WALKEEPER_TEST(RestorePlanTest)
#include "restore_plan_test.moc"
