#include "tests/support/gui_watchdog.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"
#include "tests/ui/window_fixture.h"
#include "ui/databases/overview_dialog.h"
#include "ui/replica_page.h"
#include "ui/restore/restore_flow.h"
#include "ui/text/conversion.h"
#include "ui/timeline/timeline_slider.h"
#include "ui/widgets/plain_table.h"
#include "ui/window_dialogs.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>

#include <algorithm>
#include <atomic>
#include <thread>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int databases = 4;
constexpr unsigned pageSize = 4096;
constexpr int patience = 60'000;

/// A store whose server takes every request and never answers.
class SilentStore final : public ObjectStore
{
public:
    Result<void> list(const ObjectKey&, const ListOptions&, const std::function<void(ListPage)>&,
                      const CancellationToken& token) override
    {
        return silence(token);
    }
    Result<std::unique_ptr<ByteSource>> open(const ObjectKey&, ByteRange,
                                             const CancellationToken& token) override
    {
        return silence(token);
    }
    Result<ObjectInfo> put(const ObjectKey&, ByteSource&, const CancellationToken& token) override
    {
        return silence(token);
    }
    Result<void> remove(std::span<const ObjectKey>, const CancellationToken& token) override
    {
        return silence(token);
    }

private:
    static Error silence(const CancellationToken& token)
    {
        while (!token.waitFor(std::chrono::seconds(10))) {
        }
        return cancelledError();
    }
};

/// Applications that commit until they are stopped.
class Applications
{
public:
    explicit Applications(const std::vector<QString>& files)
    {
        for (const QString& file : files)
            m_threads.emplace_back([this, file] { write(file); });
    }
    ~Applications()
    {
        m_isStopped = true;
        for (std::thread& each : m_threads)
            each.join();
    }
    Applications(const Applications&) = delete;
    Applications& operator=(const Applications&) = delete;

private:
    void write(const QString& file)
    {
        test::WorkloadDatabase database(pathFromQt(file), pageSize);
        while (!m_isStopped) {
            database.insertItems(5, 200);
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }

    std::atomic<bool> m_isStopped = false;
    std::vector<std::thread> m_threads;
};

} // namespace

/// The window while the engine has a lot to do, or waits.
class BusyWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void answersWhileEverythingRunsAtOnce();
    void answersWhileAStoreHangs();
    void answersWithAThousandDatabases();

private:
    QString file(int number) const { return path(u"app%1.db"_s.arg(number)); }
    QString path(const QString& name) const { return m_fixture->filePath(name); }
    Configuration configuration() const;
    /// What somebody does meanwhile: drags, zooms, turns to another database, looks at the tabs.
    void use(int round);

    std::unique_ptr<WindowFixture> m_fixture;
    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
    RememberedServices m_services;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
};

void BusyWindowTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_stores.add("sftp", [](const StoreUrl&, FileSystem&) {
        return Result<std::unique_ptr<ObjectStore>>(std::make_unique<SilentStore>());
    });
    m_engine = std::make_unique<Engine>(OperationContext{nativeFileSystem(), m_clock, m_stores});
    m_services = {};
    m_window = std::make_unique<MainWindow>(*m_engine, m_services);
    m_window->resize(1380, 860);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void BusyWindowTest::cleanup()
{
    m_window.reset();
    m_engine.reset();
    m_fixture.reset();
}

Configuration BusyWindowTest::configuration() const
{
    Configuration configuration;
    configuration.file = pathFromQt(path(u"litestream.yml"_s));
    for (int i = 0; i < databases; ++i) {
        DatabaseConfig config;
        config.path = fromQt(file(i));
        ReplicaConfig replica;
        replica.url.scheme = "file";
        replica.url.path = fromQt(path(u"replica%1"_s.arg(i)));
        config.replicas.push_back(replica);
        configuration.databases.push_back(config);
    }
    return configuration;
}

void BusyWindowTest::use(int round)
{
    TimelineSlider& timeline = m_window->page().timeline();
    const int x = 30 + round * 37 % std::max(1, timeline.width() - 60);
    QTest::mouseClick(&timeline, Qt::LeftButton, {}, {x, timeline.height() / 2});
    if (round % 3 == 0)
        timeline.zoomIn();
    if (round % 7 == 0)
        timeline.showAll();
    if (round % 10 == 0)
        m_window->page().showTab(
            static_cast<ReplicaPage::Tab>(round / 10 % static_cast<int>(ReplicaPage::tabCount)));
    if (round % 25 == 0) {
        const auto& replicas = m_window->workbench().replicas().all();
        const auto next = static_cast<std::size_t>(round / 25) % replicas.size();
        m_window->workbench().show(replicas[next].id);
    }
    QTest::qWait(20);
}

