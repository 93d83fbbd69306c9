#include "core/restore/chain_check.h"
#include "tests/support/replica_builder.h"
#include "tests/support/test_main.h"

namespace walkeeper {

namespace {

constexpr std::uint32_t pageSize = 512;

SegmentScan scan(const test::WalBuilder& wal, std::uint64_t begin, std::uint64_t end)
{
    SegmentScanner scanner({pageSize, ByteOrder::Little}, begin);
    scanner.push(ByteView(wal.bytes()).subspan(begin, end - begin));
    scanner.finish();
    return std::move(scanner.scan());
}

test::WalBuilder wal(WalSalts salts, int frames)
{
    test::WalBuilder builder(pageSize, ByteOrder::Little, salts);
    for (int i = 0; i < frames; ++i)
        builder.addFrame(1, test::makePage(pageSize, 1, static_cast<std::uint32_t>(i)), 1);
    return builder;
}

StoredSegment segment(WalIndex index, std::uint64_t offset)
{
    return {{index, offset}, 1, {}};
}

} // namespace

class ChainCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void acceptsWhatContinues();
    void namesAGapAndAnOverlap();
    void namesFramesOfAnotherWal();
    void namesAFrameThatDoesNotContinue();
    void warnsWhenTheSaltDoesNotFollow();
};

void ChainCheckTest::acceptsWhatContinues()
{
    const Generation generation;
    ChainCheck chain(generation, {pageSize, ByteOrder::Little});
    const test::WalBuilder first = wal({1, 2}, 4);
    const test::WalBuilder second = wal({2, 9}, 4);
    const std::uint64_t middle = walSize(2, pageSize);

    QVERIFY(!chain.add(segment(1, middle), scan(second, middle, second.size())));
    QVERIFY(!chain.add(segment(1, 0), scan(second, 0, middle)));
    QVERIFY(!chain.add(segment(0, walHeaderSize), scan(first, walHeaderSize, first.size())));
    QVERIFY(!chain.add(segment(0, 0), scan(first, 0, walHeaderSize)));
    QVERIFY(chain.warnings().empty());
}

void ChainCheckTest::namesAGapAndAnOverlap()
{
    const Generation generation;
    const test::WalBuilder frames = wal({1, 2}, 4);
    const std::uint64_t one = walSize(1, pageSize);
    const std::uint64_t three = walSize(3, pageSize);

    ChainCheck gap(generation, {pageSize, ByteOrder::Little});
    QVERIFY(!gap.add(segment(0, three), scan(frames, three, frames.size())));
    const auto missing = gap.add(segment(0, 0), scan(frames, 0, one));
    QVERIFY(missing);
    QCOMPARE(missing->finding.kind, FindingKind::GapInWal);
    QCOMPARE(missing->finding.at->offset, one);
    QCOMPARE(missing->segment.name.offset, three);

    ChainCheck overlap(generation, {pageSize, ByteOrder::Little});
    QVERIFY(!overlap.add(segment(0, one), scan(frames, one, frames.size())));
    const auto twice = overlap.add(segment(0, 0), scan(frames, 0, three));
    QVERIFY(twice);
    QCOMPARE(twice->finding.kind, FindingKind::OverlapInWal);
}

void ChainCheckTest::namesFramesOfAnotherWal()
{
    const Generation generation;
    ChainCheck chain(generation, {pageSize, ByteOrder::Little});
    const std::uint64_t two = walSize(2, pageSize);
    const test::WalBuilder ours = wal({1, 2}, 4);
    const test::WalBuilder foreign = wal({1, 3}, 4);

    QVERIFY(!chain.add(segment(0, two), scan(foreign, two, foreign.size())));
    const auto broken = chain.add(segment(0, 0), scan(ours, 0, two));
    QVERIFY(broken);
    QCOMPARE(broken->finding.kind, FindingKind::SaltMismatch);
}

void ChainCheckTest::namesAFrameThatDoesNotContinue()
{
    const Generation generation;
    ChainCheck chain(generation, {pageSize, ByteOrder::Little});
    const std::uint64_t two = walSize(2, pageSize);
    const test::WalBuilder ours = wal({1, 2}, 4);
    test::WalBuilder other(pageSize, ByteOrder::Little, {1, 2});
    for (std::uint32_t i = 0; i < 4; ++i)
        other.addFrame(2, test::makePage(pageSize, 2, i), 2);

    QVERIFY(!chain.add(segment(0, two), scan(other, two, other.size())));
    const auto broken = chain.add(segment(0, 0), scan(ours, 0, two));
    QVERIFY(broken);
    QCOMPARE(broken->finding.kind, FindingKind::BadFrameChecksum);
}

void ChainCheckTest::warnsWhenTheSaltDoesNotFollow()
{
    const Generation generation;
    ChainCheck chain(generation, {pageSize, ByteOrder::Little});
    const test::WalBuilder first = wal({1, 2}, 1);
    const test::WalBuilder third = wal({3, 9}, 1);

    QVERIFY(!chain.add(segment(1, 0), scan(third, 0, third.size())));
    QVERIFY(!chain.add(segment(0, 0), scan(first, 0, first.size())));
    QCOMPARE(chain.warnings().size(), 1u);
    QCOMPARE(chain.warnings().front().kind, FindingKind::SaltJump);
}

} // namespace walkeeper

using walkeeper::ChainCheckTest;
WALKEEPER_TEST(ChainCheckTest)
#include "chain_check_test.moc"
