#include "ui/drill/drill_dialog.h"

#include "tests/support/manual_clock.h"
#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/activity/activity_strip.h"
#include "ui/text/conversion.h"
#include "ui/widgets/plain_table.h"
#include "ui/widgets/wrapped_label.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60000;

} // namespace

/// Restore drills: by themselves, by hand, and what is asked in them.
class DrillWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_fixture = std::make_unique<WindowFixture>(); }
    void init();
    void cleanup() { m_window.reset(); }

    void runsByTheKeyboardAndIsRemembered();
    void savesAReport();
    void asksTheQuestionsThatAreTyped();
    void namesADamagedReplica();
    void runsWhatIsDueOneAfterTheOther();
    void canBeCancelled();
    void keepsTheSchedule();
    void refusesWhatIsNoExpectation();
    void beginsWithWhatIsRemembered();

private:
    void open(const QString& address);
    DrillDialog& openDialog();
    RememberedCatalogue& catalogue() { return *m_services->memory; }
    Workbench& workbench() { return m_window->workbench(); }
    QString replica() const { return toQt(m_window->workbench().current()->url.shown()); }
    bool waitForDrills(std::size_t count);

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<RememberedServices> m_services;
    std::unique_ptr<MainWindow> m_window;
};

void DrillWindowTest::init()
{
    m_services = std::make_unique<RememberedServices>();
    m_window = std::make_unique<MainWindow>(m_fixture->engine(), *m_services);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    open(m_fixture->address());
}

void DrillWindowTest::open(const QString& address)
{
    m_window->openAddress(address);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience);
}

DrillDialog& DrillWindowTest::openDialog()
{
    QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    DrillDialog* dialog = m_window->findChild<DrillDialog*>();
    Q_ASSERT(dialog);
    if (!QTest::qWaitFor([dialog] { return dialog->isActiveWindow(); }))
        qFatal("the dialog is not the active window");
    return *dialog;
}

bool DrillWindowTest::waitForDrills(std::size_t count)
{
    return QTest::qWaitFor([&] { return catalogue().kept.drills.size() == count; }, patience);
}

void DrillWindowTest::runsByTheKeyboardAndIsRemembered()
{
    DrillDialog& dialog = openDialog();
    QCOMPARE(dialog.history().model()->rowCount(), 0);
    const QAbstractItemModelTester tester(dialog.history().model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    QTest::keyClick(&dialog, Qt::Key_Return);

    QVERIFY(!workbench().jobs().all().empty());
    QVERIFY(workbench().jobs().all().front().name.startsWith(u"Restore drill of "_s));
    QVERIFY(waitForDrills(1));
    const DrillResult& result = catalogue().kept.drills.front();
    QVERIFY2(result.outcome == DrillOutcome::Passed, qPrintable(result.summary));
    QCOMPARE(result.replica, replica());
    QVERIFY(result.moment.has_value());
    QCOMPARE(dialog.history().model()->index(0, 0).data().toString(), u"Passed"_s);
    QVERIFY(workbench().jobs().all().empty());
    QVERIFY(workbench().activity().all().back().text.startsWith(u"Restore drill passed. "_s));
    QCOMPARE(workbench().activity().unseenCount(), std::size_t{0});
}

void DrillWindowTest::savesAReport()
{
    DrillDialog& dialog = openDialog();
    const auto buttons = dialog.findChildren<QPushButton*>();
    const auto save = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton* each) {
        return each->text().contains(u"report"_s);
    });
    QVERIFY(save != buttons.end() && !(*save)->isEnabled());
    QTest::keyClick(&dialog, Qt::Key_Return);
    QVERIFY(waitForDrills(1));
    QTRY_VERIFY((*save)->isEnabled());
    const QString path = m_fixture->filePath(u"drills.txt"_s);

    (*save)->click();
    auto* files = dialog.findChild<QFileDialog*>();
    QVERIFY(files);
    emit files->fileSelected(path);
    files->close();

    const auto says = [&dialog](const QString& text) {
        const auto labels = dialog.findChildren<WrappedLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&text](const WrappedLabel* each) {
            return each->text().contains(text);
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(says(u" is saved: "_s + path), patience);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith("Restore drills of "));
}

