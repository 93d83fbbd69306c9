#include "core/sqlite/connection.h"
#include "core/sqlite/wal_format.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/wal_builder.h"

#include <random>

using namespace walkeeper;
using namespace walkeeper::test;

class WalFormatTest : public QObject
{
    Q_OBJECT

private slots:
    void checksumHasTheKnownValues();
    void checksumRunsOn();
    void checksumIsLinear();
    void recordedHeadersAreRead_data();
    void recordedHeadersAreRead();
    void headersOfAllPageSizesAreRead_data();
    void headersOfAllPageSizesAreRead();
    void refusesBadHeaders_data();
    void refusesBadHeaders();
    void everyFlippedBitOfAHeaderIsCorrupt();
    void frameHeadersAreRead();
    void frameChecksumLeavesOutItsOwnFields();
    void sizesAreThoseOfTheFormat();
    void lockPageIsAtOneGiB();
    void realWalsOfSqliteAreRead_data();
    void realWalsOfSqliteAreRead();
};

namespace {

ByteVector hex(const char* digits)
{
    const QByteArray bytes = QByteArray::fromHex(digits);
    const ByteView view = asBytes({bytes.data(), static_cast<std::size_t>(bytes.size())});
    return {view.begin(), view.end()};
}

ByteVector noise(std::size_t size, unsigned seed)
{
    std::mt19937 random(seed);
    ByteVector bytes(size);
    for (std::byte& byte : bytes)
        byte = static_cast<std::byte>(random());
    return bytes;
}

void addPageSizes()
{
    QTest::addColumn<std::uint32_t>("pageSize");
    for (std::uint32_t size = 512; size <= 65536; size *= 2)
        QTest::addRow("%u", size) << size;
}

} // namespace

void WalFormatTest::checksumHasTheKnownValues()
{
    const ByteVector header = hex("377f0682002de218000010000000000052382eac857b1a4e");
    const ByteVector counting = hex("000102030405060708090a0b0c0d0e0f");

    QVERIFY((walChecksum(ByteOrder::Little, {}, header) == WalChecksum{0x81153b65, 0x87178e8f}));
    QVERIFY((walChecksum(ByteOrder::Little, {}, counting) == WalChecksum{0x1814100c, 0x312a231c}));
    QVERIFY((walChecksum(ByteOrder::Big, {}, counting) == WalChecksum{0x0c101418, 0x1c232a31}));
    QVERIFY((walChecksum(ByteOrder::Big, {5, 7}, {}) == WalChecksum{5, 7}));
}

void WalFormatTest::checksumRunsOn()
{
    const ByteVector bytes = noise(4096, 1);
    for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big}) {
        const WalChecksum front = walChecksum(order, {3, 4}, ByteView(bytes).first(1000));

        QVERIFY(walChecksum(order, front, ByteView(bytes).subspan(1000)) ==
                walChecksum(order, {3, 4}, bytes));
    }
}

void WalFormatTest::checksumIsLinear()
{
    std::mt19937 random(7);
    for (const std::size_t size : {0u, 8u, 16u, 24u, 520u, 4104u, 65544u}) {
        const ByteVector bytes = noise(size, static_cast<unsigned>(size));
        const ChecksumAdvance advance(size);
        for (int i = 0; i < 100; ++i) {
            const WalChecksum start{static_cast<std::uint32_t>(random()),
                                    static_cast<std::uint32_t>(random())};
            for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big})
                QVERIFY(walChecksum(order, start, bytes) ==
                        advance.over(start) + walChecksum(order, {}, bytes));
        }
    }
}

void WalFormatTest::recordedHeadersAreRead_data()
{
    QTest::addColumn<QByteArray>("digits");
    QTest::addColumn<std::uint32_t>("sequence");
    QTest::addColumn<std::uint32_t>("salt1");
    QTest::newRow("first")
        << QByteArray("377f0682002de2180000100000000000e0bc8786c55fe4af5b6ebff3c33af75d") << 0u
        << 0xe0bc8786u;
    QTest::newRow("after a reset")
        << QByteArray("377f0682002de2180000100000000001e0bc87870686f87a5d6ebff3914f1d9e") << 1u
        << 0xe0bc8787u;
}

