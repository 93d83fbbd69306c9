#include "ui/main_window.h"

#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"
#include "tests/ui/window_fixture.h"
#include "ui/activity/activity_log.h"
#include "ui/activity/running_jobs.h"
#include "ui/removal/removal_dialog.h"
#include "ui/removal/removal_text.h"
#include "ui/text/conversion.h"
#include "ui/window_dialogs.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QRadioButton>
#include <QTemporaryDir>
#include <QTreeView>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30000;

} // namespace

/// Removing, by the keyboard alone.
class RemovalWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void forgetsADatabase();
    void deletesTheLocalState();
    void deletesADatabasesReplica();
    void deletesASnapshotFromTheTree();
    void refusesTheCurrentGeneration();
    void saysWhichLabelsGo();
    void escapeLeavesEverything();
    void isCancelledAmongWhatRuns();

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    void open(const QString& address);
    void watch();
    bool isWatched() const { return !m_window->workbench().watched().all().empty(); }
    RemovalDialog* dialog() const { return m_window->findChild<RemovalDialog*>(); }
    void pressDelete();
    /// Arrow keys from the first choice on.
    void chooseByKeys(RemovalKind kind);
    void typeName(const QString& name);
    void press(Qt::Key key) { QTest::keyClick(QApplication::focusWidget(), key); }
    std::size_t objects(const QString& folder);

    WindowFixture m_fixture;
    RememberedServices m_services;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::WorkloadDatabase> m_database;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
};

void RemovalWindowTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_engine = std::make_unique<Engine>(m_fixture.context());
    m_services = {};
    m_window = std::make_unique<MainWindow>(*m_engine, m_services);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void RemovalWindowTest::cleanup()
{
    m_window.reset();
    m_engine.reset();
    m_database.reset();
    m_folder.reset();
}

void RemovalWindowTest::open(const QString& address)
{
    m_window->openAddress(address);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workbench().current() &&
                                 m_window->workbench().current()->contents && m_window->isSettled(),
                             patience);
}

void RemovalWindowTest::watch()
{
    m_database = std::make_unique<test::WorkloadDatabase>(pathFromQt(path(u"app.db"_s)), 4096);
    m_database->insertItems(20, 100);
    QVERIFY(m_database->state());
    QFile file(path(u"litestream.yml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("# mine\ndbs:\n  - path: " + path(u"app.db"_s).toUtf8() +
               "\n    replicas:\n      - path: " + path(u"replica"_s).toUtf8() + "\n");
    file.close();
    const auto parsed = readConfigFile(pathFromQt(file.fileName()), {});
    QVERIFY(parsed);
    m_window->watch({pathFromQt(file.fileName()), {}, parsed->config.databases});
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workbench().currentWatched() &&
                                 m_window->workbench().current()->contents &&
                                 m_window->workbench().current()->contents->snapshots > 0,
                             patience);
}

void RemovalWindowTest::pressDelete()
{
    m_window->watchList().setFocus();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->watchList().hasFocus(), patience);
    QTest::keyClick(&m_window->watchList(), Qt::Key_Delete);
    QVERIFY(dialog());
    QVERIFY(QTest::qWaitForWindowActive(dialog()));
    QTRY_VERIFY(qobject_cast<QRadioButton*>(QApplication::focusWidget()));
}

void RemovalWindowTest::chooseByKeys(RemovalKind kind)
{
    for (int step = 0; dialog()->flow().choice().kind != kind && step < 5; ++step)
        press(Qt::Key_Down);
    QCOMPARE(dialog()->flow().choice().kind, kind);
    QTRY_COMPARE_WITH_TIMEOUT(dialog()->flow().step(), RemovalFlow::Step::Planned, patience);
}

void RemovalWindowTest::typeName(const QString& name)
{
    auto* line = dialog()->findChild<QLineEdit*>();
    for (int step = 0; !line->hasFocus() && step < 10; ++step)
        press(Qt::Key_Tab);
    QVERIFY(line->hasFocus());
    QTest::keyClicks(line, name);
}

