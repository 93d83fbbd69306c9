#include "core/engine/engine.h"

#include "core/operations/control_server.h"
#include "core/operations/control_socket.h"
#include "core/operations/replicator_world.h"
#include "core/operations/restore_database.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <filesystem>

#include <unistd.h>

namespace walkeeper {

namespace {

constexpr unsigned pageSize = 4096;
constexpr int patience = 30000; ///< milliseconds

/// A replicator that looks as if it ran in another process.
class OtherProcess
{
public:
    OtherProcess(const DatabaseConfig& config, const OperationContext& context)
        : m_service({config}, replicatorWorld(context))
    {
    }

    ReplicationService& service() { return m_service; }

    /// From now on others can ask it.
    void listen(const std::filesystem::path& folder)
    {
        auto server = ControlServer::start(m_service, folder);
        QVERIFY2(server, server ? "" : server.error().message.c_str());
        m_server = *std::move(server);
        std::filesystem::rename(m_server->path(),
                                folder / ("replicator-" + std::to_string(getppid()) + ".sock"));
    }

private:
    ReplicationService m_service;
    std::unique_ptr<ControlServer> m_server;
};

} // namespace

/// The engine as a window sees it, with a real database and a real folder.
class ReplicationEngineTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void replicatesUntilItIsStopped();
    void makesTheFirstSnapshotByItself();
    void storesASnapshotWhenAsked();
    void checkpointsWhenAsked();
    void saysWhatCannotBeStarted();
    void refusesASecondStart();
    void entersAProtectedDatabaseIntoTheConfiguration();
    void startsNothingThatCannotBeEntered();
    void takesBackWhatCannotBeStarted();
    void saysWhoHasADatabaseInItsConfiguration();
    void removesWhatWasTakenOutByHand();
    void letsGoOfWhatAnotherReplicates();
    void keepsWhatIsNotRefused();
    void reportsAtMostFourTimesASecond();
    void saysNothingWhileNothingChanges();
    void storesTheLastCommitsWhenItIsShutDown();
    void doesNotWaitForStoresThatAreAbandoned();
    void restoresInPlaceAndBringsBack();
    void goesOnReplicatingWhatCannotBeReplaced();
    void listsAndRemovesSafetyCopies();

private:
    DatabaseConfig config() const;
    std::filesystem::path path(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    const Result<ReplicationDone>& endOf(JobId job);
    const Result<ReplacedDatabase>& replaceEndOf(JobId job);
    /// Over the database, from its replica.
    RestoreRequest inPlace(const Position& position) const;
    const ReplicationReport& report() const { return m_engine->replication()->front(); }
    bool isStored() const
    {
        return !m_engine->replication()->empty() && report().replicas.front().lagBytes == 0 &&
               report().database.syncs > 0;
    }
    OperationContext context() { return {nativeFileSystem(), m_clock, m_stores}; }
    /// contentHash() of what the replica restores to.
    std::string restored();

    QTemporaryDir m_folder;
    StoreRegistry m_stores = standardRegistry();
    SystemClock m_clock;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<test::WorkloadDatabase> m_database;
    std::map<JobId, ReplicationEnd> m_ends;
    std::map<JobId, ReplaceEnd> m_replaced;
    int m_restores = 0;
};

void ReplicationEngineTest::init()
{
    QVERIFY(m_folder.isValid());
    std::filesystem::remove_all(path("replica"));
    for (const char* each : {"app.db", "app.db-wal", "app.db-shm", "litestream.yml"})
        std::filesystem::remove(path(each));
    std::filesystem::remove_all(path(".app.db-litestream"));
    m_database = std::make_unique<test::WorkloadDatabase>(path("app.db"), pageSize);
    m_database->insertItems(20, 100);
    QVERIFY(m_database->state());
    m_ends.clear();
    m_replaced.clear();
    for (const auto& entry : std::filesystem::directory_iterator(m_folder.path().toStdString())) {
        if (entry.path().filename().string().starts_with("app.db.safety-copy-"))
            std::filesystem::remove_all(entry.path());
    }
    m_engine = std::make_unique<Engine>(context(), path("run"));
    connect(m_engine.get(), &Engine::jobFinished, this, [this](const JobOutcome& outcome) {
        if (const auto* end = std::get_if<ReplicationEnd>(&outcome.end))
            m_ends[outcome.job] = *end;
        if (const auto* end = std::get_if<ReplaceEnd>(&outcome.end))
            m_replaced[outcome.job] = *end;
    });
}

void ReplicationEngineTest::cleanup()
{
    m_engine.reset();
    m_database.reset();
}

DatabaseConfig ReplicationEngineTest::config() const
{
    DatabaseConfig config;
    config.path = path("app.db").string();
    ReplicaConfig replica;
    replica.url.scheme = "file";
    replica.url.path = path("replica").string();
    config.replicas.push_back(replica);
    return config;
}

const Result<ReplicationDone>& ReplicationEngineTest::endOf(JobId job)
{
    static const Result<ReplicationDone> none = Error{ErrorCode::Internal, "the job does not end"};
    QElapsedTimer timer;
    timer.start();
    while (!m_ends.contains(job) && timer.elapsed() < patience)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
    return m_ends.contains(job) ? *m_ends[job] : none;
}

const Result<ReplacedDatabase>& ReplicationEngineTest::replaceEndOf(JobId job)
{
    static const Result<ReplacedDatabase> none = Error{ErrorCode::Internal, "the job does not end"};
    const auto hasEnded = [&] { return m_replaced.contains(job); };
    return QTest::qWaitFor(hasEnded, patience) ? *m_replaced[job] : none;
}

RestoreRequest ReplicationEngineTest::inPlace(const Position& position) const
{
    RestoreRequest request;
    request.source = config().replicas.front().url;
    request.target.what = RestoreTarget::AtPosition{position};
    request.output = config().path;
    return request;
}

std::string ReplicationEngineTest::restored()
{
    const OperationContext context{nativeFileSystem(), m_clock, m_stores};
    RestoreRequest request;
    request.source = config().replicas.front().url;
    request.output = path(("restored" + std::to_string(++m_restores)).c_str());
    NoProgress progress;
    const auto report = restoreDatabase(request, context, {}, progress);
    if (!report)
        return report.error().message;
    const auto hash = test::contentHash(request.output);
    return hash ? *hash : hash.error().message;
}

void ReplicationEngineTest::replicatesUntilItIsStopped()
{
    QVERIFY(endOf(m_engine->startReplication(config())));
    m_database->insertItems(10, 100);
    QTRY_VERIFY_WITH_TIMEOUT(isStored(), patience);
    QCOMPARE(report().database.state, DatabaseState::Following);

    m_database->insertItems(5, 100);
    QVERIFY(endOf(m_engine->stopReplication(config().path)));

    QVERIFY(m_engine->replication()->empty());
    QCOMPARE(restored(), *test::contentHash(path("app.db")));
}

void ReplicationEngineTest::makesTheFirstSnapshotByItself()
{
    QVERIFY(endOf(m_engine->startReplication(config())));

    QTRY_VERIFY_WITH_TIMEOUT(
        !m_engine->replication()->empty() && report().replicas.front().isRestorable, patience);

    QCOMPARE(report().replicas.front().snapshots, 1U);
}

void ReplicationEngineTest::storesASnapshotWhenAsked()
{
    QVERIFY(endOf(m_engine->startReplication(config())));
    QVERIFY(endOf(m_engine->syncNow(config().path)));

    const auto& first = endOf(m_engine->snapshotNow({config().path, {}}));
    QVERIFY2(first, first ? "" : first.error().message.c_str());
    QCOMPARE(first->snapshots.size(), 1U);
    QCOMPARE(first->snapshots.front().replica, std::string("file"));

    const auto& missing = endOf(m_engine->snapshotNow({config().path, "elsewhere"}));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
}

void ReplicationEngineTest::checkpointsWhenAsked()
{
    QVERIFY(endOf(m_engine->startReplication(config())));
    m_database->insertItems(50, 500);
    QVERIFY(endOf(m_engine->syncNow(config().path)));

    const auto& done =
        endOf(m_engine->checkpointNow({config().path, DatabaseMonitor::CheckpointMode::Truncate}));

    QVERIFY2(done, done ? "" : done.error().message.c_str());
    m_database->insertItems(5, 100);
    QVERIFY(endOf(m_engine->syncNow(config().path)));
    QCOMPARE(restored(), *test::contentHash(path("app.db")));
}

void ReplicationEngineTest::saysWhatCannotBeStarted()
{
    DatabaseConfig unknown = config();
    unknown.replicas.front().url.scheme = "nowhere";

    const auto& end = endOf(m_engine->startReplication(unknown));

    QVERIFY(!end);
    QVERIFY(m_engine->replication()->empty());
}

void ReplicationEngineTest::refusesASecondStart()
{
    QVERIFY(endOf(m_engine->startReplication(config())));

    const auto& again = endOf(m_engine->startReplication(config()));

    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
}

void ReplicationEngineTest::entersAProtectedDatabaseIntoTheConfiguration()
{
    const auto& end = endOf(m_engine->protect({path("litestream.yml"), {}, config()}));
    QVERIFY2(end, end ? "" : end.error().message.c_str());

    const auto parsed = readConfigFile(path("litestream.yml"), {});
    QVERIFY(parsed);
    QVERIFY(parsed->config.find(config().path));
    QTRY_VERIFY_WITH_TIMEOUT(isStored(), patience);
}

void ReplicationEngineTest::startsNothingThatCannotBeEntered()
{
    QFile file(QString::fromStdString(path("litestream.yml").string()));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("dbs: [") > 0);
    file.close();

