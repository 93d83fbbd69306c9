#include "core/replicate/replica_monitor.h"
#include "core/storage/memory/memory_store.h"
#include "tests/core/replicate/shadow_fixture.h"
#include "tests/support/manual_clock.h"
#include "tests/support/put_fault_store.h"
#include "tests/support/store_access.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <thread>

namespace walkeeper {

using namespace std::chrono_literals;
using test::PutFault;
using test::PutFaultStore;
using test::ShadowFixture;

namespace {

ReplicaConfig fileReplica()
{
    ReplicaConfig config;
    config.url.scheme = "file";
    return config;
}

struct Scene {
    explicit Scene(ReplicaConfig config = fileReplica())
        : monitor(std::move(config), {store, database.shadow(), database, clock})
    {
    }

    ReplicaTurn turn(const CancellationToken& token = {}) { return monitor.turn(token); }

    /// A turn after the pause that the one before asked for.
    ReplicaTurn laterTurn(Timestamp::duration pause = 1s)
    {
        clock.advance(pause);
        return turn();
    }

    bool restoresEverything()
    {
        const auto back = test::restored(real);
        if (!back)
            qWarning("%s", back.error().message.c_str());
        return back && *back == database.content();
    }

    std::size_t objects(std::string_view ending)
    {
        std::size_t count = 0;
        for (const std::string& name : test::storedNames(real, database.generation()))
            count += name.ends_with(ending) ? 1u : 0u;
        return count;
    }

    /// Keys of all that is stored.
    test::Names names()
    {
        test::Names names;
        const Result<void> listed = real.list(ObjectKey(), {.depth = ListOptions::Depth::AllLevels},
                                              [&](const ListPage& page) {
                                                  for (const ObjectInfo& object : page.objects)
                                                      names.push_back(object.key.text());
                                              },
                                              {});
        return listed ? names : test::Names{listed.error().message};
    }

    using Content = std::vector<std::pair<std::string, std::string>>;
    /// As if the disk was not mounted.
    Content takeAway()
    {
        Content taken;
        for (const std::string& name : names())
            taken.emplace_back(name, test::readText(real, name));
        test::removeAll(real, names());
        return taken;
    }
    void putBack(const Content& taken)
    {
        for (const auto& [name, text] : taken)
            test::putText(real, name, text);
    }

    /// The next upload fails, as a local store's does when its folder was exchanged.
    void failOnce()
    {
        store.fault = PutFault::AtOnce;
        turn();
        clock.advance(1s);
        turn();
        store.fault = PutFault::None;
    }

    bool isSilent(const ReplicaStatus& status)
    {
        if (status.error())
            qWarning("%s", status.error()->error.message.c_str());
        return !status.error();
    }

    test::ManualClock clock;
    ShadowFixture database;
    MemoryStore real{clock};
    PutFaultStore store{real};
    ReplicaMonitor monitor;
};

/// Counts how many puts are under way at once.
class CrowdedStore final : public ObjectStore
{
public:
    explicit CrowdedStore(ObjectStore& real) : m_real(real) {}

    std::atomic<int> most = 0;

