#include "core/replicate/generation_writer.h"
#include "core/storage/memory/memory_store.h"
#include "tests/core/replicate/shadow_fixture.h"
#include "tests/support/put_fault_store.h"
#include "tests/support/test_main.h"

#include <algorithm>

namespace walkeeper {

using test::PutFault;
using test::PutFaultStore;
using test::ShadowFixture;

namespace {

using Names = std::vector<std::string>;

constexpr std::uint64_t frame = walFrameSize(ShadowFixture::pageSize);

struct Scene {
    Scene() { database.beginGeneration(7); }

    Result<void> storeAll(const CancellationToken& token = {})
    {
        if (Result<void> found = writer.recover(database.end(), token); !found)
            return found;
        return writer.storeUpTo(database.end(), token);
    }

    Result<StoredSnapshotImage> storeSnapshot()
    {
        if (Result<void> found = writer.recover(database.end(), {}); !found)
            return std::move(found).error();
        Result<DatabaseImage> image = database.openImage({});
        if (!image)
            return std::move(image).error();
        return writer.storeSnapshot(database, *std::move(image), walEvery, {});
    }

    bool restoresEverything()
    {
        const auto back = test::restored(real);
        if (!back)
            qWarning("%s", back.error().message.c_str());
        return back && *back == database.content();
    }

    Names names() { return test::storedNames(real, database.generation()); }
    bool hasSnapshot()
    {
        const Names all = names();
        return std::ranges::any_of(
            all, [](const std::string& name) { return name.ends_with(".snapshot.lz4"); });
    }

    std::chrono::nanoseconds walEvery = std::chrono::hours(1);
    ShadowFixture database;
    MemoryStore real;
    PutFaultStore store{real};
    GenerationWriter writer{store, database.shadow(), GenerationId(7),
                            [](const ShadowRange&, const ObjectInfo&) {}};
};

bool isSnapshot(const ObjectKey& key)
{
    return key.name().ends_with(".snapshot.lz4");
}

} // namespace

class GenerationWriterTest : public QObject
{
    Q_OBJECT

private slots:
    void storesSegmentsThatRestore();
    void e12NeverStoresAnEmptySegment();
    void e11StoresTheTailOfAWalFileFirst();
    void aFailedPutLosesNothing_data();
    void aFailedPutLosesNothing();
    void e14AStoreThatFailsAtOnceBlocksNobody();
    void aStalledPutEndsWhenCancelled();
    void e20TheSnapshotAppearsAfterTheWalThatItNeeds();
    void f01CommitsDuringTheCopyAreStoredBeforeTheSnapshot();
    void aLongCopyDoesNotHoldCommitsUp();
    void f01NoSnapshotAppearsIfItsWalCannotBeStored();
    void f01NoSnapshotAppearsIfTheGenerationChanges();
    void f01NoSnapshotOfWhatIsNoDatabase();
    void e16AFailedSnapshotLeavesNothing_data();
    void e16AFailedSnapshotLeavesNothing();
};

void GenerationWriterTest::storesSegmentsThatRestore()
{
    Scene scene;
    QVERIFY(scene.storeSnapshot());
    for (int i = 0; i < 5; ++i) {
        scene.database.commit(3);
        QVERIFY(scene.storeAll());
        if (i % 2 == 0) {
            scene.database.reset();
            scene.database.commit();
        }
    }
    QVERIFY(scene.storeAll());

    QVERIFY(scene.writer.position() == scene.database.end());
    QVERIFY(scene.restoresEverything());
}

void GenerationWriterTest::e12NeverStoresAnEmptySegment()
{
    Scene scene;
    QVERIFY(scene.storeAll());
    const auto more = scene.writer.storeNext({});

    QVERIFY(more && !*more);
    QCOMPARE(scene.store.puts, Names{"00000000_00000000.wal.lz4"});
}

void GenerationWriterTest::e11StoresTheTailOfAWalFileFirst()
{
    Scene scene;
    QVERIFY(scene.storeSnapshot());
    scene.database.commit(2); // the tail, which arrives together with the next WAL file
    scene.database.reset();
    scene.database.commit();

    QVERIFY(scene.storeAll());

    QCOMPARE(scene.names(), (Names{"00000000.snapshot.lz4", "00000000_00000000.wal.lz4",
                                   segmentName({0, 32 + frame}), "00000001_00000000.wal.lz4"}));
    QVERIFY(scene.restoresEverything());
}

void GenerationWriterTest::aFailedPutLosesNothing_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<bool>("restarts");
    for (const auto& [name, fault] :
         {std::pair("at once", PutFault::AtOnce), std::pair("half-way", PutFault::HalfWay),
          std::pair("afterwards", PutFault::Afterwards),
          std::pair("cut short", PutFault::Truncates), std::pair("empty", PutFault::Empties)}) {
        for (const bool restarts : {false, true})
            QTest::addRow("%s%s", name, restarts ? ", then a restart" : "")
                << static_cast<int>(fault) << restarts;
    }
}

