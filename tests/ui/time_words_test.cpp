#include "ui/moment/time_words.h"

#include "tests/support/test_main.h"
#include "ui/text/conversion.h"

namespace walkeeper::ui {

namespace {

const QTimeZone berlin("Europe/Berlin");
const QTimeZone newYork("America/New_York");

Timestamp utc(const QString& text)
{
    return *parseTimestamp(fromQt(text));
}

/// Sunday, 22 November 2026, 15:30 in Berlin; the newest state was stored at 15:20.
TimeContext inBerlin(const QString& now = QStringLiteral("2026-11-22T14:30:00Z"))
{
    return {utc(now), utc(now) - std::chrono::minutes(10), berlin, QLocale(QLocale::English)};
}

QString shown(const TypedTime& typed)
{
    return typed.time ? toQt(std::string_view(formatTimestampExact(*typed.time)))
                      : QStringLiteral("nothing: ") + typed.remark;
}

} // namespace

class TimeWordsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void readsWhatPeopleType_data();
    void readsWhatPeopleType();
    void readsTheLocalesWords_data();
    void readsTheLocalesWords();
    void tellsWhenClocksChange_data();
    void tellsWhenClocksChange();
    void keepsTheTimeOfDayOverDaysAgo();
    void meansTheLastTimeOfDayBeforeTheNewestState();
    void meansTheLastSuchWeekday();
    void saysWhatIsUnderstood_data();
    void saysWhatIsUnderstood();
    void remarksOnADayWithoutATime();
};

void TimeWordsTest::initTestCase()
{
    QVERIFY2(berlin.isValid() && newYork.isValid(), "the zones of the system are missing");
}

void TimeWordsTest::readsWhatPeopleType_data()
{
    QTest::addColumn<QString>("time");
    const auto row = [](const char* typed, const char* time) {
        QTest::newRow(typed) << QString::fromLatin1(time);
    };
    row("now", "2026-11-22T14:30:00Z");
    row("  NOW ", "2026-11-22T14:30:00Z");
    row("today 14:00", "2026-11-22T13:00:00Z");
    row("today at 14:00", "2026-11-22T13:00:00Z");
    row("yesterday 14:00", "2026-11-21T13:00:00Z");
    row("Yesterday, 14:00:05.25", "2026-11-21T13:00:05.25Z");
    row("14:00 yesterday", "2026-11-21T13:00:00Z");
    row("yesterday 14:00 UTC", "2026-11-21T14:00:00Z");
    row("yesterday 14:00 +03:00", "2026-11-21T11:00:00Z");
    row("14:00", "2026-11-22T13:00:00Z");
    row("9:30", "2026-11-22T08:30:00Z");
    row("14:00Z", "2026-11-22T14:00:00Z");
    row("Friday 18:00", "2026-11-20T17:00:00Z");
    row("last fri 18:00", "2026-11-20T17:00:00Z");
    row("2 h ago", "2026-11-22T12:30:00Z");
    row("2h ago", "2026-11-22T12:30:00Z");
    row("15 min ago", "2026-11-22T14:15:00Z");
    row("1 hour 30 minutes ago", "2026-11-22T13:00:00Z");
    row("90 s ago", "2026-11-22T14:28:30Z");
    row("3 days ago", "2026-11-19T14:30:00Z");
    row("2 weeks ago", "2026-11-08T14:30:00Z");
    row("2026-11-22 14:00", "2026-11-22T13:00:00Z");
    row("2026-11-22T14:00", "2026-11-22T13:00:00Z");
    row("2026-11-22T14:00:05.123456789Z", "2026-11-22T14:00:05.123456789Z");
    row("2026-11-22t14:00:05,5+05:30", "2026-11-22T08:30:05.5Z");
    row("2026-11-22T14:00-0500", "2026-11-22T19:00:00Z");
    row("2026-11-22T14:00+01", "2026-11-22T13:00:00Z");
    row("2026-11-22 14:00 UTC", "2026-11-22T14:00:00Z");
    row("2026-11-22 14:00 UTC+02:00", "2026-11-22T12:00:00Z");
    row("2026-11-22 13:03:22.517 UTC", "2026-11-22T13:03:22.517Z");
    row("22 Nov 2026 14:00", "2026-11-22T13:00:00Z");
    row("22 November 2026, 14:03:22", "2026-11-22T13:03:22Z");
    row("22. nov. 2026 14:00", "2026-11-22T13:00:00Z");
    row("Nov 22, 2026 14:00", "2026-11-22T13:00:00Z");
    row("14:00 22 Nov 2026", "2026-11-22T13:00:00Z");
    row("22 Nov 14:00", "2026-11-22T13:00:00Z");
    row("24 Dec 14:00", "2025-12-24T13:00:00Z");
    row("29 Feb 2024 12:00", "2024-02-29T11:00:00Z");
    row("2024-02-29 12:00", "2024-02-29T11:00:00Z");
    row("29 Feb 12:00", "2024-02-29T11:00:00Z");
    row("1 Jul 2026 12:00", "2026-07-01T10:00:00Z");
}

