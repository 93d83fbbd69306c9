#include "core/operations/removal_plan.h"

#include "tests/support/test_main.h"

#include <set>

using namespace walkeeper;
using std::chrono::hours;

namespace {

constexpr GenerationId older(1);
constexpr GenerationId newer(2);

Timestamp at(int hour)
{
    return Timestamp(hours(1000 + hour));
}

StoredSegment segment(WalIndex index, std::uint64_t offset, int hour)
{
    StoredSegment segment;
    segment.name.index = index;
    segment.name.offset = offset;
    segment.storedBytes = 10;
    segment.created = at(hour);
    return segment;
}

/// Two generations; the newer one has snapshots of WAL files 0, 3 and 5.
Replica sample()
{
    Replica replica;
    Generation& first = replica.generations.emplace_back();
    first.id = older;
    first.snapshots = {{0, 100, at(1)}};
    first.segments = {segment(0, 0, 0), segment(0, 4152, 2)};
    Generation& second = replica.generations.emplace_back();
    second.id = newer;
    second.snapshots = {{0, 100, at(10)}, {3, 100, at(20)}, {5, 100, at(30)}};
    for (WalIndex index = 0; index < 7; ++index) {
        second.segments.push_back(segment(index, 0, 10 + static_cast<int>(index) * 5 - 1));
        second.segments.push_back(segment(index, 4152, 10 + static_cast<int>(index) * 5 + 1));
    }
    return replica;
}

RemovalTarget generation(GenerationId id)
{
    return {RemovalTarget::WholeGeneration{id}};
}

RemovalTarget snapshot(GenerationId id, WalIndex index)
{
    return {RemovalTarget::OneSnapshot{id, index}};
}

RemovalTarget everything()
{
    return {RemovalTarget::WholeReplica{}};
}

std::set<std::string> keysOf(const RemovalPlan& plan)
{
    std::set<std::string> keys;
    for (const auto& step : plan.steps)
        for (const ObjectKey& key : step)
            keys.insert(key.text());
    return keys;
}

std::set<std::string> keysOf(const Replica& replica)
{
    std::set<std::string> keys;
    for (const Generation& each : replica.generations) {
        for (const auto& part : each.snapshots)
            keys.insert(each.keyOf(part).text());
        for (const auto& part : each.segments)
            keys.insert(each.keyOf(part).text());
    }
    return keys;
}

/// Takes one object out; false if it is not there.
bool take(Replica& replica, const ObjectKey& key)
{
    std::size_t taken = 0;
    for (Generation& each : replica.generations) {
        taken += std::erase_if(each.snapshots,
                               [&](const auto& part) { return each.keyOf(part) == key; });
        taken +=
            std::erase_if(each.segments, [&](const auto& part) { return each.keyOf(part) == key; });
    }
    return taken == 1;
}

} // namespace

Q_DECLARE_METATYPE(RemovalTarget)

class RemovalPlanTest : public QObject
{
    Q_OBJECT

private slots:
    void takesWhatItSays_data();
    void takesWhatItSays();
    void canStopAnywhere_data();
    void canStopAnywhere();
    void keepsTheWalThatAnOlderSnapshotReaches();
    void takesTheWalBehindTheOldestSnapshot();
    void takesTheWalThatOnlyThisSnapshotReaches();
    void believesAKnownBreak();
    void theOnlySnapshotTakesItsGeneration();
    void refusesWhatAReplicationBuildsOn_data();
    void refusesWhatAReplicationBuildsOn();
    void refusesWhatIsNotThere();
    void emptyObjectsGoAndStrangersStay();
    void saysWhichMomentsStay();
    void saysHowFarBackItGoes();
};

void RemovalPlanTest::takesWhatItSays_data()
{
    QTest::addColumn<RemovalTarget>("target");
    QTest::addColumn<int>("generations");
    QTest::addColumn<int>("snapshots");
    QTest::addColumn<int>("segments");
    QTest::newRow("replica") << everything() << 2 << 4 << 16;
    QTest::newRow("older generation") << generation(older) << 1 << 1 << 2;
    QTest::newRow("newer generation") << generation(newer) << 1 << 3 << 14;
    QTest::newRow("oldest snapshot") << snapshot(newer, 0) << 0 << 1 << 6;
    QTest::newRow("middle snapshot") << snapshot(newer, 3) << 0 << 1 << 0;
    QTest::newRow("newest snapshot") << snapshot(newer, 5) << 0 << 1 << 0;
}