    Result<void> list(const ObjectKey& folder, const ListOptions& options,
                      const std::function<void(ListPage)>& page,
                      const CancellationToken& token) override
    {
        return m_real.list(folder, options, page, token);
    }
    Result<std::unique_ptr<ByteSource>> open(const ObjectKey& key, ByteRange range,
                                             const CancellationToken& token) override
    {
        return m_real.open(key, range, token);
    }
    Result<ObjectInfo> put(const ObjectKey& key, ByteSource& body,
                           const CancellationToken& token) override
    {
        // A snapshot's put holds those of its WAL, on the same thread.
        const bool counts = key.name().ends_with(".wal.lz4");
        if (counts)
            most = std::max<int>(most, ++m_now);
        std::this_thread::yield();
        Result<ObjectInfo> stored = m_real.put(key, body, token);
        if (counts)
            --m_now;
        return stored;
    }
    Result<void> remove(std::span<const ObjectKey> keys, const CancellationToken& token) override
    {
        return m_real.remove(keys, token);
    }

private:
    ObjectStore& m_real;
    std::atomic<int> m_now = 0;
};

} // namespace

class ReplicaMonitorTest : public QObject
{
    Q_OBJECT

private slots:
    void waitsWithoutAGeneration();
    void theFirstTurnMakesTheReplicaRestorable();
    void anIdleTurnAsksTheStoreNothing();
    void storesFilesAtOnceAndThenEveryTenthOfASecond();
    void e15AFailedUploadIsTriedAgainWithoutANewCommit();
    void e15WaitsLongerEachTimeButNeverMoreThanAMinute();
    void e13NeverTwoTurnsAtOnce();
    void e17AsksOnceForANewGeneration();
    void e17AReplicaAheadIsFineOnceTheShadowHasCaughtUp();
    void e32ReportsAnotherWriterAndGoesOn();
    void e21RetentionKeepsTheWholeDay();
    void anEmptiedReplicaIsNotBegunAnew();
    void theRetentionNoticesAnEmptiedReplica();
    void aDeletedGenerationIsSaidAndBegunAnew();
    void f06KeepsTheSnapshotOfTheSameWalFile();
    void takesSnapshotsByTheInterval();
    void finishesTheGenerationBefore();
    void aDamagedShadowAsksForANewGeneration();
    void aFailingSnapshotDoesNotStopTheWal();
    void aCancelledTurnIsNoFailure();
    void finishStoresWithoutWaiting();
    void releasesOnlyWhatIsStored();
    void countsTheLag();
    void encryptedReplicasGetNothingInPlain();
};

void ReplicaMonitorTest::waitsWithoutAGeneration()
{
    Scene scene;

    const ReplicaTurn turn = scene.turn();

    QVERIFY(!turn.next);
    QVERIFY(scene.isSilent(scene.monitor.status()));
    QVERIFY(!scene.monitor.status().position);
    QCOMPARE(scene.monitor.releasable().below, WalIndex{0});
}

void ReplicaMonitorTest::theFirstTurnMakesTheReplicaRestorable()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.database.commit(3);

    scene.turn();

    const ReplicaStatus status = scene.monitor.status();
    QVERIFY(scene.isSilent(status));
    QVERIFY(scene.restoresEverything());
    QVERIFY(status.isRestorable && status.position == scene.database.end());
    QCOMPARE(status.snapshots, std::uint64_t{1});
}

void ReplicaMonitorTest::anIdleTurnAsksTheStoreNothing()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    scene.store.puts.clear();
    scene.store.lists = scene.store.opens = 0;

    const ReplicaTurn turn = scene.laterTurn(10min);

    QVERIFY(scene.store.puts.empty());
    QCOMPARE(scene.store.lists + scene.store.opens, 0);
    QVERIFY(turn.next && *turn.next > scene.clock.now()); // the retention
}

void ReplicaMonitorTest::storesFilesAtOnceAndThenEveryTenthOfASecond()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    scene.clock.advance(10s);
    const std::uint64_t before = scene.monitor.status().segments;

    scene.database.commit();
    const ReplicaTurn first = scene.turn();
    QCOMPARE(scene.monitor.status().segments, before + 1);
    QVERIFY(first.notBefore == scene.clock.now() + 100ms);

    scene.database.commit();
    const ReplicaTurn early = scene.laterTurn(40ms);
    QCOMPARE(scene.monitor.status().segments, before + 1);
    QVERIFY(early.next == scene.clock.now() + 60ms);

    scene.laterTurn(60ms);
    QCOMPARE(scene.monitor.status().segments, before + 2);
}