    const auto& end = endOf(m_engine->protect({path("litestream.yml"), {}, config()}));

    QVERIFY(!end);
    QVERIFY(m_engine->replication()->empty());
}

void ReplicationEngineTest::takesBackWhatCannotBeStarted()
{
    QFile file(QString::fromStdString(path("litestream.yml").string()));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("# mine\ndbs:\n") > 0);
    file.close();
    const StoreRegistry none;
    m_engine.reset();
    Engine engine(OperationContext{nativeFileSystem(), m_clock, none});
    QSignalSpy ends(&engine, &Engine::jobFinished);

    engine.protect({path("litestream.yml"), {}, config()});
    QVERIFY(ends.wait(patience));

    const auto outcome = ends.first().first().value<JobOutcome>();
    const auto& end = *std::get<ReplicationEnd>(outcome.end);
    QVERIFY(!end);
    QVERIFY2(end.error().message.find("was not entered into") != std::string::npos,
             end.error().message.c_str());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("# mine\ndbs:\n"));
}

void ReplicationEngineTest::saysWhoHasADatabaseInItsConfiguration()
{
    OtherProcess other(config(), context());
    other.listen(path("run"));

    const auto known = endOf(m_engine->protect({path("litestream.yml"), {}, config()}));
    QVERIFY(other.service().start(config().path, {}));
    const auto replicated = endOf(m_engine->protect({path("litestream.yml"), {}, config()}));

    QVERIFY(!known && !replicated);
    QVERIFY2(known.error().message.find("start it there") != std::string::npos,
             known.error().message.c_str());
    QVERIFY2(replicated.error().message.find("is replicated by process") != std::string::npos,
             replicated.error().message.c_str());
}