void DrillWindowTest::asksTheQuestionsThatAreTyped()
{
    DrillDialog& dialog = openDialog();
    const auto type = [&dialog](const QString& text) {
        auto* editor = dialog.questions().findChild<QLineEdit*>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, text);
        QTest::keyClick(editor, Qt::Key_Return);
        QTest::qWait(0);
    };
    const QAbstractItemModelTester tester(dialog.questions().model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    QTest::keyClick(&dialog, Qt::Key_Q, Qt::AltModifier);
    QTRY_VERIFY(dialog.questions().findChild<QLineEdit*>());
    type(u"SELECT count(*) FROM sqlite_schema"_s);
    dialog.questions().setCurrentIndex(dialog.questions().model()->index(0, 1));
    QTest::keyClick(&dialog.questions(), Qt::Key_F2);
    type(u"= 0"_s);
    QCOMPARE(catalogue().kept.drillSettings.back().assertions.size(), std::size_t{1});

    // Tried before it counts.
    QTest::keyClick(&dialog, Qt::Key_T, Qt::AltModifier);
    const auto answer = [&dialog] {
        return dialog.questions().model()->index(0, 2).data().toString();
    };
    QTRY_VERIFY_WITH_TIMEOUT(answer().startsWith(u"Other answer: "_s), patience);
    QVERIFY(catalogue().kept.drills.empty());

    QTest::keyClick(&dialog, Qt::Key_N, Qt::AltModifier);
    QVERIFY(waitForDrills(1));
    const DrillResult& result = catalogue().kept.drills.front();
    QCOMPARE(result.outcome, DrillOutcome::Failed);
    QVERIFY2(result.summary.contains(u"sqlite_schema"_s), qPrintable(result.summary));
    QCOMPARE(workbench().activity().unseenCount(), std::size_t{1});
}

void DrillWindowTest::namesADamagedReplica()
{
    const QString damaged = m_fixture->copyOfReplica(u"damaged"_s);
    const auto contents = listed(m_fixture->engine(), damaged);
    const Generation& newest = contents->replica.generations.back();
    QFile file(damaged + u'/' + toQt(newest.keyOf(newest.segments.front()).text()));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.resize(file.size() / 2));
    file.close();
    open(damaged);

    QTest::keyClick(&openDialog(), Qt::Key_Return);

    QVERIFY(waitForDrills(1));
    const DrillResult& result = catalogue().kept.drills.front();
    QCOMPARE(result.outcome, DrillOutcome::Failed);
    QVERIFY2(result.summary.startsWith(u"It cannot be restored: "_s), qPrintable(result.summary));
    QVERIFY(!result.moment);
}

void DrillWindowTest::runsWhatIsDueOneAfterTheOther()
{
    RememberedCatalogue memory;
    DrillBook book(memory);
    test::ManualClock clock;
    DrillQueue queue(m_fixture->engine(), book, clock);
    QSignalSpy ended(&queue, &DrillQueue::ended);
    const auto set = [&](const QString& address, std::chrono::hours interval) {
        book.set({u"file://"_s + address,
                  address,
                  u"some"_s,
                  interval,
                  clock.now() - std::chrono::hours(24 * 40),
                  {}});
    };
    set(m_fixture->copyOfReplica(u"one"_s), std::chrono::hours(24));
    set(m_fixture->copyOfReplica(u"never"_s), std::chrono::hours(0));
    set(m_fixture->copyOfReplica(u"other"_s), std::chrono::hours(24 * 7));

    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
    QVERIFY(queue.all().empty()); // the other one at the next look
    QCOMPARE(memory.kept.drills.size(), std::size_t{1});
    const QString first = memory.kept.drills.front().replica;
    QVERIFY(*queue.next(first) > clock.now());
    QVERIFY(!queue.next(u"file://"_s + m_fixture->filePath(u"never"_s)));
}

