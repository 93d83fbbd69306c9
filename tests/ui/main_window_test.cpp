#include "ui/main_window.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/check/check_panel.h"
#include "ui/moment/moment_panel.h"
#include "ui/open/open_dialog.h"
#include "ui/open/welcome_page.h"
#include "ui/replica_page.h"
#include "ui/restore/restore_dialog.h"
#include "ui/text/conversion.h"
#include "ui/timeline/timeline_slider.h"
#include "ui/tree/replica_tree_model.h"
#include "ui/widgets/message_bar.h"
#include "ui/window_dialogs.h"

#include <QDir>
#include <QFile>
#include <QKeySequence>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTreeView>

namespace walkeeper::ui {

namespace {

/// Entries that share their underlined letter with an earlier one of the same menu, at any depth.
QStringList mnemonicClashes(const QList<QAction*>& entries)
{
    QStringList clashes;
    QList<QKeySequence> seen;
    for (const QAction* each : entries) {
        const QKeySequence mnemonic = QKeySequence::mnemonic(each->text());
        if (!mnemonic.isEmpty() && seen.contains(mnemonic))
            clashes << each->text();
        seen << mnemonic;
        if (const QMenu* menu = each->menu())
            clashes << mnemonicClashes(menu->actions());
    }
    return clashes;
}

} // namespace

class MainWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void saysWhatToDoWhileNothingIsOpen();
    void noMenuHasALetterTwice();
    void opensAReplicaAndChoosesItsNewestMoment();
    void opensWithTheDialog();
    void followsTheKeyboard();
    void choosesWithTheTree();
    void saysWhatIsWrongWithAnAddress();
    void showsWhyAReplicaIsNotOpened();
    void namesTheNewerLayout();
    void showsAnEmptyReplica();
    void showsADamagedSegment();
    void validatesAndShowsWhatItFound();
    void opensTheRestoreDialogForTheMoment();
    void forgetsAClosedReplica();
    void remembersHowItLooked();
    void dropsAnswersAboutAnotherReplica();

private:
    void settle()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_window->workbench().current() && m_window->isSettled(), 30000);
    }
    const Moment& moment() { return *m_window->workbench().selection().moment(); }
    TimelineSlider& timeline() { return m_window->page().timeline(); }

    std::unique_ptr<WindowFixture> m_fixture;
    RememberedServices m_services;
    std::unique_ptr<MainWindow> m_window;
};

void MainWindowTest::initTestCase()
{
    m_fixture = std::make_unique<WindowFixture>();
}