void TimeWordsTest::readsWhatPeopleType()
{
    QFETCH(QString, time);

    const TypedTime typed =
        TimeWords::read(QString::fromLatin1(QTest::currentDataTag()), inBerlin());

    QVERIFY2(typed.time == utc(time), qPrintable(shown(typed)));
    QCOMPARE(typed.remark, QString());
}

void TimeWordsTest::readsTheLocalesWords_data()
{
    QTest::addColumn<QLocale>("locale");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("time");
    const QLocale german(QLocale::German, QLocale::Germany);
    const QLocale american(QLocale::English, QLocale::UnitedStates);
    const QLocale british(QLocale::English, QLocale::UnitedKingdom);
    const auto row = [](const char* name, const QLocale& locale, const char* typed,
                        const char* time) {
        QTest::newRow(name) << locale << QString::fromUtf8(typed) << QString::fromLatin1(time);
    };
    row("German short date", german, "22.11.26 14:00", "2026-11-22T13:00:00Z");
    row("German date, four digits", german, "22.11.2026 14:00", "2026-11-22T13:00:00Z");
    row("German month", german, "22. März 2026 14:00", "2026-03-22T13:00:00Z");
    row("German weekday", german, "Freitag 18:00", "2026-11-20T17:00:00Z");
    row("English is understood anywhere", german, "22 Mar 2026 14:00", "2026-03-22T13:00:00Z");
    row("American short date", american, "11/2/26 14:00", "2026-11-02T13:00:00Z");
    row("British short date", british, "02/11/2026 14:00", "2026-11-02T13:00:00Z");
}

void TimeWordsTest::readsTheLocalesWords()
{
    QFETCH(QLocale, locale);
    QFETCH(QString, typed);
    QFETCH(QString, time);
    TimeContext context = inBerlin();
    context.locale = locale;

    const TypedTime read = TimeWords::read(typed, context);

    QVERIFY2(read.time == utc(time), qPrintable(shown(read)));
}

void TimeWordsTest::tellsWhenClocksChange_data()
{
    QTest::addColumn<QTimeZone>("zone");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("time");
    QTest::addColumn<QString>("remark"); // a word of it; empty: none
    const auto row = [](const char* name, const QTimeZone& zone, const char* typed,
                        const char* time, const char* remark) {
        QTest::newRow(name) << zone << QString::fromLatin1(typed) << QString::fromLatin1(time)
                            << QString::fromLatin1(remark);
    };
    // 25 October 2026, 01:00 UTC: from +02:00 to +01:00, 03:00 becomes 02:00.
    row("Berlin, before", berlin, "2026-10-25 01:59", "2026-10-24T23:59:00Z", "");
    row("Berlin, twice", berlin, "2026-10-25 02:00", "2026-10-25T00:00:00Z", "twice");
    row("Berlin, twice, the end", berlin, "2026-10-25 02:59:59", "2026-10-25T00:59:59Z", "+01:00");
    row("Berlin, after", berlin, "2026-10-25 03:00", "2026-10-25T02:00:00Z", "");
    row("Berlin, the second of two", berlin, "2026-10-25 02:30+01:00", "2026-10-25T01:30:00Z", "");
    // 29 March 2026, 01:00 UTC: from +01:00 to +02:00, 02:00 becomes 03:00.
    row("Berlin, before spring", berlin, "2026-03-29 01:59", "2026-03-29T00:59:00Z", "");
    row("Berlin, never", berlin, "2026-03-29 02:00", "2026-03-29T01:00:00Z", "03:00");
    row("Berlin, never, in the middle", berlin, "2026-03-29 02:30", "2026-03-29T01:00:00Z",
        "never came");
    row("Berlin, after spring", berlin, "2026-03-29 03:00", "2026-03-29T01:00:00Z", "");
    // 1 November 2026, 06:00 UTC: from -04:00 to -05:00, 02:00 becomes 01:00.
    row("New York, before", newYork, "2026-11-01 00:59", "2026-11-01T04:59:00Z", "");
    row("New York, twice", newYork, "2026-11-01 01:30", "2026-11-01T05:30:00Z", "-05:00");
    row("New York, after", newYork, "2026-11-01 02:00", "2026-11-01T07:00:00Z", "");
    // 8 March 2026, 07:00 UTC: from -05:00 to -04:00, 02:00 becomes 03:00.
    row("New York, never", newYork, "2026-03-08 02:30", "2026-03-08T07:00:00Z", "never came");
    row("New York, after spring", newYork, "2026-03-08 03:00", "2026-03-08T07:00:00Z", "");
    row("UTC never changes", QTimeZone::utc(), "2026-03-29 02:30", "2026-03-29T02:30:00Z", "");
}

