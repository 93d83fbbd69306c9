#include "core/operations/restore_database.h"
#include "core/replicate/replicator.h"
#include "tests/replicate/commit_audit.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/unprivileged.h"

#include <sys/mount.h>
#include <unistd.h>

using namespace walkeeper;
using namespace walkeeper::test;
using std::chrono::milliseconds;

namespace {

using Reason = NewGenerationReason;

/// A small file system of its own, which fills up for real. Needs root.
class SmallDisk
{
public:
    SmallDisk(std::filesystem::path folder, const char* size) : m_folder(std::move(folder))
    {
        std::filesystem::create_directories(m_folder);
        m_isMounted = ::mount("none", m_folder.c_str(), "tmpfs", 0, size) == 0;
    }
    ~SmallDisk() { ::umount2(m_folder.c_str(), MNT_DETACH); }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool isMounted() const { return m_isMounted; }

private:
    std::filesystem::path m_folder;
    bool m_isMounted = false;
};

/// A disk that can be taken away and put back with what is on it. Needs root.
class RemovableDisk
{
public:
    /// content  where it is kept
    /// place    where it is mounted
    RemovableDisk(const std::filesystem::path& content, std::filesystem::path place)
        : m_disk(content, "size=16m"),
          m_content(content),
          m_place(std::move(place))
    {
        std::filesystem::create_directories(m_place);
    }
    ~RemovableDisk() { unmount(); }
    RemovableDisk(const RemovableDisk&) = delete;
    RemovableDisk& operator=(const RemovableDisk&) = delete;

    bool mount()
    {
        return m_disk.isMounted() &&
               ::mount(m_content.c_str(), m_place.c_str(), nullptr, MS_BIND, nullptr) == 0;
    }
    bool unmount() { return ::umount2(m_place.c_str(), MNT_DETACH) == 0; }

private:
    SmallDisk m_disk;
    std::filesystem::path m_content;
    std::filesystem::path m_place;
};

/// The folder and all that is in it belong to the user as whom permissions are tried.
void giveAway(const std::filesystem::path& folder)
{
    constexpr unsigned nobody = 65534;
    QCOMPARE(::chown(folder.c_str(), nobody, nobody), 0);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        QCOMPARE(::chown(entry.path().c_str(), nobody, nobody), 0);
}

} // namespace

/// What goes wrong around a database while it is watched: each is said in one sentence, and
/// replication goes on by itself when it is over.
class SurroundingsTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void copiesBeforeTheFirstTurn();
    void waitsForADatabaseThatIsMissing();
    void followsADatabaseOfNoBytes();
    void goesOnAfterTheDatabaseWasDeletedAndMadeAnew();
    void goesOnAfterTheDatabaseWasReplaced();
    void saysThatTheFileIsNoDatabase();
    void saysThatSomebodyHoldsItExclusively();
    void switchesBackToWalMode();
    void saysThatTheDatabaseMayNotBeWritten();
    void saysThatNothingMayBeMadeBesideTheDatabase_data();
    void saysThatNothingMayBeMadeBesideTheDatabase();
    void outlivesAFullDisk();
    void waitsForAReplicaThatIsUnmounted_data();
    void waitsForAReplicaThatIsUnmounted();
    void waitsForAReplicaThatIsEmptied();
    void outlivesAReplicaThatIsAway();
    void outlivesAClockThatGoesBack();
    void outlivesASuspend();
    void refusesASecondReplicator();
    void everyReplicaHearsOfWhatOneOfThemHadCopied();
    void replicasDoNotWaitForACheckpoint();

private:
    DatabaseMonitor::Turn turn();
    void commit();
    Result<void> upload();
    void checkRestored();
    void restartAs(const DatabaseConfig& config);
    void checkFailsAndRecovers(const std::filesystem::path& locked, std::filesystem::perms mode,
                               const QString& words);

    std::optional<TestFolder> m_folder;
    std::optional<Connection> m_application;
    ManualClock m_clock;
    DatabaseConfig m_config;
    StoreRegistry m_stores = standardRegistry();
    std::unique_ptr<ObjectStore> m_store;
    std::unique_ptr<DatabaseMonitor> m_monitor;
    std::unique_ptr<ReplicaMonitor> m_replica;
    int m_rows = 0;
};

