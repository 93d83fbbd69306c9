#include "core/timetravel/page_map.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <random>

namespace walkeeper {

class PageMapTest : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatWasAdded_data();
    void findsWhatWasAdded();
    void givesItsSpaceBack();
    void needsSpaceForWhatItSpills();
};

void PageMapTest::findsWhatWasAdded_data()
{
    QTest::addColumn<quint64>("memory");
    QTest::newRow("all in memory") << (quint64{1} << 20);
    QTest::newRow("most of it spilt") << quint64{1};
}

void PageMapTest::findsWhatWasAdded()
{
    const test::TestFolder folder;
    const auto scratch = *ScratchFile::create(nativeFileSystem(), folder.path(), 1 << 20);
    std::vector<std::uint32_t> pages;
    for (std::uint32_t page = 1; page <= 20'000; page += 3)
        pages.push_back(page);
    std::ranges::shuffle(pages, std::mt19937(5));
    QFETCH(const quint64, memory);
    PageMap map(*scratch, memory);
    for (std::uint32_t frame = 0; frame < pages.size(); ++frame)
        QVERIFY(map.add(pages[frame], frame));
    map.finish();

    QCOMPARE(map.size(), pages.size());
    for (std::uint32_t frame = 0; frame < pages.size(); ++frame) {
        const auto found = map.find(pages[frame]);
        QVERIFY(found && *found);
        QCOMPARE(**found, frame);
    }
    for (const std::uint32_t missing : {0u, 2u, 9'998u, 20'001u, UINT32_MAX}) {
        const auto found = map.find(missing);
        QVERIFY(found && !*found);
    }
}

void PageMapTest::givesItsSpaceBack()
{
    const test::TestFolder folder;
    const auto scratch = *ScratchFile::create(nativeFileSystem(), folder.path(), 1 << 20);
    const std::uint64_t free = scratch->freeBytes();
    {
        PageMap map(*scratch, 1);
        for (std::uint32_t page = 1; page <= 2000; ++page)
            QVERIFY(map.add(page, page));
        QVERIFY(scratch->freeBytes() < free);
    }
    QCOMPARE(scratch->freeBytes(), free);
}

void PageMapTest::needsSpaceForWhatItSpills()
{
    const test::TestFolder folder;
    const auto scratch = *ScratchFile::create(nativeFileSystem(), folder.path(), 0);
    PageMap map(*scratch, 1);
    Result<void> added;
    for (std::uint32_t page = 1; page <= 2000 && added; ++page)
        added = map.add(page, page);

    QVERIFY(!added);
    QCOMPARE(added.error().code, ErrorCode::NoSpace);
}

} // namespace walkeeper

using walkeeper::PageMapTest;
WALKEEPER_TEST(PageMapTest)
#include "page_map_test.moc"
