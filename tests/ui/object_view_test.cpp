#include "ui/objects/object_view.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/objects/frame_list_model.h"
#include "ui/objects/object_panel.h"
#include "ui/points/point_view.h"
#include "ui/replica_page.h"
#include "ui/text/conversion.h"
#include "ui/widgets/plain_table.h"
#include "ui/window_actions.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QFile>
#include <QSignalSpy>

#include <set>

namespace walkeeper::ui {

/// The tabs below the timeline, in the window.
class ObjectViewTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_fixture = std::make_unique<WindowFixture>(); }
    void init();
    void cleanup() { m_window.reset(); }

    void listsEveryObjectOnce();
    void takesASegmentApart();
    void takesASnapshotApart();
    void saysWhereAnObjectIsDamaged();
    void aPointIsChosenWithTheKeyboard();
    void staysWhereSomebodyLooksWhileItGrows();
    void readsAnObjectOnce();
    void remembersHowItWasDivided();
    void anActivatedObjectBringsTheInspectorBack();

private:
    void open(const QString& address);
    const ReplicaContents& contents() const { return *m_window->workbench().current()->contents; }
    ObjectPanel& panel() { return m_window->page().objects().panel(); }
    QAbstractItemModel& objects() { return *m_window->page().objects().table().model(); }
    int rowOf(TimelineEntry::Kind kind) const;
    void inspect(int row);

    std::unique_ptr<WindowFixture> m_fixture;
    RememberedServices m_services;
    std::unique_ptr<MainWindow> m_window;
};

void ObjectViewTest::init()
{
    m_services = {};
    m_window = std::make_unique<MainWindow>(m_fixture->engine(), m_services);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void ObjectViewTest::open(const QString& address)
{
    m_window->openAddress(address);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 30000);
}

int ObjectViewTest::rowOf(TimelineEntry::Kind kind) const
{
    const QAbstractItemModel& rows = *m_window->page().objects().table().model();
    for (int row = 0; row < rows.rowCount(); ++row) {
        const auto entry = rows.index(row, 0).data(ObjectListModel::EntryRole).toUInt();
        if (contents().timeline.entries()[entry].kind == kind)
            return row;
    }
    return -1;
}

void ObjectViewTest::inspect(int row)
{
    m_window->page().showTab(ReplicaPage::Tab::Objects);
    m_window->page().objects().table().setCurrentIndex(objects().index(row, 0));
    const QString name = objects().index(row, ObjectListModel::Name).data().toString();
    const auto isShown = [this] {
        return panel().verdict().contains(QLatin1String("checksum")) ||
               panel().verdict().contains(u": ");
    };
    QTRY_VERIFY_WITH_TIMEOUT(!panel().isAsking() && isShown(), 30000);
    QVERIFY(!name.isEmpty());
}

