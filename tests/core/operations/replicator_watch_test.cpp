#include "core/operations/replicator_watch.h"

#include "core/operations/control_server.h"
#include "core/operations/control_socket.h"
#include "core/storage/store_registry.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <atomic>

#include <unistd.h>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

/// A replicator of this process that is found as if it were another's: its socket has a second
/// name, of a process that never ends.
class ReplicatorWatchTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void findsWhoComesAndForgetsWhoGoes();
    void looksAgainWhereNobodyAnswered();
    void followsWhatChangesAndKeepsTheRest();

private:
    fs::path run() const { return *m_folder / "run"; }
    fs::path secondName() const { return run() / "replicator-1.sock"; }
    void startServer();
    void commit(const std::string& name) const;
    void watch();
    OtherReplicator only() const;

    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
    std::unique_ptr<TestFolder> m_folder;
    std::unique_ptr<ReplicationService> m_service;
    std::unique_ptr<ControlServer> m_server;
    std::atomic<int> m_changes = 0;
    std::unique_ptr<ReplicatorWatch> m_watch;
};

namespace {

constexpr int patience = 60'000;

} // namespace

void ReplicatorWatchTest::init()
{
    m_folder = std::make_unique<TestFolder>();
    m_changes = 0;
    QVERIFY(prepareControlFolder(run()));
    std::vector<DatabaseConfig> databases;
    for (const char* name : {"a.db", "b.db"}) {
        commit(name);
        DatabaseConfig& config = databases.emplace_back();
        config.path = (*m_folder / name).string();
        config.replicas.emplace_back().url = {
            .scheme = "file", .path = (*m_folder / (std::string("replica of ") + name)).string()};
    }
    m_service = std::make_unique<ReplicationService>(
        databases, Replicator::World{nativeFileSystem(), m_clock, m_stores, {}});
}

void ReplicatorWatchTest::cleanup()
{
    m_watch.reset();
    m_server.reset();
    m_service.reset();
    m_folder.reset();
}

void ReplicatorWatchTest::startServer()
{
    auto server = ControlServer::start(*m_service, run());
    QVERIFY2(server, server ? "" : server.error().message.c_str());
    m_server = *std::move(server);
    fs::create_hard_link(m_server->path(), secondName());
}

void ReplicatorWatchTest::commit(const std::string& name) const
{
    Result<Connection> connection = Connection::open(*m_folder / name, OpenDatabase::ReadWrite);
    QVERIFY(connection);
    QVERIFY(connection->execute("PRAGMA journal_mode = wal; CREATE TABLE IF NOT EXISTS t(n);"
                                "INSERT INTO t VALUES(1);"));
}

void ReplicatorWatchTest::watch()
{
    m_watch = std::make_unique<ReplicatorWatch>(run(), [this] { ++m_changes; });
}

/// The one that runs; nothing is known of it if there is none, or more.
OtherReplicator ReplicatorWatchTest::only() const
{
    const std::vector<OtherReplicator> running = m_watch->running();
    return running.size() == 1 ? running.front() : OtherReplicator();
}

void ReplicatorWatchTest::findsWhoComesAndForgetsWhoGoes()
{
    watch();
    QVERIFY(m_watch->running().empty());
    startServer();
    QTRY_VERIFY_WITH_TIMEOUT(!m_watch->running().empty(), patience);
    QTest::qWait(700); // it looks again meanwhile: this process itself is never another one
    const OtherReplicator found = only();
    QCOMPARE(found.process, ::getpid());
    QVERIFY(!found.program.empty());
    QCOMPARE(found.reports.size(), std::size_t{2});

    const int before = m_changes;
    m_server.reset();
    QTRY_VERIFY_WITH_TIMEOUT(m_watch->running().empty(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_changes > before, patience);
}

void ReplicatorWatchTest::looksAgainWhereNobodyAnswered()
{
    m_folder->write("run/replicator-1.sock", "not a socket");
    watch();
    QTest::qWait(700);
    QVERIFY(m_watch->running().empty());

    fs::remove(secondName());
    startServer();
    QTRY_VERIFY_WITH_TIMEOUT(only().process == ::getpid(), patience);
}

void ReplicatorWatchTest::followsWhatChangesAndKeepsTheRest()
{
    QVERIFY(m_service->startAll().empty());
    startServer();
    watch();
    const auto position = [this](std::size_t database) {
        const std::vector<ReplicationReport> reports = only().reports;
        return reports.size() == 2 ? reports[database].replicas.front().position : std::nullopt;
    };
    QTRY_VERIFY_WITH_TIMEOUT(position(0) && position(1), patience);

    for (const std::size_t changed : {1U, 0U}) {
        const auto before = std::array{position(0), position(1)};
        const int told = m_changes;
        commit(changed == 0 ? "a.db" : "b.db");
        QTRY_VERIFY_WITH_TIMEOUT(position(changed) && position(changed) != before[changed],
                                 patience);
        QVERIFY(position(1 - changed) == before[1 - changed]);
        QVERIFY(m_changes > told);
        QCOMPARE(only().reports[0].database.path, *m_folder / "a.db");
    }
}

WALKEEPER_TEST(ReplicatorWatchTest)
#include "replicator_watch_test.moc"