void RemovalPlanTest::takesWhatItSays()
{
    QFETCH(const RemovalTarget, target);
    QFETCH(const int, generations);
    QFETCH(const int, snapshots);
    QFETCH(const int, segments);
    const Replica replica = sample();

    const Result<RemovalPlan> plan = planRemoval(replica, target, {});

    QVERIFY(plan);
    QCOMPARE(static_cast<int>(plan->going.generations), generations);
    QCOMPARE(static_cast<int>(plan->going.snapshots), snapshots);
    QCOMPARE(static_cast<int>(plan->going.segments), segments);
    QCOMPARE(plan->going.bytes, static_cast<std::uint64_t>(snapshots * 100 + segments * 10));
    QCOMPARE(keysOf(*plan).size(), plan->going.objects());
    std::set<std::string> all = keysOf(*plan);
    all.merge(keysOf(plan->remaining));
    QCOMPARE(all, keysOf(replica));
    QCOMPARE(countOf(plan->remaining).bytes + plan->going.bytes, countOf(replica).bytes);
}

void RemovalPlanTest::canStopAnywhere_data()
{
    takesWhatItSays_data();
}

void RemovalPlanTest::canStopAnywhere()
{
    QFETCH(const RemovalTarget, target);
    const Replica before = sample();
    Replica replica = before;
    const Result<RemovalPlan> plan = planRemoval(replica, target, {});
    QVERIFY(plan);

    for (const auto& step : plan->steps) {
        for (const ObjectKey& key : step) {
            QVERIFY(take(replica, key));
            for (const Generation& each : replica.generations) {
                for (const Finding& finding : checkContinuity(each)) {
                    // The last snapshot goes before the WAL that it needs.
                    QVERIFY2(finding.kind == FindingKind::NoSnapshot ||
                                 finding.kind == FindingKind::BeforeSnapshot,
                             qPrintable(QString::fromStdString(key.text() + ": " + finding.text)));
                }
                // A snapshot keeps the WAL that was stored before it, if it is still there.
                for (const StoredSnapshot& part : each.snapshots) {
                    const Generation& whole = *before.find(each.id);
                    const auto isNeeded = [&](const StoredSegment& wal) {
                        return wal.name.index >= part.index && wal.created <= part.created;
                    };
                    QCOMPARE(std::ranges::count_if(each.segments, isNeeded),
                             std::ranges::count_if(whole.segments, isNeeded));
                }
            }
        }
    }
}

void RemovalPlanTest::keepsTheWalThatAnOlderSnapshotReaches()
{
    const Result<RemovalPlan> plan = planRemoval(sample(), snapshot(newer, 3), {});

    QCOMPARE(plan->going.segments, std::size_t{0});
    QVERIFY(holdsMoment(plan->remaining, {newer, 4, 8000}));
    QCOMPARE(restorableSpan(plan->remaining), restorableSpan(sample()));
}

void RemovalPlanTest::takesTheWalBehindTheOldestSnapshot()
{
    const Result<RemovalPlan> plan = planRemoval(sample(), snapshot(newer, 0), {});

    QCOMPARE(plan->remaining.find(newer)->segments.front().name.index, WalIndex{3});
    QVERIFY(!holdsMoment(plan->remaining, {newer, 2, 8000}));
    QVERIFY(holdsMoment(plan->remaining, {newer, 3, 8000}));
}

void RemovalPlanTest::takesTheWalThatOnlyThisSnapshotReaches()
{
    Replica replica = sample();
    std::erase_if(replica.generations[1].segments,
                  [](const StoredSegment& each) { return each.name.index == 1; });

    const Result<RemovalPlan> plan = planRemoval(replica, snapshot(newer, 3), {});

    QCOMPARE(plan->going.segments, std::size_t{4});
    QVERIFY(!plan->remaining.find(newer)->segments.empty());
    QVERIFY(holdsMoment(plan->remaining, {newer, 0, 8000}));
    QVERIFY(!holdsMoment(plan->remaining, {newer, 4, 8000}));
    QVERIFY(holdsMoment(plan->remaining, {newer, 5, 8000}));
}

void RemovalPlanTest::believesAKnownBreak()
{
    Replica replica = sample();
    replica.generations[1].breaks = {{2, 4152, {FindingKind::BadFrameChecksum, Severity::Damage}}};

    const Result<RemovalPlan> plan = planRemoval(replica, snapshot(newer, 3), {});

    QCOMPARE(plan->going.segments, std::size_t{4});
}

