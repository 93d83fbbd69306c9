#include "ui/main_window.h"

#include "core/operations/control_client.h"
#include "tests/support/child_process.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"
#include "tests/ui/window_fixture.h"
#include "ui/removal/removal_dialog.h"
#include "ui/replication/replication_panel.h"
#include "ui/replication/watch_list_model.h"
#include "ui/text/conversion.h"
#include "ui/widgets/message_bar.h"

#include <QFile>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <csignal>

namespace walkeeper::ui {

namespace {

constexpr unsigned pageSize = 4096;
constexpr int patience = 60000;

} // namespace

/// The window beside a walkeeper-cli that replicates, and databases that leave the list.
class OtherReplicatorTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void attachesToOneThatRuns();
    void leavesWhatIsStoppedThere();
    void saysWhenItHasEndedAndTakesOver();
    void keepsAMessageThatCameLater();
    void attachesToOneThatComesLater();
    void removesADatabase();
    void saysThatTheLastCommitsAreNotStored_data();
    void saysThatTheLastCommitsAreNotStored();
    void removesADatabaseOfAnotherProcess();
    void keepsTheDatabaseIfTheFileCannotBeChanged();

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    void writeConfiguration(const QByteArray& dbs);
    QByteArray configuration() const;
    void startOther(const std::vector<std::string>& arguments);
    void watch();
    QModelIndex row() { return m_window->watchList().model()->index(0, 0); }
    QString state() { return row().data(WatchListModel::StateRole).toString(); }
    const WatchedDatabase& database() { return m_window->workbench().watched().all().front(); }
    bool isHere() { return state() == QLatin1String("Protected") && !database().process; }
    bool isElsewhere()
    {
        return state() == QLatin1String("Protected") && database().process &&
               database().process->id == m_other->pid();
    }
    void remove(bool isSure);

    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
    RememberedServices m_services;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<test::WorkloadDatabase> m_database;
    std::unique_ptr<test::ChildProcess> m_other;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
};

void OtherReplicatorTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", m_folder->path().toUtf8());
    m_database = std::make_unique<test::WorkloadDatabase>(
        pathFromQt(path(QStringLiteral("app.db"))), pageSize);
    m_database->insertItems(20, 100);
    QVERIFY(m_database->state());
    writeConfiguration(
        "dbs:\n  # the shop\n  - path: " + path(QStringLiteral("app.db")).toUtf8() +
        "\n    replicas:\n      - path: " + path(QStringLiteral("replica")).toUtf8() + "\n# end\n");
    m_engine = std::make_unique<Engine>(OperationContext{nativeFileSystem(), m_clock, m_stores},
                                        pathFromQt(path(QStringLiteral("walkeeper"))));
    m_services = {};
    m_window = std::make_unique<MainWindow>(*m_engine, m_services);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void OtherReplicatorTest::cleanup()
{
    m_window.reset();
    m_engine.reset();
    m_other.reset();
    m_database.reset();
    m_folder.reset();
}

