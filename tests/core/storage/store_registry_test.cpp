#include "core/storage/memory/memory_store.h"
#include "core/storage/store_registry.h"
#include "tests/support/store_access.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

using namespace walkeeper;

class StoreRegistryTest : public QObject
{
    Q_OBJECT

private slots:
    void givesTheUrlToItsBackend();
    void namesWhatItCannotOpen();
    void standardListServesFolders();
    void openingLooksAtNothing();
};

void StoreRegistryTest::givesTheUrlToItsBackend()
{
    StoreRegistry registry;
    StoreUrl seen;
    registry.add("memory",
                 [&](const StoreUrl& url, FileSystem&) -> Result<std::unique_ptr<ObjectStore>> {
                     seen = url;
                     return std::unique_ptr<ObjectStore>(std::make_unique<MemoryStore>());
                 });
    const StoreUrl url{"memory", "user", "host", "path"};

    const auto store = registry.open(url);

    QVERIFY(store && *store);
    QVERIFY(seen == url);
}

void StoreRegistryTest::namesWhatItCannotOpen()
{
    const auto store = standardRegistry().open({"gs", "secret", "bucket", "path"});

    QVERIFY(!store);
    QCOMPARE(store.error().code, ErrorCode::Unsupported);
    QVERIFY(store.error().message.find("gs://bucket/path") != std::string::npos);
    QVERIFY(store.error().message.find("file://") != std::string::npos);
    QVERIFY(store.error().message.find("secret") == std::string::npos);
}

void StoreRegistryTest::standardListServesFolders()
{
    const test::TestFolder folder;
    folder.write("a/object", "content");

    const auto store = standardRegistry().open({"file", "", "", folder.path()});

    QVERIFY(store);
    QCOMPARE(test::readText(**store, "a/object"), std::string("content"));
}

void StoreRegistryTest::openingLooksAtNothing()
{
    const test::TestFolder folder;

    const auto store = standardRegistry().open({"file", "", "", folder / "missing"});

    QVERIFY(store);
    QCOMPARE(test::listed(**store, "", ListOptions::Depth::AllLevels), test::Names());
    QVERIFY(!std::filesystem::exists(folder / "missing"));
}

WALKEEPER_TEST(StoreRegistryTest)
#include "store_registry_test.moc"
