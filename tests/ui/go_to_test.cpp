#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/go_to/go_to_dialog.h"
#include "ui/go_to/go_to_model.h"
#include "ui/labels/label_dialog.h"
#include "ui/text/conversion.h"
#include "ui/timeline/timeline_slider.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPointer>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

/// "Go to…", by the keyboard alone.
class GoToTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_fixture = std::make_unique<WindowFixture>(); }
    void init();
    void cleanup() { m_window.reset(); }

    void theModelSaysWhatCannotBeUsed();
    void opensAReplicaByItsTag();
    void goesToATypedTime();
    void goesToALabel();
    void startsAnAction();
    void passesOverWhatCannotBeUsed();
    void arrowsStayWithinTheList();
    void escapeLeavesAllAsItIs();
    void saysThatNothingMatches();
    void leavesItselfOut();

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
    void begin();
    void type(const QString& text) { QTest::keyClicks(&m_dialog->edit(), text); }
    void press(Qt::Key key) { QTest::keyClick(&m_dialog->edit(), key); }
    QModelIndex current() { return m_dialog->list().currentIndex(); }
    QString currentText() { return current().data().toString(); }
    QString currentKind() { return current().data(GoToModel::KindRole).toString(); }
    Workbench& workbench() { return m_window->workbench(); }

    std::unique_ptr<WindowFixture> m_fixture;
    RememberedServices m_services;
    std::unique_ptr<MainWindow> m_window;
    QPointer<GoToDialog> m_dialog;
};

void GoToTest::init()
{
    m_services = {};
    const QString url = toQt(parseStoreUrl(fromQt(m_fixture->address()))->shown());
    m_services.memory->before.replicas = {
        {url, m_fixture->address(), u"weather"_s, Timestamp(), {u"harbour"_s}}};
    m_window = std::make_unique<MainWindow>(m_fixture->engine(), m_services);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void GoToTest::begin()
{
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    m_dialog = m_window->findChild<GoToDialog*>();
    QVERIFY(m_dialog);
    QVERIFY(QTest::qWaitForWindowActive(m_dialog));
    QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget*>(&m_dialog->edit()));
}

void GoToTest::theModelSaysWhatCannotBeUsed()
{
    GoToModel model;
    const QAbstractItemModelTester tester(&model);
    GoToItem usable;
    usable.text = u"Restore…"_s;
    usable.keys = u"Ctrl+R"_s;
    GoToItem other = usable;
    other.isEnabled = false;

    model.show({other, usable, other});

    QCOMPARE(model.rowCount(), 3);
    QVERIFY(!(model.flags(model.index(0)) & (Qt::ItemIsEnabled | Qt::ItemIsSelectable)));
    QVERIFY(model.flags(model.index(1)) & Qt::ItemIsEnabled);
    QCOMPARE(model.enabledFrom(0, +1), 1);
    QCOMPARE(model.enabledFrom(2, +1), -1);
    QCOMPARE(model.enabledFrom(2, -1), 1);
    QCOMPARE(model.index(1).data(Qt::AccessibleTextRole).toString(),
             u"Restore…, Command, Ctrl+R"_s);
    model.show({});
    QCOMPARE(model.enabledFrom(0, +1), -1);
}

void GoToTest::opensAReplicaByItsTag()
{
    begin();
    type(u"harb"_s);
    QCOMPARE(currentText(), u"weather"_s);
    QCOMPARE(currentKind(), u"Replica"_s);
    QVERIFY(m_dialog->edit().accessibleDescription().startsWith(u"weather, Replica"_s));

    press(Qt::Key_Return);

    QTRY_VERIFY(!m_dialog);
    settle();
    QCOMPARE(toQt(workbench().current()->url.shown()),
             m_services.memory->before.replicas.front().url);
}

void GoToTest::goesToATypedTime()
{
    open();
    const auto& entries = workbench().current()->contents->timeline.entries();
    const TimelineEntry& wanted = entries[entries.size() / 2];
    begin();

    type(toQt(std::string_view(formatTimestampExact(wanted.time))));
    QCOMPARE(currentKind(), u"Moment"_s);
    press(Qt::Key_Return);

    QTRY_VERIFY(!m_dialog);
    settle();
    QCOMPARE(workbench().selection().moment()->time(), wanted.time);
}

