#include "core/io/file_system.h"
#include "tests/core/io/access_lists.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/unprivileged.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

using namespace walkeeper;
using walkeeper::test::fileText;
using walkeeper::test::hasAccessList;
using walkeeper::test::setAccessList;
using walkeeper::test::TestFolder;
using walkeeper::test::Unprivileged;
namespace fs = std::filesystem;

class FileSystemTest : public QObject
{
    Q_OBJECT

private slots:
    void refusesToReadWhatIsNoFile_data();
    void refusesToReadWhatIsNoFile();
    void readsUpToTheEnd();
    void newFilesAreForTheOwnerOnly();
    void givesAwayWhatIsMade();
    void keepsFromItsOwnGroupWhatItCannotGiveAway_data();
    void keepsFromItsOwnGroupWhatItCannotGiveAway();
    void newFilesReplaceNothing();
    void writesAnywhere();
    void keepsTimesToTheNanosecond_data();
    void keepsTimesToTheNanosecond();
    void absurdTimesStayInRange();
    void absurdSizesAreRefused();

    void statusFollowsLinks();
    void entriesSayWhatEachIs();
    void entriesTakeNamesOfAnyBytes();
    void entriesOfNoFolderAreAnError();
    void entriesStopWhenCancelled();

    void createsWhatIsMissing();
    void createsNothingIfItCannotCreateAll();
    void theCurrentFolderNeedsNoCreating();

    void renameNewNeverReplaces();
    void renameOverReplaces();
    void exchangeGivesEachTheOthersName();
    void copiesWhoMayUseAFile();
    void copiesNoAccessListWhereThereIsNone();
    void removesFilesAndEmptyFolders();
    void removesALinkAndNotItsTarget();
    void missingIsRemovedAlready();
    void syncsFolders();
    void saysWhatRoomAFolderHas();

    void permissionsAreNamed();
    void messagesAreOneLine();
    void temporaryNamesAreNewAndHidden();
};

namespace {

FileSystem& files()
{
    return nativeFileSystem();
}

std::string textAt(File& file, std::uint64_t offset, std::size_t size)
{
    std::vector<std::byte> buffer(size);
    const auto count = file.readAt(offset, buffer);
    return count ? std::string(reinterpret_cast<const char*>(buffer.data()), *count) : "error";
}

template <class T>
bool isError(const Result<T>& result, ErrorCode code, std::string_view part)
{
    if (result) {
        qWarning("no error");
        return false;
    }
    if (result.error().code == code && result.error().message.find(part) != std::string::npos)
        return true;
    qWarning("%s: %s", std::string(errorCodeName(result.error().code)).c_str(),
             result.error().message.c_str());
    return false;
}

void makeSocket(const fs::path& path)
{
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::copy_n(path.c_str(), path.string().size() + 1, address.sun_path);
    QCOMPARE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(socket);
}

} // namespace

void FileSystemTest::refusesToReadWhatIsNoFile_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<std::string>("reason");
    const auto row = [](const char* name, ErrorCode code, const char* reason) {
        QTest::newRow(name) << std::string(name) << code << std::string(reason);
    };
    row("folder", ErrorCode::InvalidArgument, "it is a folder");
    row("pipe", ErrorCode::InvalidArgument, "it is a pipe");
    row("socket", ErrorCode::InvalidArgument, "it is a socket");
    row("device", ErrorCode::InvalidArgument, "it is a device");
    row("missing", ErrorCode::NotFound, "no such file or folder");
    row("dangling", ErrorCode::NotFound, "no such file or folder");
    row("circle", ErrorCode::InvalidArgument, "circle");
    row("file/below", ErrorCode::NotFound, "not a folder");
}