void MainWindowTest::init()
{
    m_services = {};
    m_window = std::make_unique<MainWindow>(m_fixture->engine(), m_services);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void MainWindowTest::cleanup()
{
    m_window.reset();
}

void MainWindowTest::saysWhatToDoWhileNothingIsOpen()
{
    QVERIFY(m_window->findChild<WelcomePage*>()->isVisible());
    QVERIFY(!m_window->page().isVisible());
    QCOMPARE(m_window->windowTitle(), QStringLiteral("Walkeeper"));
    QVERIFY(!m_window->messages().isVisible());
}

void MainWindowTest::noMenuHasALetterTwice()
{
    QVERIFY(!m_window->menuBar()->actions().isEmpty());
    QCOMPARE(mnemonicClashes(m_window->menuBar()->actions()), QStringList());

    QMenu menu;
    menu.addAction(QStringLiteral("&Go to…"));
    menu.addMenu(QStringLiteral("&View"))
        ->addActions(
            {menu.addAction(QStringLiteral("Lo&g")), menu.addAction(QStringLiteral("Ta&gs…"))});
    QCOMPARE(mnemonicClashes(menu.actions()).size(), 3);
}

void MainWindowTest::opensAReplicaAndChoosesItsNewestMoment()
{
    m_window->openAddress(m_fixture->address());
    settle();

    QVERIFY(timeline().isVisible());
    QCOMPARE(std::size_t{moment().entry} + 1,
             m_window->workbench().current()->contents->timeline.entries().size());
    auto* facts = m_window->findChild<MomentFacts*>();
    QCOMPARE(facts->fact(MomentFacts::Position),
             toQt(moment().commit->point.position.text()).section(u'/', 1));
    QVERIFY(facts->fact(MomentFacts::Reading).contains(QLatin1String("object")));
    QVERIFY(m_window->windowTitle().contains(QLatin1String("replica at 20")));
    const auto& kept = m_services.memory->kept.replicas;
    QCOMPARE(kept.size(), std::size_t{1});
    QCOMPARE(kept.front().address, m_fixture->address());
}

void MainWindowTest::opensWithTheDialog()
{
    m_window->dialogs().askWhatToOpen();
    auto* dialog = m_window->findChild<OpenDialog*>();
    QVERIFY(dialog && dialog->isVisible());

    dialog->findChild<QLineEdit*>()->setText(QStringLiteral("file://") + m_fixture->address());
    QTest::keyClick(dialog->findChild<QLineEdit*>(), Qt::Key_Return);

    settle();
    QCOMPARE(m_window->workbench().current()->address, m_fixture->address());
}

void MainWindowTest::followsTheKeyboard()
{
    m_window->openAddress(m_fixture->address());
    settle();
    const Moment newest = moment();

    QTest::keyClick(&timeline(), Qt::Key_Left);
    settle();
    QVERIFY(moment() != newest);
    QTest::keyClick(&timeline(), Qt::Key_Right);
    settle();
    QVERIFY(moment() == newest);
    QTest::keyClick(&timeline(), Qt::Key_PageUp);
    QVERIFY(moment().isSnapshot());
    QTest::keyClick(&timeline(), Qt::Key_Home);
    QCOMPARE(moment().entry, 0U);
    QTest::keyClick(&timeline(), Qt::Key_End);
    settle();
    QVERIFY(moment() == newest);
}

void MainWindowTest::choosesWithTheTree()
{
    m_window->openAddress(m_fixture->address());
    settle();
    QTreeView& tree = m_window->tree();
    QAbstractItemModel& model = *tree.model();
    const QModelIndex generation = model.index(0, 0, model.index(0, 0));
    QVERIFY(tree.isExpanded(generation));
    const QModelIndex snapshots = model.index(0, 0, generation);
    tree.expand(snapshots);

    tree.setCurrentIndex(model.index(0, 0, snapshots));

    QVERIFY(moment().isSnapshot());
    QCOMPARE(timeline().picture().moment->entry, moment().entry);
}

void MainWindowTest::saysWhatIsWrongWithAnAddress()
{
    m_window->openAddress(QStringLiteral("nowhere://x/y"));
    if (m_window->workbench().current())
        settle();

    const bool isSaid =
        m_window->messages().isVisible() || m_window->findChild<NoticePage*>()->isVisible();
    QVERIFY(isSaid);
}

void MainWindowTest::showsWhyAReplicaIsNotOpened()
{
    m_window->openAddress(m_fixture->filePath(QStringLiteral("missing")));
    settle();

    auto* notice = m_window->findChild<NoticePage*>();
    QVERIFY(notice->isVisible());
    QVERIFY(notice->title().contains(QLatin1String("missing could not be opened")));
    QVERIFY(!notice->sentence().isEmpty());
    QVERIFY(!m_window->workbench().selection().moment());
}

void MainWindowTest::namesTheNewerLayout()
{
    const QString replica = m_fixture->filePath(QStringLiteral("newer"));
    QVERIFY(QDir().mkpath(replica + QStringLiteral("/ltx/0")));
    QFile file(replica + QStringLiteral("/ltx/0/0000000000000001-0000000000000001.ltx"));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("LTX1") == 4);
    file.close();

    m_window->openAddress(replica);
    settle();

    auto* notice = m_window->findChild<NoticePage*>();
    QVERIFY(notice->isVisible());
    QVERIFY2(notice->title().contains(QLatin1String("Litestream 0.5")),
             qPrintable(notice->title()));
}

void MainWindowTest::showsAnEmptyReplica()
{
    const QString replica = m_fixture->filePath(QStringLiteral("empty"));
    QVERIFY(QDir().mkpath(replica));

    m_window->openAddress(replica);
    settle();

    QVERIFY(m_window->findChild<NoticePage*>()->isVisible());
}

