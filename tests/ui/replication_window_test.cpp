#include "ui/main_window.h"

#include "core/operations/restore_database.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"
#include "tests/ui/window_fixture.h"
#include "ui/check/check_dialog.h"
#include "ui/check/check_flow.h"
#include "ui/check/check_panel.h"
#include "ui/open/welcome_page.h"
#include "ui/replica_page.h"
#include "ui/replication/protect_dialog.h"
#include "ui/replication/replication_panel.h"
#include "ui/replication/watch_list_model.h"
#include "ui/text/conversion.h"
#include "ui/timeline/timeline_slider.h"
#include "ui/tree/replica_tree_model.h"
#include "ui/widgets/message_bar.h"
#include "ui/window_dialogs.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QListView>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTreeView>

namespace walkeeper::ui {

namespace {

constexpr unsigned pageSize = 4096;
constexpr int patience = 30000;

} // namespace

/// The window with a real engine, a real database and a folder.
class ReplicationWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void protectsADatabase();
    void replicatesTheDatabasesOfTheConfiguration();
    void staysOnTheNewestMoment();
    void keepsWhatTheUserChose();
    void keepsTheTreeOpen();
    void stopsAndStarts();
    void storesASnapshotOnDemand();
    void saysWhatFailsAndRecovers();
    void saysWhatToCheckOfAReplicaThatNobodyTyped();
    void saysWhyADatabaseCannotBeEntered();
    void keepsTheFindingsOfACheckWhileItGrows();
    void comparesTheReplicaWithTheDatabase();

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    DatabaseConfig config() const;
    void watch();
    const Moment& moment() { return *m_window->workbench().selection().moment(); }
    TimelineSlider& timeline() { return m_window->page().timeline(); }
    std::size_t entries()
    {
        const OpenedReplica* replica = m_window->workbench().current();
        return replica && replica->contents ? replica->contents->timeline.entries().size() : 0;
    }
    bool isReplicated()
    {
        const QModelIndex row = m_window->watchList().model()->index(0, 0);
        return row.data(WatchListModel::StateRole).toString() == QLatin1String("Protected");
    }
    void commit()
    {
        m_database->insertItems(3, 100);
        QVERIFY(m_database->state());
    }

    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
    RememberedServices m_services;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::WorkloadDatabase> m_database;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
    std::vector<std::unique_ptr<QAbstractItemModelTester>> m_testers;
};

void ReplicationWindowTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_database = std::make_unique<test::WorkloadDatabase>(
        pathFromQt(path(QStringLiteral("app.db"))), pageSize);
    m_database->insertItems(20, 100);
    QVERIFY(m_database->state());
    m_engine = std::make_unique<Engine>(OperationContext{nativeFileSystem(), m_clock, m_stores});
    m_services = {};
    m_window = std::make_unique<MainWindow>(*m_engine, m_services);
    for (QAbstractItemModel* model : {m_window->tree().model(), m_window->watchList().model()}) {
        m_testers.push_back(std::make_unique<QAbstractItemModelTester>(
            model, QAbstractItemModelTester::FailureReportingMode::QtTest));
        // It would open rows that nobody has opened, in the middle of an insertion.
        m_testers.back()->setUseFetchMore(false);
    }
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void ReplicationWindowTest::cleanup()
{
    m_testers.clear();
    m_window.reset();
    m_engine.reset();
    m_database.reset();
    m_folder.reset();
}

DatabaseConfig ReplicationWindowTest::config() const
{
    DatabaseConfig config;
    config.path = fromQt(path(QStringLiteral("app.db")));
    ReplicaConfig replica;
    replica.url.scheme = "file";
    replica.url.path = fromQt(path(QStringLiteral("replica")));
    config.replicas.push_back(replica);
    return config;
}

void ReplicationWindowTest::watch()
{
    m_window->watch({pathFromQt(path(QStringLiteral("litestream.yml"))), {}, {config()}});
    QTRY_VERIFY_WITH_TIMEOUT(entries() > 0 && isReplicated() && m_window->isSettled(), patience);
}

void ReplicationWindowTest::protectsADatabase()
{
    QVERIFY(m_window->findChild<WelcomePage*>()->isVisible());
    m_window->watch({pathFromQt(path(QStringLiteral("litestream.yml"))), {}, {}});

    m_window->dialogs().askWhatToProtect();
    auto* dialog = m_window->findChild<ProtectDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    dialog->setDatabase(path(QStringLiteral("app.db")));
    dialog->setReplica(path(QStringLiteral("replica")));
    QTRY_VERIFY(dialog->canStart());
    QTest::keyClick(dialog, Qt::Key_Return);

    QTRY_VERIFY_WITH_TIMEOUT(entries() > 0 && isReplicated(), patience);
    QCOMPARE(m_window->watchList().model()->rowCount(), 1);
    QVERIFY(m_window->replication().isVisible());
    QVERIFY(m_window->replication().title().startsWith(QLatin1String("Replicated")));
    const auto written = readConfigFile(pathFromQt(path(QStringLiteral("litestream.yml"))), {});
    QVERIFY(written && written->config.find(config().path));
}

