#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/activity/activity_strip.h"
#include "ui/activity/log_view.h"
#include "ui/check/check_panel.h"
#include "ui/databases/overview_dialog.h"
#include "ui/labels/label_dialog.h"
#include "ui/labels/label_list_dialog.h"
#include "ui/main_window.h"
#include "ui/moment/moment_panel.h"
#include "ui/points/point_view.h"
#include "ui/replica_page.h"
#include "ui/restore/restore_dialog.h"
#include "ui/restore/restore_plan_page.h"
#include "ui/text/conversion.h"
#include "ui/timeline/timeline_slider.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/plain_table.h"
#include "ui/window_dialogs.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QToolButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

/// What the window remembers, and what builds on it.
class MemoryWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_fixture = std::make_unique<WindowFixture>(); }
    void init();
    void cleanup();

    void labelsAMomentWithTheKeyboard();
    void showsALabelFromAnEarlierRun();
    void goesToALabelledMomentFromTheList();
    void changesAndRemovesLabelsInTheList();
    void saysHowTheLastCheckEnded();
    void keepsHowACheckEnds();
    void failuresStayInTheStripUntilTheyAreSeen();
    void theStripShowsWhatRuns();
    void theLogGoesToAMoment();
    void theLogSearchesAndFilters();
    void saysThatALoggedMomentIsGone();
    void showsAgainWhatWasShown();
    void showsTheNewestAgain();
    void showsNothingAgainThatIsGone();
    void keepsTheColumnsOfItsTables();
    void tellsHowLongARestoreTakes();

private:
    void open()
    {
        m_window->openAddress(m_fixture->address());
        settle();
    }
    void settle()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_window->workbench().current() && m_window->isSettled(), 30000);
    }
    void restart();
    /// A state between the others.
    void chooseMiddle();
    Workbench& workbench() { return m_window->workbench(); }
    const Moment& moment() { return *workbench().selection().moment(); }
    MomentHeading& heading() { return *m_window->findChild<MomentHeading*>(); }
    Activity activity(ActivitySeverity severity, const QString& text);

    std::unique_ptr<WindowFixture> m_fixture;
    RememberedServices m_services;
    std::unique_ptr<MainWindow> m_window;
};

void MemoryWindowTest::init()
{
    m_services = {};
    restart();
}

void MemoryWindowTest::cleanup()
{
    m_window.reset();
}

void MemoryWindowTest::restart()
{
    m_window.reset();
    m_window = std::make_unique<MainWindow>(m_fixture->engine(), m_services);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void MemoryWindowTest::chooseMiddle()
{
    const auto& entries = workbench().current()->contents->timeline.entries();
    for (auto i = static_cast<std::uint32_t>(entries.size() / 2); i < entries.size(); ++i) {
        if (entries[i].kind != TimelineEntry::Kind::Segment)
            continue;
        workbench().selection().choose(i);
        break;
    }
    QTRY_VERIFY_WITH_TIMEOUT(moment().commit && m_window->isSettled(), 30000);
}

Activity MemoryWindowTest::activity(ActivitySeverity severity, const QString& text)
{
    Activity activity;
    activity.source = u"replica"_s;
    activity.replica = toQt(workbench().current()->url.shown());
    activity.severity = severity;
    activity.text = text;
    return activity;
}

void MemoryWindowTest::labelsAMomentWithTheKeyboard()
{
    open();
    chooseMiddle();
    const MomentPlace place = *placeOf(moment());

    QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier);
    auto* dialog = m_window->findChild<LabelDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QTest::keyClicks(dialog->findChild<QLineEdit*>(), u"before the upgrade"_s);
    QTest::keyClick(dialog->findChild<QLineEdit*>(), Qt::Key_Return);

    QTRY_COMPARE(heading().labelText(), u"before the upgrade"_s);
    QCOMPARE(m_services.memory->kept.labels.size(), std::size_t{1});
    QCOMPARE(m_services.memory->kept.labels.front().place, place);
    workbench().selection().step(-1);
    QTRY_VERIFY(heading().labelText().isEmpty());
    workbench().selection().step(+1);
    QTRY_COMPARE(heading().labelText(), u"before the upgrade"_s);
}

void MemoryWindowTest::showsALabelFromAnEarlierRun()
{
    open();
    const MomentPlace newest = *placeOf(moment());
    m_services.memory->before.labels = {{newest, moment().time(), u"kept"_s, std::nullopt}};

    restart();
    open();

    QTRY_COMPARE(heading().labelText(), u"kept"_s);
}

void MemoryWindowTest::goesToALabelledMomentFromTheList()
{
    open();
    chooseMiddle();
    const MomentPlace place = *placeOf(moment());
    workbench().labels().set({place, moment().time(), u"there"_s, std::nullopt});
    // Also when nothing is open.
    workbench().closeCurrent();

    QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = m_window->findChild<LabelListDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QTest::keyClick(&dialog->list(), Qt::Key_Return);

    settle();
    QTRY_COMPARE(placeOf(moment()), std::optional(place));
    QCOMPARE(heading().labelText(), u"there"_s);
}