void ReplicationEngineTest::removesWhatWasTakenOutByHand()
{
    QVERIFY(endOf(m_engine->protect({path("litestream.yml"), {}, config()})));
    std::filesystem::remove(path("litestream.yml"));

    const auto& end = endOf(m_engine->unprotect({path("litestream.yml"), {}, config().path}));

    QVERIFY2(end, end ? "" : end.error().message.c_str());
    QTRY_VERIFY_WITH_TIMEOUT(m_engine->replication()->empty(), patience);
    QVERIFY(!std::filesystem::exists(path("litestream.yml")));
}

void ReplicationEngineTest::letsGoOfWhatAnotherReplicates()
{
    OtherProcess other(config(), context());
    QVERIFY(other.service().start(config().path, {}));
    QVERIFY(other.service().sync(config().path, {}));
    QVERIFY(endOf(m_engine->startReplication(config())));
    QTRY_VERIFY_WITH_TIMEOUT(!m_engine->replication()->empty() &&
                                 report().database.state == DatabaseState::Refused,
                             patience);

    other.listen(path("run"));

    QTRY_VERIFY_WITH_TIMEOUT(m_engine->replication()->empty(), patience);
    QCOMPARE(other.service().report().front().database.state, DatabaseState::Following);
}

void ReplicationEngineTest::keepsWhatIsNotRefused()
{
    Replicator replicator(replicatorWorld(context()));
    QVERIFY(replicator.add(config()));
    QVERIFY(replicator.syncNow(config().path, {}));

    const Result<void> removed = replicator.removeIfRefused(config().path);

    QVERIFY(!removed && removed.error().code == ErrorCode::NotFound);
    QCOMPARE(replicator.status().size(), 1U);
}