void ReplicationWindowTest::replicatesTheDatabasesOfTheConfiguration()
{
    watch();

    QCOMPARE(m_window->workbench().current()->name, QStringLiteral("app.db"));
    QVERIFY(timeline().isVisible());
    QVERIFY(m_window->watchList().isVisible());
    const QString line =
        m_window->watchList().model()->index(0, 0).data(WatchListModel::LagRole).toString();
    QVERIFY2(line.startsWith(QLatin1String("Newest ")), qPrintable(line));
}

void ReplicationWindowTest::staysOnTheNewestMoment()
{
    watch();
    m_window->workbench().selection().chooseLast();
    const std::size_t before = entries();

    commit();
    QTRY_VERIFY_WITH_TIMEOUT(entries() > before, patience);

    QCOMPARE(std::size_t{moment().entry} + 1, entries());
    QVERIFY(timeline().picture().contents == m_window->workbench().current()->contents);
    QCOMPARE(timeline().picture().moment->entry, moment().entry);
}

void ReplicationWindowTest::keepsWhatTheUserChose()
{
    watch();
    commit();
    const std::size_t first = entries();
    QTRY_VERIFY_WITH_TIMEOUT(entries() > first && m_window->isSettled(), patience);
    m_window->workbench().selection().chooseFirst();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience);
    timeline().zoomIn();
    const TimeSpan visible = timeline().picture().scale.visible();
    const RestoreTarget target = restoreTarget(moment());
    const Timestamp time = moment().time();

    for (int round = 0; round < 3; ++round) {
        const std::size_t before = entries();
        commit();
        QTRY_VERIFY_WITH_TIMEOUT(entries() > before, patience);
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience);

    QVERIFY(restoreTarget(moment()) == target);
    QCOMPARE(moment().time(), time);
    QVERIFY(timeline().picture().scale.visible() == visible);
}

void ReplicationWindowTest::keepsTheTreeOpen()
{
    watch();
    QTreeView& tree = m_window->tree();
    QAbstractItemModel& model = *tree.model();
    const auto generation = [&] { return model.index(0, 0, model.index(0, 0)); };
    const auto walFiles = [&] { return model.index(1, 0, generation()); };
    tree.expand(walFiles());
    const QModelIndex walFile = model.index(0, 0, walFiles());
    tree.expand(walFile);
    QVERIFY(model.rowCount(walFile) > 0);
    const QString name = walFile.data().toString();
    const std::size_t before = entries();

    commit();
    QTRY_VERIFY_WITH_TIMEOUT(entries() > before, patience);

    QVERIFY(tree.isExpanded(generation()));
    QVERIFY(tree.isExpanded(walFiles()));
    // A newer WAL file may stand above it now.
    const QModelIndexList same = model.match(model.index(0, 0, walFiles()), Qt::DisplayRole, name);
    QCOMPARE(same.size(), 1);
    QVERIFY(tree.isExpanded(same.front()));
    QVERIFY(!tree.isExpanded(model.index(0, 0, generation())));
}

