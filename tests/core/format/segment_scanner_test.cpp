#include "core/format/generations/segment_scanner.h"
#include "tests/support/give_up.h"
#include "tests/support/test_main.h"
#include "tests/support/wal_builder.h"

#include <algorithm>

using namespace walkeeper;
using namespace walkeeper::test;

class SegmentScannerTest : public QObject
{
    Q_OBJECT

private slots:
    void wholeWalsAreScanned_data();
    void wholeWalsAreScanned();
    void laterSegmentsAreScanned_data();
    void laterSegmentsAreScanned();
    void headerAloneIsASegment();
    void emptyLaterSegmentHasNoFrames();
    void anyCutGivesTheSame_data();
    void anyCutGivesTheSame();
    void commitsBehindTheLimitAreNotReported();

    void refusesBadHeaders_data();
    void refusesBadHeaders();
    void everyTruncationIsNoticed();
    void everyFlippedBitIsNoticed();
    void refusesPageZero();
    void refusesOtherSalts();
    void damageNamesItsPlace();
    void nothingIsScannedBehindDamage();
    void byteOrderIsFoundWithoutAHeader();
    void byteOrderDoesNotChangeOnTheWay();
};

namespace {

struct Outcome {
    SegmentScan scan;
    std::optional<SegmentDamage> damage;
    std::vector<SegmentCommit> commits;
};

Outcome scan(ByteView bytes, WalGeometry geometry, std::uint64_t start = 0,
             std::uint64_t limit = UINT64_MAX, std::size_t piece = SIZE_MAX)
{
    Outcome outcome;
    SegmentScanner scanner(geometry, start, limit,
                           [&](const SegmentCommit& commit) { outcome.commits.push_back(commit); });
    while (!bytes.empty()) {
        const std::size_t size = std::min(piece, bytes.size());
        scanner.push(bytes.first(size));
        bytes = bytes.subspan(size);
    }
    outcome.damage = scanner.finish();
    outcome.scan = std::move(scanner.scan());
    return outcome;
}

/// Five frames: a commit of two, a commit of one, and two without a commit.
WalBuilder sampleWal(ByteOrder order = ByteOrder::Little, std::uint32_t pageSize = 512)
{
    WalBuilder wal(order, pageSize);
    wal.add({.page = 1, .filling = 1}).add({.page = 5, .databasePages = 5, .filling = 2});
    wal.add({.page = 2, .databasePages = 6, .filling = 3});
    wal.add({.page = 6, .filling = 4}).add({.page = 1, .filling = 5});
    return wal;
}

WalGeometry geometryOf(const WalBuilder& wal)
{
    return {wal.pageSize(), wal.order()};
}

void addGeometries()
{
    QTest::addColumn<ByteOrder>("order");
    QTest::addColumn<std::uint32_t>("pageSize");
    for (std::uint32_t size = 512; size <= 65536; size *= 2) {
        QTest::addRow("little-endian, %u", size) << ByteOrder::Little << size;
        QTest::addRow("big-endian, %u", size) << ByteOrder::Big << size;
    }
}

bool isDamage(const Outcome& outcome, SegmentFault fault, std::uint64_t offset)
{
    if (outcome.damage && outcome.damage->fault == fault && outcome.damage->offset == offset &&
        !outcome.damage->text.empty())
        return true;
    if (outcome.damage)
        qWarning("fault %d at %llu: %s", static_cast<int>(outcome.damage->fault),
                 static_cast<unsigned long long>(outcome.damage->offset),
                 outcome.damage->text.c_str());
    return false;
}

bool isSame(const Outcome& a, const Outcome& b)
{
    const bool sameDamage =
        a.damage.has_value() == b.damage.has_value() &&
        (!a.damage || (a.damage->fault == b.damage->fault && a.damage->offset == b.damage->offset));
    const bool sameJoint =
        a.scan.joint.has_value() == b.scan.joint.has_value() &&
        (!a.scan.joint || (a.scan.joint->stored == b.scan.joint->stored &&
                           a.scan.joint->fromZeroLittle == b.scan.joint->fromZeroLittle &&
                           a.scan.joint->fromZeroBig == b.scan.joint->fromZeroBig));
    return sameDamage && sameJoint && a.scan.end == b.scan.end && a.scan.pages == b.scan.pages &&
           a.scan.lastCommit == b.scan.lastCommit && a.scan.salts == b.scan.salts &&
           a.scan.last == b.scan.last && a.commits == b.commits;
}

} // namespace