void ReplicaMonitorTest::e15AFailedUploadIsTriedAgainWithoutANewCommit()
{
    for (const PutFault fault : {PutFault::AtOnce, PutFault::HalfWay, PutFault::Afterwards,
                                 PutFault::Truncates, PutFault::Empties}) {
        Scene scene;
        scene.database.beginGeneration(7);
        scene.turn();
        scene.database.commit(2);
        scene.store.fault = fault;

        const ReplicaTurn failed = scene.laterTurn();
        QVERIFY(scene.monitor.status().uploadError);
        QVERIFY(failed.next == scene.clock.now() + 500ms);
        QVERIFY(!scene.monitor.status().position);

        scene.store.fault = PutFault::None;
        scene.laterTurn(500ms);
        QVERIFY(scene.isSilent(scene.monitor.status()));
        QVERIFY(scene.monitor.status().position == scene.database.end());
        QVERIFY(scene.restoresEverything());
    }
}

void ReplicaMonitorTest::e15WaitsLongerEachTimeButNeverMoreThanAMinute()
{
    Scene scene;
    scene.database.beginGeneration(7);
    const Timestamp since = scene.clock.now();
    scene.store.fault = PutFault::AtOnce;
    ReplicaTurn turn = scene.turn();
    Timestamp::duration longest{};
    for (int i = 0; i < 12; ++i) {
        const Timestamp::duration pause = *turn.next - scene.clock.now();
        QVERIFY(pause >= longest && pause <= 60s);
        longest = pause;
        const std::size_t tried = scene.store.puts.size();
        scene.laterTurn(pause - 1ms); // too early, whoever asks
        QCOMPARE(scene.store.puts.size(), tried);
        turn = scene.laterTurn(1ms);
        QCOMPARE(scene.store.puts.size(), tried + 1);
    }

    QVERIFY(longest == 60s);
    QVERIFY(scene.monitor.status().uploadError->since == since);
    QCOMPARE(scene.monitor.status().uploadError->attempts, 13u);
}

void ReplicaMonitorTest::e13NeverTwoTurnsAtOnce()
{
    test::ManualClock clock;
    ShadowFixture database;
    MemoryStore real(clock);
    CrowdedStore store(real);
    database.beginGeneration(7);
    for (int i = 0; i < 30; ++i) {
        database.reset();
        database.commit();
    }
    ReplicaMonitor monitor(fileReplica(), {store, database.shadow(), database, clock});

    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i] {
            if (i % 2 == 0)
                monitor.turn({});
            else
                static_cast<void>(monitor.finish({}));
        });
    for (std::thread& thread : threads)
        thread.join();

    QCOMPARE(store.most.load(), 1);
    QVERIFY(monitor.status().position == database.end());
    QVERIFY(!monitor.status().error());
    const auto back = test::restored(real);
    QVERIFY(back && *back == database.content());
}

void ReplicaMonitorTest::e17AsksOnceForANewGeneration()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    // Somebody deletes what was stored, but for a snapshot that lies far ahead.
    const auto key = snapshotsFolder(GenerationId(7)).child(snapshotName(9));
    test::putText(scene.real, key.text(), "x");
    const ObjectKey gone = walFolder(GenerationId(7)).child("00000000_00000000.wal.lz4");
    QVERIFY(scene.real.remove(std::span(&gone, 1), {}));
    ReplicaMonitor restarted(fileReplica(),
                             {scene.store, scene.database.shadow(), scene.database, scene.clock});

    restarted.turn({});
    scene.clock.advance(1min);
    restarted.turn({});
    QCOMPARE(scene.database.requests().size(), std::size_t{1});
    QVERIFY(restarted.status().uploadError);
    QCOMPARE(restarted.releasable().below, WalIndex{0});

    scene.database.beginGeneration(8);
    scene.clock.advance(1min);
    restarted.turn({});
    QVERIFY(scene.isSilent(restarted.status()));
    QVERIFY(scene.restoresEverything());
}