void GenerationWriterTest::aFailedPutLosesNothing()
{
    QFETCH(int, fault);
    QFETCH(bool, restarts);
    Scene scene;
    QVERIFY(scene.storeSnapshot());
    for (int i = 0; i < 6; ++i) {
        scene.database.commit(2);
        if (i % 2 == 1)
            scene.database.reset();
        scene.store.fault = static_cast<PutFault>(fault);
        QVERIFY(!scene.storeAll());
        QVERIFY(!scene.writer.position());
        scene.database.commit(); // so that the next try is longer
        scene.store.fault = PutFault::None;
        if (restarts) {
            GenerationWriter fresh(scene.store, scene.database.shadow(), GenerationId(7),
                                   [](const ShadowRange&, const ObjectInfo&) {});
            QVERIFY(fresh.recover(scene.database.end(), {}));
            QVERIFY(fresh.position());
            QVERIFY(fresh.storeUpTo(scene.database.end(), {}));
            QVERIFY(scene.restoresEverything());
            return;
        }
        const Result<void> again = scene.storeAll();
        QVERIFY2(again, again ? "" : again.error().message.c_str());
        QVERIFY(scene.restoresEverything());
    }
}

void GenerationWriterTest::e14AStoreThatFailsAtOnceBlocksNobody()
{
    Scene scene;
    scene.store.fault = PutFault::AtOnce;
    for (int i = 0; i < 50; ++i) {
        QVERIFY(!scene.storeAll());
        QVERIFY(!scene.storeSnapshot());
    }

    scene.store.fault = PutFault::None;
    QVERIFY(scene.storeSnapshot());
    QVERIFY(scene.restoresEverything());
}

void GenerationWriterTest::aStalledPutEndsWhenCancelled()
{
    Scene scene;
    CancellationSource source;
    scene.store.fault = PutFault::Stalls;
    scene.store.onStall = [&] { source.cancel(); };

    const Result<void> stored = scene.storeAll(source.token());

    QVERIFY(!stored && stored.error().code == ErrorCode::Cancelled);
    QVERIFY(!scene.writer.position());
}

void GenerationWriterTest::e20TheSnapshotAppearsAfterTheWalThatItNeeds()
{
    Scene scene;
    scene.database.commit(2);
    scene.database.checkpoint(); // the file is ahead of what is stored

    QVERIFY(scene.storeSnapshot());

    QVERIFY(scene.restoresEverything());
    QCOMPARE(scene.names(), (Names{"00000000.snapshot.lz4", "00000000_00000000.wal.lz4"}));
}

void GenerationWriterTest::f01CommitsDuringTheCopyAreStoredBeforeTheSnapshot()
{
    Scene scene;
    bool wasEarly = false;
    int reads = 0;
    scene.database.onImageRead = [&] {
        wasEarly = wasEarly || scene.hasSnapshot();
        // Pages move from the WAL into the file while it is read, across a reset too.
        scene.database.commit();
        scene.database.checkpoint();
        if (++reads == 3) {
            scene.database.reset();
            scene.database.commit();
        }
    };
    scene.database.commitLater();

    const auto stored = scene.storeSnapshot();

    QVERIFY(stored);
    QVERIFY(!wasEarly);
    QCOMPARE(stored->index, WalIndex{0});
    QVERIFY(scene.writer.position() == scene.database.end());
    scene.database.onImageRead = {};
    QVERIFY(scene.restoresEverything());
}