void RemovalPlanTest::theOnlySnapshotTakesItsGeneration()
{
    const Result<RemovalPlan> plan = planRemoval(sample(), snapshot(older, 0), {});

    QCOMPARE(plan->going.generations, std::size_t{1});
    QVERIFY(!plan->remaining.find(older));
}

void RemovalPlanTest::refusesWhatAReplicationBuildsOn_data()
{
    QTest::addColumn<RemovalTarget>("target");
    QTest::addColumn<bool>("isRefused");
    QTest::newRow("replica") << everything() << true;
    QTest::newRow("current generation") << generation(newer) << true;
    QTest::newRow("older generation") << generation(older) << false;
    QTest::newRow("its newest snapshot") << snapshot(newer, 5) << true;
    QTest::newRow("an older snapshot") << snapshot(newer, 3) << false;
    QTest::newRow("the only one of another") << snapshot(older, 0) << false;
}

void RemovalPlanTest::refusesWhatAReplicationBuildsOn()
{
    QFETCH(const RemovalTarget, target);
    QFETCH(const bool, isRefused);

    for (const ReplicaUse& use : {ReplicaUse{true, newer}, ReplicaUse{true, std::nullopt},
                                  ReplicaUse{true, GenerationId(99)}}) {
        const Result<RemovalPlan> plan = planRemoval(sample(), target, use);

        QCOMPARE(!plan, isRefused);
        if (isRefused)
            QCOMPARE(plan.error().code, ErrorCode::Busy);
    }
    QVERIFY(planRemoval(sample(), target, {}));
}

void RemovalPlanTest::refusesWhatIsNotThere()
{
    for (const RemovalTarget& target :
         {generation(GenerationId(9)), snapshot(GenerationId(9), 0), snapshot(newer, 4)})
        QCOMPARE(planRemoval(sample(), target, {}).error().code, ErrorCode::NotFound);
    QCOMPARE(planRemoval({}, everything(), {}).error().code, ErrorCode::NotFound);
}

void RemovalPlanTest::emptyObjectsGoAndStrangersStay()
{
    Replica replica = sample();
    replica.generations[0].findings = {
        {FindingKind::EmptyObject, Severity::Warning,
         "generations/0000000000000001/wal/00000002_00000000.wal.lz4"},
        {FindingKind::Stranger, Severity::Note, "generations/0000000000000001/notes.txt"}};
    replica.findings = {{FindingKind::Stranger, Severity::Note, "generations/notes.txt"}};

    const Result<RemovalPlan> one = planRemoval(replica, generation(older), {});
    QCOMPARE(one->uselessObjects, std::size_t{1});
    QCOMPARE(one->strangers, std::size_t{1});
    QVERIFY(keysOf(*one).contains("generations/0000000000000001/wal/00000002_00000000.wal.lz4"));
    QVERIFY(!keysOf(*one).contains("generations/0000000000000001/notes.txt"));

    QCOMPARE(planRemoval(replica, everything(), {})->strangers, std::size_t{2});
}

void RemovalPlanTest::saysWhichMomentsStay()
{
    const Replica replica = sample();

    QVERIFY(holdsMoment(replica, {newer, 0, 0}));
    QVERIFY(holdsMoment(replica, {newer, 6, 8000}));
    QVERIFY(!holdsMoment(replica, {newer, 4, 0}));
    QVERIFY(!holdsMoment(replica, {newer, 7, 8000}));
    QVERIFY(!holdsMoment(replica, {GenerationId(9), 0, 0}));
    const Result<RemovalPlan> plan = planRemoval(replica, snapshot(newer, 3), {});
    QVERIFY(!holdsMoment(plan->remaining, {newer, 3, 0}));
    QVERIFY(holdsMoment(plan->remaining, {newer, 3, 4152}));
}

void RemovalPlanTest::saysHowFarBackItGoes()
{
    const std::optional<RestorableSpan> whole = restorableSpan(sample());

    QCOMPARE(whole->oldest, at(1));
    QCOMPARE(whole->newest, at(41));
    QCOMPARE(restorableSpan(planRemoval(sample(), generation(older), {})->remaining)->oldest,
             at(10));
    QVERIFY(!restorableSpan(planRemoval(sample(), everything(), {})->remaining));
}

WALKEEPER_TEST(RemovalPlanTest)
#include "removal_plan_test.moc"