void OtherReplicatorTest::writeConfiguration(const QByteArray& dbs)
{
    QFile file(path(QStringLiteral("litestream.yml")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(dbs) == dbs.size());
}

QByteArray OtherReplicatorTest::configuration() const
{
    QFile file(path(QStringLiteral("litestream.yml")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void OtherReplicatorTest::startOther(const std::vector<std::string>& arguments)
{
    std::vector<std::string> command{WALKEEPER_CLI, "replicate"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    auto started = test::ChildProcess::start(command);
    QVERIFY2(started, started ? "" : started.error().message.c_str());
    m_other = std::make_unique<test::ChildProcess>(*std::move(started));
    const QString socket = path(QStringLiteral("walkeeper/replicator-%1.sock").arg(m_other->pid()));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(socket), patience);
}

void OtherReplicatorTest::watch()
{
    const std::filesystem::path file = pathFromQt(path(QStringLiteral("litestream.yml")));
    const auto parsed = readConfigFile(file, {});
    QVERIFY(parsed);
    m_window->watch({file, {}, parsed->config.databases});
}

void OtherReplicatorTest::remove(bool isSure)
{
    m_window->activateWindow();
    m_window->watchList().setFocus();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->watchList().hasFocus(), patience);
    QTest::keyClick(&m_window->watchList(), Qt::Key_Delete);
    auto* dialog = m_window->findChild<RemovalDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QTest::keyClick(dialog, isSure ? Qt::Key_Return : Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->findChild<RemovalDialog*>(), patience);
}

void OtherReplicatorTest::attachesToOneThatRuns()
{
    startOther({"-config", pathFromQt(path(QStringLiteral("litestream.yml"))).string()});
    watch();
    QTRY_VERIFY_WITH_TIMEOUT(isElsewhere() && m_window->replication().isVisible(), patience);
    const QString keeper = m_window->replication().keeper();
    QVERIFY2(keeper.contains(QStringLiteral("process %1").arg(m_other->pid())) &&
                 keeper.contains(QLatin1String("walkeeper-cli replicate")) &&
                 keeper.contains(QLatin1String("goes on")),
             qPrintable(keeper));

    const auto before = database().report->database.position;
    m_database->insertItems(5, 100);
    QVERIFY(m_database->state());
    QTRY_VERIFY_WITH_TIMEOUT(database().report->database.position != before, patience);

    QSignalSpy done(&m_window->workbench().watched(), &WatchedDatabases::succeeded);
    QTest::keyClick(m_window.get(), Qt::Key_Y, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(done.size(), 1, patience);
    QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(done.size(), 2, patience);
    QTest::keyClick(m_window.get(), Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Stopped"), patience);
    QVERIFY(database().process);
    QTRY_VERIFY_WITH_TIMEOUT(database().canStart(), patience);
    QTest::keyClick(m_window.get(), Qt::Key_G, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(isElsewhere(), patience);
    QVERIFY(m_engine->replication()->empty());
}

void OtherReplicatorTest::leavesWhatIsStoppedThere()
{
    startOther({"-config", pathFromQt(path(QStringLiteral("litestream.yml"))).string()});
    const std::string db = pathFromQt(path(QStringLiteral("app.db"))).string();
    auto client = findReplicatorOf(db, pathFromQt(path(QStringLiteral("walkeeper"))), {});
    QVERIFY(client && *client);
    QVERIFY((*client)->stop(db, {}));

    QSignalSpy done(&m_window->workbench().watched(), &WatchedDatabases::succeeded);
    watch();
    QTRY_COMPARE_WITH_TIMEOUT(done.size(), 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(database().process, patience);

    QCOMPARE(state(), QStringLiteral("Stopped"));
    QVERIFY(m_engine->replication()->empty());
}

void OtherReplicatorTest::saysWhenItHasEndedAndTakesOver()
{
    startOther({"-config", pathFromQt(path(QStringLiteral("litestream.yml"))).string()});
    watch();
    QTRY_VERIFY_WITH_TIMEOUT(isElsewhere() && m_window->replication().isVisible(), patience);

    const QString process = QString::number(m_other->pid());
    m_other->signal(SIGTERM);
    m_other->wait(std::chrono::seconds(60));

    QTRY_VERIFY_WITH_TIMEOUT(m_window->messages().isVisible(), patience);
    QVERIFY(m_window->messages().sentence().contains(process));
    QCOMPARE(state(), QStringLiteral("Stopped"));
    QVERIFY(m_window->replication().problem().contains(QLatin1String("has ended")));
    auto* offer = m_window->messages().findChild<QPushButton*>();
    QVERIFY(offer && offer->isVisible());
    QTest::mouseClick(offer, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(isHere(), patience);
    QVERIFY(!m_window->messages().isVisible());
    QVERIFY(m_window->replication().keeper().contains(QLatin1String("this window")));
}

void OtherReplicatorTest::keepsAMessageThatCameLater()
{
    const std::vector<std::string> arguments{
        "-config", pathFromQt(path(QStringLiteral("litestream.yml"))).string()};
    startOther(arguments);
    watch();
    QTRY_VERIFY_WITH_TIMEOUT(isElsewhere(), patience);
    m_other->signal(SIGTERM);
    m_other->wait(std::chrono::seconds(60));
    QTRY_VERIFY_WITH_TIMEOUT(m_window->messages().isVisible(), patience);
    m_window->messages().show(Severity::Warning, QStringLiteral("Something else is wrong."));

    startOther(arguments);
    QTRY_VERIFY_WITH_TIMEOUT(isElsewhere(), patience);

    QCOMPARE(m_window->messages().sentence(), QStringLiteral("Something else is wrong."));
}

void OtherReplicatorTest::attachesToOneThatComesLater()
{
    writeConfiguration("dbs:\n");
    watch();
    QCOMPARE(m_window->watchList().model()->rowCount(), 0);

    startOther({pathFromQt(path(QStringLiteral("app.db"))).string(),
                "file://" + pathFromQt(path(QStringLiteral("replica"))).string()});
    QTRY_VERIFY_WITH_TIMEOUT(m_window->watchList().model()->rowCount() == 1 && isElsewhere(),
                             patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->replication().isVisible(), patience);
    QVERIFY(!database().canRemove());

    m_other->signal(SIGKILL);
    m_other->wait(std::chrono::seconds(60));
    QTRY_COMPARE_WITH_TIMEOUT(state(), QStringLiteral("Stopped"), patience);
    // Nothing is known here of how long it was to be kept.
    QVERIFY(!database().canStart());
    QVERIFY(!m_window->messages().findChild<QPushButton*>()->isVisible());
    remove(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->watchList().model()->rowCount(), 0, patience);
}

void OtherReplicatorTest::removesADatabase()
{
    watch();
    QTRY_VERIFY_WITH_TIMEOUT(isHere() && m_window->replication().isVisible(), patience);
    remove(false);
    QVERIFY(isHere());
    m_database->insertItems(5, 100);
    const auto content = test::contentHash(pathFromQt(path(QStringLiteral("app.db"))));

    remove(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->watchList().model()->rowCount(), 0, patience);

    QCOMPARE(configuration(), QByteArray("dbs:\n  # the shop\n# end\n"));
    QVERIFY(m_engine->replication()->empty());
    QVERIFY(!m_window->replication().isVisible());
    QCOMPARE(*test::contentHash(pathFromQt(path(QStringLiteral("app.db")))), *content);
    QSignalSpy ends(m_engine.get(), &Engine::jobFinished);
    RestoreRequest request;
    request.source = *parseStoreUrl(fromQt(path(QStringLiteral("replica"))));
    request.output = pathFromQt(path(QStringLiteral("restored.db")));
    m_engine->restore(request);
    QVERIFY(ends.wait(patience));
    QCOMPARE(*test::contentHash(request.output), *content);
}

void OtherReplicatorTest::saysThatTheLastCommitsAreNotStored_data()
{
    QTest::addColumn<bool>("isRemoved");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("removed") << true
                             << QStringLiteral("app.db is out of the list, but its last commits "
                                               "could not be stored.");
    QTest::newRow("stopped") << false << QStringLiteral("The last commits are not in replica");
}

void OtherReplicatorTest::saysThatTheLastCommitsAreNotStored()
{
    QFETCH(const bool, isRemoved);
    QFETCH(const QString, sentence);
    watch();
    QTRY_VERIFY_WITH_TIMEOUT(isHere() && m_window->replication().isVisible(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(database().report->replicas.front().isRestorable, patience);
    const QString replica = path(QStringLiteral("replica"));
    QVERIFY(QFile::rename(replica, replica + QStringLiteral(".away")));
    QFile inItsPlace(replica);
    QVERIFY(inItsPlace.open(QIODevice::WriteOnly));
    m_database->insertItems(5, 100);
    QVERIFY(m_database->state());

    if (isRemoved)
        remove(true);
    else
        QTest::keyClick(m_window.get(), Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->messages().isVisible(), patience);

    QVERIFY2(m_window->messages().sentence().startsWith(sentence),
             qPrintable(m_window->messages().sentence()));
    QTRY_VERIFY_WITH_TIMEOUT(m_engine->replication()->empty(), patience);
}

void OtherReplicatorTest::removesADatabaseOfAnotherProcess()
{
    startOther({"-config", pathFromQt(path(QStringLiteral("litestream.yml"))).string()});
    watch();
    QTRY_VERIFY_WITH_TIMEOUT(isElsewhere() && m_window->replication().isVisible(), patience);

    remove(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->watchList().model()->rowCount(), 0, patience);

    QCOMPARE(configuration(), QByteArray("dbs:\n  # the shop\n# end\n"));
    QCOMPARE(m_engine->others()->size(), 1U);
    QTRY_VERIFY_WITH_TIMEOUT(m_engine->others()->front().reports.front().database.state ==
                                 DatabaseState::Stopped,
                             patience);
    // It still knows the database; that is no reason to show it again.
    QCOMPARE(m_window->watchList().model()->rowCount(), 0);
}

void OtherReplicatorTest::keepsTheDatabaseIfTheFileCannotBeChanged()
{
    watch();
    QTRY_VERIFY_WITH_TIMEOUT(isHere() && m_window->replication().isVisible(), patience);
    const QByteArray flow = "dbs: [{path: " + path(QStringLiteral("app.db")).toUtf8() + "}]\n";
    writeConfiguration(flow);

    remove(true);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->messages().isVisible(), patience);

    QVERIFY(m_window->messages().sentence().contains(QLatin1String("by hand")));
    // Advice for a replica that cannot be read would contradict that.
    for (const QLabel* label : m_window->messages().findChildren<QLabel*>())
        QVERIFY2(!label->text().contains(QLatin1String("cannot read")), qPrintable(label->text()));
    QVERIFY(isHere());
    QCOMPARE(configuration(), flow);
}

} // namespace walkeeper::ui

using walkeeper::ui::OtherReplicatorTest;
WALKEEPER_TEST(OtherReplicatorTest)
#include "other_replicator_test.moc"