void GenerationWriterTest::aLongCopyDoesNotHoldCommitsUp()
{
    Scene scene;
    scene.walEvery = {};
    std::vector<Position> seen;
    scene.database.onImageRead = [&] {
        QVERIFY(!scene.hasSnapshot());
        seen.push_back(*scene.writer.position());
        scene.database.commit();
    };

    QVERIFY(scene.storeSnapshot());

    QVERIFY(seen.size() > 2);
    for (std::size_t i = 2; i < seen.size(); ++i)
        QVERIFY(isBefore(seen[i - 1], seen[i]));
    scene.database.onImageRead = {};
    QVERIFY(scene.restoresEverything());
}

void GenerationWriterTest::f01NoSnapshotAppearsIfItsWalCannotBeStored()
{
    for (const PutFault fault : {PutFault::AtOnce, PutFault::HalfWay, PutFault::Afterwards,
                                 PutFault::Truncates, PutFault::Empties}) {
        Scene scene;
        scene.store.applies = [](const ObjectKey& key) { return !isSnapshot(key); };
        scene.store.fault = fault;

        QVERIFY(!scene.storeSnapshot());
        QVERIFY(!scene.hasSnapshot());

        scene.store.fault = PutFault::None;
        QVERIFY(scene.storeSnapshot());
        QVERIFY(scene.restoresEverything());
    }
}

void GenerationWriterTest::f01NoSnapshotAppearsIfTheGenerationChanges()
{
    Scene scene;
    int reads = 0;
    scene.database.onImageRead = [&] {
        if (++reads == 2)
            scene.database.beginGeneration(8);
    };

    const auto stored = scene.storeSnapshot();

    QVERIFY(!stored && stored.error().code == ErrorCode::Busy);
    QVERIFY(!scene.hasSnapshot());
    QVERIFY(test::storedNames(scene.real, GenerationId(7)).empty());
}

void GenerationWriterTest::f01NoSnapshotOfWhatIsNoDatabase()
{
    for (const std::string& text :
         {std::string(), std::string("SQLite form"), std::string(600, 'x'),
          std::string("SQLite format 4") + std::string(600, '\0')}) {
        Scene scene;
        QVERIFY(scene.storeAll());
        DatabaseImage image{scene.database.end(), text.size(),
                            std::make_unique<MemorySource>(asBytes(text))};

        const auto stored =
            scene.writer.storeSnapshot(scene.database, std::move(image), scene.walEvery, {});

        QVERIFY(!stored && stored.error().code == ErrorCode::Corrupt);
        QVERIFY(!scene.hasSnapshot());
    }
}

void GenerationWriterTest::e16AFailedSnapshotLeavesNothing_data()
{
    QTest::addColumn<int>("fault");
    QTest::newRow("at once") << static_cast<int>(PutFault::AtOnce);
    QTest::newRow("half-way") << static_cast<int>(PutFault::HalfWay);
}

void GenerationWriterTest::e16AFailedSnapshotLeavesNothing()
{
    QFETCH(int, fault);
    Scene scene;
    scene.store.applies = isSnapshot;
    scene.store.fault = static_cast<PutFault>(fault);

    for (int i = 0; i < 20; ++i)
        QVERIFY(!scene.storeSnapshot());
    QVERIFY(!scene.hasSnapshot());

    scene.store.fault = PutFault::None;
    QVERIFY(scene.storeSnapshot());
    QVERIFY(scene.restoresEverything());
}

} // namespace walkeeper

using walkeeper::GenerationWriterTest;
WALKEEPER_TEST(GenerationWriterTest)
#include "generation_writer_test.moc"
