#include "core/operations/control_server.h"

#include "core/operations/control_client.h"
#include "core/operations/control_messages.h"
#include "core/operations/control_socket.h"
#include "core/storage/store_registry.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <chrono>
#include <filesystem>
#include <future>
#include <memory>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

/// A replicator and its clients, over a real socket.
class ControlServerTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void clientsSeeWhatTheReplicatorSees();
    void aPauseEndsWithWhoAskedForIt_data();
    void aPauseEndsWithWhoAskedForIt();
    void whatDidNotRunIsNotStartedByAPause();
    void whatCannotBeStartedIsStoppedAndSaysWhy();
    void eventsTellOfEveryCommit();
    void eventsEndWithTheReplicator();
    void subscribersHearThatThereAreNoEvents();
    void whoFallsSilentIsGone();
    void goneSubscribersTakeNobodysPlace();
    void nonsenseIsAnsweredAndHarmsNobody();
    void aFolderOfOthersIsRefused();
    void aFolderThatIsALinkIsRefused();
    void theSocketGoesWithTheServer();
    void cleanup();

private:
    void commit();
    bool isStopped() const;

    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
    std::unique_ptr<TestFolder> m_folder;
    fs::path m_database;
    std::unique_ptr<ReplicationService> m_service;
    std::unique_ptr<ControlServer> m_server;
};

void ControlServerTest::init()
{
    m_folder = std::make_unique<TestFolder>();
    m_database = *m_folder / "app.db";
    commit();
    DatabaseConfig config;
    config.path = m_database.string();
    config.replicas.emplace_back().url = {"file", "", "", (*m_folder / "replica").string()};
    m_service = std::make_unique<ReplicationService>(
        std::vector{config}, Replicator::World{nativeFileSystem(), m_clock, m_stores});
    auto server = ControlServer::start(*m_service, *m_folder / "run");
    QVERIFY2(server, server ? "" : server.error().message.c_str());
    m_server = *std::move(server);
}

void ControlServerTest::cleanup()
{
    m_server.reset();
    m_service.reset();
    m_folder.reset();
}

void ControlServerTest::commit()
{
    Result<Connection> connection = Connection::open(m_database, OpenDatabase::ReadWrite);
    QVERIFY(connection);
    QVERIFY(connection->execute("PRAGMA journal_mode = wal; CREATE TABLE IF NOT EXISTS t(n);"
                                "INSERT INTO t VALUES(1);"));
}

bool ControlServerTest::isStopped() const
{
    return m_service->report().front().database.state == DatabaseState::Stopped;
}

void ControlServerTest::clientsSeeWhatTheReplicatorSees()
{
    const auto none = findReplicatorOf("/none.db", *m_folder / "run", {});
    auto client = findReplicatorOf(m_database, *m_folder / "run", {});
    QVERIFY(none && *none == nullptr);
    QVERIFY(client && *client != nullptr);

    const auto before = (*client)->status({});
    const Result<void> started = (*client)->start(m_database, {});
    Result<void> synced = (*client)->sync(m_database, {});
    while (!synced && synced.error().code == ErrorCode::NotFound)
        synced = (*client)->sync(m_database, {});
    const auto snapshots = (*client)->snapshot(m_database, "", {});
    const auto during = (*client)->status({});
    const Result<void> again = (*client)->start(m_database, {});
    const Result<void> stopped = (*client)->stop(m_database, {});

    QVERIFY(before && before->front().database.state == DatabaseState::Stopped);
    QVERIFY(started);
    QVERIFY2(synced, synced ? "" : synced.error().message.c_str());
    QVERIFY(snapshots && snapshots->size() == 1);
    QVERIFY(during && during->front().database.state == DatabaseState::Following);
    QVERIFY(during->front().replicas.front().position == during->front().database.position);
    QVERIFY(!again && again.error().code == ErrorCode::AlreadyExists);
    QVERIFY(stopped);
    QVERIFY(m_service->report().front().database.state == DatabaseState::Stopped);
}

void ControlServerTest::aPauseEndsWithWhoAskedForIt_data()
{
    QTest::addColumn<bool>("isKilled");
    QTest::newRow("asks to go on") << false;
    QTest::newRow("is gone") << true;
}

