#include "core/replicate/generation_writer.h"
#include "core/replicate/replica_position.h"
#include "core/storage/memory/memory_store.h"
#include "tests/core/replicate/shadow_fixture.h"
#include "tests/support/put_fault_store.h"
#include "tests/support/store_access.h"
#include "tests/support/test_main.h"

namespace walkeeper {

using test::PutFaultStore;
using test::ShadowFixture;
using Why = UnusableReplica::Why;

namespace {

constexpr std::uint64_t frame = walFrameSize(ShadowFixture::pageSize);

/// A database and its replica, both empty at first.
struct Scene {
    Scene() { database.beginGeneration(7); }

    /// Everything, one segment for each call.
    void storeAll()
    {
        GenerationWriter writer(store, database.shadow(), database.generation(),
                                [](const ShadowRange&, const ObjectInfo&) {});
        QVERIFY(writer.recover(database.end(), {}));
        QVERIFY(writer.position());
        QVERIFY(writer.storeUpTo(database.end(), {}));
    }

    void put(const std::string& name, ByteView content)
    {
        MemorySource source(content);
        QVERIFY(store.put(walFolder(database.generation()).child(name), source, {}));
    }

    void putSnapshot(WalIndex index)
    {
        const test::Bytes bytes = test::packed(database.content());
        MemorySource source(bytes);
        QVERIFY(store.put(snapshotsFolder(database.generation()).child(snapshotName(index)), source,
                          {}));
    }

    Result<RecoveredPosition> recover(const std::optional<ConfirmedEnd>& known = {})
    {
        return recoverPosition(watched, database.shadow(), database.end(), known, {});
    }

    bool standsAt(const Position& position)
    {
        const auto found = recover();
        return found && !found->unusable && found->position == position;
    }

    std::optional<Why> whyNot()
    {
        const auto found = recover();
        return found && found->unusable ? std::optional(found->unusable->why) : std::nullopt;
    }

    ShadowFixture database;
    MemoryStore store;
    PutFaultStore watched{store};
};

} // namespace

class ReplicaPositionTest : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyReplicaBeginsWithTheCurrentWalFile();
    void aSnapshotAloneIsFollowedByItsWalFile();
    void standsBehindTheNewestSegment();
    void aKnownEndNeedsNoDownload();
    void aKnownEndThatWasReplacedIsLookedAt();
    void e18AnUndecodableLastSegmentIsWrittenAgain_data();
    void e18AnUndecodableLastSegmentIsWrittenAgain();
    void e18TwoUndecodableSegmentsAreGivenUp();
    void f03AShortFirstSegmentIsWrittenAgain();
    void f10AnEmptyBeginningOfAWalFileIsWrittenAgain();
    void e17APositionAheadOfTheShadowIsNamed();
    void e17APositionBehindTheKeptShadowIsNamed();
    void e17ASnapshotAheadOfTheShadowIsNamed();
    void e17AKnownEndIsStillComparedWithTheShadow();
    void e32ForeignFramesAreNamed();
    void e32ASegmentThatSomebodyElseStoredIsNamed();
    void unfinishedUploadsAreIgnored();
    void errorsOfTheStorePassThrough();
};

void ReplicaPositionTest::anEmptyReplicaBeginsWithTheCurrentWalFile()
{
    Scene scene;
    scene.database.reset();
    scene.database.commit();

    QVERIFY(scene.standsAt({scene.database.generation(), 1, 0}));
}

void ReplicaPositionTest::aSnapshotAloneIsFollowedByItsWalFile()
{
    Scene scene;
    scene.putSnapshot(0);
    scene.database.reset();
    scene.database.commit();

    QVERIFY(scene.standsAt({scene.database.generation(), 0, 0}));
}

void ReplicaPositionTest::standsBehindTheNewestSegment()
{
    Scene scene;
    scene.storeAll();
    scene.database.commit(2);
    scene.storeAll();
    const Position stored = scene.database.end();
    scene.database.commit();

    QVERIFY(scene.standsAt(stored));
}

void ReplicaPositionTest::aKnownEndNeedsNoDownload()
{
    Scene scene;
    scene.storeAll();
    const auto first = scene.recover();
    QVERIFY(first && first->confirmed);
    scene.watched.opens = 0;

    const auto again = scene.recover(first->confirmed);

    QVERIFY(again && again->position == first->position);
    QCOMPARE(scene.watched.opens.load(), 0);
    QCOMPARE(scene.watched.lists.load(), 2);
}

void ReplicaPositionTest::aKnownEndThatWasReplacedIsLookedAt()
{
    Scene scene;
    scene.storeAll();
    const auto first = scene.recover();
    scene.put("00000000_00000000.wal.lz4", asBytes("something else"));

    const auto again = scene.recover(first->confirmed);

    QVERIFY(again && again->position == (Position{scene.database.generation(), 0, 0}));
}

void ReplicaPositionTest::e18AnUndecodableLastSegmentIsWrittenAgain_data()
{
    QTest::addColumn<int>("bytes"); // of the packed segment; -1: rubbish
    for (const int bytes : {-1, 0, 1, 6, 20, 100})
        QTest::addRow("%d bytes", bytes) << bytes;
}

