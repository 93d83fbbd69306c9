#include "core/io/file_system.h"

#include "core/io/access_list.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <optional>
#include <random>
#include <string_view>
#include <system_error>
#include <utility>

// The source with the calls of the operating system (POSIX, and Linux where it says so).
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

struct Reason {
    ErrorCode code;
    std::string text;
};

Reason reasonOf(int number)
{
    switch (number) {
    case ENOENT: return {ErrorCode::NotFound, "no such file or folder"};
    case ENOTDIR: return {ErrorCode::NotFound, "a part of the path is not a folder"};
    case EEXIST: return {ErrorCode::AlreadyExists, "the name is taken"};
    case EACCES:
    case EPERM: return {ErrorCode::PermissionDenied, "permission denied"};
    case EROFS: return {ErrorCode::PermissionDenied, "the file system is read-only"};
    case ENOSPC: return {ErrorCode::NoSpace, "no space left on the device"};
    case EDQUOT: return {ErrorCode::NoSpace, "the disk quota is used up"};
    case EFBIG: return {ErrorCode::InvalidArgument, "too large for this file system"};
    case ELOOP: return {ErrorCode::InvalidArgument, "symbolic links lead in a circle"};
    case ENAMETOOLONG: return {ErrorCode::InvalidArgument, "the name is too long"};
    case EISDIR: return {ErrorCode::InvalidArgument, "it is a folder"};
    case ENOTEMPTY: return {ErrorCode::InvalidArgument, "the folder is not empty"};
    case EXDEV: return {ErrorCode::InvalidArgument, "both names must be on one file system"};
    case EINVAL: return {ErrorCode::InvalidArgument, "the system refuses the request as invalid"};
    case EBUSY:
    case EAGAIN:
    case ETXTBSY: return {ErrorCode::Busy, "it is in use"};
    case EMFILE:
    case ENFILE: return {ErrorCode::Unavailable, "too many files are open"};
    case EIO: return {ErrorCode::Unavailable, "the device reports an input/output error"};
    default: return {ErrorCode::Unavailable, std::generic_category().message(number)};
    }
}