void ReplicaMonitorTest::e17AReplicaAheadIsFineOnceTheShadowHasCaughtUp()
{
    Scene ahead;
    ahead.database.beginGeneration(7);
    ahead.database.commit();
    ahead.turn();
    ShadowFixture behind; // the same database, whose last commit is not in the shadow yet
    behind.beginGeneration(7);
    behind.commitLater();
    ReplicaMonitor monitor(fileReplica(), {ahead.real, behind.shadow(), behind, ahead.clock});

    monitor.turn({});

    QVERIFY(ahead.isSilent(monitor.status()));
    QVERIFY(behind.requests().empty());
    QVERIFY(monitor.status().position == behind.end());
}

void ReplicaMonitorTest::e32ReportsAnotherWriterAndGoesOn()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    scene.database.commit();
    ReplicaMonitor rival(fileReplica(),
                         {scene.real, scene.database.shadow(), scene.database, scene.clock});
    rival.turn({});
    scene.database.commit();

    scene.laterTurn(2h); // stores, and lists for the retention
    scene.store.fault = PutFault::AtOnce;
    scene.database.commit();
    scene.laterTurn();
    scene.database.commit();
    scene.clock.advance(1s);
    rival.turn({});
    scene.store.fault = PutFault::None;
    scene.laterTurn();

    const auto error = scene.monitor.status().uploadError;
    QVERIFY(error && error->error.code == ErrorCode::AlreadyExists);
    QVERIFY(error->error.message.find("another program") != std::string::npos);
    scene.laterTurn(1min);
    QVERIFY(scene.monitor.status().position == scene.database.end());
    QVERIFY(!scene.monitor.status().uploadError);
}

void ReplicaMonitorTest::e21RetentionKeepsTheWholeDay()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    std::vector<std::pair<Timestamp, test::Bytes>> states;
    for (int hour = 0; hour < 100; ++hour) {
        scene.clock.advance(1h);
        if (hour % 3 == 0)
            scene.database.reset();
        scene.database.commit();
        scene.turn();
        QVERIFY(scene.isSilent(scene.monitor.status()));
        states.emplace_back(scene.clock.now(), scene.database.content());
        const auto listed = listAllParts(scene.real, {});
        QVERIFY(listed && !listed->front().snapshots.empty());
        // There is a snapshot from before the day, and all of the WAL behind it.
        const ListedSnapshot& oldest = listed->front().snapshots.front();
        QVERIFY(oldest.created <= std::max(scene.clock.now() - 24h, states.front().first));
        QVERIFY(listed->front().segments.front().name.index <= oldest.index);
    }

    QVERIFY(scene.restoresEverything());
    QVERIFY(scene.monitor.status().snapshots >= 4 && scene.monitor.status().snapshots <= 6);
    QVERIFY(scene.monitor.status().deletedObjects > 0);
    QVERIFY(scene.monitor.status().replicaObjects < 60u);
}

/// An error brings the monitor to look at it.
void ReplicaMonitorTest::anEmptiedReplicaIsNotBegunAnew()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    const auto taken = scene.takeAway();
    scene.database.commit();
    scene.failOnce();

    for (int i = 0; i < 10; ++i)
        scene.laterTurn(2min);

    QVERIFY(scene.monitor.status().uploadError);
    QCOMPARE(scene.monitor.status().uploadError->error.code, ErrorCode::Unavailable);
    QVERIFY(scene.monitor.status().uploadError->error.message.find("is empty") !=
            std::string::npos);
    QVERIFY(!scene.monitor.status().isRestorable);
    QVERIFY(scene.names().empty());
    QCOMPARE(scene.monitor.releasable().below, WalIndex{0});

    // Nor by a generation that begins meanwhile.
    scene.database.beginGeneration(8);
    scene.laterTurn(2min);
    QVERIFY(scene.names().empty());

    scene.putBack(taken);
    scene.laterTurn(2min);
    QVERIFY(scene.isSilent(scene.monitor.status()));
    scene.database.commit(); // which makes the new generation the younger one
    scene.laterTurn();
    QVERIFY(scene.restoresEverything());
}