std::size_t RemovalWindowTest::objects(const QString& folder)
{
    const auto contents = listed(*m_engine, folder);
    return contents ? contents->snapshots + contents->segments : 0;
}

void RemovalWindowTest::forgetsADatabase()
{
    watch();
    pressDelete();
    press(Qt::Key_Return);

    QTRY_VERIFY_WITH_TIMEOUT(!isWatched() && !dialog(), patience);
    QVERIFY(QFileInfo::exists(path(u".app.db-litestream"_s)));
    QVERIFY(objects(path(u"replica"_s)) > 0);
    QFile file(path(u"litestream.yml"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith("# mine\n"));
}

void RemovalWindowTest::deletesTheLocalState()
{
    watch();
    pressDelete();
    chooseByKeys(RemovalKind::LocalState);
    QVERIFY(dialog()->flow().localState()->files > 0);
    press(Qt::Key_Return);

    QTRY_COMPARE_WITH_TIMEOUT(dialog()->flow().step(), RemovalFlow::Step::Done, patience);
    QVERIFY(!isWatched());
    QVERIFY(!QFileInfo::exists(path(u".app.db-litestream"_s)));
    QVERIFY(QFileInfo::exists(path(u"app.db"_s)));
    QVERIFY(objects(path(u"replica"_s)) > 0);
    QVERIFY(!m_services.memory->kept.activity.empty());
    press(Qt::Key_Return);
    QTRY_VERIFY(!dialog());
}

void RemovalWindowTest::deletesADatabasesReplica()
{
    watch();
    pressDelete();
    chooseByKeys(RemovalKind::Replica);
    typeName(u"app"_s);
    press(Qt::Key_Return);
    QCOMPARE(dialog()->flow().step(), RemovalFlow::Step::Planned);
    typeName(u".db"_s);
    press(Qt::Key_Return);

    QTRY_COMPARE_WITH_TIMEOUT(dialog()->flow().step(), RemovalFlow::Step::Done, patience);
    QVERIFY2(dialog()->flow().report()->isComplete(),
             qPrintable(RemovalText::outcome(dialog()->flow())));
    QVERIFY(!isWatched());
    QVERIFY(!QFileInfo::exists(path(u"replica/generations"_s)));
    QVERIFY(!QFileInfo::exists(path(u".app.db-litestream"_s)));
    QVERIFY(QFileInfo::exists(path(u"app.db"_s)));
    QVERIFY(!m_window->workbench().current());
}

void RemovalWindowTest::deletesASnapshotFromTheTree()
{
    const QString copy = m_fixture.copyOfReplica(QString::fromLatin1(QTest::currentTestFunction()));
    open(copy);
    const auto before = m_window->workbench().current()->contents;
    m_window->tree().setFocus();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->tree().hasFocus(), patience);
    QTest::keyClick(&m_window->tree(), Qt::Key_Home);
    QTest::keyClick(&m_window->tree(), Qt::Key_Delete, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(dialog());
    QVERIFY(QTest::qWaitForWindowActive(dialog()));
    QTRY_VERIFY(qobject_cast<QRadioButton*>(QApplication::focusWidget()));
    QCOMPARE(dialog()->flow().choice().kind, RemovalKind::Replica);
    chooseByKeys(RemovalKind::Snapshot);
    const RemovalCount going = dialog()->flow().outlook()->plan.going;
    QCOMPARE(going.snapshots, std::size_t{1});
    typeName(m_window->workbench().current()->name);
    press(Qt::Key_Return);

    QTRY_COMPARE_WITH_TIMEOUT(dialog()->flow().step(), RemovalFlow::Step::Done, patience);
    QCOMPARE(objects(copy), before->snapshots + before->segments - going.objects());
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workbench().current()->contents != before, patience);
    QCOMPARE(m_window->workbench().current()->contents->snapshots, before->snapshots - 1);
}