void SurroundingsTest::init()
{
    m_folder.emplace();
    m_rows = 0;
    m_config = {};
    m_config.path = (*m_folder / "app.db").string();
    ReplicaConfig replica;
    replica.url = {.scheme = "file", .path = (*m_folder / "replica/files").string()};
    m_config.replicas = {replica};
    m_application.emplace(*Connection::open(m_config.path, OpenDatabase::ReadWrite));
    QVERIFY(m_application->execute("PRAGMA journal_mode = wal; CREATE TABLE t(x)"));
    m_application->keepWalOnClose();
    m_store = *m_stores.open(replica.url);
    m_monitor = std::make_unique<DatabaseMonitor>(m_config, nativeFileSystem(), m_clock);
    m_replica = std::make_unique<ReplicaMonitor>(
        replica, ReplicaMonitor::World{*m_store, m_monitor->shadow(), *m_monitor, m_clock});
}

void SurroundingsTest::cleanup()
{
    m_replica.reset();
    m_monitor.reset();
    m_store.reset();
    m_application.reset();
    m_folder.reset();
}

DatabaseMonitor::Turn SurroundingsTest::turn()
{
    return m_monitor->turn({});
}

void SurroundingsTest::commit()
{
    QVERIFY(m_application->execute("INSERT INTO t VALUES (randomblob(500))"));
    ++m_rows;
}

Result<void> SurroundingsTest::upload()
{
    return m_replica->finish({});
}

void SurroundingsTest::checkRestored()
{
    QVERIFY(upload());
    RestoreRequest request;
    request.source = m_config.replicas.front().url;
    request.output = *m_folder / "restored.db";
    request.check = IntegrityCheck::Full;
    NoProgress progress;
    const Result<RestoreReport> restored =
        restoreDatabase(request, {nativeFileSystem(), m_clock, m_stores}, {}, progress);
    QVERIFY2(restored, restored ? "" : restored.error().message.c_str());
    Connection copy = *Connection::open(request.output, OpenDatabase::Unchanging);
    QCOMPARE(copy.query("SELECT COUNT(*) FROM t")->front().front(), std::to_string(m_rows));
    std::filesystem::remove(request.output);
}

void SurroundingsTest::copiesBeforeTheFirstTurn()
{
    commit();

    const Result<Position> synced = m_monitor->syncNow({});

    QVERIFY2(synced, synced ? "" : synced.error().message.c_str());
    const DatabaseMonitor::Turn first = turn();
    QVERIFY(first.reopened);
    QVERIFY(first.grew);
    checkRestored();
}

void SurroundingsTest::waitsForADatabaseThatIsMissing()
{
    m_application.reset();
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(m_config.path + suffix);
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Waiting);
    QVERIFY(!m_monitor->status().error);
    QVERIFY(!std::filesystem::exists(m_config.path));

    m_application.emplace(*Connection::open(m_config.path, OpenDatabase::ReadWrite));
    QVERIFY(m_application->execute("CREATE TABLE t(x)"));
    commit();
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Following);
    checkRestored();
}

void SurroundingsTest::followsADatabaseOfNoBytes()
{
    m_application.reset();
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(m_config.path + suffix);
    m_folder->write("app.db", "");
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Following);

    m_application.emplace(*Connection::open(m_config.path, OpenDatabase::Existing));
    QVERIFY(m_application->execute("CREATE TABLE t(x)"));
    commit();
    turn();
    checkRestored();
}

void SurroundingsTest::goesOnAfterTheDatabaseWasDeletedAndMadeAnew()
{
    commit();
    turn();
    checkRestored();
    m_application.reset();
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(m_config.path + suffix);
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Waiting);

    m_application.emplace(*Connection::open(m_config.path, OpenDatabase::ReadWrite));
    QVERIFY(m_application->execute("PRAGMA journal_mode = wal; CREATE TABLE t(x)"));
    m_rows = 0;
    commit();
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Following);
    QCOMPARE(m_monitor->status().generations.back().reason, Reason::DatabaseReplaced);
    checkRestored();
}