void SegmentScannerTest::wholeWalsAreScanned_data()
{
    addGeometries();
}

void SegmentScannerTest::wholeWalsAreScanned()
{
    QFETCH(ByteOrder, order);
    QFETCH(std::uint32_t, pageSize);
    const WalBuilder wal = sampleWal(order, pageSize);

    // Even if the wrong byte order is expected: the header names it.
    for (const ByteOrder expected : {ByteOrder::Little, ByteOrder::Big}) {
        const Outcome outcome = scan(wal.bytes(), {pageSize, expected});

        QVERIFY(!outcome.damage);
        QVERIFY(outcome.scan.header);
        QCOMPARE(outcome.scan.header->order, order);
        QVERIFY(!outcome.scan.joint);
        QCOMPARE(outcome.scan.start, std::uint64_t{0});
        QCOMPARE(outcome.scan.end, wal.endOf(5));
        QVERIFY(outcome.scan.pages == std::vector<std::uint32_t>({1, 5, 2, 6, 1}));
        QVERIFY((outcome.scan.lastCommit == SegmentCommit{2, 6}));
        QVERIFY((outcome.commits == std::vector<SegmentCommit>{{1, 5}, {2, 6}}));
    }
}

void SegmentScannerTest::laterSegmentsAreScanned_data()
{
    addGeometries();
}

void SegmentScannerTest::laterSegmentsAreScanned()
{
    QFETCH(ByteOrder, order);
    QFETCH(std::uint32_t, pageSize);
    const WalBuilder wal = sampleWal(order, pageSize);

    for (int first = 0; first < 5; ++first) {
        const Outcome outcome = scan(wal.part(first, 5), geometryOf(wal), wal.endOf(first));

        QVERIFY(!outcome.damage);
        QVERIFY(!outcome.scan.header);
        QVERIFY(outcome.scan.joint);
        QCOMPARE(outcome.scan.start, wal.endOf(first));
        QCOMPARE(outcome.scan.end, wal.endOf(5));
        QCOMPARE(outcome.scan.frames(), static_cast<std::uint32_t>(5 - first));
    }
}

void SegmentScannerTest::headerAloneIsASegment()
{
    const WalBuilder wal = sampleWal();

    const Outcome outcome = scan(wal.part(-1, 0), geometryOf(wal));

    QVERIFY(!outcome.damage);
    QCOMPARE(outcome.scan.end, std::uint64_t{32});
    QCOMPARE(outcome.scan.frames(), 0u);
    QVERIFY(!outcome.scan.lastCommit);
    QVERIFY(outcome.scan.last == outcome.scan.header->checksum);
}

void SegmentScannerTest::emptyLaterSegmentHasNoFrames()
{
    const WalBuilder wal = sampleWal();

    const Outcome outcome = scan({}, geometryOf(wal), wal.endOf(2));

    QVERIFY(!outcome.damage);
    QCOMPARE(outcome.scan.frames(), 0u);
    QVERIFY(!outcome.scan.salts);
    QVERIFY(isDamage(scan({}, geometryOf(wal)), SegmentFault::BadHeader, 0));
}

void SegmentScannerTest::anyCutGivesTheSame_data()
{
    QTest::addColumn<int>("first");               ///< frame before the segment, -1 for all
    QTest::addColumn<std::size_t>("damagedByte"); ///< none if 0
    QTest::newRow("whole") << -1 << std::size_t{0};
    QTest::newRow("later") << 1 << std::size_t{0};
    QTest::newRow("bad header") << -1 << std::size_t{20};
    QTest::newRow("bad frame") << -1 << std::size_t{1500};
    QTest::newRow("bad later frame") << 1 << std::size_t{1500};
}