void RemovalWindowTest::refusesTheCurrentGeneration()
{
    watch();
    const QString name = m_window->workbench().current()->name;
    const std::size_t before = objects(path(u"replica"_s));
    m_window->dialogs().askToRemoveStored();
    QVERIFY(dialog());
    QTRY_COMPARE_WITH_TIMEOUT(dialog()->flow().step(), RemovalFlow::Step::Impossible, patience);
    QCOMPARE(dialog()->flow().error().code, ErrorCode::Busy);
    typeName(name);
    press(Qt::Key_Return);
    QCOMPARE(dialog()->flow().step(), RemovalFlow::Step::Impossible);
    QVERIFY(objects(path(u"replica"_s)) >= before);
}

void RemovalWindowTest::saysWhichLabelsGo()
{
    const QString copy = m_fixture.copyOfReplica(QString::fromLatin1(QTest::currentTestFunction()));
    open(copy);
    const auto contents = m_window->workbench().current()->contents;
    const Generation& oldest = contents->replica.generations.front();
    m_window->workbench().labels().set(
        {{toQt(contents->url.shown()), {oldest.id, oldest.snapshots.front().index, 0}},
         oldest.snapshots.front().created,
         u"before the upgrade"_s,
         {}});
    m_window->dialogs().askToRemoveStored();
    dialog()->flow().choose({RemovalKind::Replica, {}, 0});
    QTRY_COMPARE_WITH_TIMEOUT(dialog()->flow().step(), RemovalFlow::Step::Planned, patience);

    QVERIFY(RemovalText::labels(dialog()->flow()).contains(u"“before the upgrade”"_s));
    QVERIFY(!RemovalText::stays(dialog()->flow(), QTimeZone::utc()).isEmpty());
}

void RemovalWindowTest::escapeLeavesEverything()
{
    watch();
    pressDelete();
    chooseByKeys(RemovalKind::Replica);
    press(Qt::Key_Escape);

    QTRY_VERIFY(!dialog());
    QVERIFY(isWatched());
    QVERIFY(objects(path(u"replica"_s)) > 0);
}

void RemovalWindowTest::isCancelledAmongWhatRuns()
{
    const QString copy = m_fixture.copyOfReplica(QString::fromLatin1(QTest::currentTestFunction()));
    open(copy);
    const std::size_t before = objects(copy);
    const RunningJobs& jobs = m_window->workbench().jobs();
    m_window->tree().setFocus();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->tree().hasFocus(), patience);
    QTest::keyClick(&m_window->tree(), Qt::Key_Home);
    QTest::keyClick(&m_window->tree(), Qt::Key_Delete, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(dialog());
    RemovalFlow& flow = dialog()->flow();
    QTRY_COMPARE_WITH_TIMEOUT(flow.step(), RemovalFlow::Step::Planned, patience);
    QVERIFY(jobs.all().empty());
    std::vector<RunningJob> seen;
    connect(&jobs, &RunningJobs::changed, &flow, [&] {
        if (!seen.empty() || flow.step() != RemovalFlow::Step::Running)
            return;
        seen = jobs.all();
        for (const RunningJob& each : seen)
            each.cancel();
    });

    flow.start();

    const auto hasEnded = [&flow] {
        return flow.step() == RemovalFlow::Step::Failed || flow.step() == RemovalFlow::Step::Done;
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(), patience);
    QCOMPARE(seen.size(), std::size_t{1});
    QVERIFY(seen.front().name.startsWith(u"Deleting the replica of "_s));
    QVERIFY(seen.front().progress);
    QVERIFY(jobs.all().empty());
    // It may have been quicker; then that is said.
    QCOMPARE(objects(copy), flow.report() ? flow.report()->left.size() : before);
    const bool isCancelled = flow.step() == RemovalFlow::Step::Failed;
    QCOMPARE(isCancelled, objects(copy) > 0);
    QVERIFY(!isCancelled || flow.error().code == ErrorCode::Cancelled);
}

} // namespace walkeeper::ui

using walkeeper::ui::RemovalWindowTest;
WALKEEPER_TEST(RemovalWindowTest)
#include "removal_window_test.moc"