/// A path within a message of one line.
std::string shownPath(const fs::path& path)
{
    std::string text = path.string();
    std::replace_if(
        text.begin(), text.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return text;
}

Error systemError(int number, std::string_view doing, const fs::path& path)
{
    Reason reason = reasonOf(number);
    return {reason.code,
            "cannot " + std::string(doing) + " " + shownPath(path) + ": " + reason.text};
}

/// The empty path is the parent of a bare name: the current folder.
const char* folderName(const fs::path& path)
{
    return path.empty() ? "." : path.c_str();
}

/// Calls again as long as a signal interrupts.
template <class Call>
auto uninterrupted(Call call)
{
    auto result = call();
    while (result < 0 && errno == EINTR)
        result = call();
    return result;
}

Timestamp timestampOf(const timespec& time)
{
    // File systems store nonsense now and then. Nanoseconds since 1970 do not reach further.
    constexpr time_t farthest = 9'000'000'000;
    const time_t seconds = std::clamp<time_t>(time.tv_sec, -farthest, farthest);
    return Timestamp(std::chrono::seconds(seconds) + std::chrono::nanoseconds(time.tv_nsec));
}

constexpr mode_t permissionBits = 07777;

FileStatus statusOf(const struct stat& from)
{
    FileStatus status;
    if (S_ISREG(from.st_mode))
        status.kind = FileKind::Regular;
    else if (S_ISDIR(from.st_mode))
        status.kind = FileKind::Directory;
    status.size = static_cast<std::uint64_t>(std::max<off_t>(from.st_size, 0));
    status.modified = timestampOf(from.st_mtim);
    status.device = from.st_dev;
    status.inode = from.st_ino;
    status.access = {from.st_mode & permissionBits, FileOwner{from.st_uid, from.st_gid}};
    status.names = from.st_nlink;
    return status;
}

/// What was made with the mode of `access` is given away. Who cannot do that keeps it.
void giveAway(int descriptor, const FileAccess& access)
{
    struct stat made = {};
    if (!access.owner || ::fstat(descriptor, &made) < 0)
        return;
    const auto [user, group] = *access.owner;
    if (made.st_uid == user && made.st_gid == group)
        return;
    constexpr auto unchanged = static_cast<uid_t>(-1);
    if (::fchown(descriptor, user, group) == 0 || ::fchown(descriptor, unchanged, group) == 0)
        return;
    const mode_t others = made.st_mode & S_IRWXO;
    const mode_t ownGroup = made.st_mode & S_IRWXG & (others << 3);
    (void)::fchmod(descriptor, (made.st_mode & permissionBits & ~mode_t(S_IRWXG)) | ownGroup);
}

std::string_view kindName(mode_t mode)
{
    if (S_ISDIR(mode))
        return "a folder";
    if (S_ISFIFO(mode))
        return "a pipe";
    if (S_ISSOCK(mode))
        return "a socket";
    return "a device";
}

Error notRegular(const fs::path& path, mode_t mode)
{
    return {ErrorCode::InvalidArgument, "cannot read " + shownPath(path) + ": it is " +
                                            std::string(kindName(mode)) + ", not a file"};
}

class NativeFile final : public File
{
public:
    NativeFile(int descriptor, fs::path path) : m_descriptor(descriptor), m_path(std::move(path)) {}
    ~NativeFile() override { ::close(m_descriptor); }
    NativeFile(const NativeFile&) = delete;
    NativeFile& operator=(const NativeFile&) = delete;

    Result<std::size_t> readAt(std::uint64_t offset, ByteSpan into) override;
    Result<void> writeAt(std::uint64_t offset, ByteView bytes) override;
    Result<void> resize(std::uint64_t size) override;
    Result<void> sync() override;
    void beginWriteOut() override;
    Result<FileStatus> status() const override;
    Result<void> setModified(Timestamp time) override;

private:
    const int m_descriptor;
    const fs::path m_path;
};

Result<std::size_t> NativeFile::readAt(std::uint64_t offset, ByteSpan into)
{
    std::size_t done = 0;
    while (done < into.size()) {
        const ssize_t count = uninterrupted([&] {
            return ::pread(m_descriptor, into.data() + done, into.size() - done,
                           static_cast<off_t>(offset + done));
        });
        if (count < 0)
            return systemError(errno, "read", m_path);
        if (count == 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

Result<void> NativeFile::writeAt(std::uint64_t offset, ByteView bytes)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = uninterrupted([&] {
            return ::pwrite(m_descriptor, bytes.data() + done, bytes.size() - done,
                            static_cast<off_t>(offset + done));
        });
        if (count < 0)
            return systemError(errno, "write", m_path);
        done += static_cast<std::size_t>(count);
    }
    return {};
}

Result<void> NativeFile::resize(std::uint64_t size)
{
    if (uninterrupted([&] { return ::ftruncate(m_descriptor, static_cast<off_t>(size)); }) < 0)
        return systemError(errno, "resize", m_path);
    return {};
}

Result<void> NativeFile::sync()
{
    if (uninterrupted([&] { return ::fsync(m_descriptor); }) < 0)
        return systemError(errno, "sync", m_path);
    return {};
}

void NativeFile::beginWriteOut()
{
#ifdef __linux__
    // Only a hint: sync() meets and reports whatever goes wrong here.
    (void)::sync_file_range(m_descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
#endif
}

Result<FileStatus> NativeFile::status() const
{
    struct stat found = {};
    if (::fstat(m_descriptor, &found) < 0)
        return systemError(errno, "look at", m_path);
    return statusOf(found);
}

Result<void> NativeFile::setModified(Timestamp time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    timespec stored = {};
    stored.tv_sec = static_cast<time_t>(seconds.time_since_epoch().count());
    stored.tv_nsec = static_cast<long>((time - seconds).count());
    timespec unchanged = {};
    unchanged.tv_nsec = UTIME_OMIT;
    const std::array<timespec, 2> accessedAndModified = {unchanged, stored};
    if (::futimens(m_descriptor, accessedAndModified.data()) < 0)
        return systemError(errno, "set the time of", m_path);
    return {};
}

class NativeFileSystem final : public FileSystem
{
public:
    Result<std::unique_ptr<File>> open(const fs::path& path, OpenMode mode,
                                       const FileAccess& ofNew) override;
    Result<FileStatus> status(const fs::path& path) override;
    Result<std::vector<DirectoryEntry>> entries(const fs::path& path,
                                                const CancellationToken& token) override;
    Result<std::vector<fs::path>> createDirectories(const fs::path& path,
                                                    const FileAccess& ofNew) override;
    Result<void> renameNew(const fs::path& from, const fs::path& to) override;
    Result<void> renameOver(const fs::path& from, const fs::path& to) override;
    Result<void> exchange(const fs::path& one, const fs::path& other) override;
    Result<void> copyAccess(const fs::path& from, const fs::path& to) override;
    Result<void> remove(const fs::path& path) override;
    Result<void> syncDirectory(const fs::path& path) override;
    Result<FolderRoom> room(const fs::path& folder) override;
};

/// access  O_RDONLY or O_RDWR
Result<std::unique_ptr<File>> openExisting(const fs::path& path, int access)
{
    // Without O_NONBLOCK the call would wait for somebody to write into a pipe.
    const int descriptor = uninterrupted(
        [&] { return ::open(path.c_str(), access | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); });
    if (descriptor < 0)
        return errno == ENXIO ? notRegular(path, S_IFSOCK) : systemError(errno, "open", path);
    auto file = std::make_unique<NativeFile>(descriptor, path);
    struct stat found = {};
    if (::fstat(descriptor, &found) < 0)
        return systemError(errno, "look at", path);
    if (!S_ISREG(found.st_mode))
        return notRegular(path, found.st_mode);
    return std::unique_ptr<File>(std::move(file));
}

Result<std::unique_ptr<File>> createForWriting(const fs::path& path, const FileAccess& access)
{
    const int descriptor = uninterrupted(
        [&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, access.mode); });
    if (descriptor < 0)
        return systemError(errno, "create", path);
    giveAway(descriptor, access);
    return std::unique_ptr<File>(std::make_unique<NativeFile>(descriptor, path));
}

Result<std::unique_ptr<File>> NativeFileSystem::open(const fs::path& path, OpenMode mode,
                                                     const FileAccess& ofNew)
{
    switch (mode) {
    case OpenMode::Read: return openExisting(path, O_RDONLY);
    case OpenMode::ReadWrite: return openExisting(path, O_RDWR);
    case OpenMode::CreateNew: return createForWriting(path, ofNew);
    }
    return createForWriting(path, ofNew);
}

Result<FileStatus> NativeFileSystem::status(const fs::path& path)
{
    struct stat found = {};
    if (::stat(path.c_str(), &found) < 0)
        return systemError(errno, "look at", path);
    return statusOf(found);
}

/// What an entry leads to; nothing if it was removed since the folder was read.
std::optional<Result<FileStatus>> entryStatus(int folder, const char* name, const fs::path& path)
{
    struct stat found = {};
    if (::fstatat(folder, name, &found, 0) == 0)
        return statusOf(found);
    const int number = errno;
    if (number != ENOENT)
        return systemError(number, "look at", path / name);
    if (::fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) < 0)
        return std::nullopt;
    return Error{ErrorCode::NotFound,
                 shownPath(path / name) + " is a link to something that is missing"};
}

Result<std::vector<DirectoryEntry>> NativeFileSystem::entries(const fs::path& path,
                                                              const CancellationToken& token)
{
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(folderName(path)), &::closedir);
    if (!folder)
        return systemError(errno, "list", path);
    const int descriptor = ::dirfd(folder.get());
    std::vector<DirectoryEntry> found;
    while (true) {
        errno = 0;
        const dirent* entry = ::readdir(folder.get());
        if (!entry)
            break;
        if (token.isCancelled())
            return Error{ErrorCode::Cancelled, "cancelled"};
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..")
            continue;
        if (auto status = entryStatus(descriptor, entry->d_name, path))
            found.push_back({std::string(name), std::move(*status)});
    }
    if (errno != 0)
        return systemError(errno, "list", path);
    return found;
}

