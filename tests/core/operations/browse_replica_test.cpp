#include "core/operations/browse_replica.h"
#include "tests/core/operations/replica_folder.h"
#include "tests/support/test_main.h"

namespace walkeeper {

class BrowseReplicaTest : public QObject
{
    Q_OBJECT

private slots:
    void listsGenerationsOldestFirst();
    void anEmptyFolderIsNotFound();
    void anUnservedSchemeIsUnsupported();
};

void BrowseReplicaTest::listsGenerationsOldestFirst()
{
    test::ReplicaFolder folder;
    std::size_t seen = 0;
    const Result<Replica> replica =
        browseReplica(folder.url(), folder.context(), {}, [&](std::size_t count) { seen = count; });

    QVERIFY(replica);
    QCOMPARE(replica->generations.size(), 2u);
    QVERIFY(replica->generations[0].updated() < replica->generations[1].created());
    QCOMPARE(seen, 141u);
}

void BrowseReplicaTest::anEmptyFolderIsNotFound()
{
    test::ReplicaFolder folder;
    folder.namesIn("empty");
    for (const char* name : {"empty", "nowhere"}) {
        const StoreUrl url{.scheme = "file", .path = (folder.root() / name).string()};
        const Result<Replica> replica = browseReplica(url, folder.context(), {});

        QVERIFY(!replica);
        QCOMPARE(replica.error().code, ErrorCode::NotFound);
        QVERIFY(replica.error().message.find(name) != std::string::npos);
    }
}

void BrowseReplicaTest::anUnservedSchemeIsUnsupported()
{
    test::ReplicaFolder folder;
    const Result<StoreUrl> url = parseStoreUrl("s3://bucket/path");
    const Result<Replica> replica = browseReplica(*url, folder.context(), {});

    QVERIFY(!replica);
    QCOMPARE(replica.error().code, ErrorCode::Unsupported);
}

} // namespace walkeeper

using walkeeper::BrowseReplicaTest;
WALKEEPER_TEST(BrowseReplicaTest)
#include "browse_replica_test.moc"
