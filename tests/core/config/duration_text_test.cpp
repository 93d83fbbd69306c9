#include "core/config/duration_text.h"

#include "tests/support/test_main.h"

#include <limits>

using namespace walkeeper;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

class DurationTextTest : public QObject
{
    Q_OBJECT

private slots:
    void readsGoDurations_data();
    void readsGoDurations();
    void refusesEverythingElse_data();
    void refusesEverythingElse();
    void writesGoDurations_data();
    void writesGoDurations();
};

void DurationTextTest::readsGoDurations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("expected");
    const auto row = [](const char* text, nanoseconds expected) {
        QTest::newRow(text) << QString::fromUtf8(text) << qint64{expected.count()};
    };
    row("0", 0ns);
    row("-0", 0ns);
    row("0s", 0ns);
    row("10s", 10s);
    row("24h", 24h);
    row("1h30m", 90min);
    row("1h0m0s", 1h);
    row("500ms", 500ms);
    row("1us", 1us);
    row("1µs", 1us);
    row("1μs", 1us);
    row("7ns", 7ns);
    row("1.5h", 90min);
    row(".5s", 500ms);
    row("1.s", 1s);
    row("0.1s", 100ms);
    row("1.000000001s", 1'000'000'001ns);
    row("-1.5s", -1500ms);
    row("+2m", 2min);
    row("2562047h47m16.854775807s", nanoseconds::max());
}

void DurationTextTest::readsGoDurations()
{
    QFETCH(QString, text);
    QFETCH(qint64, expected);

    const auto duration = parseDuration(text.toStdString());

    QVERIFY2(duration, duration ? "" : duration.error().message.c_str());
    QCOMPARE(qint64{duration->count()}, expected);
}

void DurationTextTest::refusesEverythingElse_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"",
                             "-",
                             "+",
                             "5",
                             "1.5",
                             "s",
                             ".s",
                             "1d",
                             "1w",
                             "10 s",
                             " 10s",
                             "10s ",
                             "1h-3m",
                             "1e3s",
                             "0x1s",
                             "10S",
                             "ten",
                             "3000000h",
                             "2562047h47m16.854775808s",
                             "99999999999999999999s"})
        QTest::newRow(*text == '\0' ? "empty" : text) << QString::fromUtf8(text);
}

void DurationTextTest::refusesEverythingElse()
{
    QFETCH(QString, text);

    const auto duration = parseDuration(text.toStdString());

    QVERIFY(!duration);
    QCOMPARE(duration.error().code, ErrorCode::InvalidArgument);
}

void DurationTextTest::writesGoDurations_data()
{
    QTest::addColumn<qint64>("duration");
    QTest::addColumn<QString>("expected");
    const auto row = [](nanoseconds duration, const char* expected) {
        QTest::newRow(expected) << qint64{duration.count()} << QString::fromUtf8(expected);
    };
    row(0ns, "0s");
    row(1ns, "1ns");
    row(1100ns, "1.1µs");
    row(2200us, "2.2ms");
    row(296ms, "296ms");
    row(3300ms, "3.3s");
    row(41s, "41s");
    row(-7400ms, "-7.4s");
    row(48min + 55s, "48m55s");
    row(1h, "1h0m0s");
    row(16579h + 10min + 38s, "16579h10m38s");
    row(4min + 5001ms, "4m5.001s");
    row(nanoseconds::max(), "2562047h47m16.854775807s");
    row(nanoseconds::min(), "-2562047h47m16.854775808s");
}

void DurationTextTest::writesGoDurations()
{
    QFETCH(qint64, duration);
    QFETCH(QString, expected);

    QCOMPARE(QString::fromStdString(formatDuration(nanoseconds(duration))), expected);
}

WALKEEPER_TEST(DurationTextTest)
#include "duration_text_test.moc"