void ObjectViewTest::listsEveryObjectOnce()
{
    open(m_fixture->address());
    const QAbstractItemModelTester tester(&objects(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(static_cast<std::size_t>(objects().rowCount()),
             contents().snapshots + contents().segments);
    std::set<uint> seen;
    for (int row = 0; row < objects().rowCount(); ++row)
        seen.insert(objects().index(row, 0).data(ObjectListModel::EntryRole).toUInt());
    QCOMPARE(seen.size(), contents().timeline.entries().size());
}

void ObjectViewTest::takesASegmentApart()
{
    open(m_fixture->address());

    inspect(rowOf(TimelineEntry::Kind::Segment));

    QVERIFY(panel().verdict().startsWith(QLatin1String("It can be read")));
    QCOMPARE(panel().fact(ObjectPanel::PageSize), QStringLiteral("4,096"));
    const QAbstractItemModelTester tester(&panel().frames(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(QString::number(panel().frames().rowCount()), panel().fact(ObjectPanel::Frames));
    QCOMPARE(panel().frames().index(0, FrameListModel::Offset).data().toString(),
             QStringLiteral("32"));
}

void ObjectViewTest::takesASnapshotApart()
{
    open(m_fixture->address());

    inspect(rowOf(TimelineEntry::Kind::Snapshot));

    QVERIFY(panel().verdict().startsWith(QLatin1String("It can be read")));
    QCOMPARE(panel().fact(ObjectPanel::SnapshotPageSize), QStringLiteral("4,096"));
    QVERIFY(panel().fact(ObjectPanel::Writer).startsWith(QLatin1String("SQLite 3.")));
    QCOMPARE(panel().frames().rowCount(), 0);
}

void ObjectViewTest::saysWhereAnObjectIsDamaged()
{
    const QString replica = m_fixture->copyOfReplica(QStringLiteral("damaged"));
    open(replica);
    const int row = rowOf(TimelineEntry::Kind::Segment);
    const auto entry = objects().index(row, 0).data(ObjectListModel::EntryRole).toUInt();
    const Moment object{m_window->workbench().current()->contents, entry, {}};
    QFile file(replica + u'/' + toQt(object.generation().keyOf(object.segment()).text()));
    QVERIFY(file.resize(file.size() - 3));

    inspect(row);

    QVERIFY2(panel().verdict().contains(QLatin1String("cut short")), qPrintable(panel().verdict()));
}

void ObjectViewTest::aPointIsChosenWithTheKeyboard()
{
    open(m_fixture->address());
    const Moment newest = *m_window->workbench().selection().moment();

    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QVERIFY(m_window->page().points().isVisible());
    QCOMPARE(QApplication::focusWidget(), &m_window->page().points().table());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);

    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 30000);
    QVERIFY(*m_window->workbench().selection().moment() != newest);
    QTest::keyClick(&m_window->page().points().table(), Qt::Key_Up);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 30000);
    QCOMPARE(m_window->workbench().selection().moment()->entry, newest.entry);
}

void ObjectViewTest::staysWhereSomebodyLooksWhileItGrows()
{
    const QString replica = m_fixture->copyOfReplica(QStringLiteral("grown"));
    open(replica);
    const Generation& newest = contents().replica.generations.back();
    const QString last = replica + u'/' + toQt(newest.keyOf(newest.segments.back()).text());
    QVERIFY(QFile::rename(last, last + QStringLiteral(".away")));
    m_window->workbench().reloadCurrent();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 30000);
    PlainTable& table = m_window->page().points().table();
    const auto topMoment = [&table] {
        const QModelIndex top = table.indexAt(QPoint(0, 0));
        return std::pair(top.data().toString(),
                         top.siblingAtColumn(PointListModel::Position).data().toString());
    };
    table.scrollTo(table.model()->index(60, 0), QAbstractItemView::PositionAtTop);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->workbench().book().isReading(), 30000);
    QTest::qWait(300); // what is visible is read when the scrolling rests
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->workbench().book().isReading(), 30000);
    const auto before = topMoment();
    const auto entriesBefore = contents().timeline.entries().size();

    QVERIFY(QFile::rename(last + QStringLiteral(".away"), last));
    m_window->workbench().replicas().refresh(m_window->workbench().current()->id);

    QTRY_VERIFY_WITH_TIMEOUT(contents().timeline.entries().size() > entriesBefore, 30000);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 30000);
    QCOMPARE(topMoment(), before);
}

void ObjectViewTest::readsAnObjectOnce()
{
    open(m_fixture->address());
    inspect(rowOf(TimelineEntry::Kind::Segment));
    QSignalSpy inspected(&m_fixture->engine(), &Engine::objectInspected);
    const auto before = m_window->workbench().current()->contents;

    m_window->workbench().replicas().refresh(m_window->workbench().current()->id);

    QTRY_VERIFY_WITH_TIMEOUT(m_window->workbench().current()->contents != before, 30000);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 30000);
    QTest::qWait(500);
    QCOMPARE(inspected.size(), 0);
    QVERIFY(panel().verdict().startsWith(QLatin1String("It can be read")));
}

void ObjectViewTest::remembersHowItWasDivided()
{
    open(m_fixture->address());
    m_window->page().showTab(ReplicaPage::Tab::Objects);
    m_window->page().showInspector(false);
    m_window->close();

    m_window = std::make_unique<MainWindow>(m_fixture->engine(), m_services);
    m_window->show();
    open(m_fixture->address());

    QVERIFY(m_window->page().objects().isVisible());
    QVERIFY(!m_window->page().hasInspector());
}

void ObjectViewTest::anActivatedObjectBringsTheInspectorBack()
{
    open(m_fixture->address());
    auto* const toggle = m_window->findChild<WindowActions*>()->inspector;
    toggle->setChecked(false);
    inspect(rowOf(TimelineEntry::Kind::Segment));
    QVERIFY(!panel().isVisible());

    QTest::keyClick(&m_window->page().objects().table(), Qt::Key_Return);

    QVERIFY(panel().isVisible());
    QVERIFY(toggle->isChecked());
}

} // namespace walkeeper::ui

using walkeeper::ui::ObjectViewTest;
WALKEEPER_TEST(ObjectViewTest)
#include "object_view_test.moc"
