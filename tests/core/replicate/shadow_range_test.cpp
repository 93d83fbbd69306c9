#include "core/io/lz4_stream.h"
#include "core/replicate/segment_uploader.h"
#include "core/storage/memory/memory_store.h"
#include "tests/core/replicate/shadow_fixture.h"
#include "tests/support/store_access.h"
#include "tests/support/test_main.h"

#include <algorithm>

namespace walkeeper {

using test::ShadowFixture;

namespace {

constexpr std::uint64_t frame = walFrameSize(ShadowFixture::pageSize);

Position place(const ShadowFixture& database, WalIndex index, std::uint64_t offset)
{
    return {database.generation(), index, offset};
}

std::optional<ShadowRange> next(ShadowFixture& database, Position from,
                                std::uint64_t limit = segmentLimit)
{
    const auto range = nextRange(database.shadow(), from, limit);
    return range ? *range : std::nullopt;
}

/// Changes one byte of a shadow WAL file.
void flip(const ShadowFixture& database, WalIndex index, std::uint64_t offset)
{
    const auto file = nativeFileSystem().open(database.walFile(index), OpenMode::ReadWrite);
    std::byte byte{};
    if (file && (*file)->readAt(offset, ByteSpan(&byte, 1))) {
        byte ^= std::byte{1};
        static_cast<void>((*file)->writeAt(offset, ByteView(&byte, 1)));
    }
}

} // namespace

class ShadowRangeTest : public QObject
{
    Q_OBJECT

private slots:
    void beginsWithTheHeader();
    void e12NothingPendingIsNoSegment();
    void e11TheTailGoesBeforeTheNextWalFile();
    void cutsALongBacklogBehindACommit();
    void cutsALongTransactionBehindAFrame();
    void aPositionBeyondTheShadowIsAnError();
    void whatIsNotKeptIsNamed();
    void endsWithTheGenerationBefore();
    void storesWhatTheReferenceStores();
    void bitRotIsRefusedAndNamed_data();
    void bitRotIsRefusedAndNamed();
    void countsWhatIsPending();
};

void ShadowRangeTest::beginsWithTheHeader()
{
    ShadowFixture database;
    database.beginGeneration(1);

    const auto range = next(database, place(database, 0, 0));

    QVERIFY(range == (ShadowRange{place(database, 0, 0), 32 + frame}));
}

void ShadowRangeTest::e12NothingPendingIsNoSegment()
{
    ShadowFixture database;
    database.beginGeneration(1);

    QVERIFY(next(database, database.end()) == std::nullopt);
}

void ShadowRangeTest::e11TheTailGoesBeforeTheNextWalFile()
{
    ShadowFixture database;
    database.beginGeneration(1);
    const Position stored = database.end();
    database.commit(3); // the tail
    const std::uint64_t tailEnd = database.end().offset;
    database.reset();
    database.commit();

    const auto tail = next(database, stored);
    QVERIFY(tail == (ShadowRange{stored, tailEnd}));
    const auto behind = next(database, tail->endPosition());
    QVERIFY(behind == (ShadowRange{place(database, 1, 0), 32 + frame}));
}

void ShadowRangeTest::cutsALongBacklogBehindACommit()
{
    ShadowFixture database;
    database.beginGeneration(1);
    database.commit(2);
    database.commit(2);

    const auto range = next(database, place(database, 0, 0), 32 + 4 * frame + 10);

    QVERIFY(range == (ShadowRange{place(database, 0, 0), 32 + 3 * frame}));
}

void ShadowRangeTest::cutsALongTransactionBehindAFrame()
{
    ShadowFixture database;
    database.beginGeneration(1);
    const Position stored = database.end();
    database.commit(6);

    QVERIFY(next(database, stored, 2 * frame + 5)->size() == 2 * frame);
    QVERIFY(next(database, stored, 1)->size() == frame);
}

void ShadowRangeTest::aPositionBeyondTheShadowIsAnError()
{
    ShadowFixture database;
    database.beginGeneration(1);

    const auto range = nextRange(database.shadow(), place(database, 0, 32 + 5 * frame), 1000);

    QVERIFY(!range && range.error().code == ErrorCode::Corrupt);
}

void ShadowRangeTest::whatIsNotKeptIsNamed()
{
    ShadowFixture database;
    database.beginGeneration(1);
    database.reset();
    database.commit();
    QVERIFY(database.shadow().release(false, 1));

    const auto range = nextRange(database.shadow(), place(database, 0, 0), 1000);

    QVERIFY(!range && range.error().code == ErrorCode::NotFound);
}

void ShadowRangeTest::endsWithTheGenerationBefore()
{
    ShadowFixture database;
    database.beginGeneration(1);
    const Position end = database.end();
    database.beginGeneration(2);

    QVERIFY(next(database, end) == std::nullopt);
    QVERIFY(next(database, {end.generation, 0, 0}) ==
            (ShadowRange{{end.generation, 0, 0}, end.offset}));
}

void ShadowRangeTest::storesWhatTheReferenceStores()
{
    ShadowFixture database;
    database.beginGeneration(0xabc);
    database.commit(5);
    MemoryStore store;

    const auto stored =
        storeRange(store, database.shadow(), *next(database, place(database, 0, 0)), {});

    QVERIFY(stored);
    QCOMPARE(stored->key.text(),
             std::string("generations/0000000000000abc/wal/00000000_00000000.wal.lz4"));
    const std::string packed = test::readText(store, stored->key.text());
    QCOMPARE(packed.substr(0, 7), std::string("\x04\x22\x4D\x18\x64\x70\xB9"));
    MemorySource source(asBytes(packed));
    Lz4Decompressor unpacked;
    unpacked.reset(source);
    std::string plain(std::size_t{1} << 20, '\0');
    const auto size = unpacked.read(std::as_writable_bytes(std::span(plain)));
    QVERIFY(size);
    QVERIFY(plain.substr(0, *size) == test::fileText(database.walFile(0)));
}

void ShadowRangeTest::bitRotIsRefusedAndNamed_data()
{
    QTest::addColumn<qulonglong>("begin");
    QTest::addColumn<qulonglong>("offset");

    QTest::newRow("header") << qulonglong{0} << qulonglong{17};
    QTest::newRow("page number") << qulonglong{0} << qulonglong{32 + frame + 3};
    QTest::newRow("commit mark") << qulonglong{0} << qulonglong{32 + frame + 7};
    QTest::newRow("salt") << qulonglong{0} << qulonglong{32 + frame + 9};
    QTest::newRow("checksum") << qulonglong{0} << qulonglong{32 + 2 * frame + 20};
    QTest::newRow("page") << qulonglong{0} << qulonglong{32 + 2 * frame + 300};
    QTest::newRow("frame before") << qulonglong{32 + frame} << qulonglong{32 + 20};
    QTest::newRow("page in a later segment")
        << qulonglong{32 + frame} << qulonglong{32 + 2 * frame + 300};
}

void ShadowRangeTest::bitRotIsRefusedAndNamed()
{
    QFETCH(qulonglong, begin);
    QFETCH(qulonglong, offset);
    ShadowFixture database;
    database.beginGeneration(1);
    database.commit(3);
    const ShadowRange range = *next(database, place(database, 0, begin));
    flip(database, 0, offset);
    MemoryStore store;

    const auto stored = storeRange(store, database.shadow(), range, {});

    QVERIFY(!stored && stored.error().code == ErrorCode::Corrupt);
    QVERIFY2(stored.error().message.find("the shadow WAL is damaged at 0000000000000001/") !=
                 std::string::npos,
             stored.error().message.c_str());
    QVERIFY(test::storedNames(store, database.generation()).empty());
    QVERIFY(!checkRange(database.shadow(), range, {}));
}

void ShadowRangeTest::countsWhatIsPending()
{
    ShadowFixture database;
    database.beginGeneration(1);
    const Position stored = database.end();
    database.commit(3);
    database.reset();
    database.commit(2);

    QCOMPARE(pendingBytes(database.shadow(), stored), 3 * frame + 32 + 2 * frame);
    QCOMPARE(pendingBytes(database.shadow(), database.end()), std::uint64_t{0});
}

} // namespace walkeeper

using walkeeper::ShadowRangeTest;
WALKEEPER_TEST(ShadowRangeTest)
#include "shadow_range_test.moc"
