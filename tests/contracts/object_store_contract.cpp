#include "tests/contracts/object_store_contract.h"

#include "tests/support/store_access.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace walkeeper::test {

namespace {

using Depth = ListOptions::Depth;

/// Gives some bytes and then fails.
class BrokenSource final : public ByteSource
{
public:
    explicit BrokenSource(std::size_t good) : m_left(good) {}

    Result<std::size_t> read(ByteSpan into) override
    {
        if (m_left == 0)
            return Error{ErrorCode::Corrupt, "the source broke"};
        const std::size_t count = std::min(into.size(), m_left);
        std::fill_n(into.begin(), count, std::byte('x'));
        m_left -= count;
        return count;
    }

private:
    std::size_t m_left;
};

/// Never ends, and cancels after some reads.
class CancellingSource final : public ByteSource
{
public:
    CancellingSource(CancellationSource& cancellation, int reads)
        : m_cancellation(cancellation),
          m_left(reads)
    {
    }

    Result<std::size_t> read(ByteSpan into) override
    {
        if (--m_left == 0)
            m_cancellation.cancel();
        std::fill(into.begin(), into.end(), std::byte('y'));
        return into.size();
    }

private:
    CancellationSource& m_cancellation;
    int m_left;
};

constexpr std::size_t largeSize = 700'000; // more than any buffer on the way

} // namespace

void ObjectStoreContract::init()
{
    m_store = makeStore();
    QVERIFY(m_store);
}

void ObjectStoreContract::cleanup()
{
    m_store.reset();
}

void ObjectStoreContract::fill(const std::vector<std::string>& names)
{
    for (const std::string& name : names)
        putText(*m_store, name, "content of " + name);
}

void ObjectStoreContract::missingFolderIsAnEmptyListing()
{
    QCOMPARE(listed(*m_store, "", Depth::OneLevel), Names());
    QCOMPARE(listed(*m_store, "", Depth::AllLevels), Names());
    QCOMPARE(listed(*m_store, "no/such", Depth::OneLevel), Names());
    putText(*m_store, "object", "x");
    QCOMPARE(listed(*m_store, "object", Depth::AllLevels), Names());
    QCOMPARE(listed(*m_store, "object/below", Depth::OneLevel), Names());
}

void ObjectStoreContract::whatIsPutCanBeRead_data()
{
    QTest::addColumn<std::size_t>("size");
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{4096}, std::size_t{256 * 1024}, largeSize})
        QTest::addRow("%zu bytes", size) << size;
}