void SegmentScannerTest::anyCutGivesTheSame()
{
    QFETCH(int, first);
    QFETCH(std::size_t, damagedByte);
    const WalBuilder wal = sampleWal();
    ByteVector bytes = wal.part(first, 5);
    if (damagedByte != 0)
        bytes[damagedByte] ^= std::byte(0x10);
    bytes.resize(bytes.size() - 100); // and half a frame at the end
    const Outcome whole = scan(bytes, geometryOf(wal), wal.endOf(first));

    for (std::size_t piece = 1; piece <= bytes.size(); piece += piece < 600 ? 1 : 97)
        QVERIFY2(isSame(whole, scan(bytes, geometryOf(wal), wal.endOf(first), UINT64_MAX, piece)),
                 std::to_string(piece).c_str());
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        SegmentScanner scanner(geometryOf(wal), wal.endOf(first));
        scanner.push(ByteView(bytes).first(cut));
        scanner.push({});
        scanner.push(ByteView(bytes).subspan(cut));
        QVERIFY(scanner.finish().has_value() == whole.damage.has_value());
        QVERIFY(scanner.scan().pages == whole.scan.pages);
    }
}

void SegmentScannerTest::commitsBehindTheLimitAreNotReported()
{
    const WalBuilder wal = sampleWal();
    const auto lastWithin = [&](std::uint64_t limit) {
        const Outcome outcome = scan(wal.bytes(), geometryOf(wal), 0, limit);
        // What lies behind the limit is still verified.
        if (outcome.damage || outcome.scan.frames() != 5)
            giveUp("not scanned to the end");
        return outcome.scan.lastCommit ? static_cast<int>(outcome.scan.lastCommit->frame) : -1;
    };

    QCOMPARE(lastWithin(UINT64_MAX), 2);
    QCOMPARE(lastWithin(wal.endOf(3)), 2);
    QCOMPARE(lastWithin(wal.endOf(3) - 1), 1);
    QCOMPARE(lastWithin(wal.endOf(2)), 1);
    QCOMPARE(lastWithin(wal.endOf(2) - 1), -1);
    QCOMPARE(lastWithin(0), -1);
}

void SegmentScannerTest::refusesBadHeaders_data()
{
    QTest::addColumn<std::size_t>("byte");
    QTest::addColumn<std::uint32_t>("expectedPageSize");
    QTest::addColumn<SegmentFault>("fault");
    QTest::newRow("magic") << std::size_t{0} << 512u << SegmentFault::BadHeader;
    QTest::newRow("checksum") << std::size_t{31} << 512u << SegmentFault::BadHeader;
    QTest::newRow("page size of the rest")
        << std::size_t{99} << 4096u << SegmentFault::PageSizeMismatch;
}

void SegmentScannerTest::refusesBadHeaders()
{
    QFETCH(std::size_t, byte);
    QFETCH(std::uint32_t, expectedPageSize);
    QFETCH(SegmentFault, fault);
    ByteVector bytes = sampleWal().bytes();
    if (byte < 32)
        bytes[byte] ^= std::byte(4);

    const Outcome outcome = scan(bytes, {expectedPageSize, ByteOrder::Little});

    QVERIFY(isDamage(outcome, fault, 0));
    QCOMPARE(outcome.scan.frames(), 0u);
}

void SegmentScannerTest::everyTruncationIsNoticed()
{
    const WalBuilder wal = sampleWal();
    for (std::size_t size = 0; size < wal.bytes().size(); ++size) {
        const Outcome outcome = scan(ByteView(wal.bytes()).first(size), geometryOf(wal));
        const bool atAnEnd = size == walFrameAlign(size, 512) && size >= 32;
        const auto fault = size < 32 ? SegmentFault::BadHeader : SegmentFault::HalfFrame;
        if (atAnEnd)
            QVERIFY(!outcome.damage && outcome.scan.end == size);
        else
            QVERIFY(isDamage(outcome, fault, walFrameAlign(size, 512)));
    }
}

void SegmentScannerTest::everyFlippedBitIsNoticed()
{
    const WalBuilder wal = sampleWal(ByteOrder::Big);
    for (std::size_t bit = 0; bit < wal.bytes().size() * 8; ++bit) {
        ByteVector bytes = wal.bytes();
        bytes[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));

        const Outcome outcome = scan(bytes, geometryOf(wal));

        QVERIFY2(outcome.damage, std::to_string(bit).c_str());
        QCOMPARE(outcome.damage->offset, walFrameAlign(bit / 8, 512));
    }
}

