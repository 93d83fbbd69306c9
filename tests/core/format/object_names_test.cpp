#include "core/format/generations/object_names.h"
#include "tests/support/test_main.h"

using namespace walkeeper;

class ObjectNamesTest : public QObject
{
    Q_OBJECT

private slots:
    void foldersAreThoseOfTheLayout();
    void snapshotNamesReadBack_data();
    void snapshotNamesReadBack();
    void refusesWhatIsNoSnapshot_data();
    void refusesWhatIsNoSnapshot();
    void segmentNamesReadBack_data();
    void segmentNamesReadBack();
    void segmentNamesGrowBeyond4GiB();
    void refusesWhatIsNoSegment_data();
    void refusesWhatIsNoSegment();
};

void ObjectNamesTest::foldersAreThoseOfTheLayout()
{
    const GenerationId generation(0x5a5cde9eaf777893);

    QCOMPARE(generationsFolder().text(), std::string("generations"));
    QCOMPARE(generationFolder(generation).text(), std::string("generations/5a5cde9eaf777893"));
    QCOMPARE(snapshotsFolder(generation).text(),
             std::string("generations/5a5cde9eaf777893/snapshots"));
    QCOMPARE(walFolder(generation).text(), std::string("generations/5a5cde9eaf777893/wal"));
}

void ObjectNamesTest::snapshotNamesReadBack_data()
{
    QTest::addColumn<WalIndex>("index");
    QTest::addColumn<std::string>("name");
    QTest::newRow("first") << WalIndex{0} << std::string("00000000.snapshot.lz4");
    QTest::newRow("1000") << WalIndex{1000} << std::string("000003e8.snapshot.lz4");
    QTest::newRow("last") << maxWalIndex << std::string("7fffffff.snapshot.lz4");
}

void ObjectNamesTest::snapshotNamesReadBack()
{
    QFETCH(WalIndex, index);
    QFETCH(std::string, name);

    QCOMPARE(snapshotName(index), name);
    const auto read = parseSnapshotName(name);
    QVERIFY(read);
    QCOMPARE(*read, index);
}

void ObjectNamesTest::refusesWhatIsNoSnapshot_data()
{
    QTest::addColumn<std::string>("name");
    for (const char* name :
         {"", ".snapshot.lz4", "000003e.snapshot.lz4", "0000003e8.snapshot.lz4",
          "000003E8.snapshot.lz4", "000003e8.snapshot.lz4.tmp", "000003e8.snapshot",
          "000003e8.wal.lz4", "80000000.snapshot.lz4", "ffffffff.snapshot.lz4",
          "+00003e8.snapshot.lz4", "0x0003e8.snapshot.lz4", " 00003e8.snapshot.lz4",
          "x/000003e8.snapshot.lz4", "000003e8.SNAPSHOT.lz4", "000003e8_000003e9.wal.lz4"})
        QTest::newRow(name) << std::string(name);
}

void ObjectNamesTest::refusesWhatIsNoSnapshot()
{
    QFETCH(std::string, name);

    const auto read = parseSnapshotName(name);

    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
    QVERIFY(read.error().message.find("\"" + name + "\"") != std::string::npos);
}

void ObjectNamesTest::segmentNamesReadBack_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<SegmentName>("expected");
    const auto row = [](const char* name, SegmentName expected) {
        QTest::newRow(name) << std::string(name) << expected;
    };
    row("00000000_00000000.wal.lz4", {0, 0, 8});
    row("000003e8_000003e9.wal.lz4", {1000, 1001, 8});
    row("7fffffff_ffffffff.wal.lz4", {maxWalIndex, 0xffffffff, 8});
    // 0.3 skips these; later readers do not.
    row("0000001f_100000020.wal.lz4", {31, 0x100000020, 9});
    row("0000001f_000000000020.wal.lz4", {31, 32, 12});
    row("0000001f_0000000100000020.wal.lz4", {31, 0x100000020, 16});
}

void ObjectNamesTest::segmentNamesReadBack()
{
    QFETCH(std::string, name);
    QFETCH(SegmentName, expected);

    const auto read = parseSegmentName(name);

    QVERIFY(read);
    QVERIFY(*read == expected);
    QCOMPARE(segmentName(*read), name);
}

void ObjectNamesTest::segmentNamesGrowBeyond4GiB()
{
    QCOMPARE(segmentName({1, 0xffffffff, 8}), std::string("00000001_ffffffff.wal.lz4"));
    QCOMPARE(segmentName({1, 0x100000000, 8}), std::string("00000001_100000000.wal.lz4"));
}

void ObjectNamesTest::refusesWhatIsNoSegment_data()
{
    QTest::addColumn<std::string>("name");
    for (const char* name :
         {"", "00000000.wal.lz4", "00000000_.wal.lz4", "00000000_0000000.wal.lz4",
          "00000000_00000000000000000.wal.lz4", "00000000-00000000.wal.lz4",
          "00000000_0000000G.wal.lz4", "00000000_0000000A.wal.lz4", "0000000A_00000000.wal.lz4",
          "80000000_00000000.wal.lz4", "00000000_00000000.wal", "00000000_00000000.wal.lz4 ",
          "00000000_00000000.wal.lz4.tmp", "00000000_-0000001.wal.lz4",
          "00000000_00000000_00000000.wal.lz4", "000000000_00000000.wal.lz4",
          "00000000.snapshot.lz4", "_00000000.wal.lz4", ".wal.lz4"})
        QTest::newRow(name) << std::string(name);
}

void ObjectNamesTest::refusesWhatIsNoSegment()
{
    QFETCH(std::string, name);

    const auto read = parseSegmentName(name);

    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
}

WALKEEPER_TEST(ObjectNamesTest)
#include "object_names_test.moc"