void TimeWordsTest::tellsWhenClocksChange()
{
    QFETCH(QTimeZone, zone);
    QFETCH(QString, typed);
    QFETCH(QString, time);
    QFETCH(QString, remark);
    TimeContext context = inBerlin();
    context.zone = zone;

    const TypedTime read = TimeWords::read(typed, context);

    QVERIFY2(read.time == utc(time), qPrintable(shown(read)));
    QCOMPARE(read.remark.isEmpty(), remark.isEmpty());
    QVERIFY2(read.remark.contains(remark), qPrintable(read.remark));
}

void TimeWordsTest::keepsTheTimeOfDayOverDaysAgo()
{
    // 15:30 on the day after clocks went back; two days earlier is 49 hours ago.
    const TimeContext context = inBerlin(QStringLiteral("2026-10-26T14:30:00Z"));

    QCOMPARE(shown(TimeWords::read(QStringLiteral("2 days ago"), context)),
             QStringLiteral("2026-10-24T13:30:00Z"));
    QCOMPARE(shown(TimeWords::read(QStringLiteral("48 h ago"), context)),
             QStringLiteral("2026-10-24T14:30:00Z"));
}

void TimeWordsTest::meansTheLastTimeOfDayBeforeTheNewestState()
{
    // A replica that nobody has written to since the spring.
    TimeContext context = inBerlin();
    context.newest = utc(QStringLiteral("2026-03-05T08:00:00Z")); // 09:00 in Berlin

    QCOMPARE(shown(TimeWords::read(QStringLiteral("09:00"), context)),
             QStringLiteral("2026-03-05T08:00:00Z"));
    QCOMPARE(shown(TimeWords::read(QStringLiteral("09:01"), context)),
             QStringLiteral("2026-03-04T08:01:00Z"));
    // It is 08:00 in UTC.
    QCOMPARE(shown(TimeWords::read(QStringLiteral("08:30 UTC"), context)),
             QStringLiteral("2026-03-04T08:30:00Z"));
}

void TimeWordsTest::meansTheLastSuchWeekday()
{
    // Today is Sunday, and it is half past three.
    QCOMPARE(shown(TimeWords::read(QStringLiteral("Sunday 15:00"), inBerlin())),
             QStringLiteral("2026-11-22T14:00:00Z"));
    QCOMPARE(shown(TimeWords::read(QStringLiteral("Sunday 16:00"), inBerlin())),
             QStringLiteral("2026-11-15T15:00:00Z"));
    QCOMPARE(shown(TimeWords::read(QStringLiteral("Monday 16:00"), inBerlin())),
             QStringLiteral("2026-11-16T15:00:00Z"));
}

void TimeWordsTest::saysWhatIsUnderstood_data()
{
    QTest::addColumn<QString>("remark"); // a part of it
    const auto row = [](const char* typed, const char* remark) {
        QTest::newRow(typed) << QString::fromLatin1(remark);
    };
    row("soon", "Understood are");
    row("tomorrow 14:00", "Understood are");
    row("22", "Understood are");
    row("14", "Understood are");
    row("14:0", "Understood are");
    row("14:00:5", "Understood are");
    row("2 fortnights ago", "Understood are");
    row("ago", "Understood are");
    row("11.22.2026 14:00", "Understood are");
    row("25:00", "no such time of day");
    row("14:60", "no such time of day");
    row("2026-11-22T14:00+99:00", "no such time of day or zone");
    row("2026-02-29", "no such day");
    row("2100-02-29 12:00", "no such day");
    row("31 Nov 2026", "no such day");
    row("30 Feb", "no such day");
    row("1650-01-01", "Only years");
    row("9999-12-31 23:59", "Only years");
    row("99999 days ago", "Only years");
}

void TimeWordsTest::saysWhatIsUnderstood()
{
    QFETCH(QString, remark);

    const TypedTime typed =
        TimeWords::read(QString::fromLatin1(QTest::currentDataTag()), inBerlin());

    QVERIFY2(!typed.time, qPrintable(shown(typed)));
    QVERIFY2(typed.remark.contains(remark), qPrintable(typed.remark));
}

void TimeWordsTest::remarksOnADayWithoutATime()
{
    const TypedTime typed = TimeWords::read(QStringLiteral("yesterday"), inBerlin());

    QCOMPARE(shown(typed), QStringLiteral("2026-11-20T23:00:00Z"));
    QVERIFY(typed.remark.contains(QLatin1String("beginning")));
    QVERIFY(TimeWords::read(QStringLiteral("  "), inBerlin()) == TypedTime());
}

} // namespace walkeeper::ui

using walkeeper::ui::TimeWordsTest;
WALKEEPER_TEST(TimeWordsTest)
#include "time_words_test.moc"