void SurroundingsTest::goesOnAfterTheDatabaseWasReplaced()
{
    commit();
    turn();
    QVERIFY(upload());
    m_application.reset();
    const auto other = *m_folder / "other.db";
    {
        Connection made = *Connection::open(other, OpenDatabase::ReadWrite);
        QVERIFY(made.execute("CREATE TABLE t(x); INSERT INTO t VALUES (1), (2), (3)"));
    }
    for (const char* suffix : {"-wal", "-shm"})
        std::filesystem::remove(m_config.path + suffix);
    std::filesystem::rename(other, m_config.path);
    m_rows = 3;

    turn();
    QCOMPARE(m_monitor->status().generations.back().reason, Reason::DatabaseReplaced);
    checkRestored();
}

void SurroundingsTest::saysThatTheFileIsNoDatabase()
{
    m_application.reset();
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(m_config.path + suffix);
    const std::string text(5000, 'x');
    m_folder->write("app.db", text);
    const DatabaseMonitor::Turn failed = turn();

    const DatabaseStatus status = m_monitor->status();
    QCOMPARE(status.state, DatabaseState::Failing);
    QCOMPARE(status.error->error.code, ErrorCode::Corrupt);
    QVERIFY(status.error->error.message.find(m_config.path) != std::string::npos);
    QVERIFY(failed.next.in > milliseconds(0));
    QCOMPARE(fileText(m_config.path), text);
}

void SurroundingsTest::saysThatSomebodyHoldsItExclusively()
{
    commit();
    QVERIFY(m_application->execute("PRAGMA locking_mode = exclusive; BEGIN IMMEDIATE; COMMIT"));
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Failing);
    QCOMPARE(m_monitor->status().error->error.code, ErrorCode::Busy);

    m_application.emplace(*Connection::open(m_config.path, OpenDatabase::Existing));
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Following);
    checkRestored();
}

void SurroundingsTest::switchesBackToWalMode()
{
    commit();
    turn();
    // While it is watched nobody can leave WAL mode.
    m_application->setBusyTimeout(milliseconds(0));
    static_cast<void>(m_application->query("PRAGMA journal_mode = delete"));
    QCOMPARE(m_application->query("PRAGMA journal_mode")->front().front(), std::string("wal"));
    QVERIFY(m_monitor->close());

    QCOMPARE(m_application->query("PRAGMA journal_mode = delete")->front().front(),
             std::string("delete"));
    commit();
    m_replica.reset();
    m_monitor = std::make_unique<DatabaseMonitor>(m_config, nativeFileSystem(), m_clock);
    m_replica = std::make_unique<ReplicaMonitor>(
        m_config.replicas.front(),
        ReplicaMonitor::World{*m_store, m_monitor->shadow(), *m_monitor, m_clock});
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Following);
    checkRestored();
}

/// While nothing is being replicated.
void SurroundingsTest::restartAs(const DatabaseConfig& config)
{
    m_config = config;
    m_replica.reset();
    m_monitor = std::make_unique<DatabaseMonitor>(m_config, nativeFileSystem(), m_clock);
    m_replica = std::make_unique<ReplicaMonitor>(
        m_config.replicas.front(),
        ReplicaMonitor::World{*m_store, m_monitor->shadow(), *m_monitor, m_clock});
}

/// Takes the right to write away from an ordinary user, and gives it back.
/// words  that the error must have
void SurroundingsTest::checkFailsAndRecovers(const std::filesystem::path& locked,
                                             std::filesystem::perms mode, const QString& words)
{
    commit();
    m_application.reset();
    giveAway(m_folder->path());
    const auto before = std::filesystem::status(locked).permissions();
    std::filesystem::permissions(locked, mode);
    const Unprivileged ordinary;

    const DatabaseMonitor::Turn failed = turn();

    const DatabaseStatus status = m_monitor->status();
    QCOMPARE(status.state, DatabaseState::Failing);
    QCOMPARE(status.error->error.code, ErrorCode::PermissionDenied);
    QVERIFY(status.error->error.message.find(locked.string()) != std::string::npos);
    QVERIFY(status.error->error.message.find(words.toStdString()) != std::string::npos);
    QVERIFY(failed.next.in > milliseconds(0));

    std::filesystem::permissions(locked, before);
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Following);
    m_application.emplace(*Connection::open(m_config.path, OpenDatabase::Existing));
    commit();
    turn();
    checkRestored();
}

