#include "core/operations/drill_schedule.h"
#include "tests/support/test_main.h"

#include <set>

namespace walkeeper {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const Timestamp now{std::chrono::seconds(1'800'000'000)};

DrillPlan plan(const std::string& key, hours interval, Timestamp since)
{
    return {key, interval, since, {}};
}

DrillPlan ended(DrillOutcome outcome, Timestamp when, int inARow = 0)
{
    DrillPlan ended = plan("orders", hours(168), now - days(100));
    ended.last = {when, outcome, inARow};
    return ended;
}

} // namespace

class DrillScheduleTest : public QObject
{
    Q_OBJECT

private slots:
    void offIsNever();
    void theFirstComesWithinHours();
    void firstDrillsAreSpread();
    void aPassedOneWaitsTheInterval();
    void aFailedOneIsRepeatedWithinADay();
    void anInconclusiveOneIsTriedAgainLaterEachTime();
    void noPauseIsLongerThanTheInterval();
    void aClockThatWasSetBackDelaysNothing();
    void aClockThatIsPutRightChangesNothing();
    void afterALongSleepTheOldestComesFirst();
    void nothingIsDueBeforeItsTime();
};

void DrillScheduleTest::offIsNever()
{
    QVERIFY(!nextDrill(plan("orders", hours(0), now), now));
}

void DrillScheduleTest::theFirstComesWithinHours()
{
    const auto first = nextDrill(plan("orders", hours(720), now), now);
    QVERIFY(first && *first >= now && *first < now + hours(6));
    const auto hourly = nextDrill(plan("orders", hours(1), now), now);
    QVERIFY(*hourly < now + hours(1));
}

void DrillScheduleTest::firstDrillsAreSpread()
{
    std::set<std::int64_t> quarters;
    for (int i = 0; i < 50; ++i) {
        const auto first =
            nextDrill(plan("file:///backup/db" + std::to_string(i), hours(24), now), now);
        quarters.insert((*first - now) / minutes(15));
    }
    QVERIFY(quarters.size() >= 15); // of 24
}

void DrillScheduleTest::aPassedOneWaitsTheInterval()
{
    QCOMPARE(nextDrill(ended(DrillOutcome::Passed, now - hours(1)), now), now + hours(167));
}

void DrillScheduleTest::aFailedOneIsRepeatedWithinADay()
{
    QCOMPARE(nextDrill(ended(DrillOutcome::Failed, now - hours(1)), now), now + hours(23));
}

void DrillScheduleTest::anInconclusiveOneIsTriedAgainLaterEachTime()
{
    const auto after = [](int inARow) {
        return *nextDrill(ended(DrillOutcome::Inconclusive, now, inARow), now) - now;
    };
    QVERIFY(after(1) == hours(1));
    QVERIFY(after(2) == hours(2));
    QVERIFY(after(4) == hours(8));
    QVERIFY(after(1'000'000) == hours(168));
}

void DrillScheduleTest::noPauseIsLongerThanTheInterval()
{
    for (const DrillOutcome outcome : {DrillOutcome::Failed, DrillOutcome::Inconclusive}) {
        DrillPlan hourly = ended(outcome, now, 5);
        hourly.interval = hours(1);
        QCOMPARE(nextDrill(hourly, now), now + hours(1));
    }
}

void DrillScheduleTest::aClockThatWasSetBackDelaysNothing()
{
    QCOMPARE(nextDrill(ended(DrillOutcome::Passed, now + days(2000)), now), now);
    QCOMPARE(nextDrill(plan("orders", hours(24), now + days(2000)), now), now);
}

void DrillScheduleTest::aClockThatIsPutRightChangesNothing()
{
    const Timestamp justEnded = now + minutes(2);
    QCOMPARE(nextDrill(ended(DrillOutcome::Passed, justEnded), now), justEnded + hours(168));
}

void DrillScheduleTest::afterALongSleepTheOldestComesFirst()
{
    std::vector<DrillPlan> plans(3, ended(DrillOutcome::Passed, now - days(300)));
    plans[1].last->ended = now - days(301);
    plans[2].interval = hours(0);

    QCOMPARE(dueDrill(plans, now), std::optional<std::size_t>(1));
    plans[1].last->ended = now;
    QCOMPARE(dueDrill(plans, now), std::optional<std::size_t>(0));
}

void DrillScheduleTest::nothingIsDueBeforeItsTime()
{
    const std::vector<DrillPlan> plans(2, ended(DrillOutcome::Passed, now - hours(1)));
    QVERIFY(!dueDrill(plans, now));
    QVERIFY(!dueDrill({}, now));
}

} // namespace walkeeper

using walkeeper::DrillScheduleTest;
WALKEEPER_TEST(DrillScheduleTest)
#include "drill_schedule_test.moc"
