#include "core/base/time.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace std::chrono_literals;

class TimeTest : public QObject
{
    Q_OBJECT

private slots:
    void readsTimes_data();
    void readsTimes();
    void refusesWhatIsNoTime_data();
    void refusesWhatIsNoTime();
    void cutsToWholeSeconds();
    void exactTextReadsBackEqual_data();
    void exactTextReadsBackEqual();
    void systemClockIsNow();
};

namespace {

Timestamp at(std::int64_t seconds, std::int64_t nanoseconds = 0)
{
    return Timestamp(std::chrono::seconds(seconds) + std::chrono::nanoseconds(nanoseconds));
}

} // namespace

void TimeTest::readsTimes_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Timestamp>("expected");
    const auto row = [](const char* text, Timestamp expected) {
        QTest::newRow(text) << std::string(text) << expected;
    };
    row("1970-01-01T00:00:00Z", at(0));
    row("2026-01-31T12:00:00Z", at(1769860800));
    row("2026-01-31t12:00:00z", at(1769860800));
    row("2026-01-31 12:00:00Z", at(1769860800));
    row("2026-01-31T13:00:00.25+01:00", at(1769860800, 250'000'000));
    row("2026-01-31T06:30:00-05:30", at(1769860800));
    row("2026-01-31T12:00:00.000000001Z", at(1769860800, 1));
    row("2026-01-31T12:00:00.9999999999Z", at(1769860800, 999'999'999));
    row("2024-02-29T00:00:00Z", at(1709164800));
    row("1969-12-31T23:59:59.5Z", at(-1, 500'000'000));
    row("1678-01-01T00:00:00Z", at(-9214560000));
    row("2261-12-31T23:59:59.999999999+23:59", at(9214646399 - 86340, 999'999'999));
}

void TimeTest::readsTimes()
{
    QFETCH(std::string, text);
    QFETCH(Timestamp, expected);

    const auto time = parseTimestamp(text);

    QVERIFY(time);
    QCOMPARE(time->time_since_epoch().count(), expected.time_since_epoch().count());
}

void TimeTest::refusesWhatIsNoTime_data()
{
    QTest::addColumn<std::string>("text");
    for (const char* text : {"",
                             "now",
                             "2026-01-31",
                             "2026-01-31T12:00Z",
                             "2026-01-31T12:00:00",
                             "2026-01-31T12:00:00Zx",
                             " 2026-01-31T12:00:00Z",
                             "2026-1-31T12:00:00Z",
                             "2026-02-29T12:00:00Z",
                             "2026-13-01T12:00:00Z",
                             "2026-00-01T12:00:00Z",
                             "2026-01-00T12:00:00Z",
                             "2026-01-31T24:00:00Z",
                             "2026-01-31T12:60:00Z",
                             "2026-01-31T12:00:60Z",
                             "2026-01-31T12:00:00.Z",
                             "2026-01-31T12:00:00+1:00",
                             "2026-01-31T12:00:00+24:00",
                             "2026-01-31T12:00:00+01:60",
                             "2026-01-31T12:00:00+0100",
                             "2026/01/31T12:00:00Z",
                             "1677-12-31T23:59:59Z",
                             "2262-01-01T00:00:00Z",
                             "+026-01-31T12:00:00Z",
                             "-026-01-31T12:00:00Z"})
        QTest::newRow(text) << std::string(text);
}

void TimeTest::refusesWhatIsNoTime()
{
    QFETCH(std::string, text);

    const auto time = parseTimestamp(text);

    QVERIFY(!time);
    QCOMPARE(time.error().code, ErrorCode::InvalidArgument);
    QVERIFY(time.error().message.find("\"" + text + "\"") != std::string::npos);
}

void TimeTest::cutsToWholeSeconds()
{
    QCOMPARE(formatTimestamp(at(1769860800, 999'999'999)), std::string("2026-01-31T12:00:00Z"));
    QCOMPARE(formatTimestamp(at(-1, 500'000'000)), std::string("1969-12-31T23:59:59Z"));
}

void TimeTest::exactTextReadsBackEqual_data()
{
    QTest::addColumn<Timestamp>("time");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("whole") << at(1769860800) << std::string("2026-01-31T12:00:00Z");
    QTest::newRow("tenth") << at(1769860800, 100'000'000) << std::string("2026-01-31T12:00:00.1Z");
    QTest::newRow("nanosecond") << at(1769860800, 1)
                                << std::string("2026-01-31T12:00:00.000000001Z");
    QTest::newRow("before 1970") << at(-2, 1) << std::string("1969-12-31T23:59:58.000000001Z");
}

void TimeTest::exactTextReadsBackEqual()
{
    QFETCH(Timestamp, time);
    QFETCH(std::string, expected);

    const std::string text = formatTimestampExact(time);

    QCOMPARE(text, expected);
    const auto again = parseTimestamp(text);
    QVERIFY(again && *again == time);
}

void TimeTest::systemClockIsNow()
{
    const auto before = std::chrono::system_clock::now();
    const Timestamp now = SystemClock().now();
    const auto after = std::chrono::system_clock::now();

    QVERIFY(before <= now && now <= after);

    test::ManualClock clock(at(5));
    clock.advance(3s);
    QVERIFY(clock.now() == at(8));
}

WALKEEPER_TEST(TimeTest)
#include "time_test.moc"