void SurroundingsTest::saysThatTheDatabaseMayNotBeWritten()
{
    checkFailsAndRecovers(m_config.path, std::filesystem::perms(0444),
                          QStringLiteral("have to be writable"));
}

void SurroundingsTest::saysThatNothingMayBeMadeBesideTheDatabase_data()
{
    QTest::addColumn<bool>("metadataIsElsewhere");
    QTest::addColumn<QString>("words");
    QTest::newRow("metadata beside it") << false << "cannot create the folder";
    QTest::newRow("metadata elsewhere") << true << "have to be writable";
}

void SurroundingsTest::saysThatNothingMayBeMadeBesideTheDatabase()
{
    QFETCH(const bool, metadataIsElsewhere);
    QFETCH(const QString, words);
    const auto data = *m_folder / "data";
    std::filesystem::create_directory(data);
    m_application.reset();
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(m_config.path + suffix);
    DatabaseConfig config = m_config;
    config.path = (data / "app.db").string();
    if (metadataIsElsewhere)
        config.metaPath = (*m_folder / "metadata").string();
    restartAs(config);
    m_application.emplace(*Connection::open(m_config.path, OpenDatabase::ReadWrite));
    // SQLite takes the log away with it.
    QVERIFY(m_application->execute("PRAGMA journal_mode = wal; CREATE TABLE t(x)"));

    checkFailsAndRecovers(data, std::filesystem::perms(0555), words);
}

void SurroundingsTest::outlivesAFullDisk()
{
    const SmallDisk disk(*m_folder / ".app.db-litestream", "size=256k");
    QVERIFY2(disk.isMounted(), "this case needs root");
    commit();
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Following);
    QVERIFY(upload());
    const auto filler = m_folder->write(".app.db-litestream/filler", std::string(200'000, 'x'));
    for (int i = 0; i < 20; ++i)
        commit();
    turn();
    const DatabaseStatus status = m_monitor->status();
    QCOMPARE(status.state, DatabaseState::Failing);
    QCOMPARE(status.error->error.code, ErrorCode::NoSpace);
    turn();
    QCOMPARE(m_monitor->status().error->attempts, 2u);

    std::filesystem::remove(filler);
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Following);
    QCOMPARE(m_monitor->status().generations.size(), std::size_t{1});
    checkRestored();
}

void SurroundingsTest::outlivesAReplicaThatIsAway()
{
    commit();
    turn();
    QVERIFY(upload());
    const auto replica = *m_folder / "replica";
    std::filesystem::rename(replica, *m_folder / "away");
    m_folder->write("replica", "a file where the folder was");
    commit();
    turn();
    const Result<void> failed = upload();
    QVERIFY(!failed);
    QVERIFY(failed.error().message.find(replica.string()) != std::string::npos);
    QVERIFY(m_replica->status().error());

    std::filesystem::remove(replica);
    std::filesystem::rename(*m_folder / "away", replica);
    commit();
    turn();
    checkRestored();
    QVERIFY(!m_replica->status().error());
    QCOMPARE(m_monitor->status().generations.size(), std::size_t{1});
}

void SurroundingsTest::waitsForAReplicaThatIsUnmounted_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("beginsAnew");
    QTest::newRow("the mount point itself") << "replica/files" << false;
    QTest::newRow("a folder on the disk") << "replica" << false;
    QTest::newRow("when a generation begins") << "replica" << true;
}

