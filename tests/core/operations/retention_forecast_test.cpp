#include "core/operations/retention_forecast.h"

#include "tests/support/test_main.h"

using namespace walkeeper;
using std::chrono::hours;

namespace {

constexpr GenerationId older(1);
constexpr GenerationId newer(2);
const Timestamp now = Timestamp(hours(10'000));

StoredSegment segment(WalIndex index, Timestamp created)
{
    StoredSegment segment;
    segment.name.index = index;
    segment.storedBytes = 10;
    segment.created = created;
    return segment;
}

/// The newer generation has a snapshot a day and a segment an hour, for four days.
Replica sample()
{
    Replica replica;
    Generation& first = replica.generations.emplace_back();
    first.id = older;
    first.snapshots = {{0, 1000, now - hours(200)}};
    first.segments = {segment(0, now - hours(199))};
    Generation& second = replica.generations.emplace_back();
    second.id = newer;
    for (WalIndex hour = 0; hour < 96; ++hour) {
        if (hour % 24 == 0)
            second.snapshots.push_back({hour, 1000, now - hours(96 - hour)});
        second.segments.push_back(segment(hour, now - hours(96 - hour) + hours(1)));
    }
    return replica;
}

ForecastFacts facts(const RetentionSettings& settings)
{
    return {newer, now, settings, {}};
}

} // namespace

class RetentionForecastTest : public QObject
{
    Q_OBJECT

private slots:
    void nowIsNowWithoutRetention();
    void forEverGrows();
    void keepsWhatTheRetentionNeeds();
    void aLongerRetentionReachesFurtherBack();
    void snapshotsComeAsOftenAsTheyAreWanted();
    void saysWhichMomentsGo();
    void nothingComesOfNothing();
    void aSnapshotEachSecondEndsSomewhere();
};

void RetentionForecastTest::nowIsNowWithoutRetention()
{
    const ReplicaForecast forecast = forecastRetention(sample(), facts({}), hours(0));

    QCOMPARE(forecast.snapshots, std::size_t{5});
    QCOMPARE(forecast.bytes, std::uint64_t{5000 + 97 * 10});
    QCOMPARE(*forecast.oldest, now - hours(200));
    QVERIFY(forecast.lost.empty());
}

void RetentionForecastTest::forEverGrows()
{
    const RetentionSettings settings{hours(0), hours(1), hours(24)};

    const ReplicaForecast week = forecastRetention(sample(), facts(settings), hours(24 * 7));

    // One now, and one a day.
    QCOMPARE(week.snapshots, std::size_t{5 + 8});
    QCOMPARE(*week.oldest, now - hours(200));
    // About as much WAL as before: 240 bytes a day.
    const std::uint64_t wal = week.bytes - 13'000 - 970;
    QVERIFY2(wal > 1000 && wal <= 1800, qPrintable(QString::number(wal)));
}

void RetentionForecastTest::keepsWhatTheRetentionNeeds()
{
    const RetentionSettings settings{hours(48), hours(1), hours(24)};

    const ReplicaForecast tomorrow = forecastRetention(sample(), facts(settings), hours(24));
    const ReplicaForecast week = forecastRetention(sample(), facts(settings), hours(24 * 7));

    QCOMPARE(*tomorrow.oldest, now - hours(24));
    QCOMPARE(*week.oldest, now + hours(24 * 5));
    QVERIFY(week.snapshots >= 3 && week.snapshots <= 4);
}

void RetentionForecastTest::aLongerRetentionReachesFurtherBack()
{
    Timestamp before = Timestamp::max();
    for (const int days : {1, 2, 4, 8}) {
        const ReplicaForecast week = forecastRetention(
            sample(), facts({hours(24 * days), hours(1), hours(24)}), hours(24 * 7));
        QVERIFY(*week.oldest < before);
        QVERIFY(*week.oldest <= week.at - hours(24 * days));
        before = *week.oldest;
    }
}

void RetentionForecastTest::snapshotsComeAsOftenAsTheyAreWanted()
{
    const auto snapshots = [](int interval) {
        return forecastRetention(sample(), facts({hours(24 * 30), hours(1), hours(interval)}),
                                 hours(24 * 7))
            .snapshots;
    };
    QVERIFY(snapshots(6) > snapshots(12));
    QVERIFY(snapshots(12) > snapshots(24));
    // Without an interval the retention alone asks for one.
    QCOMPARE(snapshots(0), std::size_t{5});
}

void RetentionForecastTest::saysWhichMomentsGo()
{
    ForecastFacts asked = facts({hours(48), hours(1), hours(24)});
    asked.moments = {{newer, 1, 100}, {newer, 80, 100}, {older, 0, 0}, {older, 7, 7}};

    const ReplicaForecast tomorrow = forecastRetention(sample(), asked, hours(24));
    const ReplicaForecast week = forecastRetention(sample(), asked, hours(24 * 7));

    QCOMPARE(tomorrow.lost, (std::vector<Position>{{newer, 1, 100}, {older, 0, 0}}));
    QCOMPARE(week.lost, (std::vector<Position>{{newer, 1, 100}, {newer, 80, 100}, {older, 0, 0}}));
}

void RetentionForecastTest::nothingComesOfNothing()
{
    const ReplicaForecast forecast =
        forecastRetention({}, facts({hours(24), hours(1), hours(0)}), hours(24));

    QCOMPARE(forecast.snapshots, std::size_t{0});
    QVERIFY(!forecast.oldest);
}

void RetentionForecastTest::aSnapshotEachSecondEndsSomewhere()
{
    const ReplicaForecast week = forecastRetention(
        sample(), facts({hours(24 * 30), hours(1), std::chrono::nanoseconds(1)}), hours(24 * 7));

    QVERIFY(week.snapshots > 1000);
}

WALKEEPER_TEST(RetentionForecastTest)
#include "retention_forecast_test.moc"