Error cannotCreateFolder(int number, const fs::path& path)
{
    if (number == EEXIST || number == ENOTDIR)
        return {ErrorCode::InvalidArgument,
                "cannot create the folder " + shownPath(path) + ": a file is in its place"};
    return systemError(number, "create the folder", path);
}

void giveFolderAway(const fs::path& path, const FileAccess& access)
{
    // Through a descriptor, so that nobody can exchange it for a link on the way.
    const int descriptor =
        access.owner ? ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (descriptor < 0)
        return;
    giveAway(descriptor, access);
    ::close(descriptor);
}

/// Creates `path` and the missing folders above it; appends each to `created` at once.
Result<void> createInto(const fs::path& path, const FileAccess& access,
                        std::vector<fs::path>& created)
{
    // Somebody else may remove the folder above, or this one, between two calls.
    constexpr int attempts = 100;
    int number = 0;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        if (::mkdir(path.c_str(), access.mode) == 0) {
            created.push_back(path);
            giveFolderAway(path, access);
            return {};
        }
        number = errno;
        const fs::path above = path.parent_path();
        if (number == ENOENT && !above.empty() && above != path) {
            if (auto done = createInto(above, access, created); !done)
                return done;
        } else if (number == EEXIST) {
            struct stat found = {};
            if (::stat(path.c_str(), &found) == 0) {
                if (S_ISDIR(found.st_mode))
                    return {};
                break;
            }
            if (errno != ENOENT || ::lstat(path.c_str(), &found) == 0)
                break; // a link that leads to nothing
        } else {
            break;
        }
    }
    return cannotCreateFolder(number, path);
}

