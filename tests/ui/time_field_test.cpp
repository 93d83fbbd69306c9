#include "ui/timeline/time_field.h"

#include "tests/support/manual_clock.h"
#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/replica_page.h"
#include "ui/text/conversion.h"
#include "ui/timeline/timeline_slider.h"

#include <QAction>
#include <QSignalSpy>
#include <QToolButton>

namespace walkeeper::ui {

namespace {

const QTimeZone berlin("Europe/Berlin");

Timestamp utc(const char* text)
{
    return *parseTimestamp(text);
}

/// A snapshot at noon (UTC) of 22 November 2026, then segments at 12:10, 12:20 and 12:20:05.5.
std::shared_ptr<const ReplicaContents> fourStates()
{
    Generation generation;
    generation.id = GenerationId(1);
    generation.snapshots = {{0, 100, utc("2026-11-22T12:00:00Z")}};
    generation.segments = {{{0, 0, 8}, 10, utc("2026-11-22T12:10:00Z")},
                           {{0, 4152, 8}, 10, utc("2026-11-22T12:20:00Z")},
                           {{0, 8272, 8}, 10, utc("2026-11-22T12:20:05.5Z")}};
    return std::make_shared<const ReplicaContents>(makeReplicaContents({}, {{generation}, {}, {}}));
}

} // namespace

class TimeFieldTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_fixture = std::make_unique<WindowFixture>(); }
    void saysWhichStateATimeLeadsTo_data();
    void saysWhichStateATimeLeadsTo();
    void tellsWhileItIsTyped();
    void choosesWithEnterAndLeavesWithEscape();
    void choosesNothingThatIsNotUnderstood();
    void alwaysShowsTheZone();
    void goesToATypedTime();
    void showsAnotherZoneButTheSameMoment();
    void remembersTheZone();

private:
    void settle(MainWindow& window)
    {
        QTRY_VERIFY_WITH_TIMEOUT(window.workbench().current() && window.isSettled(), 30000);
    }
    QAction* action(const MainWindow& window, const QString& text)
    {
        for (QAction* each : window.findChildren<QAction*>()) {
            if (each->text().remove(u'&') == text)
                return each;
        }
        return nullptr;
    }

    std::unique_ptr<WindowFixture> m_fixture;
};

void TimeFieldTest::saysWhichStateATimeLeadsTo_data()
{
    QTest::addColumn<QString>("asked");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("distance"); // a part of it
    const auto row = [](const char* name, const char* asked, const char* state,
                        const char* distance) {
        QTest::newRow(name) << QString::fromLatin1(asked) << QString::fromLatin1(state)
                            << QString::fromLatin1(distance);
    };
    row("between", "2026-11-22T12:15:00Z", "22 Nov 2026, 13:10:00.000", ": 5 min 0 s before");
    row("just after", "2026-11-22T12:20:03.2Z", "22 Nov 2026, 13:20:00.000", ": 3.2 s before");
    row("exactly", "2026-11-22T12:20:00Z", "22 Nov 2026, 13:20:00.000", "exactly");
    row("after all", "2026-11-22T13:20:05.5Z", "22 Nov 2026, 13:20:05.500", "newest state of all");
    row("before all", "2026-11-22T11:00:00Z", "22 Nov 2026, 13:00:00.000", "oldest state, 1 h");
}

void TimeFieldTest::saysWhichStateATimeLeadsTo()
{
    QFETCH(QString, asked);
    QFETCH(QString, state);
    QFETCH(QString, distance);

    const TimeAnswer answer = TimeAnswer::of(*fourStates(), *parseTimestamp(fromQt(asked)), berlin);

    QVERIFY2(answer.state.startsWith(state), qPrintable(answer.state));
    QVERIFY2(answer.state.contains(QLatin1String("UTC+01:00")), qPrintable(answer.state));
    QVERIFY2(answer.distance.contains(distance), qPrintable(answer.distance));
}

void TimeFieldTest::tellsWhileItIsTyped()
{
    test::ManualClock clock(utc("2026-11-22T14:00:00Z"));
    QWidget window;
    window.resize(600, 300);
    TimeField field(clock, &window);
    field.setContents(fourStates());
    field.setTimeZone(berlin);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    field.begin();
    QCOMPARE(field.answer(), QString());

    QTest::keyClicks(&field.edit(), QStringLiteral("13:1"));
    QVERIFY2(field.answer().startsWith(QLatin1String("Understood are")),
             qPrintable(field.answer()));
    QTest::keyClicks(&field.edit(), QStringLiteral("5"));

    QVERIFY2(field.answer().startsWith(QLatin1String("22 Nov 2026, 13:10:00")),
             qPrintable(field.answer()));
    QCOMPARE(field.edit().accessibleDescription(), field.answer());
    const auto* answer = window.findChild<QWidget*>(QStringLiteral("timeAnswer"));
    QVERIFY(answer && answer->isVisible());
    QVERIFY(window.rect().contains(answer->geometry().topLeft()));
    QVERIFY(window.rect().contains(answer->geometry().topRight()));

    field.edit().clear();
    QCOMPARE(field.answer(), QString());
}

