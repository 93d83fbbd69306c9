#include "core/storage/memory/memory_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/store_access.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace std::chrono_literals;

class MemoryStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void timesComeFromTheClock();
    void timesCanBeSet();
    void anObjectMayBeNamedAsAFolder();
    void openReadersKeepWhatTheyOpened();
};

namespace {

Timestamp modified(ObjectStore& store, std::string_view name)
{
    Timestamp found;
    (void)store.list(ObjectKey(), {ListOptions::Depth::AllLevels},
                     [&](const ListPage& page) {
                         for (const ObjectInfo& object : page.objects)
                             if (object.key.text() == name)
                                 found = object.modified;
                     },
                     {});
    return found;
}

} // namespace

void MemoryStoreTest::timesComeFromTheClock()
{
    test::ManualClock clock;
    MemoryStore store(clock);
    const Timestamp first = clock.now();

    test::putText(store, "a", "x");
    clock.advance(5s);
    const ObjectInfo b = test::putText(store, "b", "x");

    QVERIFY(modified(store, "a") == first);
    QVERIFY(modified(store, "b") == first + 5s);
    QVERIFY(b.modified == first + 5s);
}

void MemoryStoreTest::timesCanBeSet()
{
    MemoryStore store;
    test::putText(store, "a/b", "x");
    const Timestamp time{std::chrono::nanoseconds(12345)};

    QVERIFY(store.setModified(test::key("a/b"), time));

    QVERIFY(modified(store, "a/b") == time);
    const auto missing = store.setModified(test::key("a"), time);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
}

void MemoryStoreTest::anObjectMayBeNamedAsAFolder()
{
    // As in object stores, and unlike in a local folder.
    MemoryStore store;
    test::putText(store, "a", "1");
    test::putText(store, "a/b", "22");
    test::putText(store, "a.c", "333");

    QCOMPARE(test::listed(store, "", ListOptions::Depth::AllLevels),
             test::Names({"a 1", "a.c 3", "a/b 2"}));
    QCOMPARE(test::listed(store, "", ListOptions::Depth::OneLevel),
             test::Names({"a 1", "a.c 3", "a/"}));
    QCOMPARE(test::listed(store, "a", ListOptions::Depth::OneLevel), test::Names({"a/b 2"}));
}

void MemoryStoreTest::openReadersKeepWhatTheyOpened()
{
    MemoryStore store;
    test::putText(store, "a", "old");
    const auto source = store.open(test::key("a"), {}, {});
    QVERIFY(source);

    test::putText(store, "a", "new content");
    test::removeAll(store, {"a"});

    std::vector<std::byte> buffer(100);
    QCOMPARE(*(*source)->read(buffer), std::size_t{3});
}

WALKEEPER_TEST(MemoryStoreTest)
#include "memory_store_test.moc"
