#include "core/format/generations/segment_scanner.h"
#include "tests/support/give_up.h"
#include "tests/support/test_main.h"
#include "tests/support/wal_builder.h"

#include <random>

using namespace walkeeper;
using namespace walkeeper::test;

class SegmentJointTest : public QObject
{
    Q_OBJECT

private slots:
    void partsOfOneWalJoin_data();
    void partsOfOneWalJoin();
    void headerAloneJoinsItsFirstFrame();
    void emptySegmentJoinsAnything();
    void missingSegmentBreaksTheJoint();
    void swappedSegmentsDoNotJoin();
    void anotherWalDoesNotJoin();
    void anotherWalOfTheSameSaltsDoesNotJoin();
    void flippedBitsOfTheFirstFrameBreakTheJoint();
    void aSegmentCanBeSplitAnywhere();
};

namespace {

constexpr std::uint32_t pageSize = 512;

SegmentScan scanOf(const ByteVector& bytes, WalGeometry geometry, std::uint64_t start)
{
    SegmentScanner scanner(geometry, start);
    scanner.push(bytes);
    if (const auto& damage = scanner.finish())
        giveUp("the segment by itself: " + damage->text);
    return std::move(scanner.scan());
}

SegmentScan scanOf(const WalBuilder& wal, int first, int last)
{
    return scanOf(wal.part(first, last), {wal.pageSize(), wal.order()}, wal.endOf(first));
}

WalBuilder walOf(std::initializer_list<std::uint8_t> fillings, WalSalts salts = {1, 2},
                 ByteOrder order = ByteOrder::Little, std::uint32_t size = pageSize)
{
    WalBuilder wal(order, size, salts);
    std::uint32_t page = 1;
    for (const std::uint8_t filling : fillings) {
        wal.add({.page = page, .databasePages = page, .filling = filling});
        ++page;
    }
    return wal;
}

constexpr WalGeometry geometry{pageSize, ByteOrder::Little};

} // namespace

void SegmentJointTest::partsOfOneWalJoin_data()
{
    QTest::addColumn<ByteOrder>("order");
    QTest::addColumn<std::uint32_t>("size");
    for (std::uint32_t size = 512; size <= 65536; size *= 2) {
        QTest::addRow("little-endian, %u", size) << ByteOrder::Little << size;
        QTest::addRow("big-endian, %u", size) << ByteOrder::Big << size;
    }
}

void SegmentJointTest::partsOfOneWalJoin()
{
    QFETCH(ByteOrder, order);
    QFETCH(std::uint32_t, size);
    const WalBuilder wal = walOf({1, 2, 3, 4}, {1, 2}, order, size);

    for (int split = 1; split < 4; ++split) {
        for (const ByteOrder expected : {ByteOrder::Little, ByteOrder::Big})
            QVERIFY(!checkJoint(scanOf(wal, -1, split), scanOf(wal, split, 4), {size, expected}));
    }
    QVERIFY(!checkJoint(scanOf(wal, 1, 2), scanOf(wal, 2, 3), {size, order}));
}

void SegmentJointTest::headerAloneJoinsItsFirstFrame()
{
    const WalBuilder wal = walOf({1, 2});

    QVERIFY(!checkJoint(scanOf(wal, -1, 0), scanOf(wal, 0, 2), geometry));
}

void SegmentJointTest::emptySegmentJoinsAnything()
{
    const WalBuilder wal = walOf({1, 2});

    QVERIFY(!checkJoint(scanOf(wal, -1, 1), scanOf(wal, 1, 1), geometry));
}

void SegmentJointTest::missingSegmentBreaksTheJoint()
{
    const WalBuilder wal = walOf({1, 2, 3});

    const auto damage = checkJoint(scanOf(wal, -1, 1), scanOf(wal, 2, 3), geometry);

    QVERIFY(damage);
    QCOMPARE(damage->fault, SegmentFault::BadChecksum);
    QCOMPARE(damage->offset, wal.endOf(2));
    QVERIFY(!damage->text.empty());
}

void SegmentJointTest::swappedSegmentsDoNotJoin()
{
    const WalBuilder wal = walOf({1, 2, 3});
    const SegmentScan first = scanOf(wal, -1, 1);
    const SegmentScan second = scanOf(wal, 1, 2);
    const SegmentScan third = scanOf(wal, 2, 3);

    QVERIFY(checkJoint(first, third, geometry));
    QVERIFY(checkJoint(third, second, geometry));
}

void SegmentJointTest::anotherWalDoesNotJoin()
{
    const WalBuilder wal = walOf({1, 2}, {1, 2});
    const WalBuilder other = walOf({1, 2}, {2, 2});

    const auto damage = checkJoint(scanOf(wal, -1, 1), scanOf(other, 1, 2), geometry);

    QVERIFY(damage);
    QCOMPARE(damage->fault, SegmentFault::SaltMismatch);
    QCOMPARE(damage->offset, wal.endOf(1));
}

void SegmentJointTest::anotherWalOfTheSameSaltsDoesNotJoin()
{
    const WalBuilder wal = walOf({1, 2});
    const WalBuilder other = walOf({9, 2}); // another content before the split

    const auto damage = checkJoint(scanOf(wal, -1, 1), scanOf(other, 1, 2), geometry);

    QVERIFY(damage);
    QCOMPARE(damage->fault, SegmentFault::BadChecksum);
}

void SegmentJointTest::flippedBitsOfTheFirstFrameBreakTheJoint()
{
    const WalBuilder wal = walOf({1, 2});
    const SegmentScan first = scanOf(wal, -1, 1);
    const ByteVector good = wal.part(1, 2);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        ByteVector bad = good;
        bad[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));

        if (parseWalFrameHeader(bad).page == 0)
            continue; // refused without any joint
        const SegmentScan second = scanOf(bad, geometry, wal.endOf(1));

        const auto damage = checkJoint(first, second, geometry);
        QVERIFY2(damage, std::to_string(bit).c_str());
        const bool inSalts = bit / 8 >= 8 && bit / 8 < 16;
        QCOMPARE(damage->fault, inSalts ? SegmentFault::SaltMismatch : SegmentFault::BadChecksum);
    }
}

void SegmentJointTest::aSegmentCanBeSplitAnywhere()
{
    std::mt19937 random(3);
    for (int round = 0; round < 20; ++round) {
        WalBuilder wal(
            round % 2 == 0 ? ByteOrder::Little : ByteOrder::Big, 1024,
            {static_cast<std::uint32_t>(random()), static_cast<std::uint32_t>(random())});
        for (int i = 0; i < 30; ++i)
            wal.add({.page = 1 + static_cast<std::uint32_t>(random()) % 9,
                     .databasePages = static_cast<std::uint32_t>(random()) % 3,
                     .filling = static_cast<std::uint8_t>(random())});
        const WalGeometry shape{1024, wal.order()};
        std::optional<SegmentScan> previous;
        std::uint32_t frames = 0;
        for (int from = -1; from < 30;) {
            const int to = std::min(30, from + 1 + static_cast<int>(random() % 6));
            const SegmentScan next = scanOf(wal, from, to);
            if (previous)
                QVERIFY(!checkJoint(*previous, next, shape));
            frames += next.frames();
            previous = next;
            from = to;
        }
        QCOMPARE(frames, 30u);
    }
}

WALKEEPER_TEST(SegmentJointTest)
#include "segment_joint_test.moc"