void TimeFieldTest::choosesWithEnterAndLeavesWithEscape()
{
    test::ManualClock clock(utc("2026-11-22T14:00:00Z"));
    TimeField field(clock);
    field.setContents(fourStates());
    field.setTimeZone(berlin);
    field.show();
    QVERIFY(QTest::qWaitForWindowActive(&field));
    QSignalSpy chosen(&field, &TimeField::timeChosen);
    QSignalSpy left(&field, &TimeField::left);
    field.begin();

    QTest::keyClicks(&field.edit(), QStringLiteral("13:15"));
    QTest::keyClick(&field.edit(), Qt::Key_Escape);
    QCOMPARE(chosen.size(), 0);
    QCOMPARE(left.size(), 1);
    QCOMPARE(field.edit().text(), QString());

    QTest::keyClicks(&field.edit(), QStringLiteral("13:15"));
    QTest::keyClick(&field.edit(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QVERIFY(chosen.at(0).at(0).value<Timestamp>() == utc("2026-11-22T12:15:00Z"));
    QCOMPARE(left.size(), 2);
}

void TimeFieldTest::choosesNothingThatIsNotUnderstood()
{
    test::ManualClock clock(utc("2026-11-22T14:00:00Z"));
    TimeField field(clock);
    field.setContents(fourStates());
    field.show();
    QVERIFY(QTest::qWaitForWindowActive(&field));
    QSignalSpy chosen(&field, &TimeField::timeChosen);
    field.begin();

    QTest::keyClicks(&field.edit(), QStringLiteral("some time"));
    QTest::keyClick(&field.edit(), Qt::Key_Return);

    QCOMPARE(chosen.size(), 0);
    QCOMPARE(field.edit().text(), QStringLiteral("some time"));
    QVERIFY(!field.answer().isEmpty());
    field.setContents(nullptr);
    QVERIFY(!field.edit().isEnabled());
}

void TimeFieldTest::alwaysShowsTheZone()
{
    test::ManualClock clock(utc("2026-11-22T14:00:00Z"));
    TimeField field(clock);
    field.setTimeZone(berlin);
    QVERIFY(field.zoneButton().text().contains(QLatin1String("UTC+01:00")));

    field.setShownTime(utc("2026-07-01T12:00:00Z"));
    QVERIFY2(field.zoneButton().text().contains(QLatin1String("UTC+02:00")),
             qPrintable(field.zoneButton().text()));
    field.setTimeZone(QTimeZone::utc());
    QCOMPARE(field.zoneButton().text(), QStringLiteral("UTC"));
}

void TimeFieldTest::goesToATypedTime()
{
    RememberedServices services;
    MainWindow window(m_fixture->engine(), services);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    window.openAddress(m_fixture->address());
    settle(window);
    Selection& selection = window.workbench().selection();
    const auto contents = selection.moment()->contents;
    const Timestamp wanted = contents->timeline.entries()[20].time;

    QTest::keyClick(&window, Qt::Key_J, Qt::ControlModifier);
    TimeField& field = window.page().timeField();
    QVERIFY(field.edit().hasFocus());
    QTest::keyClicks(&field.edit(), toQt(formatTimestampExact(wanted)));
    QTest::keyClick(&field.edit(), Qt::Key_Return);

    QVERIFY(selection.moment()->time() == wanted);
    QVERIFY(window.page().timeline().hasFocus());
    QCOMPARE(field.answer(), QString());
}

void TimeFieldTest::showsAnotherZoneButTheSameMoment()
{
    qputenv("TZ", "Europe/Berlin");
    tzset();
    RememberedServices services;
    MainWindow window(m_fixture->engine(), services);
    window.show();
    window.openAddress(m_fixture->address());
    settle(window);
    Selection& selection = window.workbench().selection();
    selection.choose(20);
    settle(window);
    const Moment before = *selection.moment();
    const QString localTitle = window.windowTitle();
    QSignalSpy changes(&selection, &Selection::momentChanged);

    QAction* utcAction = action(window, QStringLiteral("Show times in UTC"));
    QVERIFY(utcAction);
    utcAction->trigger();

    QVERIFY(*selection.moment() == before);
    QVERIFY(window.windowTitle() != localTitle);
    QCOMPARE(window.page().timeField().zoneButton().text(), QStringLiteral("UTC"));
    window.page().timeField().zoneButton().click();
    QVERIFY(!utcAction->isChecked());
    QCOMPARE(window.windowTitle(), localTitle);
    QVERIFY(*selection.moment() == before);
    QCOMPARE(changes.size(), 0);
    qunsetenv("TZ");
    tzset();
}

void TimeFieldTest::remembersTheZone()
{
    RememberedServices services;
    {
        MainWindow window(m_fixture->engine(), services);
        window.page().timeField().zoneButton().click();
    }
    QVERIFY(services.isUtc);

    const MainWindow window(m_fixture->engine(), services);

    QVERIFY(action(window, QStringLiteral("Show times in UTC"))->isChecked());
}

} // namespace walkeeper::ui

using walkeeper::ui::TimeFieldTest;
WALKEEPER_TEST(TimeFieldTest)
#include "time_field_test.moc"
