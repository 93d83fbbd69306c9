#include "core/sqlite/connection.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <array>

using namespace walkeeper;
using namespace walkeeper::test;

/// The reader of SQLite's shared memory, against SQLite itself.
class WalIndexTest : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatIsCommitted_data();
    void saysWhatIsCommitted();
    void leavesOutWhatIsNotCommitted();
    void followsBackfillAndReset();
    void asksToLookAgain();
    void refusesAnUnknownVersion();

private:
    static Connection open(const TestFolder& folder, const std::string& setUp);
};

Connection WalIndexTest::open(const TestFolder& folder, const std::string& setUp)
{
    Connection connection = *Connection::open(folder / "a.db", OpenDatabase::ReadWrite);
    const Result<void> done = connection.execute(
        setUp + "PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t(x);");
    Q_ASSERT(done);
    return connection;
}

void WalIndexTest::saysWhatIsCommitted_data()
{
    QTest::addColumn<int>("pageSize");
    for (const int size : {512, 1024, 4096, 32768, 65536})
        QTest::newRow(std::to_string(size).c_str()) << size;
}

void WalIndexTest::saysWhatIsCommitted()
{
    QFETCH(const int, pageSize);
    const TestFolder folder;
    Connection connection = open(folder, "PRAGMA page_size = " + std::to_string(pageSize) + ";");
    QVERIFY(connection.execute("INSERT INTO t VALUES (1), (2)"));

    const Result<WalIndexHeader> index = connection.walIndex();

    QVERIFY(index);
    QCOMPARE(index->pageSize, static_cast<std::uint32_t>(pageSize));
    std::array<std::byte, 32> bytes{};
    QCOMPARE(*connection.readWal(0, bytes), bytes.size());
    const Result<WalHeader> header = parseWalHeader(bytes);
    QVERIFY(header);
    QVERIFY(header->salts == index->salts);
    QVERIFY(header->order == index->order);
    std::array<std::byte, 24> frame{};
    const std::uint64_t last = walSize(index->maxFrame - 1, index->pageSize);
    QCOMPARE(*connection.readWal(last, frame), frame.size());
    const WalFrameHeader found = parseWalFrameHeader(frame);
    QVERIFY(found.checksum == index->checksum);
    QCOMPARE(found.databasePages, index->databasePages);
    QCOMPARE(*connection.readWal(last + walFrameSize(index->pageSize), frame), std::size_t{0});
}

void WalIndexTest::leavesOutWhatIsNotCommitted()
{
    const TestFolder folder;
    Connection connection = open(folder, "");
    const WalIndexHeader before = *connection.walIndex();

    QVERIFY(connection.execute("PRAGMA cache_size = 1; BEGIN;"
                               "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM r "
                               "WHERE i < 500) INSERT INTO t SELECT randomblob(1000) FROM r"));
    std::array<std::byte, 24> frame{};
    const std::uint64_t behind = walSize(before.maxFrame, before.pageSize);
    QCOMPARE(*connection.readWal(behind, frame), frame.size()); // it has spilled

    QVERIFY(*connection.walIndex() == before);
}

void WalIndexTest::followsBackfillAndReset()
{
    const TestFolder folder;
    Connection connection = open(folder, "");
    const WalIndexHeader before = *connection.walIndex();
    QCOMPARE(before.backfilled, 0u);

    const Result<Connection::Checkpoint> done = connection.checkpointPassive();
    QVERIFY(done && done->isComplete());
    QCOMPARE(connection.walIndex()->backfilled, before.maxFrame);
    QVERIFY(connection.execute("INSERT INTO t VALUES (1)"));

    const WalIndexHeader after = *connection.walIndex();
    QVERIFY(after.salts != before.salts);
    QCOMPARE(after.maxFrame, 1u);
    QCOMPARE(after.backfilled, 0u);
}

void WalIndexTest::asksToLookAgain()
{
    std::array<std::byte, walIndexPrefixSize> bytes{};
    QCOMPARE(parseWalIndex(bytes).error().code, ErrorCode::Busy); // not made yet
    bytes[20] = std::byte{1};                                     // the copies differ
    QCOMPARE(parseWalIndex(bytes).error().code, ErrorCode::Busy);
    bytes[12] = bytes[60] = std::byte{1};
    bytes[68] = std::byte{1}; // equal, but with a wrong checksum
    QCOMPARE(parseWalIndex(bytes).error().code, ErrorCode::Busy);
    QCOMPARE(parseWalIndex(ByteView(bytes).first(50)).error().code, ErrorCode::Busy);
}

void WalIndexTest::refusesAnUnknownVersion()
{
    std::array<std::byte, walIndexPrefixSize> bytes{};
    const std::uint32_t version = 3007001;
    std::memcpy(bytes.data(), &version, sizeof version);
    bytes[12] = std::byte{1};
    const WalChecksum sum = walChecksum(ByteOrder::Little, {}, ByteView(bytes).first(40));
    std::memcpy(bytes.data() + 40, &sum.s0, 4);
    std::memcpy(bytes.data() + 44, &sum.s1, 4);
    std::copy_n(bytes.begin(), 48, bytes.begin() + 48);

    QCOMPARE(parseWalIndex(bytes).error().code, ErrorCode::Unsupported);
}

WALKEEPER_TEST(WalIndexTest)
#include "wal_index_test.moc"