void ReplicaMonitorTest::theRetentionNoticesAnEmptiedReplica()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    scene.takeAway();

    scene.laterTurn(2h);
    QVERIFY(scene.monitor.status().retentionError);
    scene.laterTurn(1s);

    QVERIFY(scene.monitor.status().uploadError);
    QVERIFY(scene.monitor.status().uploadError->error.message.find("is empty") !=
            std::string::npos);
}

void ReplicaMonitorTest::aDeletedGenerationIsSaidAndBegunAnew()
{
    Scene scene;
    scene.database.beginGeneration(6);
    scene.turn();
    scene.database.beginGeneration(7);
    scene.laterTurn();
    for (const std::string& name : scene.names())
        if (name.find(scene.database.generation().text()) != std::string::npos)
            test::removeAll(scene.real, {name});
    scene.database.commit();
    scene.failOnce();

    scene.laterTurn(1min);
    QVERIFY(scene.monitor.status().error());
    QVERIFY(scene.monitor.status().error()->error.message.find(
                scene.database.generation().text()) != std::string::npos);
    scene.laterTurn(1min);

    QVERIFY(scene.isSilent(scene.monitor.status()));
    QVERIFY(scene.restoresEverything());
}

void ReplicaMonitorTest::f06KeepsTheSnapshotOfTheSameWalFile()
{
    ReplicaConfig config = fileReplica();
    config.snapshotInterval = 1h;
    Scene scene(config);
    scene.database.beginGeneration(7);
    scene.turn();
    const std::string name = snapshotsFolder(GenerationId(7)).text() + "/00000000.snapshot.lz4";
    const std::string first = test::readText(scene.real, name);
    scene.database.commit(3);
    scene.database.checkpoint();

    for (int i = 0; i < 5; ++i)
        scene.laterTurn(30min);
    const auto asked = scene.monitor.snapshotNow({});

    QVERIFY(asked && asked->wasThere);
    QCOMPARE(scene.database.images(), 1);
    QVERIFY(test::readText(scene.real, name) == first);
    QVERIFY(scene.restoresEverything());

    scene.database.reset();
    scene.database.commit();
    const auto next = scene.monitor.snapshotNow({});
    QVERIFY(next && !next->wasThere && next->index == 1);
    QVERIFY(scene.restoresEverything());
}

void ReplicaMonitorTest::takesSnapshotsByTheInterval()
{
    ReplicaConfig config = fileReplica();
    config.snapshotInterval = 6h;
    Scene scene(config);
    scene.database.beginGeneration(7);
    scene.turn();
    QVERIFY(scene.monitor.status().nextSnapshot == scene.clock.now() + 6h);
    for (int hour = 0; hour < 18; ++hour) {
        scene.database.reset();
        scene.database.commit();
        scene.laterTurn(1h);
    }

    QCOMPARE(scene.objects(".snapshot.lz4"), std::size_t{4});
    QVERIFY(scene.restoresEverything());
}

void ReplicaMonitorTest::finishesTheGenerationBefore()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    scene.database.commit(2);
    const Position last = scene.database.end();
    QVERIFY(scene.monitor.releasable().previousDone);
    scene.database.beginGeneration(8);
    QVERIFY(!scene.monitor.releasable().previousDone);

    scene.laterTurn();

    QVERIFY(scene.monitor.releasable().previousDone);
    QVERIFY(scene.isSilent(scene.monitor.status()));
    const auto parts = listParts(scene.real, GenerationId(7), {});
    QVERIFY(parts && parts->segments.size() == 2);
    QVERIFY(parts->segments.back().name.offset < last.offset);
    scene.database.commit();
    scene.laterTurn(); // so that the newer generation is the newer one by its times
    QVERIFY(scene.restoresEverything());
}