void SegmentScannerTest::refusesPageZero()
{
    WalBuilder wal(ByteOrder::Little, 512);
    wal.add({.page = 1}).add({.page = 0, .databasePages = 1});

    QVERIFY(isDamage(scan(wal.bytes(), geometryOf(wal)), SegmentFault::PageZero, wal.endOf(1)));
    QVERIFY(isDamage(scan(wal.part(1, 2), geometryOf(wal), wal.endOf(1)), SegmentFault::PageZero,
                     wal.endOf(1)));
}

void SegmentScannerTest::refusesOtherSalts()
{
    const WalBuilder wal = sampleWal();
    ByteVector bytes = wal.bytes();
    bytes[wal.endOf(2) + 8] ^= std::byte(1);

    QVERIFY(isDamage(scan(bytes, geometryOf(wal)), SegmentFault::SaltMismatch, wal.endOf(2)));
    const ByteView later = ByteView(bytes).subspan(wal.endOf(1));
    QVERIFY(isDamage(scan(later, geometryOf(wal), wal.endOf(1)), SegmentFault::SaltMismatch,
                     wal.endOf(2)));
}

void SegmentScannerTest::damageNamesItsPlace()
{
    const WalBuilder wal = sampleWal();
    ByteVector bytes = wal.part(1, 5);
    bytes[536 + 100] ^= std::byte(1); // in the second frame of this part

    const Outcome outcome = scan(bytes, geometryOf(wal), wal.endOf(1));

    QVERIFY(isDamage(outcome, SegmentFault::BadChecksum, wal.endOf(2)));
    QVERIFY(outcome.scan.pages == std::vector<std::uint32_t>({5}));
    QCOMPARE(outcome.scan.end, wal.endOf(2));
}

void SegmentScannerTest::nothingIsScannedBehindDamage()
{
    const WalBuilder wal = sampleWal();
    ByteVector bytes = wal.bytes();
    bytes[wal.endOf(1) + 200] ^= std::byte(1);

    for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, SIZE_MAX}) {
        const Outcome outcome = scan(bytes, geometryOf(wal), 0, UINT64_MAX, piece);

        QVERIFY(isDamage(outcome, SegmentFault::BadChecksum, wal.endOf(1)));
        QVERIFY(outcome.commits.empty());
        QCOMPARE(outcome.scan.frames(), 1u);
    }
}

void SegmentScannerTest::byteOrderIsFoundWithoutAHeader()
{
    for (const ByteOrder order : {ByteOrder::Little, ByteOrder::Big}) {
        const WalBuilder wal = sampleWal(order);
        for (const ByteOrder expected : {ByteOrder::Little, ByteOrder::Big}) {
            const Outcome outcome = scan(wal.part(1, 5), {512, expected}, wal.endOf(1));

            QVERIFY(!outcome.damage);
            QCOMPARE(outcome.scan.frames(), 4u);
        }
    }
}

void SegmentScannerTest::byteOrderDoesNotChangeOnTheWay()
{
    const WalBuilder wal = sampleWal(ByteOrder::Little);
    ByteVector bytes = wal.bytes();
    // The fourth frame continues the third, but is summed in the other order.
    const auto fourth = static_cast<std::size_t>(wal.endOf(3));
    const WalChecksum before =
        parseWalFrameHeader(ByteView(bytes).subspan(static_cast<std::size_t>(wal.endOf(2))))
            .checksum;
    const WalChecksum sum =
        walFrameChecksum(ByteOrder::Big, before, ByteView(bytes).subspan(fourth, 536));
    storeBig32(&bytes[fourth + 16], sum.s0);
    storeBig32(&bytes[fourth + 20], sum.s1);

    QVERIFY(isDamage(scan(bytes, geometryOf(wal)), SegmentFault::BadChecksum, wal.endOf(3)));
    const ByteView later = ByteView(bytes).subspan(static_cast<std::size_t>(wal.endOf(1)));
    QVERIFY(isDamage(scan(later, geometryOf(wal), wal.endOf(1)), SegmentFault::BadChecksum,
                     wal.endOf(3)));
}

WALKEEPER_TEST(SegmentScannerTest)
#include "segment_scanner_test.moc"