void MemoryWindowTest::changesAndRemovesLabelsInTheList()
{
    open();
    workbench().labels().set({*placeOf(moment()), moment().time(), u"first"_s, std::nullopt});
    m_window->dialogs().showLabels();
    auto* dialog = m_window->findChild<LabelListDialog*>();
    QVERIFY(QTest::qWaitForWindowExposed(dialog));

    dialog->list().setFocus();
    QTest::keyClick(&dialog->list(), Qt::Key_F2);
    auto* edit = dialog->findChild<LabelDialog*>();
    QVERIFY(edit);
    QTest::keyClicks(edit->findChild<QLineEdit*>(), u"second"_s);
    QTest::keyClick(edit->findChild<QLineEdit*>(), Qt::Key_Return);

    QCOMPARE(workbench().labels().all().front().text, u"second"_s);
    QTRY_VERIFY(!dialog->findChild<LabelDialog*>());
    dialog->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    dialog->list().setFocus();
    QTest::keyClick(&dialog->list(), Qt::Key_Delete);
    QTRY_VERIFY(workbench().labels().all().empty());
    QVERIFY(!dialog->list().isVisible());
}

void MemoryWindowTest::saysHowTheLastCheckEnded()
{
    CheckResult result;
    result.replica = toQt(parseStoreUrl(fromQt(m_fixture->address()))->shown());
    result.when = *parseTimestamp("2026-01-31T12:00:00Z");
    result.outcome = CheckOutcome::Failed;
    result.summary = u"5 objects, 2 findings"_s;
    m_services.memory->before.checks = {result};

    restart();
    open();

    auto* panel = m_window->findChild<CheckPanel*>();
    QVERIFY(panel->summary().startsWith(u"Last validated 31 Jan 2026"_s));
    QVERIFY(panel->summary().endsWith(u"failed"_s));
    QVERIFY(panel->detail().contains(u"2 findings"_s));
}

void MemoryWindowTest::keepsHowACheckEnds()
{
    open();

    workbench().checks().start(workbench().current()->id, ValidationRung::Listing);

    auto& kept = m_services.memory->kept;
    QTRY_COMPARE_WITH_TIMEOUT(kept.checks.size(), std::size_t{1}, 30000);
    QCOMPARE(kept.checks.front().outcome, CheckOutcome::Passed);
    QCOMPARE(kept.checks.front().rung, ValidationRung::Listing);
    QCOMPARE(kept.activity.back().kind, ActivityKind::Check);
    QCOMPARE(kept.activity.back().severity, ActivitySeverity::Success);
    QVERIFY(m_window->activity().lastText().contains(u"Validation passed"_s));
}