void ControlServerTest::aPauseEndsWithWhoAskedForIt()
{
    QFETCH(const bool, isKilled);
    QVERIFY(m_service->startAll().empty());
    auto client = findReplicatorOf(m_database, *m_folder / "run", {});
    QVERIFY(client && *client != nullptr);

    QVERIFY((*client)->pause(m_database, {}));

    QVERIFY(isStopped());
    if (isKilled)
        client->reset();
    else
        QVERIFY((*client)->start(m_database, {}));
    QTRY_VERIFY(!isStopped());
    // It was taken back once, and what is stopped afterwards stays so. The server may still be
    // at the end of its start, and until then nobody else changes the database.
    Result<void> stopped = m_service->stop(m_database, {});
    while (!stopped && stopped.error().code == ErrorCode::Busy) {
        QTest::qWait(10);
        stopped = m_service->stop(m_database, {});
    }
    QVERIFY2(stopped, stopped ? "" : stopped.error().message.c_str());
    client->reset();
    QTest::qWait(300);
    QVERIFY(isStopped());
}

void ControlServerTest::whatDidNotRunIsNotStartedByAPause()
{
    auto client = findReplicatorOf(m_database, *m_folder / "run", {});
    QVERIFY(client && *client != nullptr);

    const Result<void> paused = (*client)->pause(m_database, {});
    client->reset();

    QVERIFY(!paused);
    QCOMPARE(paused.error().code, ErrorCode::NotFound);
    QTest::qWait(300);
    QVERIFY(isStopped());
}

void ControlServerTest::whatCannotBeStartedIsStoppedAndSaysWhy()
{
    DatabaseConfig config;
    config.path = m_database.string();
    config.replicas.emplace_back().url = {"nowhere", "", "", "/replica"};
    ReplicationService service({config}, {nativeFileSystem(), m_clock, m_stores, {}});

    const Result<void> started = service.start(m_database, {});

    QVERIFY(!started);
    const ReplicationReport report = service.report().front();
    QCOMPARE(report.database.state, DatabaseState::Stopped);
    QVERIFY(report.database.error && report.database.error->error == started.error());
}

void ControlServerTest::eventsTellOfEveryCommit()
{
    QVERIFY(m_service->startAll().empty());
    CancellationSource enough;
    std::promise<void> first;
    std::promise<Position> stored;
    std::optional<Position> start;
    auto watching = std::async(std::launch::async, [&] {
        auto client = findReplicatorOf(m_database, *m_folder / "run", enough.token());
        return (*client)->subscribe(
            [&](const std::vector<ReplicationReport>& reports) {
                const ReplicaStatus& replica = reports.front().replicas.front();
                if (!replica.position || enough.token().isCancelled())
                    return;
                if (!start) {
                    start = replica.position;
                    first.set_value();
                } else if (replica.position != start) {
                    stored.set_value(*replica.position);
                    enough.cancel();
                }
            },
            enough.token());
    });
    QVERIFY(first.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready);

    commit();
    auto position = stored.get_future();
    const bool isTold = position.wait_for(std::chrono::seconds(60)) == std::future_status::ready;
    enough.cancel();

    QVERIFY(watching.get().error().code == ErrorCode::Cancelled);
    QVERIFY(isTold);
}

void ControlServerTest::eventsEndWithTheReplicator()
{
    std::promise<void> first;
    auto watching = std::async(std::launch::async, [&] {
        auto client = findReplicatorOf(m_database, *m_folder / "run", {});
        bool isFirst = true;
        return (*client)->subscribe(
            [&](const std::vector<ReplicationReport>&) {
                if (std::exchange(isFirst, false))
                    first.set_value();
            },
            {});
    });
    first.get_future().wait();

    m_server.reset();

    QVERIFY(watching.get().error().code == ErrorCode::Unavailable);
}