void MainWindowTest::showsADamagedSegment()
{
    const QString replica = m_fixture->copyOfReplica(QStringLiteral("damaged"));
    const auto contents = listed(m_fixture->engine(), replica);
    const Generation& newest = contents->replica.generations.back();
    QFile segment(replica + u'/' + toQt(newest.keyOf(newest.segments.back()).text()));
    QVERIFY(segment.resize(segment.size() / 2));

    m_window->openAddress(replica);
    settle();

    QVERIFY(!moment().commit);
    QVERIFY(!m_window->workbench()
                 .book()
                 .findings(moment().timelineEntry().generation, moment().timelineEntry().part)
                 .empty());
}

void MainWindowTest::validatesAndShowsWhatItFound()
{
    const QString replica = m_fixture->copyOfReplica(QStringLiteral("checked"));
    m_window->openAddress(replica);
    settle();
    auto* panel = m_window->findChild<CheckPanel*>();
    const ReplicaId id = m_window->workbench().current()->id;

    m_window->workbench().checks().start(id, ValidationRung::Restore);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->workbench().checks().find(id)->isRunning(), 60000);
    QCOMPARE(panel->summary(), QStringLiteral("Passed"));

    const Generation& oldest = m_window->workbench().current()->contents->replica.generations[0];
    QFile segment(replica + u'/' + toQt(oldest.keyOf(oldest.segments[3]).text()));
    QVERIFY(segment.resize(segment.size() - 1));
    m_window->workbench().checks().start(id, ValidationRung::Objects);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->workbench().checks().find(id)->isRunning(), 60000);

    QVERIFY2(panel->summary().startsWith(QLatin1String("Failed")), qPrintable(panel->summary()));
    QVERIFY(!timeline().picture().findings->empty());
    const QModelIndex root = m_window->tree().model()->index(0, 0);
    QCOMPARE(root.data(ReplicaTreeModel::SeverityRole).toInt(), static_cast<int>(Severity::Damage));
}

void MainWindowTest::opensTheRestoreDialogForTheMoment()
{
    m_window->openAddress(m_fixture->address());
    settle();
    QTest::keyClick(&timeline(), Qt::Key_Home);

    m_window->dialogs().askToRestore();

    auto* dialog = m_window->findChild<RestoreDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(dialog->flow().moment() == moment());
    dialog->reject();
}

void MainWindowTest::forgetsAClosedReplica()
{
    m_window->openAddress(m_fixture->address());
    settle();

    m_window->workbench().closeCurrent();

    QVERIFY(m_window->findChild<WelcomePage*>()->isVisible());
    QVERIFY(!m_window->workbench().selection().moment());
    QCOMPARE(m_window->tree().model()->rowCount(), 0);
}

void MainWindowTest::remembersHowItLooked()
{
    QSignalSpy closed(m_window.get(), &MainWindow::closed);
    m_window->resize(1111, 777);

    m_window->close();

    QCOMPARE(closed.size(), 1);
    QVERIFY(!m_services.state.geometry.isEmpty());
    const MainWindow again(m_fixture->engine(), m_services);
    QCOMPARE(again.size(), QSize(1111, 777));
}

void MainWindowTest::dropsAnswersAboutAnotherReplica()
{
    m_window->openAddress(m_fixture->address());
    m_window->openAddress(m_fixture->copyOfReplica(QStringLiteral("other")));
    const ReplicaId other = m_window->workbench().current()->id;

    settle();

    QCOMPARE(m_window->workbench().current()->id, other);
    QVERIFY(moment().contents == m_window->workbench().current()->contents);
    m_window->workbench().show(m_window->workbench().replicas().all().front().id);
    settle();
    QVERIFY(moment().contents == m_window->workbench().current()->contents);
    QVERIFY(timeline().picture().contents == moment().contents);
}

} // namespace walkeeper::ui

using walkeeper::ui::MainWindowTest;
WALKEEPER_TEST(MainWindowTest)
#include "main_window_test.moc"