void MemoryWindowTest::failuresStayInTheStripUntilTheyAreSeen()
{
    open();
    ActivityLog& log = workbench().activity();
    log.add(activity(ActivitySeverity::Failure, u"It failed"_s));
    log.add(activity(ActivitySeverity::Failure, u"It failed again"_s));
    log.add(activity(ActivitySeverity::Note, u"Something else"_s));

    QVERIFY(m_window->activity().failureText().contains(u"It failed again"_s));
    QVERIFY(m_window->activity().lastText().contains(u"Something else"_s));

    // A restart does not hide it.
    m_services.memory->before.activity = m_services.memory->kept.activity;
    restart();
    QVERIFY(m_window->activity().failureText().contains(u"It failed again"_s));

    QTest::keyClick(m_window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(m_window->activity().failureText().isEmpty());
    QCOMPARE(m_services.memory->seen.size(), std::size_t{2});

    QTest::keyClick(m_window.get(), Qt::Key_B, Qt::ControlModifier);
    QTRY_VERIFY(m_window->activity().isExpanded());
    QCOMPARE(m_window->activity().list().model()->rowCount(), 3);
    QVERIFY(m_window->activity().list().hasFocus());
}

void MemoryWindowTest::theStripShowsWhatRuns()
{
    open();
    QSignalSpy changed(&workbench().jobs(), &RunningJobs::changed);

    workbench().checks().start(workbench().current()->id, ValidationRung::Restore);

    const std::vector<RunningJob> jobs = workbench().jobs().all();
    QCOMPARE(jobs.size(), std::size_t{1});
    QVERIFY(jobs.front().name.startsWith(u"Validating"_s));
    jobs.front().cancel();
    QTRY_VERIFY_WITH_TIMEOUT(workbench().jobs().all().empty(), 30000);
    QVERIFY(!changed.isEmpty());
}

void MemoryWindowTest::theLogGoesToAMoment()
{
    open();
    chooseMiddle();
    const MomentPlace place = *placeOf(moment());
    LogView view(workbench(), QTimeZone::utc());
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    Activity linked = activity(ActivitySeverity::Note, u"A snapshot was stored"_s);
    linked.moment = place.position;
    workbench().activity().add(linked);
    workbench().selection().chooseLast();
    QVERIFY(placeOf(moment()) != std::optional(place));

    view.list().setCurrentIndex(view.list().model()->index(0, 0));
    QTest::keyClick(&view.list(), Qt::Key_Return);

    QTRY_COMPARE(placeOf(moment()), std::optional(place));
}

void MemoryWindowTest::theLogSearchesAndFilters()
{
    open();
    LogView view(workbench(), QTimeZone::utc());
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QCOMPARE(view.notice(), u"Nothing has happened to this replica yet."_s);
    Activity other = activity(ActivitySeverity::Failure, u"elsewhere"_s);
    other.replica = u"file:///other"_s;
    for (const Activity& each : {activity(ActivitySeverity::Note, u"a snapshot"_s),
                                 activity(ActivitySeverity::Failure, u"an upload"_s), other})
        workbench().activity().add(each);
    QCOMPARE(view.list().model()->rowCount(), 2);
    QVERIFY(view.notice().isEmpty());

    QTest::keyClicks(&view.search(), u"snap"_s);
    QCOMPARE(view.list().model()->rowCount(), 1);
    QTest::keyClick(&view.search(), Qt::Key_Return);
    QTRY_VERIFY(view.list().hasFocus());

    view.search().clear();
    view.least().setFocus();
    QTest::keyClick(&view.least(), Qt::Key_End);
    QCOMPARE(view.list().model()->rowCount(), 1);
    QCOMPARE(view.list().model()->index(0, 0).data().toString(), u"an upload"_s);
    view.search().setText(u"nothing like it"_s);
    QCOMPARE(view.notice(), u"Nothing in the log is like that."_s);
}

void MemoryWindowTest::saysThatALoggedMomentIsGone()
{
    open();
    Activity gone = activity(ActivitySeverity::Note, u"A snapshot was stored"_s);
    gone.moment = Position{GenerationId(0xdead), 1, 0};
    const Moment before = moment();
    QSignalSpy failed(&workbench(), &Workbench::failed);

    workbench().showActivity(gone);

    QCOMPARE(failed.size(), 1);
    QCOMPARE(moment(), before);
}

void MemoryWindowTest::showsAgainWhatWasShown()
{
    open();
    chooseMiddle();
    const MomentPlace place = *placeOf(moment());
    m_window->close();

    restart();
    QVERIFY(!workbench().current());
    m_window->showAgain();
    settle();

    QTRY_VERIFY_WITH_TIMEOUT(placeOf(moment()) == place, 30000);
}

void MemoryWindowTest::showsTheNewestAgain()
{
    open();
    m_window->close();
    QVERIFY(!m_services.state.shown.replica.isEmpty());
    QVERIFY(!m_services.state.shown.position);

    restart();
    m_window->showAgain();
    settle();

    QVERIFY(workbench().selection().isNewest());
}

void MemoryWindowTest::showsNothingAgainThatIsGone()
{
    open();
    m_services.state.shown = {toQt(workbench().current()->url.shown()),
                              Position{GenerationId(1), 0, 0}};
    restart();

    m_window->showAgain();
    settle();

    QVERIFY(workbench().selection().isNewest());
    QVERIFY(m_window->messages().sentence().isEmpty());
}

void MemoryWindowTest::keepsTheColumnsOfItsTables()
{
    const auto header = [this] { return m_window->page().points().table().horizontalHeader(); };
    const int before = header()->sectionSize(0);
    header()->resizeSection(0, before + 37);
    m_window->dialogs().showOverview();
    auto* overview = m_window->findChild<OverviewDialog*>();
    overview->table().sortByColumn(0, Qt::DescendingOrder);
    QTRY_VERIFY(m_services.widths.contains(u"points"_s) &&
                m_services.widths.contains(u"databases"_s));
    overview->reject();

    restart();

    QCOMPARE(header()->sectionSize(0), before + 37);
    m_window->dialogs().showOverview();
    overview = m_window->findChild<OverviewDialog*>();
    QCOMPARE(overview->table().horizontalHeader()->sortIndicatorSection(), 0);
    QVERIFY(overview->table().horizontalHeader()->sortIndicatorOrder() == Qt::DescendingOrder);
}

void MemoryWindowTest::tellsHowLongARestoreTakes()
{
    open();
    const auto toRead = [this] {
        m_window->dialogs().askToRestore();
        auto* dialog = m_window->findChild<RestoreDialog*>();
        QTest::qWaitFor([&] { return dialog->flow().step() == RestoreFlow::Step::Planned; }, 30000);
        const QString text = dialog->findChild<RestorePlanPage*>()->toRead();
        dialog->reject();
        QTest::qWaitFor([this] { return !m_window->findChild<RestoreDialog*>(); }, 5000);
        return text;
    };
    QVERIFY2(!toRead().contains(u"about"_s), qPrintable(toRead()));

    m_services.speeds[u"file://"_s] = 100; // bytes a second

    QVERIFY2(toRead().contains(QRegularExpression(u"about \\d+ (min|h)"_s)), qPrintable(toRead()));
}

} // namespace walkeeper::ui

using walkeeper::ui::MemoryWindowTest;
WALKEEPER_TEST(MemoryWindowTest)
#include "memory_window_test.moc"
