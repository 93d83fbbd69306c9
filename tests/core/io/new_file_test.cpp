#include "core/io/new_file.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

class NewFileTest : public QObject
{
    Q_OBJECT

private slots:
    void appearsWhenItIsCommitted();
    void leavesNothingWithoutCommit();
    void neverReplaces();
    void leavesNothingWhicheverCallFails();
    void canBeMoved();
};

void NewFileTest::appearsWhenItIsCommitted()
{
    const TestFolder folder;
    const fs::path target = folder / "new/folder/file";
    auto file = NewFile::create(nativeFileSystem(), target);
    QVERIFY(file);
    QVERIFY(file->file().writeAt(0, asBytes("content")));
    QVERIFY(!fs::exists(target));
    QCOMPARE(file->temporaryPath().parent_path(), target.parent_path());

    QVERIFY(file->commit());

    QCOMPARE(fileText(target), std::string("content"));
    QVERIFY(!fs::exists(file->temporaryPath()) || file->temporaryPath().empty());
}

void NewFileTest::leavesNothingWithoutCommit()
{
    const TestFolder folder;
    {
        const auto file = NewFile::create(nativeFileSystem(), folder / "new/folder/file");
        QVERIFY(file);
        QVERIFY(!fs::is_empty(folder / "new/folder"));
    }

    QVERIFY(fs::is_empty(folder.path()));
}

void NewFileTest::neverReplaces()
{
    const TestFolder folder;
    {
        auto file = NewFile::create(nativeFileSystem(), folder / "file");
        QVERIFY(file);
        folder.write("file", "came first");

        const auto committed = file->commit();

        QVERIFY(!committed);
        QCOMPARE(committed.error().code, ErrorCode::AlreadyExists);
    }
    QCOMPARE(fileText(folder / "file"), std::string("came first"));
    QCOMPARE(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()),
             std::ptrdiff_t{1});
}

void NewFileTest::leavesNothingWhicheverCallFails()
{
    for (int n = 1;; ++n) {
        const TestFolder folder;
        FaultyFileSystem files({.nth = n});
        bool renamed = false;
        files.setObserver([&](FileCall call) { renamed |= call == FileCall::SyncDirectory; });
        const Result<void> done = [&]() -> Result<void> {
            auto file = NewFile::create(files, folder / "new/folder/file");
            if (!file)
                return std::move(file).error();
            if (auto written = file->file().writeAt(0, asBytes("content")); !written)
                return written;
            if (auto synced = file->file().sync(); !synced)
                return synced;
            return file->commit();
        }();
        if (done) {
            QVERIFY(n > 5);
            QVERIFY(!files.hasFailed());
            break;
        }
        QVERIFY(files.hasFailed());
        if (!renamed) // else the file is there, whole, but perhaps not for ever
            QVERIFY2(fs::is_empty(folder.path()), qPrintable(QString::number(n)));
        else
            QCOMPARE(fileText(folder / "new/folder/file"), std::string("content"));
    }
}

void NewFileTest::canBeMoved()
{
    const TestFolder folder;
    {
        auto first = NewFile::create(nativeFileSystem(), folder / "file");
        QVERIFY(first);
        NewFile second = *std::move(first);
        QVERIFY(second.file().writeAt(0, asBytes("x")));
        QVERIFY(second.commit());
    }

    QCOMPARE(fileText(folder / "file"), std::string("x"));
}

WALKEEPER_TEST(NewFileTest)
#include "new_file_test.moc"