void DrillWindowTest::canBeCancelled()
{
    RememberedCatalogue memory;
    DrillBook book(memory);
    const SystemClock clock;
    DrillQueue queue(m_fixture->engine(), book, clock);
    const StoreUrl first = *parseStoreUrl(fromQt(m_fixture->address()));
    const StoreUrl second = *parseStoreUrl(fromQt(m_fixture->copyOfReplica(u"second"_s)));

    queue.start(first, u"first"_s);
    queue.start(first, u"again"_s);
    queue.start(second, u"second"_s);
    QCOMPARE(queue.all().size(), std::size_t{2});
    QVERIFY(queue.all().front().job.isValid() && !queue.all().back().job.isValid());
    queue.cancel(toQt(second.shown()));
    queue.cancel(toQt(first.shown()));

    QTRY_VERIFY_WITH_TIMEOUT(queue.all().empty(), patience);
    QVERIFY(memory.kept.drills.size() <= 1); // the first one may have been quicker
    QVERIFY(QDir(QDir::tempPath())
                .entryList({u".walkeeper-drill-%1.*"_s.arg(QCoreApplication::applicationPid())},
                           QDir::Dirs | QDir::Hidden)
                .isEmpty());
}

void DrillWindowTest::keepsTheSchedule()
{
    DrillDialog& dialog = openDialog();
    auto* interval = dialog.findChild<QComboBox*>();
    QVERIFY(!workbench().drills().next(replica()));

    interval->setFocus();
    QTest::keyClick(interval, Qt::Key_Down);
    QTest::keyClick(interval, Qt::Key_Down);

    const DrillSetting& kept = catalogue().kept.drillSettings.back();
    QCOMPARE(kept.interval, std::chrono::hours(24 * 7));
    QCOMPARE(kept.replica, replica());
    QVERIFY(parseStoreUrl(fromQt(kept.address))->shown() == workbench().current()->url.shown());
    QVERIFY(workbench().drills().next(replica()).has_value());
}

void DrillWindowTest::refusesWhatIsNoExpectation()
{
    AssertionListModel model(std::vector<DrillAssertion>{{"SELECT 1", {}}});
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy refused(&model, &AssertionListModel::refused);
    QSignalSpy changed(&model, &AssertionListModel::changed);
    const QModelIndex expected = model.index(0, AssertionListModel::ExpectedColumn);

    QVERIFY(!model.setData(expected, u"about five"_s, Qt::EditRole));
    QVERIFY(model.setData(expected, u"no rows"_s, Qt::EditRole));
    model.add();

    QCOMPARE(refused.size(), 1);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(expected.data().toString(), u"no rows"_s);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.assertions().size(), std::size_t{1}); // one without a text is none
    model.remove(0);
    QVERIFY(model.assertions().empty());
}

void DrillWindowTest::beginsWithWhatIsRemembered()
{
    RememberedCatalogue memory;
    const auto at = [](int hours) { return Timestamp(std::chrono::hours(hours)); };
    const auto result = [&](int hours, DrillOutcome outcome) {
        return DrillResult{u"file:///a"_s, at(hours), outcome, {}, {}, {}};
    };
    memory.before.drillSettings = {{u"file:///a"_s, u"/a"_s, u"a"_s, {}, {}, {}}};
    memory.before.drills = {result(9, DrillOutcome::Inconclusive),
                            result(8, DrillOutcome::Inconclusive), result(5, DrillOutcome::Passed),
                            result(1, DrillOutcome::Passed)};
    DrillBook book(memory);

    memory.load();

    QCOMPARE(book.find(u"file:///a"_s)->address, u"/a"_s);
    QCOMPARE(book.history(u"file:///a"_s), memory.before.drills);
    QCOMPARE(book.last(u"file:///a"_s)->when, at(9));
    QCOMPARE(*book.lastPassed(u"file:///a"_s), at(5));
    QCOMPARE(book.inconclusiveInARow(u"file:///a"_s), 2);
    QVERIFY(!book.last(u"file:///b"_s));
}

} // namespace walkeeper::ui

using walkeeper::ui::DrillWindowTest;
WALKEEPER_TEST(DrillWindowTest)
#include "drill_window_test.moc"