void ObjectStoreContract::whatIsPutCanBeRead()
{
    QFETCH(std::size_t, size);
    std::string content(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        content[i] = static_cast<char>((i * 31) ^ (i >> 8));

    putText(*m_store, "a/b/object", content);

    QVERIFY(readText(*m_store, "a/b/object") == content);
}

void ObjectStoreContract::putTellsWhatTheListingTells()
{
    const ObjectInfo told = putText(*m_store, "a/object", "12345");

    std::vector<ObjectInfo> found;
    const auto done =
        m_store->list(key("a"), {}, [&](ListPage page) { found = std::move(page.objects); }, {});

    QVERIFY(done);
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(told.key.text(), std::string("a/object"));
    QCOMPARE(found[0].key.text(), told.key.text());
    QCOMPARE(told.size, std::uint64_t{5});
    QCOMPARE(found[0].size, told.size);
    QVERIFY(found[0].modified == told.modified);
    QVERIFY(!found[0].recorded);
}

void ObjectStoreContract::putReplacesSilently()
{
    putText(*m_store, "object", "the first, longer content");
    putText(*m_store, "object", "second");

    QCOMPARE(readText(*m_store, "object"), std::string("second"));
    QCOMPARE(listed(*m_store, "", Depth::AllLevels), Names({"object 6"}));
}

void ObjectStoreContract::putNeedsAName()
{
    MemorySource body(asBytes("x"));

    const auto put = m_store->put(ObjectKey(), body, {});

    QVERIFY(!put);
    QCOMPARE(put.error().code, ErrorCode::InvalidArgument);
}

void ObjectStoreContract::failedPutOfANewObjectLeavesNothing()
{
    for (const std::size_t good : {std::size_t{0}, std::size_t{10}, largeSize}) {
        BrokenSource body(good);

        const auto put = m_store->put(key("new/folder/object"), body, {});

        QVERIFY(!put);
        QCOMPARE(put.error().code, ErrorCode::Corrupt);
        QCOMPARE(put.error().message, std::string("the source broke"));
        QCOMPARE(listed(*m_store, "", Depth::OneLevel), Names());
    }
}

void ObjectStoreContract::failedPutKeepsTheOldObject()
{
    putText(*m_store, "folder/object", "old");
    BrokenSource body(largeSize);

    const auto put = m_store->put(key("folder/object"), body, {});

    QVERIFY(!put);
    QCOMPARE(readText(*m_store, "folder/object"), std::string("old"));
    QCOMPARE(listed(*m_store, "", Depth::AllLevels), Names({"folder/object 3"}));
}

void ObjectStoreContract::readerNeverSeesHalfAnObject()
{
    const std::string a(largeSize, 'a');
    const std::string b(largeSize, 'b');
    putText(*m_store, "object", a);
    std::atomic<bool> done = false;
    std::atomic<int> mixed = 0;
    std::thread reader([&] {
        do {
            const std::string seen = readText(*m_store, "object");
            if (seen != a && seen != b)
                ++mixed;
        } while (!done);
    });

    for (int i = 0; i < 30; ++i)
        putText(*m_store, "object", i % 2 == 0 ? b : a);
    done = true;
    reader.join();

    QCOMPARE(mixed.load(), 0);
}

void ObjectStoreContract::rangeIsCutAtTheEnd_data()
{
    QTest::addColumn<std::uint64_t>("offset");
    QTest::addColumn<std::optional<std::uint64_t>>("length");
    QTest::addColumn<std::string>("expected");
    using Length = std::optional<std::uint64_t>;
    const auto row = [](const char* name, std::uint64_t offset, Length length, const char* text) {
        QTest::newRow(name) << offset << length << std::string(text);
    };
    row("all", 0, std::nullopt, "0123456789");
    row("all, by length", 0, 10, "0123456789");
    row("the front", 0, 3, "012");
    row("the middle", 4, 3, "456");
    row("the rest", 7, std::nullopt, "789");
    row("longer than there is", 7, 100, "789");
    row("longest", 7, UINT64_MAX, "789");
    row("nothing", 5, 0, "");
    row("at the end", 10, std::nullopt, "");
    row("at the end, longer", 10, 5, "");
}

void ObjectStoreContract::rangeIsCutAtTheEnd()
{
    QFETCH(std::uint64_t, offset);
    QFETCH(std::optional<std::uint64_t>, length);
    QFETCH(std::string, expected);
    putText(*m_store, "object", "0123456789");

    QCOMPARE(readText(*m_store, "object", {offset, length}), expected);
}

void ObjectStoreContract::rangeBeyondTheEndIsRefused()
{
    putText(*m_store, "object", "0123456789");
    for (const std::uint64_t offset : {std::uint64_t{11}, UINT64_MAX}) {
        const auto source = m_store->open(key("object"), {offset, 1}, {});

        QVERIFY(!source);
        QCOMPARE(source.error().code, ErrorCode::InvalidArgument);
        QVERIFY(source.error().message.find("object") != std::string::npos);
    }
}

void ObjectStoreContract::missingObjectIsNotFound()
{
    putText(*m_store, "folder/object", "x");
    for (const char* name :
         {"missing", "folder/missing", "no/such/object", "folder/object/below"}) {
        const auto source = m_store->open(key(name), {}, {});

        QVERIFY(!source);
        QCOMPARE(source.error().code, ErrorCode::NotFound);
        QVERIFY(source.error().message.find(name) != std::string::npos);
    }
}

void ObjectStoreContract::folderIsNoObject()
{
    putText(*m_store, "folder/object", "x");

    const auto source = m_store->open(key("folder"), {}, {});

    QVERIFY(!source);
    QCOMPARE(source.error().code, ErrorCode::NotFound);
}

void ObjectStoreContract::allLevelsAreInByteOrder()
{
    // '-' and '.' sort before '/', '0' behind it, and bytes are compared without sign.
    fill({"a0", "\xc3\xa9", "a/z", "a.b", "a-b/c", "a/b/c", "A", "a/b.c", "\xff"});

    QCOMPARE(listed(*m_store, "", Depth::AllLevels),
             Names({"A 12", "a-b/c 16", "a.b 14", "a/b.c 16", "a/b/c 16", "a/z 14", "a0 13",
                    "\xc3\xa9 13", "\xff 12"}));
}

void ObjectStoreContract::oneLevelIsInByteOrderWithFolders()
{
    fill({"a0", "\xc3\xa9/x", "a/z", "a.b", "a-b/c", "A", "\xff"});

    QCOMPARE(listed(*m_store, "", Depth::OneLevel),
             Names({"A 12", "a-b/", "a.b 14", "a/", "a0 13", "\xc3\xa9/", "\xff 12"}));
}

void ObjectStoreContract::folderInTheMiddleListsOnlyItsOwn()
{
    fill({"a/b/one", "a/b/two/three", "a/bc", "a/b.x", "b"});

    QCOMPARE(listed(*m_store, "a/b", Depth::AllLevels), Names({"a/b/one 18", "a/b/two/three 24"}));
    QCOMPARE(listed(*m_store, "a/b", Depth::OneLevel), Names({"a/b/one 18", "a/b/two/"}));
}

void ObjectStoreContract::manyObjectsComeInPages()
{
    Names expected;
    for (std::size_t i = 0; i < 1001; ++i) {
        const std::string name = "folder/" + std::to_string(10'000 + i);
        putText(*m_store, name, "");
        expected.push_back(name + " 0");
    }

    for (const Depth depth : {Depth::OneLevel, Depth::AllLevels}) {
        std::size_t pages = 0;
        std::size_t longest = 0;
        const auto done = m_store->list(key("folder"), {depth},
                                        [&](ListPage page) {
                                            ++pages;
                                            longest = std::max(longest, page.objects.size());
                                        },
                                        {});
        QVERIFY(done);
        QVERIFY(pages >= 2);
        QVERIFY(longest <= 5000);
        QCOMPARE(listed(*m_store, "folder", depth), expected);
    }
}

void ObjectStoreContract::removedObjectsAreGone()
{
    fill({"a/one", "a/two", "a/three"});

    removeAll(*m_store, {"a/one", "a/three"});

    QCOMPARE(listed(*m_store, "", Depth::AllLevels), Names({"a/two 16"}));
    const auto source = m_store->open(key("a/one"), {}, {});
    QVERIFY(!source);
    QCOMPARE(source.error().code, ErrorCode::NotFound);
}

void ObjectStoreContract::removingWhatIsMissingSucceeds()
{
    fill({"a/one"});

    removeAll(*m_store, {"missing", "no/such/object", "a/missing", "a/one/below", "a/one"});
    removeAll(*m_store, {"a/one"});
    removeAll(*m_store, {});

    QCOMPARE(listed(*m_store, "", Depth::OneLevel), Names());
}

void ObjectStoreContract::removingAFolderIsNoRemoval()
{
    fill({"a/b/one", "c"});

    removeAll(*m_store, {"a/b", "a", ""});

    QCOMPARE(listed(*m_store, "", Depth::AllLevels), Names({"a/b/one 18", "c 12"}));
}

void ObjectStoreContract::emptyFoldersVanish()
{
    fill({"a/b/c/one", "a/two", "d/e/three"});

    removeAll(*m_store, {"a/b/c/one", "d/e/three"});

    QCOMPARE(listed(*m_store, "", Depth::OneLevel), Names({"a/"}));
    QCOMPARE(listed(*m_store, "a", Depth::OneLevel), Names({"a/two 16"}));
}

void ObjectStoreContract::cancelledCallsDoNothing()
{
    fill({"a/one"});
    CancellationSource cancellation;
    cancellation.cancel();
    const CancellationToken token = cancellation.token();
    MemorySource body(asBytes("x"));
    bool called = false;

    const auto listed = m_store->list(
        key("a"), {}, [&](const ListPage&) { called = true; }, token);
    const auto opened = m_store->open(key("a/one"), {}, token);
    const auto put = m_store->put(key("a/two"), body, token);
    const std::vector keys = {key("a/one")};
    const auto removed = m_store->remove(keys, token);

    QVERIFY(!called);
    QVERIFY(!listed && listed.error() == cancelledError());
    QVERIFY(!opened && opened.error() == cancelledError());
    QVERIFY(!put && put.error() == cancelledError());
    QVERIFY(!removed && removed.error() == cancelledError());
    QCOMPARE(test::listed(*m_store, "", Depth::AllLevels), Names({"a/one 16"}));
}

void ObjectStoreContract::listingStopsWhenCancelled()
{
    Names names;
    for (int i = 0; i < 1001; ++i)
        names.push_back(std::to_string(i));
    fill(names);
    for (const Depth depth : {Depth::OneLevel, Depth::AllLevels}) {
        CancellationSource cancellation;
        int pages = 0;

        const auto done = m_store->list(
            ObjectKey(), {depth},
            [&](const ListPage&) {
                ++pages;
                cancellation.cancel();
            },
            cancellation.token());

        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Cancelled);
        QCOMPARE(pages, 1);
    }
}

void ObjectStoreContract::readingStopsWhenCancelled()
{
    putText(*m_store, "object", std::string(largeSize, 'x'));
    CancellationSource cancellation;
    const auto source = m_store->open(key("object"), {}, cancellation.token());
    QVERIFY(source);
    std::vector<std::byte> buffer(1000);
    const auto before = (*source)->read(buffer);
    QVERIFY(before && *before > 0);

    cancellation.cancel();
    const auto after = (*source)->read(buffer);

    QVERIFY(!after);
    QCOMPARE(after.error().code, ErrorCode::Cancelled);
}

void ObjectStoreContract::puttingStopsWhenCancelled()
{
    CancellationSource cancellation;
    CancellingSource body(cancellation, 3);

    const auto put = m_store->put(key("new/object"), body, cancellation.token());

    QVERIFY(!put);
    QCOMPARE(put.error().code, ErrorCode::Cancelled);
    QCOMPARE(listed(*m_store, "", Depth::OneLevel), Names());
}

void ObjectStoreContract::callsMayComeFromAnyThread()
{
    // Each thread makes the shared folder come and go, and looks at what the others do.
    constexpr int threads = 4;
    constexpr int rounds = 60;
    std::mutex mutex;
    Names failures;
    const auto note = [&](const char* call, const Error& error) {
        const std::lock_guard lock(mutex);
        failures.push_back(std::string(call) + ": " + error.message);
    };
    std::vector<std::thread> workers;
    for (int t = 0; t < threads; ++t) {
        workers.emplace_back([&, t] {
            const std::string name = "shared/deep/" + std::to_string(t);
            const std::vector keys = {key(name)};
            for (int i = 0; i < rounds; ++i) {
                MemorySource body(asBytes(name));
                if (const auto put = m_store->put(keys[0], body, {}); !put)
                    note("put", put.error());
                else if (readText(*m_store, name) != name)
                    note("read", {ErrorCode::Corrupt, "wrong content"});
                const auto seen =
                    m_store->list(ObjectKey(), {Depth::AllLevels}, [](const ListPage&) {}, {});
                if (!seen)
                    note("list", seen.error());
                if (const auto removed = m_store->remove(keys, {}); !removed)
                    note("remove", removed.error());
            }
        });
    }
    for (std::thread& worker : workers)
        worker.join();

    QCOMPARE(failures, Names());
    QCOMPARE(listed(*m_store, "", Depth::OneLevel), Names());
}

} // namespace walkeeper::test