void WalFormatTest::recordedHeadersAreRead()
{
    QFETCH(QByteArray, digits);
    QFETCH(std::uint32_t, sequence);
    QFETCH(std::uint32_t, salt1);

    const auto header = parseWalHeader(hex(digits.constData()));

    QVERIFY(header);
    QCOMPARE(header->order, ByteOrder::Little);
    QCOMPARE(header->pageSize, 4096u);
    QCOMPARE(header->checkpointSequence, sequence);
    QCOMPARE(header->salts.salt1, salt1);
}

void WalFormatTest::headersOfAllPageSizesAreRead_data()
{
    addPageSizes();
}

void WalFormatTest::headersOfAllPageSizesAreRead()
{
    QFETCH(std::uint32_t, pageSize);
    for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big}) {
        const WalBuilder wal(order, pageSize, {1, 0xffffffff});

        const auto header = parseWalHeader(wal.bytes());

        QVERIFY(header);
        QCOMPARE(header->pageSize, pageSize);
        QCOMPARE(header->order, order);
        QVERIFY((header->salts == WalSalts{1, 0xffffffff}));
    }
}

void WalFormatTest::refusesBadHeaders_data()
{
    QTest::addColumn<std::size_t>("offset");
    QTest::addColumn<std::uint32_t>("value");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, std::size_t offset, std::uint32_t value,
                        const char* reason) {
        QTest::newRow(name) << offset << value << QString::fromLatin1(reason);
    };
    row("magic", 0, 0x377f0681, "magic number is 377f0681");
    row("zero magic", 0, 0, "magic");
    row("version", 4, 3007001, "version 3007001");
    row("page size 0", 8, 0, "page size of 0");
    row("page size 1", 8, 1, "page size of 1 ");
    row("page size 256", 8, 256, "page size");
    row("page size 1000", 8, 1000, "page size");
    row("page size 131072", 8, 131072, "page size");
    row("absurd page size", 8, 0xffffffff, "page size");
    row("salt", 16, 77, "checksum");
    row("checksum", 28, 77, "checksum");
}

void WalFormatTest::refusesBadHeaders()
{
    QFETCH(std::size_t, offset);
    QFETCH(std::uint32_t, value);
    QFETCH(QString, reason);
    ByteVector bytes = WalBuilder(ByteOrder::Little, 4096).bytes();
    storeBig32(&bytes[offset], value);
    if (offset < 16) { // all else is right
        const WalChecksum sum = walChecksum(ByteOrder::Little, {}, ByteView(bytes).first(24));
        storeBig32(&bytes[24], sum.s0);
        storeBig32(&bytes[28], sum.s1);
    }

    const auto header = parseWalHeader(bytes);

    QVERIFY(!header);
    QCOMPARE(header.error().code, ErrorCode::Corrupt);
    QVERIFY2(QString::fromStdString(header.error().message).contains(reason),
             header.error().message.c_str());
}

void WalFormatTest::everyFlippedBitOfAHeaderIsCorrupt()
{
    for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big}) {
        const ByteVector good = WalBuilder(order, 1024).bytes();
        for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
            ByteVector bad = good;
            bad[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
            const auto header = parseWalHeader(bad);
            QVERIFY2(!header && header.error().code == ErrorCode::Corrupt,
                     std::to_string(bit).c_str());
        }
        for (std::size_t size = 0; size < good.size(); ++size)
            QVERIFY(!parseWalHeader(ByteView(good).first(size)));
    }
}

void WalFormatTest::frameHeadersAreRead()
{
    const WalFrameHeader header =
        parseWalFrameHeader(hex("00000003000000070102030405060708aabbccdd11223344"));

    QCOMPARE(header.page, 3u);
    QCOMPARE(header.databasePages, 7u);
    QVERIFY(header.isCommit());
    QVERIFY((header.salts == WalSalts{0x01020304, 0x05060708}));
    QVERIFY((header.checksum == WalChecksum{0xaabbccdd, 0x11223344}));
    QVERIFY(!parseWalFrameHeader(ByteVector(24)).isCommit());
}