void SurroundingsTest::waitsForAReplicaThatIsUnmounted()
{
    QFETCH(const QString, place);
    QFETCH(const bool, beginsAnew);
    RemovableDisk disk(*m_folder / "disk", *m_folder / place.toStdString());
    QVERIFY2(disk.mount(), "this case needs root");
    commit();
    turn();
    QVERIFY(upload());

    QVERIFY(disk.unmount());
    if (beginsAnew)
        m_monitor->requestNewGeneration("for the test");
    for (int i = 0; i < 3; ++i) {
        commit();
        turn();
        const Result<void> failed = upload();
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::Unavailable);
        QVERIFY(failed.error().message.find((*m_folder / "replica").string()) != std::string::npos);
        QVERIFY(!m_replica->snapshotNow({}));
        // Nothing is begun where the disk was.
        QVERIFY(std::filesystem::is_empty(*m_folder / place.toStdString()));
    }

    QVERIFY(disk.mount());
    commit();
    turn();
    checkRestored();
    QVERIFY(!m_replica->status().error());
    QCOMPARE(m_monitor->status().generations.size(), std::size_t{beginsAnew ? 2u : 1u});
    QCOMPARE(m_replica->status().snapshots, std::uint64_t{beginsAnew ? 2u : 1u});
    const Result<CommitAudit> audit = auditCommits(*m_folder / "replica/files");
    QVERIFY(audit && audit->losses.empty());
}

/// Only a start takes an empty folder for a new replica.
void SurroundingsTest::waitsForAReplicaThatIsEmptied()
{
    commit();
    turn();
    QVERIFY(upload());
    std::filesystem::remove_all(*m_folder / "replica/files/generations");
    for (int i = 0; i < 3; ++i) {
        commit();
        turn();
        QVERIFY(!upload());
        QVERIFY(!std::filesystem::exists(*m_folder / "replica/files/generations"));
    }

    QVERIFY(m_monitor->close());
    restartAs(m_config);
    turn();
    checkRestored();
}

void SurroundingsTest::outlivesAClockThatGoesBack()
{
    commit();
    turn();
    m_replica->turn({});
    m_clock.set(m_clock.now() - std::chrono::hours(48));
    commit();
    turn();
    m_replica->turn({});
    m_clock.set(m_clock.now() + std::chrono::hours(1));
    commit();
    turn();
    const ReplicaTurn next = m_replica->turn({});
    QVERIFY(next.notBefore <= m_clock.now() + std::chrono::seconds(2));
    checkRestored();
    QCOMPARE(m_monitor->status().generations.size(), std::size_t{1});
}

/// The application goes on before we do.
void SurroundingsTest::outlivesASuspend()
{
    commit();
    turn();
    m_replica->turn({});
    m_clock.advance(std::chrono::hours(1));
    commit();
    turn();
    m_clock.advance(std::chrono::seconds(1));

    const ReplicaTurn next = m_replica->turn({});

    QVERIFY(!m_replica->status().error());
    QVERIFY(m_replica->status().position == m_monitor->status().position);
    QVERIFY(next.notBefore <= m_clock.now() + std::chrono::seconds(2));
    QCOMPARE(m_monitor->status().generations.size(), std::size_t{1});
    checkRestored();
}

void SurroundingsTest::refusesASecondReplicator()
{
    commit();
    turn();
    DatabaseMonitor second(m_config, nativeFileSystem(), m_clock);
    second.turn({});
    QCOMPARE(second.status().state, DatabaseState::Refused);
    QVERIFY(second.status().error->error.message.find(m_config.path) != std::string::npos);
    commit();
    turn();
    QCOMPARE(m_monitor->status().state, DatabaseState::Following);

    QVERIFY(m_monitor->close());
    second.turn({});
    QCOMPARE(second.status().state, DatabaseState::Following);
}

/// A snapshot of one replica copies commits between two turns.
void SurroundingsTest::everyReplicaHearsOfWhatOneOfThemHadCopied()
{
    turn();
    commit();
    QVERIFY(m_monitor->syncNow({}));

    QVERIFY(turn().grew);
    QVERIFY(!turn().grew);
}

void SurroundingsTest::replicasDoNotWaitForACheckpoint()
{
    turn();
    for (int i = 0; i < m_config.minCheckpointPages; ++i)
        commit();
    std::optional<std::uint64_t> checkpoints;

    const DatabaseMonitor::Turn done = m_monitor->turn(
        {}, [&] { checkpoints = checkpoints.value_or(m_monitor->status().passiveCheckpoints); });

    QVERIFY(done.grew);
    QVERIFY(checkpoints.has_value());
    QVERIFY(m_monitor->status().passiveCheckpoints > *checkpoints);
}

WALKEEPER_TEST(SurroundingsTest)
#include "surroundings_test.moc"
