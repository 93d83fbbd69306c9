#include "core/storage/local/file_store.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/give_up.h"
#include "tests/support/store_access.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/unprivileged.h"

#include <algorithm>
#include <map>

#include <sys/stat.h>

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

class FileStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void listsFoldersThatOthersWrote();
    void pagesAreFullAndOrdered();
    void namesWhatCannotBeLookedAt();
    void linkCirclesEnd();
    void lockedFolderIsOneUnreadableEntry();
    void rootThatIsAFileIsAnError();
    void unreadableRootIsAnError();
    void listingFailsWithItsFolder();

    void refusesToReadWhatIsNoFile();
    void lockedObjectIsPermissionDenied();
    void openingASmallObjectLooksAtNothingElse();
    void readingErrorsPass();

    void putLeavesNothingBehindWhicheverCallFails_data();
    void putLeavesNothingBehindWhicheverCallFails();
    void putReplacesWhicheverCallFails();
    void putSyncsBeforeItRenames();
    void putCopesWithFoldersThatVanish();
    void putGoesNowhereElseThanTheLastOne_data();
    void putGoesNowhereElseThanTheLastOne();
    void putMayFollowAFailedOne();
    void filesAreForTheOwnerOnly();
    void putOntoAFolderIsRefused();

    void removeKeepsLinkedFolders();
    void removeKeepsTheRoot();
    void removeReportsWhatItCannot();
};

namespace {

using Depth = ListOptions::Depth;

FileStore storeAt(const fs::path& root)
{
    return {nativeFileSystem(), root};
}

struct Unreadable {
    std::map<std::string, Error> entries;
    Names objects;
};

Unreadable listUnreadable(ObjectStore& store)
{
    Unreadable found;
    const auto done = store.list(ObjectKey(), {Depth::AllLevels},
                                 [&](const ListPage& page) {
                                     for (const UnreadableObject& entry : page.unreadable)
                                         found.entries.emplace(entry.key.text(), entry.error);
                                     for (const ObjectInfo& object : page.objects)
                                         found.objects.push_back(object.key.text());
                                 },
                                 {});
    if (!done)
        giveUp(done.error().message);
    return found;
}

bool isError(const Error& error, ErrorCode code, std::string_view part)
{
    if (error.code == code && error.message.find(part) != std::string::npos)
        return true;
    qWarning("%s: %s", std::string(errorCodeName(error.code)).c_str(), error.message.c_str());
    return false;
}

/// Everything below a folder, with the content of files, in one text.
std::string contentOf(const fs::path& folder)
{
    Names lines;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        lines.push_back(entry.path().lexically_relative(folder).string() +
                        (entry.is_regular_file() ? "=" + fileText(entry.path()) : "/"));
    std::sort(lines.begin(), lines.end());
    std::string all;
    for (const std::string& line : lines)
        all += line + "\n";
    return all;
}

} // namespace

void FileStoreTest::listsFoldersThatOthersWrote()
{
    const TestFolder folder;
    folder.write("generations/0123456789abcdef/wal/00000000_00000000.wal.lz4", "12345");
    folder.write(".hidden", "1");
    folder.write("generations/.x.tmp", "12");
    fs::create_directory(folder / "empty");
    folder.write("elsewhere/file", "123");
    fs::create_symlink("elsewhere/file", folder / "linked");
    FileStore store = storeAt(folder.path());

    QCOMPARE(listed(store, "", Depth::AllLevels),
             Names({".hidden 1", "elsewhere/file 3", "generations/.x.tmp 2",
                    "generations/0123456789abcdef/wal/00000000_00000000.wal.lz4 5", "linked 3"}));
    QCOMPARE(listed(store, "", Depth::OneLevel),
             Names({".hidden 1", "elsewhere/", "empty/", "generations/", "linked 3"}));
}

void FileStoreTest::pagesAreFullAndOrdered()
{
    const TestFolder folder;
    for (int i = 0; i < 2000; ++i)
        folder.write("wal/" + std::to_string(i), "");
    FileStore store = storeAt(folder.path());
    std::vector<std::size_t> sizes;
    std::string last;
    bool ordered = true;

    const auto done = store.list(ObjectKey(), {Depth::AllLevels},
                                 [&](const ListPage& page) {
                                     sizes.push_back(page.objects.size());
                                     for (const ObjectInfo& object : page.objects) {
                                         ordered &= last < object.key.text();
                                         last = object.key.text();
                                     }
                                 },
                                 {});

    QVERIFY(done && ordered);
    QVERIFY(sizes == std::vector<std::size_t>({1000, 1000}));
}

