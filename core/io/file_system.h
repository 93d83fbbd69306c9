#pragma once

#include "core/base/bytes.h"
#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/base/time.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace walkeeper {

enum class FileKind : std::uint8_t { Regular, Directory, Other };

struct FileOwner {
    std::uint32_t user = 0;
    std::uint32_t group = 0;
    bool operator==(const FileOwner&) const = default;
};

/// Whom a file or folder belongs to, and who may do what with it.
struct FileAccess {
    std::uint32_t mode = 0;         ///< permission bits
    std::optional<FileOwner> owner; ///< not set: whoever makes it
    bool operator==(const FileAccess&) const = default;
};

/// For nobody but whoever makes it.
inline constexpr FileAccess privateFile{.mode = 0600};
inline constexpr FileAccess privateFolder{.mode = 0700};

struct FileStatus {
    FileKind kind = FileKind::Other;
    std::uint64_t size = 0; ///< bytes
    Timestamp modified;
    std::uint64_t device = 0; ///< device and inode together name one file
    std::uint64_t inode = 0;
    FileAccess access;
    std::uint64_t names = 1; ///< how many names the file has
};

/// What new files in a folder can count on.
struct FolderRoom {
    bool mayCreate = false;      ///< this user may make files in it
    std::uint64_t freeBytes = 0; ///< on its disk, for this user
};

struct DirectoryEntry {
    std::string name;
    Result<FileStatus> status; ///< of what a link points to; the error says why there is none
};

enum class OpenMode : std::uint8_t {
    Read,      ///< regular files only: anything else (a pipe, a folder) is an error
    ReadWrite, ///< a regular file that exists
    CreateNew, ///< read and write; AlreadyExists if the name is taken
};

/// An open file. Positional calls may come from several threads at once.
/// Destroying it closes it; whoever wrote calls sync() first.
class File
{
public:
    virtual ~File() = default;

    /// Gives fewer bytes than asked for only at the end of the file.
    virtual Result<std::size_t> readAt(std::uint64_t offset, ByteSpan into) = 0;
    virtual Result<void> writeAt(std::uint64_t offset, ByteView bytes) = 0;
    virtual Result<void> resize(std::uint64_t size) = 0;
    virtual Result<void> sync() = 0;
    /// Asks the system to begin writing out, so that a later sync() is short. Never fails.
    virtual void beginWriteOut() = 0;
    virtual Result<FileStatus> status() const = 0;
    virtual Result<void> setModified(Timestamp time) = 0;
};

/// The operating system's files, behind a seam that tests can make fail. Any thread.
/// Every error message names the path.
///
/// What is made gets the given access as far as the umask lets it, and as far as we may give it
/// away. Where the group cannot be had, our own group gets no more than everybody.
class FileSystem
{
public:
    virtual ~FileSystem() = default;

    virtual Result<std::unique_ptr<File>> open(const std::filesystem::path&, OpenMode,
                                               const FileAccess& ofNew = privateFile) = 0;
    /// Follows links. NotFound if there is nothing.
    virtual Result<FileStatus> status(const std::filesystem::path&) = 0;
    /// Unordered, without "." and "..". Looks at each, which takes long on slow disks: Cancelled
    /// when the token is.
    virtual Result<std::vector<DirectoryEntry>> entries(const std::filesystem::path&,
                                                        const CancellationToken& token) = 0;
    /// Creates what is missing and gives the created folders, outermost first.
    virtual Result<std::vector<std::filesystem::path>>
    createDirectories(const std::filesystem::path&, const FileAccess& ofNew = privateFolder) = 0;
    /// AlreadyExists, and nothing changed, if `to` is taken.
    virtual Result<void> renameNew(const std::filesystem::path& from,
                                   const std::filesystem::path& to) = 0;
    virtual Result<void> renameOver(const std::filesystem::path& from,
                                    const std::filesystem::path& to) = 0;
    /// Each gets the other's name, in one step: whatever happens, both names lead to a file.
    /// errors  Unsupported: the file system cannot do that
    virtual Result<void> exchange(const std::filesystem::path&, const std::filesystem::path&) = 0;
    /// Gives `to` the owner, the group, the permissions and the access list of `from`. Opens
    /// neither.
    virtual Result<void> copyAccess(const std::filesystem::path& from,
                                    const std::filesystem::path& to) = 0;
    /// A file or an empty folder. What is missing already is no error.
    virtual Result<void> remove(const std::filesystem::path&) = 0;
    virtual Result<void> syncDirectory(const std::filesystem::path&) = 0;
    /// errors  NotFound: there is no such folder
    virtual Result<FolderRoom> room(const std::filesystem::path& folder) = 0;
};

/// The real one; lives as long as the program.
FileSystem& nativeFileSystem();

/// A name that nobody else uses, for a file that is to be renamed: ".<name>.<random>.tmp".
std::filesystem::path temporaryBeside(const std::filesystem::path& target);

} // namespace walkeeper
