#include "core/io/replace_file.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

class ReplaceFileTest : public QObject
{
    Q_OBJECT

private slots:
    void makesAFile();
    void keepsWhoMayReadIt();
    void followsALink();
    void saysWhatItCannotWrite();
    void leavesTheOldFileWhicheverCallFails();
};

void ReplaceFileTest::makesAFile()
{
    const TestFolder folder;

    QVERIFY(replaceFile(folder / "file", "content", nativeFileSystem()));

    QCOMPARE(fileText(folder / "file"), std::string("content"));
}

void ReplaceFileTest::keepsWhoMayReadIt()
{
    const TestFolder folder;
    folder.write("file", "before");
    fs::permissions(folder / "file", fs::perms::owner_read | fs::perms::owner_write);

    QVERIFY(replaceFile(folder / "file", "after", nativeFileSystem()));

    QCOMPARE(fileText(folder / "file"), std::string("after"));
    QVERIFY(fs::status(folder / "file").permissions() ==
            (fs::perms::owner_read | fs::perms::owner_write));
}

void ReplaceFileTest::followsALink()
{
    const TestFolder folder;
    fs::create_directory(folder / "elsewhere");
    folder.write("elsewhere/file", "before");
    fs::create_symlink("elsewhere/file", folder / "link");

    QVERIFY(replaceFile(folder / "link", "after", nativeFileSystem()));

    QVERIFY(fs::is_symlink(folder / "link"));
    QCOMPARE(fileText(folder / "elsewhere/file"), std::string("after"));
    QCOMPARE(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()),
             std::ptrdiff_t{2});
}

void ReplaceFileTest::saysWhatItCannotWrite()
{
    const TestFolder folder;
    const fs::path target = folder / "no/such/folder";

    const Result<void> done = replaceFile(target, "content", nativeFileSystem());

    QVERIFY(!done);
    QVERIFY2(done.error().message.find("cannot write " + target.string()) != std::string::npos,
             done.error().message.c_str());
}

void ReplaceFileTest::leavesTheOldFileWhicheverCallFails()
{
    for (int n = 1;; ++n) {
        const TestFolder folder;
        folder.write("file", "before");
        FaultyFileSystem files({.nth = n});
        bool isRenamed = false;
        files.setObserver([&](FileCall call) { isRenamed |= call == FileCall::SyncDirectory; });

        const Result<void> done = replaceFile(folder / "file", "after", files);

        if (done) {
            QVERIFY(n > 4);
            break;
        }
        QVERIFY2(done.error().message.find("cannot write") != std::string::npos,
                 done.error().message.c_str());
        QCOMPARE(fileText(folder / "file"), std::string(isRenamed ? "after" : "before"));
        QCOMPARE(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()),
                 std::ptrdiff_t{1});
    }
}

WALKEEPER_TEST(ReplaceFileTest)
#include "replace_file_test.moc"