void GoToTest::goesToALabel()
{
    open();
    workbench().selection().chooseFirst();
    settle();
    const Moment labelled = *workbench().selection().moment();
    workbench().labels().set({*placeOf(labelled), labelled.time(), u"before the storm"_s, {}});
    workbench().selection().chooseLast();
    settle();
    begin();

    type(u"storm"_s);
    QCOMPARE(currentKind(), u"Label"_s);
    press(Qt::Key_Return);

    QTRY_COMPARE(workbench().selection().moment()->time(), labelled.time());
}

void GoToTest::startsAnAction()
{
    open();
    begin();
    type(u"label the"_s);
    QCOMPARE(currentText(), u"Label the moment…"_s);
    QCOMPARE(current().data(GoToModel::KeysRole).toString(), u"Ctrl+L"_s);

    press(Qt::Key_Enter);

    QTRY_VERIFY(m_window->findChild<LabelDialog*>());
    QTRY_VERIFY(!m_dialog);
}

void GoToTest::passesOverWhatCannotBeUsed()
{
    begin(); // no replica is open
    type(u"label"_s);
    const QAbstractItemModel& model = *m_dialog->list().model();
    QVERIFY(model.rowCount() > 1);
    bool hasDisabled = false;
    for (int row = 0; row < model.rowCount(); ++row)
        hasDisabled |= !(model.index(row, 0).flags() & Qt::ItemIsEnabled);
    QVERIFY(hasDisabled);
    QCOMPARE(currentText(), u"Labelled moments…"_s);
    QVERIFY(current().flags() & Qt::ItemIsEnabled);

    m_dialog->edit().clear();
    type(u"label the moment"_s);
    QCOMPARE(model.rowCount(), 1);
    QVERIFY(!current().isValid());
    QCOMPARE(m_dialog->edit().accessibleDescription(),
             u"Nothing of what was found can be used now."_s);
    press(Qt::Key_Return);
    QVERIFY(m_dialog && m_dialog->isVisible());
}

void GoToTest::arrowsStayWithinTheList()
{
    open();
    begin();
    press(Qt::Key_Up);
    QCOMPARE(current().row(), 0);
    press(Qt::Key_Down);
    QVERIFY(current().row() > 0);
    const int rows = m_dialog->list().model()->rowCount();
    for (int i = 0; i < rows + 2; ++i) {
        press(Qt::Key_Down);
        QVERIFY(current().flags() & Qt::ItemIsEnabled);
    }
    const int last = current().row();
    press(Qt::Key_PageDown);
    QCOMPARE(current().row(), last);
    for (int i = 0; i < rows; ++i)
        press(Qt::Key_PageUp);
    QCOMPARE(current().row(), 0);
}

void GoToTest::escapeLeavesAllAsItIs()
{
    open();
    const Timestamp before = workbench().selection().moment()->time();
    begin();
    type(u"yesterday"_s);

    press(Qt::Key_Escape);

    QTRY_VERIFY(!m_dialog);
    QCOMPARE(workbench().selection().moment()->time(), before);
}

void GoToTest::saysThatNothingMatches()
{
    begin();
    type(u"no such  thing"_s);

    QVERIFY(!m_dialog->list().isVisible());
    QVERIFY(m_dialog->edit().accessibleDescription().contains(u"“no such thing”"_s));
    press(Qt::Key_Down);
    press(Qt::Key_Return);
    QVERIFY(m_dialog && m_dialog->isVisible());
}

void GoToTest::leavesItselfOut()
{
    begin();
    type(u"go to"_s);

    const QAbstractItemModel& model = *m_dialog->list().model();
    QStringList found;
    for (int row = 0; row < model.rowCount(); ++row)
        found << model.index(row, 0).data().toString();
    QVERIFY(found.contains(u"Go to the timeline"_s));
    QVERIFY(!found.contains(u"Go to…"_s));
}

} // namespace walkeeper::ui

using walkeeper::ui::GoToTest;
WALKEEPER_TEST(GoToTest)
#include "go_to_test.moc"