void ReplicationEngineTest::reportsAtMostFourTimesASecond()
{
    QVERIFY(endOf(m_engine->startReplication(config())));
    QVERIFY(endOf(m_engine->syncNow(config().path)));
    QSignalSpy spy(m_engine.get(), &Engine::replicationChanged);
    QElapsedTimer timer;
    timer.start();

    while (timer.elapsed() < 2000) {
        m_database->addNote();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    }

    QVERIFY2(spy.size() >= 3, qPrintable(QString::number(spy.size())));
    // One may have been on its way when the counting began.
    QVERIFY2(spy.size() <= 1 + 4 * (timer.elapsed() / 1000 + 1),
             qPrintable(QString::number(spy.size())));
    QVERIFY(m_database->state());
}

void ReplicationEngineTest::saysNothingWhileNothingChanges()
{
    QVERIFY(endOf(m_engine->startReplication(config())));
    QTRY_VERIFY_WITH_TIMEOUT(isStored() && report().replicas.front().isRestorable, patience);
    QVERIFY(endOf(m_engine->syncNow(config().path)));
    QSignalSpy spy(m_engine.get(), &Engine::replicationChanged);
    // What had changed before may still be on its way.
    spy.wait(1500);
    spy.clear();

    QVERIFY(!spy.wait(3000));
}

void ReplicationEngineTest::storesTheLastCommitsWhenItIsShutDown()
{
    QVERIFY(endOf(m_engine->startReplication(config())));
    QVERIFY(endOf(m_engine->syncNow(config().path)));
    QSignalSpy waiting(m_engine.get(), &Engine::stillStopping);
    QSignalSpy stopped(m_engine.get(), &Engine::stopped);
    m_database->insertItems(30, 300);

    m_engine->shutDown();
    QVERIFY(stopped.wait(patience));

    QCOMPARE(waiting.size(), 2);
    QCOMPARE(waiting.first().at(0).value<StillStopping>()->size(), 1U);
    QVERIFY(waiting.last().at(0).value<StillStopping>()->empty());
    QCOMPARE(restored(), *test::contentHash(path("app.db")));
}

void ReplicationEngineTest::doesNotWaitForStoresThatAreAbandoned()
{
    std::atomic<int> waiting = 0;
    /// Holds every call until it is cancelled.
    class Stalling final : public ObjectStore
    {
    public:
        explicit Stalling(std::atomic<int>& waiting) : m_waiting(waiting) {}
        Result<void> list(const ObjectKey&, const ListOptions&,
                          const std::function<void(ListPage)>&,
                          const CancellationToken& token) override
        {
            ++m_waiting;
            while (!token.waitFor(std::chrono::hours(1))) {
            }
            return cancelledError();
        }
        Result<std::unique_ptr<ByteSource>> open(const ObjectKey&, ByteRange,
                                                 const CancellationToken&) override
        {
            return cancelledError();
        }
        Result<ObjectInfo> put(const ObjectKey&, ByteSource&, const CancellationToken&) override
        {
            return cancelledError();
        }
        Result<void> remove(std::span<const ObjectKey>, const CancellationToken&) override
        {
            return cancelledError();
        }

    private:
        std::atomic<int>& m_waiting;
    };
    m_engine.reset();
    StoreRegistry stores = standardRegistry();
    stores.add("stall", [&](const StoreUrl&, FileSystem&) -> Result<std::unique_ptr<ObjectStore>> {
        return std::unique_ptr<ObjectStore>(std::make_unique<Stalling>(waiting));
    });
    Engine engine(OperationContext{nativeFileSystem(), m_clock, stores});
    DatabaseConfig stalling = config();
    stalling.replicas.front().url = {"stall", {}, "nowhere", {}};
    engine.startReplication(stalling);
    QTRY_VERIFY_WITH_TIMEOUT(waiting > 0, patience);
    QSignalSpy still(&engine, &Engine::stillStopping);
    QSignalSpy stopped(&engine, &Engine::stopped);

    engine.shutDown();
    QVERIFY(still.wait(patience));
    QVERIFY(!stopped.wait(300));
    engine.abandonStores();

    QVERIFY(stopped.wait(patience));
}

