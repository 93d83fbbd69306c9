#include "ui/timeline/timeline_scale.h"

#include "tests/support/test_main.h"

#include <cmath>

namespace walkeeper::ui {

namespace {

using namespace std::chrono;

Timestamp utc(const char* text)
{
    return *parseTimestamp(text);
}

const ZoneOffset inUtc = [](Timestamp) { return seconds(0); };

/// Central Europe around the end of summer time 2026: 25 October, 01:00 UTC.
const ZoneOffset inCentralEurope = [](Timestamp time) {
    return time < utc("2026-10-25T01:00:00Z") ? seconds(7200) : seconds(3600);
};

TimelineScale scaleOf(const char* from, const char* to, double width)
{
    return TimelineScale({utc(from), utc(to)}, width);
}

} // namespace

class TimelineScaleTest : public QObject
{
    Q_OBJECT

private slots:
    void showsAllWithRoomAtBothEnds();
    void givesBackTheTimeOfAPixel();
    void keepsTheTimeUnderThePointer_data();
    void keepsTheTimeUnderThePointer();
    void neverShowsMoreThanAll();
    void neverShowsLessThanCanBeTold();
    void pansToTheEndsAndNoFurther();
    void revealsWhatIsOutOfSight();
    void showsALonelyMomentInTheMiddle();
    void putsTicksAtRoundTimes_data();
    void putsTicksAtRoundTimes();
    void keepsTicksApart();
    void putsTicksAtLocalMidnightAcrossAChangeOfClocks();
};

void TimelineScaleTest::showsAllWithRoomAtBothEnds()
{
    const auto scale = scaleOf("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", 1000);

    QVERIFY(scale.showsAll());
    QVERIFY(scale.pixelAt(utc("2026-01-01T00:00:00Z")) > 10);
    QVERIFY(scale.pixelAt(utc("2026-01-02T00:00:00Z")) < 990);
    QVERIFY(std::abs(scale.pixelAt(utc("2026-01-01T12:00:00Z")) - 500) < 1e-6);
}

void TimelineScaleTest::givesBackTheTimeOfAPixel()
{
    const auto scale = scaleOf("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", 1234);

    for (const double pixel : {0.0, 1.0, 617.5, 1234.0})
        QVERIFY(std::abs(scale.pixelAt(scale.timeAt(pixel)) - pixel) < 1e-6);
}

void TimelineScaleTest::keepsTheTimeUnderThePointer_data()
{
    QTest::addColumn<double>("factor");
    QTest::addColumn<double>("pixel");
    QTest::newRow("in, left") << 4.0 << 100.0;
    QTest::newRow("in, middle") << 1.25 << 500.0;
    QTest::newRow("in, right") << 10.0 << 990.0;
    QTest::newRow("a lot") << 100000.0 << 400.0;
}

void TimelineScaleTest::keepsTheTimeUnderThePointer()
{
    QFETCH(double, factor);
    QFETCH(double, pixel);
    const auto scale = scaleOf("2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z", 1000);

    const auto zoomed = scale.zoomed(factor, pixel);

    QVERIFY(abs(zoomed.timeAt(pixel) - scale.timeAt(pixel)) < milliseconds(1));
    const auto back = zoomed.zoomed(1 / factor, pixel);
    QVERIFY(abs(back.visible().from - scale.visible().from) < seconds(1));
}

void TimelineScaleTest::neverShowsMoreThanAll()
{
    const auto scale = scaleOf("2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z", 1000);

    QVERIFY(scale.zoomed(0.1, 300) == scale);
    QVERIFY(scale.zoomed(4, 300).zoomed(0.001, 900).showsAll());
}

void TimelineScaleTest::neverShowsLessThanCanBeTold()
{
    auto scale = scaleOf("2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z", 1000);

    for (int i = 0; i < 100; ++i)
        scale = scale.zoomed(10, 500);

    QVERIFY(scale.visible().to - scale.visible().from == milliseconds(20));
}

void TimelineScaleTest::pansToTheEndsAndNoFurther()
{
    const auto scale = scaleOf("2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z", 1000).zoomed(4, 500);

    QVERIFY(scale.panned(1e9).visible().to == scale.whole().to);
    QVERIFY(scale.panned(-1e9).visible().from == scale.whole().from);
    const auto there = scale.panned(37);
    QVERIFY(abs(there.panned(-37).visible().from - scale.visible().from) < microseconds(1));
    QVERIFY(std::abs(scale.pixelAt(there.visible().from) - 37) < 1e-6);
}

void TimelineScaleTest::revealsWhatIsOutOfSight()
{
    const auto all = scaleOf("2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z", 1000);
    const auto scale = all.zoomed(20, 0);
    const Timestamp hidden = utc("2026-01-07T00:00:00Z");

    const auto revealed = scale.revealing(hidden);

    QVERIFY(revealed.pixelAt(hidden) > 0 && revealed.pixelAt(hidden) < 1000);
    QVERIFY(revealed.revealing(hidden) == revealed);
    QVERIFY(all.revealing(hidden) == all);
}

void TimelineScaleTest::showsALonelyMomentInTheMiddle()
{
    const auto scale = scaleOf("2026-01-01T12:00:00Z", "2026-01-01T12:00:00Z", 800);

    QVERIFY(std::abs(scale.pixelAt(utc("2026-01-01T12:00:00Z")) - 400) < 1e-6);
    QVERIFY(!scale.ticks(80, inUtc).empty());
}

void TimelineScaleTest::putsTicksAtRoundTimes_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("second"); // the second tick
    QTest::addColumn<int>("unit");
    const auto row = [](const char* name, const char* from, const char* to, const char* second,
                        Tick::Unit unit) {
        QTest::newRow(name) << QString::fromLatin1(from) << QString::fromLatin1(to)
                            << QString::fromLatin1(second) << static_cast<int>(unit);
    };
    row("seconds", "2026-01-01T00:00:01Z", "2026-01-01T00:00:09Z", "2026-01-01T00:00:02Z",
        Tick::Unit::Second);
    row("minutes", "2026-01-01T00:00:10Z", "2026-01-01T00:09:00Z", "2026-01-01T00:01:00Z",
        Tick::Unit::Minute);
    row("hours", "2026-01-01T00:10:00Z", "2026-01-01T09:00:00Z", "2026-01-01T01:00:00Z",
        Tick::Unit::Minute);
    row("days", "2026-01-01T06:00:00Z", "2026-01-09T00:00:00Z", "2026-01-03T00:00:00Z",
        Tick::Unit::Day);
    row("months", "2026-01-15T00:00:00Z", "2026-11-01T00:00:00Z", "2026-03-01T00:00:00Z",
        Tick::Unit::Month);
    row("years", "2019-06-01T00:00:00Z", "2026-06-01T00:00:00Z", "2021-01-01T00:00:00Z",
        Tick::Unit::Year);
}

