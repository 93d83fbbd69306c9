#include "core/operations/restore_destination.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

class RestoreDestinationTest : public QObject
{
    Q_OBJECT

private slots:
    void aNameMayBeFree();
    void aDatabaseCountsWithItsWal();
    void aFolderIsNoDatabase();
    void aWalOfAnotherDatabaseIsInTheWay();
    void saysThatThereIsNoFolder();
    void looksWhereALinkLeads();
    void saysWhatTheDiskHasLeft();
};

void RestoreDestinationTest::aNameMayBeFree()
{
    const TestFolder folder;

    const auto facts = examineDestination(folder / "new.db", nativeFileSystem());

    QVERIFY(facts && facts->isFree());
    QVERIFY(facts->path == folder / "new.db");
    QVERIFY(facts->room && facts->room->mayCreate && facts->room->freeBytes > 0);
}

void RestoreDestinationTest::aDatabaseCountsWithItsWal()
{
    const TestFolder folder;
    folder.write("app.db", "12345");
    folder.write("app.db-wal", "123");

    const auto facts = examineDestination(folder / "app.db", nativeFileSystem());

    QVERIFY(facts && !facts->isFree() && !facts->leftover);
    QVERIFY(facts->kind == FileKind::Regular);
    QCOMPARE(facts->databaseBytes, std::uint64_t{8});
}

void RestoreDestinationTest::aFolderIsNoDatabase()
{
    const TestFolder folder;

    const auto facts = examineDestination(folder.path(), nativeFileSystem());

    QVERIFY(facts && facts->kind == FileKind::Directory);
}

void RestoreDestinationTest::aWalOfAnotherDatabaseIsInTheWay()
{
    const TestFolder folder;
    folder.write("new.db-journal", "x");

    const auto facts = examineDestination(folder / "new.db", nativeFileSystem());

    QVERIFY(facts && !facts->kind && !facts->isFree());
    QVERIFY(facts->leftover == folder / "new.db-journal");
}

void RestoreDestinationTest::saysThatThereIsNoFolder()
{
    const TestFolder folder;

    const auto facts = examineDestination(folder / "missing/new.db", nativeFileSystem());

    QVERIFY(facts && facts->isFree() && !facts->room);
}

void RestoreDestinationTest::looksWhereALinkLeads()
{
    const TestFolder folder;
    folder.write("data/app.db", "12345");
    fs::create_symlink(folder / "data/app.db", folder / "app.db");
    FaultyFileSystem files({});

    const auto facts = examineDestination(folder / "app.db", files);

    QVERIFY(facts && facts->kind == FileKind::Regular && facts->room);
    QCOMPARE(facts->databaseBytes, std::uint64_t{5});
}

void RestoreDestinationTest::saysWhatTheDiskHasLeft()
{
    const TestFolder folder;
    FaultyFileSystem files({});
    files.tellFreeBytes(77);

    const auto facts = examineDestination(folder / "new.db", files);

    QVERIFY(facts && facts->room);
    QCOMPARE(facts->room->freeBytes, std::uint64_t{77});
}

WALKEEPER_TEST(RestoreDestinationTest)
#include "restore_destination_test.moc"