void FileSystemTest::refusesToReadWhatIsNoFile()
{
    QFETCH(std::string, name);
    QFETCH(ErrorCode, code);
    QFETCH(std::string, reason);
    const TestFolder folder;
    folder.write("file", "x");
    fs::create_directory(folder / "folder");
    QCOMPARE(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    makeSocket(folder / "socket");
    fs::create_symlink("/dev/null", folder / "device");
    fs::create_symlink("nowhere", folder / "dangling");
    fs::create_symlink("circle", folder / "circle");

    // The pipe has no writer: a call that waits for one never returns.
    const auto file = files().open(folder / name, OpenMode::Read);

    QVERIFY(isError(file, code, reason));
    QVERIFY(isError(file, code, (folder / name).string()));
}

void FileSystemTest::readsUpToTheEnd()
{
    const TestFolder folder;
    const auto file = files().open(folder.write("file", "0123456789"), OpenMode::Read);
    QVERIFY(file);

    QCOMPARE(textAt(**file, 0, 4), std::string("0123"));
    QCOMPARE(textAt(**file, 8, 100), std::string("89"));
    QCOMPARE(textAt(**file, 10, 1), std::string());
    QCOMPARE(textAt(**file, 1'000'000, 1), std::string());
    QCOMPARE(textAt(**file, 3, 0), std::string());
    QVERIFY(isError((*file)->writeAt(0, asBytes("x")), ErrorCode::Unavailable, "write"));
}

void FileSystemTest::newFilesAreForTheOwnerOnly()
{
    const TestFolder folder;
    const mode_t mask = ::umask(0);
    const auto file = files().open(folder / "file", OpenMode::CreateNew);
    const auto folders = files().createDirectories(folder / "a/b");
    ::umask(mask);

    QVERIFY(file && folders);
    QCOMPARE(fs::status(folder / "file").permissions(), fs::perms(0600));
    QCOMPARE(fs::status(folder / "a").permissions(), fs::perms(0700));
    QCOMPARE(fs::status(folder / "a/b").permissions(), fs::perms(0700));
}

void FileSystemTest::givesAwayWhatIsMade()
{
    constexpr FileOwner nobody{65534, 65534};
    const TestFolder folder;
    const mode_t mask = ::umask(022);
    const auto file = files().open(folder / "file", OpenMode::CreateNew, {0664, nobody});
    const auto folders = files().createDirectories(folder / "a/b", {0771, nobody});
    ::umask(mask);

    QVERIFY(file && folders);
    QCOMPARE((*file)->status()->access, (FileAccess{0644, nobody}));
    QCOMPARE(files().status(folder / "a")->access, (FileAccess{0751, nobody}));
    QCOMPARE(files().status(folder / "a/b")->access, (FileAccess{0751, nobody}));
}

void FileSystemTest::keepsFromItsOwnGroupWhatItCannotGiveAway_data()
{
    QTest::addColumn<unsigned>("asked");
    QTest::addColumn<unsigned>("given");
    QTest::newRow("nobody else") << 0600u << 0600u;
    QTest::newRow("a group") << 0660u << 0600u;
    QTest::newRow("everybody") << 0664u << 0644u;
}

void FileSystemTest::keepsFromItsOwnGroupWhatItCannotGiveAway()
{
    QFETCH(const unsigned, asked);
    QFETCH(const unsigned, given);
    const TestFolder folder;
    QCOMPARE(::chown(folder.path().c_str(), 65534, 65534), 0);
    const mode_t mask = ::umask(0);
    {
        const Unprivileged user;
        QVERIFY(files().open(folder / "file", OpenMode::CreateNew, {asked, FileOwner{0, 0}}));
        QVERIFY(files().createDirectories(folder / "made", {asked | 0100, FileOwner{0, 0}}));
    }
    ::umask(mask);
    QCOMPARE(files().status(folder / "file")->access.mode, given);
    QCOMPARE(files().status(folder / "made")->access.mode, given | 0100);
}

void FileSystemTest::newFilesReplaceNothing()
{
    const TestFolder folder;
    folder.write("file", "old");
    fs::create_symlink("nowhere", folder / "dangling");

    QVERIFY(isError(files().open(folder / "file", OpenMode::CreateNew), ErrorCode::AlreadyExists,
                    "taken"));
    QVERIFY(isError(files().open(folder / "dangling", OpenMode::CreateNew),
                    ErrorCode::AlreadyExists, "taken"));
    QVERIFY(isError(files().open(folder / "no/such/file", OpenMode::CreateNew), ErrorCode::NotFound,
                    "no such"));
    QCOMPARE(fileText(folder / "file"), std::string("old"));
    QVERIFY(!fs::exists(folder / "nowhere"));
}

void FileSystemTest::writesAnywhere()
{
    const TestFolder folder;
    {
        const auto file = files().open(folder / "file", OpenMode::CreateNew);
        QVERIFY(file);
        QVERIFY((*file)->writeAt(5, asBytes("end")));
        QVERIFY((*file)->writeAt(0, asBytes("begin")));
        (*file)->beginWriteOut();
        QVERIFY((*file)->sync());
        QCOMPARE(textAt(**file, 0, 100), std::string("beginend"));
        QVERIFY((*file)->resize(6));
        QCOMPARE((*file)->status()->size, std::uint64_t{6});
        QVERIFY((*file)->resize(8));
    }
    QCOMPARE(fileText(folder / "file"), std::string("begine\0\0", 8));
}

void FileSystemTest::keepsTimesToTheNanosecond_data()
{
    QTest::addColumn<std::int64_t>("nanoseconds");
    QTest::newRow("now and then") << std::int64_t{1'769'860'800'123'456'789};
    QTest::newRow("whole second") << std::int64_t{1'000'000'000'000'000'000};
    QTest::newRow("before 1970") << std::int64_t{-1'500'000'001};
}

void FileSystemTest::keepsTimesToTheNanosecond()
{
    QFETCH(std::int64_t, nanoseconds);
    const Timestamp time{std::chrono::nanoseconds(nanoseconds)};
    const TestFolder folder;
    const auto file = files().open(folder / "file", OpenMode::CreateNew);
    QVERIFY(file);

    QVERIFY((*file)->setModified(time));

    QVERIFY((*file)->status()->modified == time);
    QVERIFY(files().status(folder / "file")->modified == time);
}

void FileSystemTest::absurdTimesStayInRange()
{
    const TestFolder folder;
    folder.write("file", "x");
    const timespec far = {.tv_sec = 15'000'000'000, .tv_nsec = 0}; // the year 2445
    const timespec times[2] = {far, far};
    QCOMPARE(::utimensat(AT_FDCWD, (folder / "file").c_str(), times, 0), 0);

    const auto status = files().status(folder / "file");

    QVERIFY(status);
    const auto again = parseTimestamp(formatTimestampExact(status->modified));
    QVERIFY(again && *again == status->modified);
    QVERIFY(status->modified > Timestamp(std::chrono::hours(24 * 365 * 200)));
}

void FileSystemTest::absurdSizesAreRefused()
{
    const TestFolder folder;
    const auto file = files().open(folder / "file", OpenMode::CreateNew);
    QVERIFY(file);

    QVERIFY(isError((*file)->resize(UINT64_MAX), ErrorCode::InvalidArgument, "resize"));
    QVERIFY(isError((*file)->writeAt(UINT64_MAX - 10, asBytes("x")), ErrorCode::InvalidArgument,
                    "write"));
    std::vector<std::byte> buffer(1);
    QVERIFY(isError((*file)->readAt(UINT64_MAX, buffer), ErrorCode::InvalidArgument, "read"));
}

void FileSystemTest::statusFollowsLinks()
{
    const TestFolder folder;
    folder.write("file", "12345");
    fs::create_symlink("file", folder / "link");

    const auto file = files().status(folder / "file");
    const auto link = files().status(folder / "link");

    QVERIFY(file && link);
    QCOMPARE(link->kind, FileKind::Regular);
    QCOMPARE(link->size, std::uint64_t{5});
    QVERIFY(link->inode == file->inode && link->device == file->device);
    QCOMPARE(files().status(folder.path())->kind, FileKind::Directory);
    QCOMPARE(files().status("/dev/null")->kind, FileKind::Other);
    QVERIFY(isError(files().status(folder / "missing"), ErrorCode::NotFound, "missing"));
}

void FileSystemTest::entriesSayWhatEachIs()
{
    const TestFolder folder;
    folder.write("file", "12345");
    folder.write("folder/inside", "x");
    QCOMPARE(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    fs::create_symlink("folder", folder / "link");
    fs::create_symlink("nowhere", folder / "dangling");
    fs::create_symlink("circle", folder / "circle");

    const auto found = files().entries(folder.path(), {});

    QVERIFY(found);
    std::map<std::string, const DirectoryEntry*> byName;
    for (const DirectoryEntry& entry : *found)
        byName[entry.name] = &entry;
    QCOMPARE(byName.size(), std::size_t{6});
    QCOMPARE(found->size(), std::size_t{6});
    QCOMPARE(byName["file"]->status->kind, FileKind::Regular);
    QCOMPARE(byName["file"]->status->size, std::uint64_t{5});
    QCOMPARE(byName["folder"]->status->kind, FileKind::Directory);
    QCOMPARE(byName["link"]->status->kind, FileKind::Directory);
    QCOMPARE(byName["pipe"]->status->kind, FileKind::Other);
    QVERIFY(isError(byName["dangling"]->status, ErrorCode::NotFound, "something that is missing"));
    QVERIFY(isError(byName["circle"]->status, ErrorCode::InvalidArgument, "circle"));
}

void FileSystemTest::entriesTakeNamesOfAnyBytes()
{
    const TestFolder folder;
    const std::set<std::string> names = {"\xff\xfe", "line\nbreak", " ", "...",
                                         std::string(255, 'n')};
    for (const std::string& name : names)
        folder.write(name, "");

    const auto found = files().entries(folder.path(), {});

    QVERIFY(found);
    std::set<std::string> seen;
    for (const DirectoryEntry& entry : *found)
        seen.insert(entry.name);
    QVERIFY(seen == names);
}

void FileSystemTest::entriesOfNoFolderAreAnError()
{
    const TestFolder folder;
    folder.write("file", "x");

    QVERIFY(isError(files().entries(folder / "missing", {}), ErrorCode::NotFound, "no such"));
    QVERIFY(isError(files().entries(folder / "file", {}), ErrorCode::NotFound, "not a folder"));
}

void FileSystemTest::entriesStopWhenCancelled()
{
    const TestFolder folder;
    folder.write("file", "x");
    CancellationSource cancellation;
    cancellation.cancel();

    const auto found = files().entries(folder.path(), cancellation.token());

    QVERIFY(isError(found, ErrorCode::Cancelled, "cancelled"));
}

void FileSystemTest::createsWhatIsMissing()
{
    const TestFolder folder;
    fs::create_directory(folder / "a");
    fs::create_symlink("a", folder / "link");

    const auto created = files().createDirectories(folder / "link/b/c");
    const auto again = files().createDirectories(folder / "a/b/c");

    QVERIFY(created && again);
    const std::vector<fs::path> expected = {folder / "link/b", folder / "link/b/c"};
    QVERIFY(*created == expected);
    QVERIFY(again->empty());
    QVERIFY(fs::is_directory(folder / "a/b/c"));
}

void FileSystemTest::createsNothingIfItCannotCreateAll()
{
    const TestFolder folder;
    folder.write("file", "x");
    const std::string tooLong(256, 'n');

    QVERIFY(isError(files().createDirectories(folder / "file"), ErrorCode::InvalidArgument,
                    "a file is in its place"));
    QVERIFY(isError(files().createDirectories(folder / "file/below/this"),
                    ErrorCode::InvalidArgument, "a file is in its place"));
    QVERIFY(isError(files().createDirectories(folder / ("new/folder/" + tooLong)),
                    ErrorCode::InvalidArgument, "too long"));
    QVERIFY(!fs::exists(folder / "new"));
}

void FileSystemTest::theCurrentFolderNeedsNoCreating()
{
    const auto created = files().createDirectories(fs::path("name").parent_path());

    QVERIFY(created && created->empty());
    QVERIFY(files().syncDirectory(fs::path("name").parent_path()));
    QCOMPARE(temporaryBeside("name").parent_path(), fs::path());
}

void FileSystemTest::renameNewNeverReplaces()
{
    const TestFolder folder;
    folder.write("from", "new");
    folder.write("taken", "old");
    fs::create_symlink("nowhere", folder / "dangling");

    QVERIFY(isError(files().renameNew(folder / "from", folder / "taken"), ErrorCode::AlreadyExists,
                    "taken"));
    QVERIFY(isError(files().renameNew(folder / "from", folder / "dangling"),
                    ErrorCode::AlreadyExists, "dangling"));
    QCOMPARE(fileText(folder / "taken"), std::string("old"));
    QCOMPARE(fileText(folder / "from"), std::string("new"));

    QVERIFY(files().renameNew(folder / "from", folder / "free"));
    QCOMPARE(fileText(folder / "free"), std::string("new"));
    QVERIFY(!fs::exists(folder / "from"));
    QVERIFY(isError(files().renameNew(folder / "from", folder / "other"), ErrorCode::NotFound, ""));
}

void FileSystemTest::renameOverReplaces()
{
    const TestFolder folder;
    folder.write("from", "new");
    folder.write("taken", "old");
    folder.write("folder/inside", "x");

    QVERIFY(isError(files().renameOver(folder / "from", folder / "folder"),
                    ErrorCode::InvalidArgument, "folder"));
    QVERIFY(files().renameOver(folder / "from", folder / "taken"));

    QCOMPARE(fileText(folder / "taken"), std::string("new"));
    QVERIFY(!fs::exists(folder / "from"));
}

void FileSystemTest::exchangeGivesEachTheOthersName()
{
    const TestFolder folder;
    folder.write("one", "1");
    folder.write("folder/other", "2");

    QVERIFY(isError(files().exchange(folder / "one", folder / "missing"), ErrorCode::NotFound,
                    "missing"));
    QVERIFY(files().exchange(folder / "one", folder / "folder/other"));

    QCOMPARE(fileText(folder / "one"), std::string("2"));
    QCOMPARE(fileText(folder / "folder/other"), std::string("1"));
}

void FileSystemTest::copiesWhoMayUseAFile()
{
    const TestFolder folder;
    const fs::path from = folder.write("from", "x");
    const fs::path to = folder.write("to", "y");
    constexpr unsigned other = 4242;
    QCOMPARE(::chown(from.c_str(), other, other), 0);
    // Version 2, then tag, permissions and identity of each entry, little-endian.
    constexpr std::uint16_t list[] = {2,      0,      1,  6, 0xffff, 0xffff, 2,  4,
                                      4243,   0,      4,  4, 0xffff, 0xffff, 16, 4,
                                      0xffff, 0xffff, 32, 0, 0xffff, 0xffff};
    QCOMPARE(::setxattr(from.c_str(), "system.posix_acl_access", list, sizeof list, 0), 0);

    QVERIFY(files().copyAccess(from, to));

    struct stat status = {};
    QCOMPARE(::stat(to.c_str(), &status), 0);
    QCOMPARE(status.st_uid, other);
    QCOMPARE(status.st_gid, other);
    QCOMPARE(status.st_mode & 07777, 0640u);
    char copied[100] = {};
    QCOMPARE(::getxattr(to.c_str(), "system.posix_acl_access", copied, sizeof copied),
             static_cast<ssize_t>(sizeof list));
    QVERIFY(std::memcmp(copied, list, sizeof list) == 0);
}

void FileSystemTest::copiesNoAccessListWhereThereIsNone()
{
    const TestFolder folder;
    const fs::path from = folder.write("from", "x");
    const fs::path to = folder.write("to", "x");
    fs::permissions(from, fs::perms(0640));
    QVERIFY(setAccessList(to, {06, 0, 06, 0}));

    QVERIFY(files().copyAccess(from, to));

    QVERIFY(!hasAccessList(to));
    QCOMPARE(files().status(to)->access.mode, 0640u);

    QVERIFY(setAccessList(from, {04, 0, 04, 0}));
    QVERIFY(files().copyAccess(from, to));
    QVERIFY(hasAccessList(to));
    QCOMPARE(files().status(to)->access.mode, 0640u);
}

void FileSystemTest::removesFilesAndEmptyFolders()
{
    const TestFolder folder;
    folder.write("full/file", "x");
    fs::create_directory(folder / "empty");

    QVERIFY(files().remove(folder / "empty"));
    QVERIFY(isError(files().remove(folder / "full"), ErrorCode::InvalidArgument, "not empty"));
    QVERIFY(files().remove(folder / "full/file"));
    QVERIFY(files().remove(folder / "full"));

    QVERIFY(fs::is_empty(folder.path()));
}

void FileSystemTest::removesALinkAndNotItsTarget()
{
    const TestFolder folder;
    folder.write("full/file", "x");
    fs::create_symlink("full", folder / "link");
    fs::create_symlink("nowhere", folder / "dangling");

    // With a slash at the end a folder is meant, and a link is none.
    (void)files().remove(folder / "link/");
    QVERIFY(fs::is_symlink(folder / "link"));

    QVERIFY(files().remove(folder / "link"));
    QVERIFY(files().remove(folder / "dangling"));

    QVERIFY(!fs::is_symlink(folder / "link"));
    QVERIFY(!fs::is_symlink(folder / "dangling"));
    QCOMPARE(fileText(folder / "full/file"), std::string("x"));
}

void FileSystemTest::missingIsRemovedAlready()
{
    const TestFolder folder;
    folder.write("file", "x");

    QVERIFY(files().remove(folder / "missing"));
    QVERIFY(files().remove(folder / "no/such/thing"));
    QVERIFY(files().remove(folder / "file/below"));
}

void FileSystemTest::syncsFolders()
{
    const TestFolder folder;
    folder.write("file", "x");

    QVERIFY(files().syncDirectory(folder.path()));
    QVERIFY(isError(files().syncDirectory(folder / "missing"), ErrorCode::NotFound, "missing"));
    QVERIFY(isError(files().syncDirectory(folder / "file"), ErrorCode::NotFound, "file"));
}

void FileSystemTest::saysWhatRoomAFolderHas()
{
    const TestFolder folder;
    folder.write("file", "x");
    folder.write("locked/file", "x");
    fs::permissions(folder.path(), fs::perms(0755));
    fs::permissions(folder / "locked", fs::perms(0555));

    const auto room = files().room(folder.path());
    QVERIFY(room && room->mayCreate);
    QVERIFY(room->freeBytes > 0 && room->freeBytes <= fs::space(folder.path()).capacity);
    {
        const Unprivileged user;
        const auto locked = files().room(folder / "locked");
        QVERIFY(locked && !locked->mayCreate);
    }
    QVERIFY(isError(files().room(folder / "missing"), ErrorCode::NotFound, "missing"));
    QVERIFY(isError(files().room(folder / "file"), ErrorCode::NotFound, "file"));
}

void FileSystemTest::permissionsAreNamed()
{
    const TestFolder folder;
    folder.write("secret", "x");
    folder.write("locked/file", "x");
    fs::permissions(folder / "secret", fs::perms::none);
    fs::permissions(folder / "locked", fs::perms::none);
    constexpr auto denied = ErrorCode::PermissionDenied;
    {
        const Unprivileged user;
        QVERIFY(isError(files().open(folder / "secret", OpenMode::Read), denied, "secret"));
        QVERIFY(isError(files().open(folder / "locked/new", OpenMode::CreateNew), denied, "new"));
        QVERIFY(isError(files().status(folder / "locked/file"), denied, "file"));
        QVERIFY(isError(files().entries(folder / "locked", {}), denied, "locked"));
        QVERIFY(isError(files().createDirectories(folder / "locked/a/b"), denied, "locked"));
        QVERIFY(isError(files().remove(folder / "locked/file"), denied, "file"));
        QVERIFY(isError(files().renameOver(folder / "locked/file", folder / "locked/b"), denied,
                        "denied"));
        QVERIFY(isError(files().renameNew(folder / "locked/file", folder / "locked/b"), denied,
                        "denied"));
    }
    fs::permissions(folder / "locked", fs::perms::owner_all);
    QCOMPARE(fileText(folder / "locked/file"), std::string("x"));
}

void FileSystemTest::messagesAreOneLine()
{
    const auto status = files().status("/no/such\nfile\x7f");

    QVERIFY(isError(status, ErrorCode::NotFound, "/no/such?file?"));
    QVERIFY(status.error().message.find('\n') == std::string::npos);
}

void FileSystemTest::temporaryNamesAreNewAndHidden()
{
    const fs::path target = "/some/folder/" + std::string(255, 'n');
    std::set<fs::path> seen;
    for (int i = 0; i < 100; ++i) {
        const fs::path path = temporaryBeside(target);
        const std::string name = path.filename();
        QCOMPARE(path.parent_path(), target.parent_path());
        QVERIFY(name.starts_with(".nnn") && name.ends_with(".tmp") && name.size() <= 255);
        seen.insert(path);
    }

    QCOMPARE(seen.size(), std::size_t{100});
    QVERIFY(temporaryBeside("/a/db").filename().string().starts_with(".db."));
}

WALKEEPER_TEST(FileSystemTest)
#include "file_system_test.moc"