void TimelineScaleTest::putsTicksAtRoundTimes()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, second);
    QFETCH(int, unit);
    const TimelineScale scale(
        {*parseTimestamp(from.toStdString()), *parseTimestamp(to.toStdString())}, 1000);

    const auto ticks = scale.ticks(80, inUtc);

    QVERIFY(ticks.size() >= 3);
    const auto found = std::find_if(ticks.begin(), ticks.end(), [&](const Tick& tick) {
        return tick.time == *parseTimestamp(second.toStdString());
    });
    QVERIFY(found != ticks.end());
    QCOMPARE(static_cast<int>(found->unit), unit);
}

void TimelineScaleTest::keepsTicksApart()
{
    auto scale = scaleOf("2019-06-01T00:00:00Z", "2026-06-01T00:00:00Z", 1000);

    for (int i = 0; i < 60; ++i) {
        const auto ticks = scale.ticks(80, inUtc);
        QVERIFY(ticks.size() <= 13);
        for (std::size_t t = 1; t < ticks.size(); ++t) {
            // Months differ in length, so a few pixels less are possible.
            const double gap = scale.pixelAt(ticks[t].time) - scale.pixelAt(ticks[t - 1].time);
            QVERIFY2(gap > 70, qPrintable(QString::number(gap)));
        }
        scale = scale.zoomed(1.5, 333);
    }
}

void TimelineScaleTest::putsTicksAtLocalMidnightAcrossAChangeOfClocks()
{
    const auto scale = scaleOf("2026-10-23T22:00:00Z", "2026-10-27T23:00:00Z", 500);

    const auto ticks = scale.ticks(80, inCentralEurope);

    std::vector<Timestamp> times;
    for (const Tick& tick : ticks) {
        QVERIFY(tick.isNewDay);
        times.push_back(tick.time);
    }
    const std::vector<Timestamp> midnights = {
        utc("2026-10-23T22:00:00Z"), utc("2026-10-24T22:00:00Z"), utc("2026-10-25T23:00:00Z"),
        utc("2026-10-26T23:00:00Z"), utc("2026-10-27T23:00:00Z")};
    QVERIFY(times == midnights);
}

} // namespace walkeeper::ui

using walkeeper::ui::TimelineScaleTest;
WALKEEPER_TEST(TimelineScaleTest)
#include "timeline_scale_test.moc"
