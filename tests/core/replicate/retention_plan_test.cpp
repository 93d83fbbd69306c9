#include "core/replicate/retention_plan.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <string>

namespace walkeeper {

namespace {

using std::chrono::hours;

constexpr Timestamp start = Timestamp(std::chrono::seconds(1'700'000'000));

Timestamp at(int hour)
{
    return start + hours(hour);
}

/// Short way to a generation: snapshots by index and hour, segments by index, offset and hour.
struct Sketch {
    std::uint64_t id = 1;
    std::vector<std::pair<WalIndex, int>> snapshots;
    std::vector<std::tuple<WalIndex, std::uint64_t, int>> segments;

    operator ListedGeneration() const
    {
        ListedGeneration generation{GenerationId(id), {}, {}};
        for (const auto& [index, hour] : snapshots)
            generation.snapshots.push_back({index, 10, at(hour)});
        for (const auto& [index, offset, hour] : segments)
            generation.segments.push_back({{index, offset}, 10, at(hour)});
        return generation;
    }
};

/// Names only, without endings; a step a string.
using Steps = std::vector<std::string>;

Steps steps(const RetentionPlan& plan)
{
    Steps all;
    for (const auto& step : plan.steps) {
        std::string names;
        for (const ObjectKey& key : step)
            names += (names.empty() ? "" : " ") +
                     std::string(key.name().substr(0, key.name().find('.')));
        all.push_back(std::move(names));
    }
    return all;
}

Steps plan(std::vector<ListedGeneration> generations, int now, int retention = 24,
           std::optional<GenerationId> current = GenerationId(1))
{
    return steps(planRetention({std::move(generations), current, at(now), hours(retention)}));
}

std::ptrdiff_t wordsIn(const std::string& step)
{
    return std::ranges::count(step, ' ') + 1;
}

/// A snapshot every ten hours, a segment pair every five.
Sketch threeSnapshots()
{
    return {1,
            {{0, 0}, {2, 10}, {4, 20}},
            {{0, 0, 0}, {0, 4152, 4}, {1, 0, 5}, {1, 4152, 9}, {2, 0, 10}, {3, 0, 15}, {4, 0, 20}}};
}

} // namespace

class RetentionPlanTest : public QObject
{
    Q_OBJECT

private slots:
    void e21KeepsTheNewestSnapshotThatIsOlderThanTheCutOff();
    void e21KeepsHistoryWhenTheOnlySnapshotIsOld();
    void e21EveryMomentWithinTheRetentionStaysRestorable();
    void e21DeletesSnapshotsFirstThenEndsThenBeginnings();
    void e21JudgesAGenerationByItsNewestObject();
    void e21NeverTouchesTheCurrentGenerationAsAWhole();
    void e21KeepsTheLastGenerationThatReachesBack();
    void e21KeepsEverythingBeforeAPartThatIsDatedYounger();
    void e21AClockFarAheadNeverDeletesTheNewestSnapshot();
    void deletesNothingWhileTheCurrentGenerationCannotBeRestored();
    void deletesNothingWithoutRetention();
    void aRetentionLongerThanTimeItselfDeletesNothing();
};

void RetentionPlanTest::e21KeepsTheNewestSnapshotThatIsOlderThanTheCutOff()
{
    QCOMPARE(plan({threeSnapshots()}, 35), (Steps{"00000000", "00000001_00001038 00000000_00001038",
                                                  "00000001_00000000 00000000_00000000"}));
    QCOMPARE(plan({threeSnapshots()}, 33), Steps());
}

void RetentionPlanTest::e21KeepsHistoryWhenTheOnlySnapshotIsOld()
{
    // The reference takes a new one here and then deletes the whole day before it.
    QCOMPARE(plan({Sketch{1, {{0, 0}, {9, 30}}, {{0, 0, 0}, {5, 0, 20}, {9, 0, 30}}}}, 30),
             Steps());
}

void RetentionPlanTest::e21EveryMomentWithinTheRetentionStaysRestorable()
{
    for (int interval = 1; interval <= 40; interval += 3) {
        Sketch sketch{1, {}, {}};
        for (int hour = 0; hour <= 100; ++hour) {
            const auto index = static_cast<WalIndex>(hour);
            if (hour % interval == 0)
                sketch.snapshots.emplace_back(index, hour);
            sketch.segments.emplace_back(index, 0, hour);
        }
        const ListedGeneration generation = sketch;
        for (int now = 0; now <= 100; ++now) {
            ListedGeneration known{GenerationId(1), {}, {}};
            std::ranges::copy_if(generation.snapshots, std::back_inserter(known.snapshots),
                                 [&](const auto& each) { return each.created <= at(now); });
            std::ranges::copy_if(generation.segments, std::back_inserter(known.segments),
                                 [&](const auto& each) { return each.created <= at(now); });
            const Steps gone = plan({known}, now);
            const std::ptrdiff_t cutOff = std::max(now - 24, 0);
            const std::ptrdiff_t base = cutOff - cutOff % interval;
            const std::ptrdiff_t expected = base / interval;
            QCOMPARE(gone.empty() ? std::ptrdiff_t{0} : wordsIn(gone.front()), expected);
            if (!gone.empty())
                QCOMPARE(wordsIn(gone.back()), base);
        }
    }
}

void RetentionPlanTest::e21DeletesSnapshotsFirstThenEndsThenBeginnings()
{
    const ListedGeneration generation = threeSnapshots();
    const RetentionPlan full = planRetention({{generation}, GenerationId(1), at(60), hours(24)});

    // Wherever it stops: what is left has snapshots with all their WAL, and no index without its
    // head.
    ListedGeneration left = generation;
    for (const auto& step : full.steps) {
        for (const ObjectKey& key : step) {
            std::erase_if(left.snapshots,
                          [&](const auto& each) { return left.keyOf(each) == key; });
            std::erase_if(left.segments, [&](const auto& each) { return left.keyOf(each) == key; });
        }
        QVERIFY(!left.snapshots.empty());
        const WalIndex oldest = left.snapshots.front().index;
        for (const ListedSegment& segment : generation.segments) {
            const bool isLeft = std::ranges::find(left.segments, segment) != left.segments.end();
            QVERIFY(isLeft || segment.name.index < oldest);
        }
        for (const ListedSegment& segment : left.segments) {
            QVERIFY(std::ranges::any_of(left.segments, [&](const ListedSegment& head) {
                return head.name.index == segment.name.index && head.name.offset == 0;
            }));
        }
    }
    QCOMPARE(full.steps.size(), std::size_t{3});
}

void RetentionPlanTest::e21JudgesAGenerationByItsNewestObject()
{
    const Sketch current{1, {{0, 0}}, {{0, 0, 0}}};
    const Sketch growing{2, {{0, -90}}, {{0, 0, -90}, {7, 0, 39}}};
    const Sketch dead{3, {{0, -90}}, {{0, 0, -90}, {7, 0, -80}, {7, 4152, -79}}};

    QCOMPARE(plan({current, growing, dead}, 40),
             (Steps{"00000000", "00000007_00001038", "00000007_00000000 00000000_00000000"}));
    QCOMPARE(plan({current, growing}, 40), Steps());
}

void RetentionPlanTest::e21NeverTouchesTheCurrentGenerationAsAWhole()
{
    QCOMPARE(plan({Sketch{1, {{3, 0}}, {{3, 0, 0}}}}, 10'000), Steps());
}

void RetentionPlanTest::e21KeepsTheLastGenerationThatReachesBack()
{
    const Sketch older{2, {{0, 0}}, {{0, 0, 1}}};
    const Sketch old{3, {{0, 2}}, {{0, 0, 3}}};
    const Sketch current{1, {{0, 50}}, {{0, 0, 50}}};

    // At hour 60 moments from hour 36 on are wanted, and `current` begins at hour 50 only.
    QCOMPARE(plan({current, old, older}, 60), (Steps{"00000000", "00000000_00000000"}));
    const RetentionPlan atSixty =
        planRetention({{current, old, older}, GenerationId(1), at(60), hours(24)});
    QVERIFY(atSixty.steps.front().front().text().starts_with("generations/0000000000000002/"));
    QCOMPARE(plan({current, old, older}, 75).size(), std::size_t{4});
}

void RetentionPlanTest::e21KeepsEverythingBeforeAPartThatIsDatedYounger()
{
    // Copied without its times, or stored under a clock that was set back later.
    Sketch sketch = threeSnapshots();
    std::get<2>(sketch.segments[1]) = 50;

    QCOMPARE(plan({sketch}, 60), Steps());
}

void RetentionPlanTest::e21AClockFarAheadNeverDeletesTheNewestSnapshot()
{
    const Steps gone = plan({threeSnapshots()}, 24 * 365 * 10);

    QCOMPARE(gone.front(), std::string("00000000 00000002"));
    for (const std::string& step : gone)
        QVERIFY(step.find("00000004") == std::string::npos);
}

void RetentionPlanTest::deletesNothingWhileTheCurrentGenerationCannotBeRestored()
{
    const Sketch old{2, {{0, 0}}, {{0, 0, 0}}};

    QCOMPARE(plan({old}, 100), Steps());
    QCOMPARE(plan({old, Sketch{1, {}, {{0, 0, 99}}}}, 100), Steps());
    QCOMPARE(plan({old}, 100, 24, std::nullopt), Steps());
}

void RetentionPlanTest::deletesNothingWithoutRetention()
{
    QCOMPARE(plan({threeSnapshots()}, 1000, 0), Steps());
}

void RetentionPlanTest::aRetentionLongerThanTimeItselfDeletesNothing()
{
    const RetentionPlan all = planRetention(
        {{threeSnapshots()}, GenerationId(1), at(1000), std::chrono::nanoseconds::max()});

    QVERIFY(all.isEmpty());
}

} // namespace walkeeper

using walkeeper::RetentionPlanTest;
WALKEEPER_TEST(RetentionPlanTest)
#include "retention_plan_test.moc"