Result<std::vector<fs::path>> NativeFileSystem::createDirectories(const fs::path& path,
                                                                  const FileAccess& ofNew)
{
    std::vector<fs::path> created;
    if (path.empty())
        return created;
    if (auto done = createInto(path, ofNew, created); !done) {
        for (auto it = created.rbegin(); it != created.rend(); ++it)
            ::rmdir(it->c_str());
        return std::move(done).error();
    }
    return created;
}

Result<void> NativeFileSystem::renameNew(const fs::path& from, const fs::path& to)
{
#ifdef __linux__
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return {};
    if (errno != EINVAL && errno != ENOSYS)
        return systemError(errno, "rename to", to);
#endif
    // This file system or kernel cannot refuse to replace. A second name never replaces.
    if (::link(from.c_str(), to.c_str()) < 0)
        return systemError(errno, "rename to", to);
    if (::unlink(from.c_str()) < 0) {
        const int number = errno;
        ::unlink(to.c_str());
        return systemError(number, "rename", from);
    }
    return {};
}

Result<void> NativeFileSystem::renameOver(const fs::path& from, const fs::path& to)
{
    if (::rename(from.c_str(), to.c_str()) < 0)
        return systemError(errno, "rename to", to);
    return {};
}

Result<void> NativeFileSystem::exchange(const fs::path& one, const fs::path& other)
{
#ifdef __linux__
    if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0)
        return {};
    if (errno != EINVAL && errno != ENOSYS)
        return systemError(errno, "exchange " + shownPath(other) + " and", one);
#endif
    return Error{ErrorCode::Unsupported,
                 "the file system of " + shownPath(one) + " cannot exchange two files in one step"};
}

Result<void> NativeFileSystem::copyAccess(const fs::path& from, const fs::path& to)
{
    struct stat wanted = {};
    if (::stat(from.c_str(), &wanted) < 0)
        return systemError(errno, "look at", from);
    if (::chown(to.c_str(), wanted.st_uid, wanted.st_gid) < 0)
        return systemError(errno, "set the owner of", to);
    // Before the mode: its group bits are those of the access list, if there is one.
    if (Result<void> copied = copyAccessList(from, to); !copied)
        return copied;
    if (::chmod(to.c_str(), wanted.st_mode & permissionBits) < 0)
        return systemError(errno, "set the permissions of", to);
    return {};
}

Result<void> NativeFileSystem::remove(const fs::path& path)
{
    if (::unlink(path.c_str()) == 0)
        return {};
    // POSIX says EPERM for a folder, Linux EISDIR.
    const int number = errno;
    if (number == EISDIR || number == EPERM) {
        if (::rmdir(path.c_str()) == 0)
            return {};
        if (errno != ENOTDIR)
            return errno == ENOENT ? Result<void>() : systemError(errno, "remove", path);
    }
    if (number == ENOENT || number == ENOTDIR)
        return {};
    return systemError(number, "remove", path);
}

Result<void> NativeFileSystem::syncDirectory(const fs::path& path)
{
    const int descriptor =
        uninterrupted([&] { return ::open(folderName(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (descriptor < 0)
        return systemError(errno, "sync the folder", path);
    const int result = uninterrupted([&] { return ::fsync(descriptor); });
    const int number = errno;
    ::close(descriptor);
    // Some network file systems know no sync of folders and say EINVAL; they need none.
    if (result < 0 && number != EINVAL)
        return systemError(number, "sync the folder", path);
    return {};
}

Result<FolderRoom> NativeFileSystem::room(const fs::path& folder)
{
    const int descriptor = uninterrupted(
        [&] { return ::open(folderName(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (descriptor < 0)
        return systemError(errno, "look at the folder", folder);
    struct statvfs disk = {};
    const int result = uninterrupted([&] { return ::fstatvfs(descriptor, &disk); });
    const int number = errno;
    const bool mayCreate = ::faccessat(descriptor, ".", W_OK | X_OK, AT_EACCESS) == 0;
    ::close(descriptor);
    if (result < 0)
        return systemError(number, "look at the disk of", folder);
    return FolderRoom{mayCreate, std::uint64_t{disk.f_bavail} * disk.f_frsize};
}

} // namespace

FileSystem& nativeFileSystem()
{
    static NativeFileSystem files;
    return files;
}

fs::path temporaryBeside(const fs::path& target)
{
    std::random_device random;
    std::array<char, 24> ending{};
    std::snprintf(ending.data(), ending.size(), ".%08x%08x.tmp", random(), random());
    // File systems take names of up to 255 bytes; the ending must fit behind a long one.
    constexpr std::size_t longestStem = 200;
    return target.parent_path() /
           ("." + target.filename().string().substr(0, longestStem) + ending.data());
}

} // namespace walkeeper