void BusyWindowTest::answersWhileEverythingRunsAtOnce()
{
    std::vector<QString> files;
    for (int i = 0; i < databases; ++i)
        files.push_back(file(i));
    const Applications applications(files);
    for (const QString& each : files)
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(each), patience);
    m_window->watch(configuration());
    m_window->openAddress(m_fixture->address());
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workbench().current() && m_window->isSettled(), patience);
    const ReplicaId demo = m_window->workbench().current()->id;
    const Moment newest = *m_window->workbench().selection().moment();
    CheckFlow& checks = m_window->workbench().checks();

    test::GuiWatchdog watchdog;
    watchdog.start();
    RestoreFlow restore(*m_engine, m_window->workbench().bringBacks(), newest);
    m_window->workbench().follow(restore);
    connect(&restore, &RestoreFlow::stepChanged, this, [&] {
        if (restore.step() == RestoreFlow::Step::Planned)
            restore.start({pathFromQt(path(u"restored.db"_s))});
    });
    checks.start(demo, ValidationRung::Restore);
    for (int round = 0; round < 200; ++round)
        use(round);
    const auto report = watchdog.stop();

    qInfo("%s", report.text().c_str());
    QTRY_VERIFY_WITH_TIMEOUT(!checks.find(demo)->isRunning(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(restore.step(), RestoreFlow::Step::Restored, patience);
    QVERIFY2(report.maximum < test::GuiWatchdog::mostInATest, report.text().c_str());
    for (int i = 0; i < databases; ++i)
        QVERIFY2(QFile::exists(path(u"replica%1/generations"_s.arg(i))), qPrintable(file(i)));
}

void BusyWindowTest::answersWhileAStoreHangs()
{
    m_window->openAddress(m_fixture->address());
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workbench().current() && m_window->isSettled(), patience);
    const ReplicaId demo = m_window->workbench().current()->id;
    test::GuiWatchdog watchdog;
    watchdog.start();

    m_window->openAddress(u"sftp://nobody/app"_s);
    QTest::qWait(300);
    const OpenedReplica* hanging = m_window->workbench().current();
    QVERIFY(hanging && hanging->id != demo);
    QCOMPARE(hanging->state, LoadState::Loading);
    // What is fine stays in reach meanwhile.
    m_window->workbench().show(demo);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience);
    for (int round = 1; round < 24; ++round)
        use(round);
    m_window->openAddress(u"sftp://nobody/app"_s);
    m_window->workbench().closeCurrent();
    QTRY_VERIFY_WITH_TIMEOUT(m_engine->state().questions == 0, patience);
    const auto report = watchdog.stop();

    qInfo("%s", report.text().c_str());
    QVERIFY2(report.maximum < test::GuiWatchdog::mostInATest, report.text().c_str());
}

void BusyWindowTest::answersWithAThousandDatabases()
{
    constexpr int many = 1000;
    Configuration configuration;
    configuration.file = pathFromQt(path(u"litestream.yml"_s));
    for (int i = 0; i < many; ++i) {
        DatabaseConfig config;
        config.path = fromQt(path(u"missing/app %1.db"_s.arg(i, 4, 10, '0'_L1)));
        ReplicaConfig replica;
        replica.url.scheme = "file";
        replica.url.path = fromQt(path(u"missing/replica%1"_s.arg(i)));
        config.replicas.push_back(replica);
        configuration.databases.push_back(config);
    }
    test::GuiWatchdog watchdog;
    watchdog.start();

    m_window->watch(configuration);
    m_window->dialogs().showOverview();
    auto* dialog = m_window->findChild<OverviewDialog*>();
    QVERIFY(dialog);
    QAbstractItemModel& rows = *dialog->table().model();
    QTRY_COMPARE_WITH_TIMEOUT(rows.rowCount(), many, patience);
    for (int column = 0; column < rows.columnCount(); ++column) {
        dialog->table().sortByColumn(column, Qt::DescendingOrder);
        QTest::qWait(50);
        dialog->table().scrollToBottom();
        QTest::qWait(50);
    }
    auto* search = dialog->findChild<QLineEdit*>();
    QVERIFY(search);
    search->setFocus();
    QTest::keyClicks(search, u"app 0999"_s, Qt::NoModifier, 20);
    QTRY_COMPARE_WITH_TIMEOUT(rows.rowCount(), 1, patience);
    search->clear();
    QTRY_COMPARE_WITH_TIMEOUT(rows.rowCount(), many, patience);
    const auto report = watchdog.stop();

    qInfo("%s", report.text().c_str());
    QVERIFY2(report.maximum < test::GuiWatchdog::mostInATest, report.text().c_str());
}

} // namespace walkeeper::ui

using walkeeper::ui::BusyWindowTest;
WALKEEPER_TEST(BusyWindowTest)
#include "busy_window_test.moc"
