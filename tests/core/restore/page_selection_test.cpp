#include "core/restore/page_selection.h"
#include "tests/support/test_main.h"

namespace walkeeper {

namespace {

using Frames = std::vector<std::uint32_t>;

/// A scanned segment with these pages, whose frame `commit` ends a commit.
SegmentScan segment(Frames pages, std::optional<SegmentCommit> commit)
{
    SegmentScan scan;
    scan.pages = std::move(pages);
    scan.lastCommit = commit;
    return scan;
}

} // namespace

class PageSelectionTest : public QObject
{
    Q_OBJECT

private slots:
    void theNewestVersionOfAPageWins();
    void framesBehindTheLastCommitAreDropped();
    void aWalWithoutCommitGivesNothing();
    void aPageCutOffByANewerWalIsGone();
    void aPageCutOffAndWrittenAgainWithinOneWalStays();
    void theSnapshotFillsWhatIsLeft();
    void hugePageNumbersCostLittle();
};

void PageSelectionTest::theNewestVersionOfAPageWins()
{
    PageSelection selection;
    selection.enterWal();

    QCOMPARE(selection.select(segment({1, 2, 1}, SegmentCommit{2, 5})).frames, (Frames{1, 2}));
    selection.enterWal();
    QCOMPARE(selection.select(segment({3, 2, 1}, SegmentCommit{2, 5})).frames, (Frames{0}));
}

void PageSelectionTest::framesBehindTheLastCommitAreDropped()
{
    PageSelection selection;
    selection.enterWal();

    QCOMPARE(selection.select(segment({4, 4}, std::nullopt)).frames, Frames{});
    QCOMPARE(selection.select(segment({1, 2, 3}, SegmentCommit{1, 9})).frames, (Frames{0, 1}));
    QCOMPARE(selection.select(segment({4, 1}, SegmentCommit{0, 9})).frames, (Frames{0}));
    QCOMPARE(selection.databasePages(), std::optional<std::uint32_t>(9));
}

void PageSelectionTest::aWalWithoutCommitGivesNothing()
{
    PageSelection selection;
    selection.enterWal();
    QCOMPARE(selection.select(segment({1, 2}, std::nullopt)).frames, Frames{});
    QVERIFY(!selection.databasePages());

    selection.enterWal();
    QCOMPARE(selection.select(segment({7}, SegmentCommit{0, 7})).frames, (Frames{0}));
    QCOMPARE(selection.databasePages(), std::optional<std::uint32_t>(7));
}

void PageSelectionTest::aPageCutOffByANewerWalIsGone()
{
    PageSelection selection;
    selection.enterWal();
    selection.select(segment({1}, SegmentCommit{0, 10})); // grown again to 10 pages
    selection.enterWal();
    selection.select(segment({1}, SegmentCommit{0, 4})); // shrunk to 4 pages
    selection.enterWal();

    QCOMPARE(selection.select(segment({3, 8}, SegmentCommit{1, 10})).frames, (Frames{0}));
    QVERIFY(selection.wantsFromSnapshot(4));
    QVERIFY(!selection.wantsFromSnapshot(5));
    QCOMPARE(selection.databasePages(), std::optional<std::uint32_t>(10));
}

void PageSelectionTest::aPageCutOffAndWrittenAgainWithinOneWalStays()
{
    // SQLite checkpoints a WAL as a whole: what a commit in its middle cut off is not cut off.
    PageSelection selection;
    selection.enterWal();
    QCOMPARE(selection.select(segment({1, 1}, SegmentCommit{1, 10})).frames, (Frames{1}));
    QCOMPARE(selection.select(segment({8, 1}, SegmentCommit{1, 4})).frames, (Frames{0}));
}

void PageSelectionTest::theSnapshotFillsWhatIsLeft()
{
    PageSelection selection;
    selection.enterWal();
    selection.select(segment({2}, SegmentCommit{0, 3}));

    QVERIFY(selection.wantsFromSnapshot(1));
    QVERIFY(!selection.wantsFromSnapshot(2));
    QVERIFY(selection.wantsFromSnapshot(3));
    QVERIFY(!selection.wantsFromSnapshot(4));
}

void PageSelectionTest::hugePageNumbersCostLittle()
{
    PageSet pages;
    QVERIFY(pages.insert(UINT32_MAX));
    QVERIFY(!pages.insert(UINT32_MAX));
    QVERIFY(pages.insert(0));
    QVERIFY(pages.contains(UINT32_MAX));
    QVERIFY(!pages.contains(UINT32_MAX - 1));
}

} // namespace walkeeper

using walkeeper::PageSelectionTest;
WALKEEPER_TEST(PageSelectionTest)
#include "page_selection_test.moc"