void WalFormatTest::frameChecksumLeavesOutItsOwnFields()
{
    WalBuilder wal(ByteOrder::Big, 512);
    wal.add({.page = 2, .databasePages = 3});
    ByteVector frame = wal.part(0, 1);
    const WalChecksum start = parseWalHeader(wal.bytes())->checksum;
    const WalChecksum stored = parseWalFrameHeader(frame).checksum;

    QVERIFY(walFrameChecksum(ByteOrder::Big, start, frame) == stored);
    QVERIFY(walFrameChecksum(ByteOrder::Little, start, frame) != stored);

    for (const std::size_t at : {8u, 12u, 16u, 23u})
        frame[at] ^= std::byte(1);
    QVERIFY(walFrameChecksum(ByteOrder::Big, start, frame) == stored);
    for (const std::size_t at : {0u, 7u, 24u, 535u}) {
        ByteVector other = frame;
        other[at] ^= std::byte(1);
        QVERIFY(walFrameChecksum(ByteOrder::Big, start, other) != stored);
    }
}

void WalFormatTest::sizesAreThoseOfTheFormat()
{
    QCOMPARE(walFrameAlign(0, 4096), std::uint64_t{0});
    QCOMPARE(walFrameAlign(31, 4096), std::uint64_t{0});
    QCOMPARE(walFrameAlign(32, 4096), std::uint64_t{32});
    QCOMPARE(walFrameAlign(4151, 4096), std::uint64_t{32});
    QCOMPARE(walFrameAlign(4152, 4096), std::uint64_t{4152});
    QCOMPARE(walFrameAlign(16512, 4096), std::uint64_t{16512});
    QCOMPARE(walSize(1, 4096), std::uint64_t{4152});
    QCOMPARE(walSize(4, 4096), std::uint64_t{16512});
    QCOMPARE(walSize(1000, 4096), std::uint64_t{4'120'032});
    QCOMPARE(walSize(10'000, 4096), std::uint64_t{41'200'032});
    QCOMPARE(walSize(500'000, 4096), std::uint64_t{2'060'000'032});
    QCOMPARE(walSize(100'000'000, 65536), std::uint64_t{6'556'000'000'032});
}

void WalFormatTest::lockPageIsAtOneGiB()
{
    QCOMPARE(lockPage(512), 2'097'153u);
    QCOMPARE(lockPage(4096), 262'145u);
    QCOMPARE(lockPage(65536), 16'385u);
}

void WalFormatTest::realWalsOfSqliteAreRead_data()
{
    addPageSizes();
}

void WalFormatTest::realWalsOfSqliteAreRead()
{
    QFETCH(std::uint32_t, pageSize);
    const TestFolder folder;
    auto database = Connection::open(folder / "db", OpenDatabase::ReadWrite);
    QVERIFY(database);
    QVERIFY(database->query("PRAGMA page_size=" + std::to_string(pageSize)));
    QVERIFY(database->query("PRAGMA journal_mode=WAL"));
    QVERIFY(database->execute("CREATE TABLE t(x); INSERT INTO t VALUES (randomblob(5000))"));

    const std::string text = fileText(folder / "db-wal");
    const ByteView wal = asBytes(text);
    const auto header = parseWalHeader(wal);

    QVERIFY2(header, header ? "" : header.error().message.c_str());
    QCOMPARE(header->pageSize, pageSize);
    const auto frameSize = static_cast<std::size_t>(walFrameSize(pageSize));
    QVERIFY(wal.size() >= walHeaderSize + 2 * frameSize);
    WalChecksum sum = header->checksum;
    int commits = 0;
    for (std::size_t at = walHeaderSize; at < wal.size(); at += frameSize) {
        const ByteView frame = wal.subspan(at, frameSize);
        const WalFrameHeader frameHeader = parseWalFrameHeader(frame);
        sum = walFrameChecksum(header->order, sum, frame);
        QVERIFY(frameHeader.salts == header->salts);
        QVERIFY(frameHeader.checksum == sum);
        commits += frameHeader.isCommit() ? 1 : 0;
    }
    QCOMPARE(commits, 2);
}

WALKEEPER_TEST(WalFormatTest)
#include "wal_format_test.moc"
