#include "core/io/files_like.h"
#include "tests/core/io/access_lists.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <sys/stat.h>
#include <unistd.h>

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

class FilesLikeTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_umask = ::umask(0); }
    void cleanup() { ::umask(m_umask); }

    void newFilesAreAsTheModel();
    void newFoldersAreAsTheModelsFolder();
    void isPrivateWithoutAModel();
    void itsMakerCanAlwaysUseIt();
    void grantsNothingThatAnAccessListKeepsBack_data();
    void grantsNothingThatAnAccessListKeepsBack();

private:
    mode_t m_umask = 0;
};

namespace {

unsigned modeOf(const fs::path& path)
{
    return nativeFileSystem().status(path)->access.mode;
}

/// Makes one of each kind.
void make(const TestFolder& folder, const fs::path& model)
{
    FilesLike likeModel(nativeFileSystem(), model);
    FileSystem& files = likeModel;
    QVERIFY(files.createDirectories(folder / "made/deep"));
    QVERIFY(files.open(folder / "made/deep/file", OpenMode::CreateNew));
}

} // namespace

void FilesLikeTest::newFilesAreAsTheModel()
{
    const TestFolder folder;
    const fs::path model = folder.write("model", "x");
    fs::permissions(model, fs::perms(0640));
    QCOMPARE(::chown(model.c_str(), 65534, 65534), 0);

    make(folder, model);

    QCOMPARE(nativeFileSystem().status(folder / "made/deep/file")->access,
             nativeFileSystem().status(model)->access);
}

void FilesLikeTest::newFoldersAreAsTheModelsFolder()
{
    const TestFolder folder;
    const fs::path model = folder.write("place/model", "x");
    fs::permissions(folder / "place", fs::perms(0751));
    QCOMPARE(::chown((folder / "place").c_str(), 65534, 65534), 0);

    make(folder, model);

    const FileAccess wanted = nativeFileSystem().status(folder / "place")->access;
    QCOMPARE(nativeFileSystem().status(folder / "made")->access, wanted);
    QCOMPARE(nativeFileSystem().status(folder / "made/deep")->access, wanted);
}

void FilesLikeTest::isPrivateWithoutAModel()
{
    const TestFolder folder;
    make(folder, folder / "missing/model");

    QCOMPARE(modeOf(folder / "made"), 0700u);
    QCOMPARE(modeOf(folder / "made/deep/file"), 0600u);
}

void FilesLikeTest::itsMakerCanAlwaysUseIt()
{
    const TestFolder folder;
    const fs::path model = folder.write("place/model", "x");
    fs::permissions(model, fs::perms(0040));
    fs::permissions(folder / "place", fs::perms(0050));

    make(folder, model);

    QCOMPARE(modeOf(folder / "made"), 0750u);
    QCOMPARE(modeOf(folder / "made/deep/file"), 0640u);
}

void FilesLikeTest::grantsNothingThatAnAccessListKeepsBack_data()
{
    QTest::addColumn<int>("named");
    QTest::addColumn<int>("group");
    QTest::addColumn<int>("mask");
    QTest::addColumn<int>("others");
    QTest::addColumn<int>("mode");
    QTest::newRow("the group may not read") << 04 << 00 << 04 << 00 << 0600;
    QTest::newRow("the group may not write") << 06 << 04 << 06 << 00 << 0640;
    QTest::newRow("all may, but for one") << 00 << 04 << 04 << 04 << 0600;
    QTest::newRow("the list grants nothing") << 06 << 06 << 00 << 00 << 0600;
    QTest::newRow("all alike") << 04 << 04 << 04 << 04 << 0644;
}

void FilesLikeTest::grantsNothingThatAnAccessListKeepsBack()
{
    QFETCH(const int, named);
    QFETCH(const int, group);
    QFETCH(const int, mask);
    QFETCH(const int, others);
    QFETCH(const int, mode);
    const TestFolder folder;
    const fs::path model = folder.write("place/model", "x");
    QVERIFY(setAccessList(model, {named, group, mask, others}));
    QVERIFY(setAccessList(folder / "place", {named, group, mask, others}));

    make(folder, model);

    QCOMPARE(modeOf(folder / "made/deep/file"), static_cast<unsigned>(mode));
    QCOMPARE(modeOf(folder / "made"), static_cast<unsigned>(mode | 0100));
}

WALKEEPER_TEST(FilesLikeTest)
#include "files_like_test.moc"