void FileStoreTest::namesWhatCannotBeLookedAt()
{
    const TestFolder folder;
    folder.write("good", "x");
    QCOMPARE(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    fs::create_symlink("/dev/null", folder / "device");
    fs::create_symlink("nowhere", folder / "dangling");
    fs::create_symlink("circle", folder / "circle");
    FileStore store = storeAt(folder.path());

    const Unreadable found = listUnreadable(store);

    QCOMPARE(found.objects, Names({"good"}));
    QCOMPARE(found.entries.size(), std::size_t{4});
    QVERIFY(isError(found.entries.at("pipe"), ErrorCode::InvalidArgument, "a pipe"));
    QVERIFY(isError(found.entries.at("device"), ErrorCode::InvalidArgument, "a device"));
    QVERIFY(isError(found.entries.at("dangling"), ErrorCode::NotFound, "link to something"));
    QVERIFY(isError(found.entries.at("circle"), ErrorCode::InvalidArgument, "circle"));
    for (const auto& [name, error] : found.entries)
        QVERIFY(error.message.find((folder / name).string()) != std::string::npos);
}

void FileStoreTest::linkCirclesEnd()
{
    const TestFolder folder;
    folder.write("a/b/object", "x");
    fs::create_symlink("..", folder / "a/b/up");
    fs::create_symlink(".", folder / "here");
    fs::create_symlink("a", folder / "again"); // twice the same, but no circle
    FileStore store = storeAt(folder.path());

    const Unreadable found = listUnreadable(store);

    QCOMPARE(found.objects, Names({"a/b/object", "again/b/object"}));
    QCOMPARE(found.entries.size(), std::size_t{3});
    for (const char* name : {"a/b/up", "again/b/up", "here"})
        QVERIFY(isError(found.entries.at(name), ErrorCode::InvalidArgument, "link back"));
}

void FileStoreTest::lockedFolderIsOneUnreadableEntry()
{
    const TestFolder folder;
    folder.write("locked/object", "x");
    folder.write("open/object", "x");
    fs::permissions(folder / "locked", fs::perms::none);
    fs::permissions(folder / "open", fs::perms(0755));
    FileStore store = storeAt(folder.path());
    const Unprivileged user;

    const Unreadable found = listUnreadable(store);

    QCOMPARE(found.objects, Names({"open/object"}));
    QCOMPARE(found.entries.size(), std::size_t{1});
    QVERIFY(isError(found.entries.at("locked"), ErrorCode::PermissionDenied, "denied"));
}

void FileStoreTest::rootThatIsAFileIsAnError()
{
    const TestFolder folder;
    FileStore store = storeAt(folder.write("file", "x"));

    const auto done = store.list(ObjectKey(), {}, [](const ListPage&) {}, {});

    QVERIFY(!done);
    QVERIFY(isError(done.error(), ErrorCode::InvalidArgument, "is not a folder"));
}

void FileStoreTest::unreadableRootIsAnError()
{
    const TestFolder folder;
    fs::create_directory(folder / "locked");
    fs::permissions(folder / "locked", fs::perms::none);
    FileStore store = storeAt(folder / "locked");
    const Unprivileged user;

    const auto done = store.list(ObjectKey(), {Depth::AllLevels}, [](const ListPage&) {}, {});

    QVERIFY(!done);
    QVERIFY(isError(done.error(), ErrorCode::PermissionDenied, "locked"));
}

void FileStoreTest::listingFailsWithItsFolder()
{
    const TestFolder folder;
    folder.write("a/object", "x");
    const Error broken{ErrorCode::Unavailable, "the device reports an error"};
    for (const FileCall call : {FileCall::Status, FileCall::Entries}) {
        FaultyFileSystem files({.nth = 1, .only = call, .error = broken});
        FileStore store(files, folder.path());

        const auto done = store.list(ObjectKey(), {Depth::AllLevels}, [](const ListPage&) {}, {});

        QVERIFY(!done);
        QVERIFY(done.error() == broken);
    }
    FaultyFileSystem files({.nth = 2, .only = FileCall::Entries, .error = broken});
    FileStore store(files, folder.path());
    const Unreadable found = listUnreadable(store);
    QVERIFY(found.entries.at("a") == broken);
}

void FileStoreTest::refusesToReadWhatIsNoFile()
{
    const TestFolder folder;
    QCOMPARE(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    FileStore store = storeAt(folder.path());

    const auto source = store.open(key("pipe"), {}, {});

    QVERIFY(!source);
    QVERIFY(isError(source.error(), ErrorCode::InvalidArgument, "it is a pipe"));
}

void FileStoreTest::lockedObjectIsPermissionDenied()
{
    const TestFolder folder;
    fs::permissions(folder.write("object", "x"), fs::perms::none);
    FileStore store = storeAt(folder.path());
    const Unprivileged user;

    const auto source = store.open(key("object"), {}, {});

    QVERIFY(!source);
    QVERIFY(isError(source.error(), ErrorCode::PermissionDenied, "object"));
}

void FileStoreTest::openingASmallObjectLooksAtNothingElse()
{
    const TestFolder folder;
    folder.write("a/object", "12345");
    FaultyFileSystem files({});
    FileStore store(files, folder.path());

    QCOMPARE(readText(store, "a/object"), std::string("12345"));

    QCOMPARE(files.calls(), 3); // open, read, and the read that finds the end
}

void FileStoreTest::readingErrorsPass()
{
    const TestFolder folder;
    folder.write("object", std::string(1000, 'x'));
    const Error broken{ErrorCode::Unavailable, "the device reports an error"};
    FaultyFileSystem files({.nth = 2, .only = FileCall::Read, .error = broken});
    FileStore store(files, folder.path());
    const auto source = store.open(key("object"), {}, {});
    QVERIFY(source);
    std::vector<std::byte> buffer(100);

    QCOMPARE(*(*source)->read(buffer), std::size_t{100});
    const auto second = (*source)->read(buffer);

    QVERIFY(!second);
    QVERIFY(second.error() == broken);
}

void FileStoreTest::putLeavesNothingBehindWhicheverCallFails_data()
{
    QTest::addColumn<bool>("andAllLater");
    QTest::newRow("one bad moment") << false;
    QTest::newRow("full from then on") << true;
}

void FileStoreTest::putLeavesNothingBehindWhicheverCallFails()
{
    QFETCH(bool, andAllLater);
    const std::string content(600'000, 'x');
    for (int n = 1;; ++n) {
        const TestFolder folder;
        FaultyFileSystem files({.nth = n, .andAllLater = andAllLater});
        FileStore store(files, folder / "root");
        bool renamed = false;
        // A disk that is full still lets files be removed.
        bool removing = false;
        files.setObserver([&](FileCall call) {
            renamed |= call == FileCall::SyncDirectory;
            removing |= call == FileCall::Remove;
        });
        MemorySource body(asBytes(content));

        const auto put = store.put(key("new/folder/object"), body, {});

        if (put) {
            QVERIFY(!files.hasFailed());
            QVERIFY(n > 10);
            break;
        }
        QVERIFY(files.hasFailed());
        QVERIFY(isError(put.error(), ErrorCode::NoSpace, "planned"));
        if (renamed)
            QCOMPARE(fileText(folder / "root/new/folder/object"), content);
        else if (!andAllLater || !removing)
            QCOMPARE(contentOf(folder.path()), std::string());
        else
            QVERIFY(!fs::exists(folder / "root/new/folder/object"));
    }
}

void FileStoreTest::putReplacesWhicheverCallFails()
{
    const std::string content(600'000, 'x');
    for (int n = 1;; ++n) {
        const TestFolder folder;
        folder.write("folder/object", "old");
        FaultyFileSystem files({.nth = n});
        FileStore store(files, folder.path());
        bool renamed = false;
        files.setObserver([&](FileCall call) { renamed |= call == FileCall::SyncDirectory; });
        MemorySource body(asBytes(content));

        const auto put = store.put(key("folder/object"), body, {});

        if (put)
            break;
        const std::string expected = renamed ? content : "old";
        QCOMPARE(contentOf(folder.path()), "folder/\nfolder/object=" + expected + "\n");
    }
}

void FileStoreTest::putSyncsBeforeItRenames()
{
    const TestFolder folder;
    FaultyFileSystem files({});
    FileStore store(files, folder.path());
    std::vector<FileCall> calls;
    files.setObserver([&](FileCall call) {
        if (call == FileCall::Write || call == FileCall::Sync || call == FileCall::RenameOver ||
            call == FileCall::SyncDirectory)
            calls.push_back(call);
    });

    putText(store, "a/object", "x");

    // The new folder and the one that it is in.
    const std::vector expected = {FileCall::Write, FileCall::Sync, FileCall::RenameOver,
                                  FileCall::SyncDirectory, FileCall::SyncDirectory};
    QVERIFY(calls == expected);
}

void FileStoreTest::putCopesWithFoldersThatVanish()
{
    const TestFolder folder;
    FaultyFileSystem files({});
    FileStore store(files, folder / "root");
    int removals = 0;
    files.setObserver([&](FileCall call) {
        if (call == FileCall::CreateNew && removals < 3) {
            fs::remove_all(folder / "root");
            ++removals;
        }
    });

    putText(store, "a/object", "x");

    QCOMPARE(removals, 3);
    QCOMPARE(readText(store, "a/object"), std::string("x"));
}

void FileStoreTest::putGoesNowhereElseThanTheLastOne_data()
{
    QTest::addColumn<QString>("lost");
    QTest::addColumn<bool>("isMadeAnew");
    QTest::newRow("the root") << "root" << false;
    QTest::newRow("another root in its place") << "root" << true;
    QTest::newRow("what was in the root") << "root/a" << false;
    QTest::newRow("the object's folder") << "root/a/b" << false;
}

void FileStoreTest::putGoesNowhereElseThanTheLastOne()
{
    QFETCH(const QString, lost);
    QFETCH(const bool, isMadeAnew);
    const TestFolder folder;
    FileStore store = storeAt(folder / "root");
    putText(store, "a/b/object", "x");
    const fs::path gone = folder / lost.toStdString();
    fs::rename(gone, folder / "away");
    if (isMadeAnew)
        fs::create_directory(gone);
    const std::string before = contentOf(folder.path());
    MemorySource body(asBytes("y"));

    const auto put = store.put(key("a/b/other"), body, {});

    QVERIFY(!put);
    QCOMPARE(put.error().code, ErrorCode::Unavailable);
    QVERIFY(put.error().message.find((folder / "root").string()) != std::string::npos);
    QCOMPARE(contentOf(folder.path()), before);

    // Who has looked knows what is there.
    listed(store, "", ListOptions::Depth::AllLevels);
    putText(store, "a/b/other", "y");
    QCOMPARE(readText(store, "a/b/other"), std::string("y"));
}

void FileStoreTest::putMayFollowAFailedOne()
{
    const TestFolder folder;
    FaultyFileSystem files({.nth = 1, .only = FileCall::RenameOver});
    FileStore store(files, folder / "root");
    MemorySource body(asBytes("x"));
    QVERIFY(!store.put(key("a/object"), body, {}));

    putText(store, "a/object", "y");

    QCOMPARE(readText(store, "a/object"), std::string("y"));
}

void FileStoreTest::filesAreForTheOwnerOnly()
{
    const TestFolder folder;
    FileStore store = storeAt(folder / "root");

    putText(store, "a/object", "x");

    QCOMPARE(fs::status(folder / "root").permissions(), fs::perms(0700));
    QCOMPARE(fs::status(folder / "root/a").permissions(), fs::perms(0700));
    QCOMPARE(fs::status(folder / "root/a/object").permissions(), fs::perms(0600));
}

void FileStoreTest::putOntoAFolderIsRefused()
{
    const TestFolder folder;
    folder.write("a/object", "x");
    FileStore store = storeAt(folder.path());
    for (const char* name : {"a", "a/object/below"}) {
        MemorySource body(asBytes("y"));

        const auto put = store.put(key(name), body, {});

        QVERIFY(!put);
        QCOMPARE(put.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(contentOf(folder.path()), std::string("a/\na/object=x\n"));
    }
}

void FileStoreTest::removeKeepsLinkedFolders()
{
    const TestFolder folder;
    folder.write("elsewhere/object", "x");
    folder.write("elsewhere/other", "x");
    fs::create_directory(folder / "root");
    fs::create_symlink(folder / "elsewhere", folder / "root/link");
    FileStore store = storeAt(folder / "root");

    removeAll(store, {"link/object", "link/other"});

    QVERIFY(fs::is_symlink(folder / "root/link"));
    QVERIFY(fs::is_empty(folder / "elsewhere"));
}

void FileStoreTest::removeKeepsTheRoot()
{
    for (const char* name : {"root", "root/"}) {
        const TestFolder folder;
        folder.write("root/a/object", "x");
        FileStore store = storeAt(folder / name);

        removeAll(store, {"a/object", "missing", "a/b/c/missing"});

        QVERIFY(fs::is_empty(folder / "root"));
    }
}

void FileStoreTest::removeReportsWhatItCannot()
{
    const TestFolder folder;
    folder.write("locked/object", "x");
    fs::permissions(folder / "locked", fs::perms(0555));
    FileStore store = storeAt(folder.path());
    const Unprivileged user;
    const std::vector keys = {key("locked/object")};

    const auto removed = store.remove(keys, {});

    QVERIFY(!removed);
    QVERIFY(isError(removed.error(), ErrorCode::PermissionDenied, "object"));
    QVERIFY(fs::exists(folder / "locked/object"));
}

WALKEEPER_TEST(FileStoreTest)
#include "file_store_test.moc"