void ReplicaPositionTest::e18AnUndecodableLastSegmentIsWrittenAgain()
{
    QFETCH(int, bytes);
    Scene scene;
    scene.putSnapshot(0);
    scene.storeAll();
    const Position good = scene.database.end();
    scene.database.commit(2);
    test::Bytes content(100, std::byte{0x55});
    if (bytes >= 0) {
        const std::string plain = test::fileText(scene.database.walFile(0)).substr(good.offset);
        content = test::packed(asBytes(plain));
        QVERIFY(content.size() > static_cast<std::size_t>(bytes));
        content.resize(static_cast<std::size_t>(bytes));
    }
    scene.put(segmentName({0, good.offset}), content);

    QVERIFY(scene.standsAt(good));
    scene.storeAll();

    const auto back = test::restored(scene.store);
    QVERIFY2(back, back ? "" : back.error().message.c_str());
    QVERIFY(*back == scene.database.content());
}

void ReplicaPositionTest::e18TwoUndecodableSegmentsAreGivenUp()
{
    Scene scene;
    scene.storeAll();
    const Position good = scene.database.end();
    scene.database.commit();
    scene.put("00000000_00000000.wal.lz4", asBytes("rubbish"));
    scene.put(segmentName({0, good.offset}), asBytes("rubbish"));

    QVERIFY(scene.whyNot() == Why::Undecodable);
}

void ReplicaPositionTest::f03AShortFirstSegmentIsWrittenAgain()
{
    Scene scene;
    scene.put("00000000_00000000.wal.lz4", asBytes("\x04\x22"));

    QVERIFY(scene.standsAt({scene.database.generation(), 0, 0}));
}

void ReplicaPositionTest::f10AnEmptyBeginningOfAWalFileIsWrittenAgain()
{
    Scene scene;
    scene.storeAll();
    const Position end = scene.database.end();
    scene.database.reset();
    scene.database.commit();
    scene.put("00000001_00000000.wal.lz4", {});

    QVERIFY(scene.standsAt(end));
    scene.putSnapshot(0);
    scene.storeAll();
    const auto back = test::restored(scene.store);
    QVERIFY(back && *back == scene.database.content());
}

void ReplicaPositionTest::e17APositionAheadOfTheShadowIsNamed()
{
    Scene scene;
    scene.database.commit();
    const std::string earlier = test::fileText(scene.database.walFile(0));
    scene.database.commit(2);
    scene.storeAll();
    // The computer is set back: the same shadow, but shorter.
    ShadowFixture past;
    past.beginGeneration(7);
    past.commit();
    QVERIFY(test::fileText(past.walFile(0)) == earlier);

    const auto found = recoverPosition(scene.store, past.shadow(), past.end(), {}, {});

    QVERIFY(found && found->unusable && found->unusable->why == Why::AheadOfShadow);
}

void ReplicaPositionTest::e17APositionBehindTheKeptShadowIsNamed()
{
    Scene scene;
    scene.storeAll();
    for (int i = 0; i < 3; ++i) {
        scene.database.reset();
        scene.database.commit();
    }
    QVERIFY(scene.database.shadow().release(false, 2));

    QVERIFY(scene.whyNot() == Why::BehindShadow);
}

void ReplicaPositionTest::e17ASnapshotAheadOfTheShadowIsNamed()
{
    Scene scene;
    scene.putSnapshot(3);

    QVERIFY(scene.whyNot() == Why::AheadOfShadow);
}

void ReplicaPositionTest::e17AKnownEndIsStillComparedWithTheShadow()
{
    Scene scene;
    scene.storeAll();
    const auto first = scene.recover();
    for (int i = 0; i < 2; ++i) {
        scene.database.reset();
        scene.database.commit();
    }
    QVERIFY(scene.database.shadow().release(false, 2));

    const auto again = scene.recover(first->confirmed);

    QVERIFY(again && again->unusable && again->unusable->why == Why::BehindShadow);
}

void ReplicaPositionTest::e32ForeignFramesAreNamed()
{
    Scene scene;
    ShadowFixture other;
    other.beginGeneration(3); // takes the salts of the first WAL
    other.beginGeneration(7);
    const test::Bytes packed = test::packed(asBytes(test::fileText(other.walFile(0))));
    scene.put("00000000_00000000.wal.lz4", packed);

    const auto found = scene.recover();

    QVERIFY(found && found->unusable && found->unusable->why == Why::ForeignContent);
    QVERIFY(found->unusable->text.find("another program") != std::string::npos);
}

void ReplicaPositionTest::e32ASegmentThatSomebodyElseStoredIsNamed()
{
    Scene scene;
    scene.storeAll();
    const auto first = scene.recover();
    scene.database.commit();
    scene.storeAll(); // by somebody who copies from the same shadow

    const auto again = scene.recover(first->confirmed);

    QVERIFY(again && !again->unusable && again->unexpected);
    QCOMPARE(std::string(again->unexpected->name()), segmentName({0, 32 + frame}));
}

void ReplicaPositionTest::unfinishedUploadsAreIgnored()
{
    Scene scene;
    scene.storeAll();
    scene.put("00000000_00000238.wal.lz4.tmp", asBytes("half"));
    scene.put(".00000000_00000238.wal.lz4.1234.tmp", asBytes("half"));

    QVERIFY(scene.standsAt(scene.database.end()));
}

void ReplicaPositionTest::errorsOfTheStorePassThrough()
{
    Scene scene;
    scene.storeAll();
    CancellationSource source;
    source.cancel();

    const auto found = recoverPosition(scene.store, scene.database.shadow(), scene.database.end(),
                                       {}, source.token());

    QVERIFY(!found && found.error().code == ErrorCode::Cancelled);
}

} // namespace walkeeper

using walkeeper::ReplicaPositionTest;
WALKEEPER_TEST(ReplicaPositionTest)
#include "replica_position_test.moc"