/// Each time the replication begins anew, with what is in the database's place then.
void ReplicationEngineTest::restoresInPlaceAndBringsBack()
{
    QVERIFY(endOf(m_engine->startReplication(config())));
    QVERIFY(endOf(m_engine->syncNow(config().path)));
    const Position older = *report().database.position;
    const std::string olderContent = *test::contentHash(path("app.db"));
    m_database->insertItems(30, 300);
    const std::string newerContent = *test::contentHash(path("app.db"));
    m_database->close();

    const auto& end = replaceEndOf(m_engine->restoreInPlace(inPlace(older)));

    QVERIFY2(end, end ? "" : end.error().message.c_str());
    QVERIFY(!end->notStored && !end->notResumed);
    QCOMPARE(end->report->position, older);
    QCOMPARE(*test::contentHash(end->before.file), newerContent);
    QVERIFY(endOf(m_engine->syncNow(config().path)));
    QCOMPARE(*test::contentHash(path("app.db")), olderContent);
    QCOMPARE(restored(), olderContent);
    const GenerationId second = report().database.position->generation;
    QVERIFY(second != older.generation);

    const auto& back = replaceEndOf(m_engine->bringBack({config().path, end->before.folder}));

    QVERIFY2(back, back ? "" : back.error().message.c_str());
    QVERIFY(!back->report && !back->notResumed);
    QVERIFY(endOf(m_engine->syncNow(config().path)));
    QCOMPARE(*test::contentHash(path("app.db")), newerContent);
    QCOMPARE(restored(), newerContent);
    QVERIFY(report().database.position->generation != second);
    QCOMPARE(*test::contentHash(back->before.file), olderContent);
}

void ReplicationEngineTest::goesOnReplicatingWhatCannotBeReplaced()
{
    QVERIFY(endOf(m_engine->startReplication(config())));
    QVERIFY(endOf(m_engine->syncNow(config().path)));
    const Position position = *report().database.position;

    // The application has it open.
    const auto& end = replaceEndOf(m_engine->restoreInPlace(inPlace(position)));

    QVERIFY(!end);
    QCOMPARE(end.error().code, ErrorCode::Busy);
    m_database->insertItems(5, 100);
    QVERIFY(endOf(m_engine->syncNow(config().path)));
    QCOMPARE(restored(), *test::contentHash(path("app.db")));
}

void ReplicationEngineTest::listsAndRemovesSafetyCopies()
{
    QVERIFY(endOf(m_engine->startReplication(config())));
    QVERIFY(endOf(m_engine->syncNow(config().path)));
    m_database->close();
    const auto& end = replaceEndOf(m_engine->restoreInPlace(inPlace(*report().database.position)));
    QVERIFY2(end, end ? "" : end.error().message.c_str());
    QSignalSpy answers(m_engine.get(), &Engine::safetyCopiesListed);
    const auto answerTo = [&](JobId job) {
        const auto isThere = [&] {
            return !answers.isEmpty() && answers.last().at(0).value<JobId>() == job;
        };
        return QTest::qWaitFor(isThere, patience)
                   ? *answers.last().at(1).value<SafetyCopiesAnswer>()
                   : Result<std::vector<SafetyCopy>>(Error{});
    };

    const auto listed = answerTo(m_engine->listSafetyCopies(config().path));
    QVERIFY(listed);
    QCOMPARE(listed->size(), 1u);
    QCOMPARE(listed->front().folder, end->before.folder);
    const auto left = answerTo(m_engine->removeSafetyCopy({config().path, end->before.folder}));
    QVERIFY(left);
    QVERIFY(left->empty());
    QVERIFY(!std::filesystem::exists(end->before.folder));
    QVERIFY(!answerTo(m_engine->removeSafetyCopy({config().path, end->before.folder})));
}

} // namespace walkeeper

using walkeeper::ReplicationEngineTest;
WALKEEPER_TEST(ReplicationEngineTest)
#include "replication_engine_test.moc"