void ControlServerTest::subscribersHearThatThereAreNoEvents()
{
    const auto soon = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Result<Socket> socket = Socket::connectLocal(m_server->path());
    QVERIFY(socket);
    LineReader lines(*socket, 1 << 20);
    QVERIFY(socket->send(encodeRequest({ControlRequest::What::Subscribe, {}, {}}) + "\n", soon));
    QVERIFY(lines.next(soon));

    const Result<std::string> line = lines.next(soon);

    QVERIFY2(line, line ? "" : line.error().message.c_str());
    const Result<ControlAnswer> answer = decodeAnswer(*line);
    QVERIFY(answer && answer->reports.empty());
}

/// A replicator that was stopped, or waits for a disk, keeps its connections.
void ControlServerTest::whoFallsSilentIsGone()
{
    const auto soon = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Result<Socket> listener = Socket::listenLocal(*m_folder / "silent");
    QVERIFY(listener);
    auto watching = std::async(std::launch::async, [&] {
        auto client = ControlClient::connect(*m_folder / "silent");
        return (*client)->subscribe([](const std::vector<ReplicationReport>&) {}, {});
    });
    Result<Socket> connection = listener->accept();
    QVERIFY(connection);
    LineReader lines(*connection, 1 << 20);
    QVERIFY(lines.next(soon));
    QVERIFY(connection->send(encodeAnswer({m_service->report(), {}, {}}) + "\n", soon));

    const bool hasEnded = watching.wait_for(std::chrono::seconds(60)) == std::future_status::ready;
    connection->shutDown();

    QVERIFY(hasEnded);
    QCOMPARE(watching.get().error().code, ErrorCode::Busy);
}

void ControlServerTest::goneSubscribersTakeNobodysPlace()
{
    const auto soon = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    // More than it serves at once; nothing happens that they would be told of.
    for (int i = 0; i < 40; ++i) {
        Result<Socket> socket = Socket::connectLocal(m_server->path());
        QVERIFY(socket);
        QVERIFY(
            socket->send(encodeRequest({ControlRequest::What::Subscribe, {}, {}}) + "\n", soon));
    }

    bool isServed = false;
    while (!isServed && std::chrono::steady_clock::now() < soon) {
        const auto found = findReplicatorOf(m_database, *m_folder / "run", {});
        isServed = found && *found != nullptr;
    }

    QVERIFY(isServed);
}

void ControlServerTest::nonsenseIsAnsweredAndHarmsNobody()
{
    const auto soon = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Result<Socket> socket = Socket::connectLocal(m_server->path());
    QVERIFY(socket);
    LineReader lines(*socket, 1 << 20);
    QVERIFY(socket->send("nonsense\n{\"version\":9}\n\n", soon));
    for (int i = 0; i < 3; ++i) {
        const Result<std::string> line = lines.next(soon);
        QVERIFY(line);
        QVERIFY(!decodeAnswer(*line));
    }
    Result<Socket> endless = Socket::connectLocal(m_server->path());
    QVERIFY(endless);
    static_cast<void>(endless->send(std::string(200'000, 'x'), soon));

    auto client = findReplicatorOf(m_database, *m_folder / "run", {});

    QVERIFY(client && *client != nullptr);
}

void ControlServerTest::aFolderOfOthersIsRefused()
{
    fs::permissions(*m_folder / "run", fs::perms::owner_all | fs::perms::group_exec);

    const auto found = findReplicators(*m_folder / "run", {});
    const auto second = ControlServer::start(*m_service, *m_folder / "run");

    QVERIFY(!found && found.error().code == ErrorCode::PermissionDenied);
    QVERIFY(!second && second.error().code == ErrorCode::PermissionDenied);
}

void ControlServerTest::aFolderThatIsALinkIsRefused()
{
    fs::create_directory_symlink(*m_folder / "run", *m_folder / "link");

    const auto server = ControlServer::start(*m_service, *m_folder / "link");

    QVERIFY(!server && server.error().code == ErrorCode::PermissionDenied);
}

void ControlServerTest::theSocketGoesWithTheServer()
{
    const fs::path path = m_server->path();
    QVERIFY(fs::exists(path));
    QVERIFY(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));

    m_server.reset();

    QVERIFY(!fs::exists(path));
    QVERIFY(findReplicators(*m_folder / "run", {})->empty());
}

WALKEEPER_TEST(ControlServerTest)
#include "control_server_test.moc"