void ReplicaMonitorTest::aDamagedShadowAsksForANewGeneration()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    scene.database.commit(2);
    {
        const auto file = nativeFileSystem().open(scene.database.walFile(0), OpenMode::ReadWrite);
        const std::byte bad{0xee};
        QVERIFY(file && (*file)->writeAt(scene.database.end().offset - 5, ByteView(&bad, 1)));
    }

    scene.laterTurn();

    QCOMPARE(scene.database.requests().size(), std::size_t{1});
    QVERIFY(scene.database.requests().front().find("damaged") != std::string::npos);
    scene.database.beginGeneration(8);
    scene.laterTurn(1min);
    QVERIFY(scene.isSilent(scene.monitor.status()));
    QVERIFY(scene.monitor.releasable().previousDone);
    QVERIFY(scene.restoresEverything());
}

void ReplicaMonitorTest::aFailingSnapshotDoesNotStopTheWal()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.database.imageError = Error{ErrorCode::Busy, "the database is locked"};

    scene.turn();
    scene.database.commit();
    scene.laterTurn();
    const ReplicaStatus status = scene.monitor.status();
    QVERIFY(status.snapshotError && !status.uploadError && !status.isRestorable);
    QVERIFY(status.position == scene.database.end());

    scene.database.imageError.reset();
    scene.laterTurn(1min);
    QVERIFY(scene.isSilent(scene.monitor.status()));
    QVERIFY(scene.restoresEverything());
}

void ReplicaMonitorTest::aCancelledTurnIsNoFailure()
{
    Scene scene;
    scene.database.beginGeneration(7);
    CancellationSource source;
    scene.store.fault = PutFault::Stalls;
    scene.store.onStall = [&] { source.cancel(); };

    scene.turn(source.token());

    QVERIFY(scene.isSilent(scene.monitor.status()));
    scene.store.fault = PutFault::None;
    QVERIFY(scene.monitor.finish({}));
    QVERIFY(scene.restoresEverything());
}

void ReplicaMonitorTest::finishStoresWithoutWaiting()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    scene.database.commit();

    QVERIFY(scene.monitor.finish({})); // within the pause

    QVERIFY(scene.restoresEverything());
    QCOMPARE(*scene.monitor.status().lagBytes, std::uint64_t{0});
}

void ReplicaMonitorTest::releasesOnlyWhatIsStored()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    for (int i = 0; i < 4; ++i) {
        scene.database.reset();
        scene.database.commit();
    }
    QCOMPARE(scene.monitor.releasable().below, WalIndex{0});

    scene.laterTurn();
    QCOMPARE(scene.monitor.releasable().below, WalIndex{3});
    QVERIFY(scene.monitor.releasable().generation == scene.database.generation());

    scene.database.commit();
    scene.store.fault = PutFault::AtOnce;
    scene.laterTurn();
    QCOMPARE(scene.monitor.releasable().below, WalIndex{0});
}

void ReplicaMonitorTest::countsTheLag()
{
    Scene scene;
    scene.database.beginGeneration(7);
    scene.turn();
    scene.database.commit(3);

    QCOMPARE(*scene.monitor.status().lagBytes, 3 * walFrameSize(ShadowFixture::pageSize));
    scene.laterTurn();
    QCOMPARE(*scene.monitor.status().lagBytes, std::uint64_t{0});
}

void ReplicaMonitorTest::encryptedReplicasGetNothingInPlain()
{
    ReplicaConfig config = fileReplica();
    config.age.recipients.emplace_back("age1x");
    Scene scene(config);
    scene.database.beginGeneration(7);

    scene.turn();

    QVERIFY(scene.monitor.status().uploadError->error.code == ErrorCode::Unsupported);
    QVERIFY(scene.store.puts.empty());
}

} // namespace walkeeper

using walkeeper::ReplicaMonitorTest;
WALKEEPER_TEST(ReplicaMonitorTest)
#include "replica_monitor_test.moc"