void ReplicationWindowTest::stopsAndStarts()
{
    watch();
    const QModelIndex row = m_window->watchList().model()->index(0, 0);

    commit();
    QTest::keyClick(m_window.get(), Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(row.data(WatchListModel::StateRole).toString(),
                              QStringLiteral("Stopped"), patience);
    const auto content = test::contentHash(pathFromQt(path(QStringLiteral("app.db"))));
    QSignalSpy ends(m_engine.get(), &Engine::jobFinished);
    RestoreRequest request;
    request.source = config().replicas.front().url;
    request.output = pathFromQt(path(QStringLiteral("restored.db")));
    m_engine->restore(request);
    QVERIFY(ends.wait(patience));
    QCOMPARE(*test::contentHash(request.output), *content);

    QTest::keyClick(m_window.get(), Qt::Key_G, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(isReplicated(), patience);
}

void ReplicationWindowTest::storesASnapshotOnDemand()
{
    watch();
    const auto snapshots = [this] { return m_window->workbench().current()->contents->snapshots; };
    QTRY_VERIFY_WITH_TIMEOUT(snapshots() == 1, patience);

    // This WAL file has one already, and a second would hide moments.
    QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->messages().isVisible(), patience);

    m_database->insertItems(20, 100);
    m_engine->checkpointNow({config().path, DatabaseMonitor::CheckpointMode::Truncate});
    m_database->insertItems(20, 100);
    QTRY_VERIFY_WITH_TIMEOUT(m_engine->replication()->front().database.position->index > 0,
                             patience);
    QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(snapshots(), 2U, patience);
}

void ReplicationWindowTest::saysWhatFailsAndRecovers()
{
    // A file where the folder should be, as after a disk was exchanged.
    QFile file(path(QStringLiteral("replica")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
    file.close();
    m_window->watch({pathFromQt(path(QStringLiteral("litestream.yml"))), {}, {config()}});
    const QModelIndex row = m_window->watchList().model()->index(0, 0);
    QTRY_COMPARE_WITH_TIMEOUT(row.data(WatchListModel::StateRole).toString(),
                              QStringLiteral("Failing"), patience);
    m_window->watchList().setCurrentIndex(row);
    QVERIFY(m_window->replication().isVisible());
    QVERIFY(m_window->replication().problem().contains(QLatin1String("replica")));

    QVERIFY(file.remove());

    QTRY_VERIFY_WITH_TIMEOUT(isReplicated(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->replication().problem().isEmpty(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(entries() > 0, patience);
}

void ReplicationWindowTest::saysWhatToCheckOfAReplicaThatNobodyTyped()
{
    QFile inItsPlace(path(QStringLiteral("replica")));
    QVERIFY(inItsPlace.open(QIODevice::WriteOnly));
    m_window->watch({pathFromQt(path(QStringLiteral("litestream.yml"))), {}, {config()}});
    auto* notice = m_window->findChild<NoticePage*>();
    const QModelIndex row = m_window->watchList().model()->index(0, 0);
    QTRY_COMPARE_WITH_TIMEOUT(row.data(WatchListModel::StateRole).toString(),
                              QStringLiteral("Failing"), patience);
    m_window->watchList().setCurrentIndex(row);
    QTRY_VERIFY_WITH_TIMEOUT(notice->title().contains(QLatin1String("could not be opened")),
                             patience);

    const QString sentence = notice->sentence();
    QVERIFY2(sentence.contains(QLatin1String("is mounted")), qPrintable(sentence));
    QVERIFY2(!sentence.contains(QLatin1String("typed")), qPrintable(sentence));
}

void ReplicationWindowTest::saysWhyADatabaseCannotBeEntered()
{
    QFile file(path(QStringLiteral("litestream.yml")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("dbs: []\n") > 0);
    file.close();
    m_window->watch({pathFromQt(file.fileName()), {}, {}});

    m_window->workbench().watched().protect(config());

    QTRY_VERIFY_WITH_TIMEOUT(m_window->messages().isVisible(), patience);
    QVERIFY(m_window->messages().sentence().contains(QLatin1String("- path: ")));
    QCOMPARE(m_window->watchList().model()->rowCount(), 0);
}

void ReplicationWindowTest::keepsTheFindingsOfACheckWhileItGrows()
{
    watch();
    QFile stranger(
        path(QStringLiteral("replica/generations/")) +
        toQt(m_window->workbench().current()->contents->replica.generations[0].id.text()) +
        QStringLiteral("/wal/stranger"));
    QVERIFY(stranger.open(QIODevice::WriteOnly) && stranger.write("x") == 1);
    stranger.close();
    const ReplicaId id = m_window->workbench().current()->id;
    m_window->workbench().checks().start(id, ValidationRung::Objects);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->workbench().checks().find(id)->isRunning(), patience);
    const auto findings = [this] {
        return m_window->workbench().current()->findings
                   ? m_window->workbench().current()->findings->size()
                   : 0;
    };
    const std::size_t found = findings();
    QVERIFY(found > 0);

    const std::size_t before = entries();
    commit();
    QTRY_VERIFY_WITH_TIMEOUT(entries() > before, patience);

    QCOMPARE(findings(), found);
}

void ReplicationWindowTest::comparesTheReplicaWithTheDatabase()
{
    watch();
    commit();
    const auto choice = [this]() -> QRadioButton* {
        const auto* dialog = m_window->findChild<CheckDialog*>();
        const auto all = dialog ? dialog->findChildren<QRadioButton*>() : QList<QRadioButton*>();
        return all.size() == 4 ? all.last() : nullptr;
    };

    QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(choice(), patience);
    choice()->click();
    m_window->findChild<CheckDialog*>()->accept();

    const CheckFlow& checks = m_window->workbench().checks();
    const ReplicaId id = m_window->workbench().current()->id;
    QTRY_VERIFY_WITH_TIMEOUT(checks.find(id) && !checks.find(id)->isRunning(), patience);
    const Result<CheckReport>& end = *checks.find(id)->end;
    QVERIFY2(end, end ? "" : end.error().message.c_str());
    QCOMPARE(end->validation.rungs.back().rung, ValidationRung::Comparison);
    QVERIFY(end->validation.passed());

    // It stays, though there is more to check by now.
    const std::size_t before = entries();
    commit();
    QTRY_VERIFY_WITH_TIMEOUT(entries() > before, patience);
    QVERIFY(checks.find(id));
    QCOMPARE(m_window->findChild<CheckPanel*>()->summary(), QStringLiteral("Passed"));
}

} // namespace walkeeper::ui

using walkeeper::ui::ReplicationWindowTest;
WALKEEPER_TEST(ReplicationWindowTest)
#include "replication_window_test.moc"
