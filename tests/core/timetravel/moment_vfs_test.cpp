#include "core/timetravel/moment_vfs.h"
#include "tests/core/timetravel/moment_looker.h"
#include "tests/support/test_main.h"

#include <sqlite3.h>

#include <algorithm>

namespace walkeeper {

namespace {

/// The whole file as SQLite sees it; empty if it cannot.
test::Bytes fileIn(const MomentVfs& vfs)
{
    sqlite3* raw = nullptr;
    const int opened =
        sqlite3_open_v2(MomentVfs::fileName, &raw, SQLITE_OPEN_READONLY, vfs.name().c_str());
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(raw, sqlite3_close);
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, void (*)(void*)> bytes(
        opened == SQLITE_OK ? sqlite3_serialize(raw, "main", &size, 0) : nullptr, sqlite3_free);
    const auto* first = reinterpret_cast<const std::byte*>(bytes.get());
    return first ? test::Bytes(first, first + size) : test::Bytes();
}

} // namespace

class MomentVfsTest : public QObject
{
    Q_OBJECT

private slots:
    void sqliteSeesTheRestoredFileWithoutItsWalMode_data();
    void sqliteSeesTheRestoredFileWithoutItsWalMode();
    void opensNothingElse();
    void isGoneWithItsMoment();
};

void MomentVfsTest::sqliteSeesTheRestoredFileWithoutItsWalMode_data()
{
    QTest::addColumn<unsigned>("pageSize");
    for (const unsigned pageSize : {512u, 4096u, 65536u})
        QTest::addRow("page size %u", pageSize) << pageSize;
}

void MomentVfsTest::sqliteSeesTheRestoredFileWithoutItsWalMode()
{
    QFETCH(const unsigned, pageSize);
    test::DatabaseHistory history(pageSize);
    history.liveOn(8);
    test::MomentLooker looker(history.store());
    Result<FoundMoment> found = looker.find({});
    QVERIFY(found && found->moment);
    const auto vfs = MomentVfs::mount(std::move(found->moment));
    QVERIFY(vfs);

    test::Bytes expected = looker.restored();
    QCOMPARE(expected[18], std::byte{2});
    QCOMPARE(expected[19], std::byte{2});
    expected[18] = expected[19] = std::byte{1};
    QVERIFY(fileIn(**vfs) == expected);
}

void MomentVfsTest::opensNothingElse()
{
    test::DatabaseHistory history(4096);
    test::MomentLooker looker(history.store());
    Result<FoundMoment> found = looker.find({});
    QVERIFY(found && found->moment);
    const auto vfs = MomentVfs::mount(std::move(found->moment));

    sqlite3* raw = nullptr;
    const int opened =
        sqlite3_open_v2("/etc/passwd", &raw, SQLITE_OPEN_READONLY, (*vfs)->name().c_str());
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(raw, sqlite3_close);
    QCOMPARE(opened, SQLITE_CANTOPEN);
}

void MomentVfsTest::isGoneWithItsMoment()
{
    test::DatabaseHistory history(4096);
    test::MomentLooker looker(history.store());
    std::string name;
    {
        Result<FoundMoment> found = looker.find({});
        QVERIFY(found && found->moment);
        const auto vfs = MomentVfs::mount(std::move(found->moment));
        name = (*vfs)->name();
        QVERIFY(sqlite3_vfs_find(name.c_str()));
        QVERIFY(sqlite3_vfs_find(nullptr)->zName != name);
    }
    QVERIFY(!sqlite3_vfs_find(name.c_str()));
}

} // namespace walkeeper

using walkeeper::MomentVfsTest;
WALKEEPER_TEST(MomentVfsTest)
#include "moment_vfs_test.moc"
