#pragma once

#include "core/io/file_system.h"

#include <atomic>
#include <functional>
#include <optional>
#include <string>

namespace walkeeper::test {

/// What can be made to fail. Each is one function of FileSystem or File.
enum class FileCall : std::uint8_t {
    OpenRead,
    CreateNew,
    Status,
    Entries,
    CreateDirectories,
    RenameNew,
    RenameOver,
    Exchange,
    CopyAccess,
    Remove,
    SyncDirectory,
    Read,
    Write,
    Resize,
    Sync,
    FileStatus,
    SetModified,
};

struct FileFault {
    int nth = 0;                  ///< which call fails, counted from 1 over all that match
    std::optional<FileCall> only; ///< calls of this kind alone are counted; unset: of every kind
    bool andAllLater = false;     ///< as a full disk, and not as one bad moment
    Error error{ErrorCode::NoSpace, "the planned fault"};
    /// A failing write stores the first half of its bytes, as a disk that fills up does.
    bool writeHalf = true;
    bool syncs = true; ///< false: what is to be synced is not, for tests that cut no power
};

/// The real file system with one planned fault. Any thread.
class FaultyFileSystem final : public FileSystem
{
public:
    explicit FaultyFileSystem(FileFault fault, FileSystem& real = nativeFileSystem());

    /// Whether the planned call has come.
    bool hasFailed() const { return m_failed; }
    /// All calls that could have failed, so far.
    int calls() const { return m_count; }
    /// Nothing fails from here on.
    void heal() { m_isHealed = true; }
    /// Whoever asks is told that every disk has this much left. Writing goes on.
    void tellFreeBytes(std::uint64_t bytes) { m_toldFreeBytes = bytes; }
    /// Run before each call that could fail, for tests that do something in between.
    void setObserver(std::function<void(FileCall)> observer) { m_observer = std::move(observer); }

    Result<std::unique_ptr<File>> open(const std::filesystem::path& path, OpenMode mode,
                                       const FileAccess& ofNew) override;
    Result<FileStatus> status(const std::filesystem::path& path) override;
    Result<std::vector<DirectoryEntry>> entries(const std::filesystem::path& path,
                                                const CancellationToken& token) override;
    Result<std::vector<std::filesystem::path>> createDirectories(const std::filesystem::path& path,
                                                                 const FileAccess& ofNew) override;
    Result<void> renameNew(const std::filesystem::path& from,
                           const std::filesystem::path& to) override;
    Result<void> renameOver(const std::filesystem::path& from,
                            const std::filesystem::path& to) override;
    Result<void> exchange(const std::filesystem::path& one,
                          const std::filesystem::path& other) override;
    Result<void> copyAccess(const std::filesystem::path& from,
                            const std::filesystem::path& to) override;
    Result<void> remove(const std::filesystem::path& path) override;
    Result<void> syncDirectory(const std::filesystem::path& path) override;
    Result<FolderRoom> room(const std::filesystem::path& folder) override;

private:
    friend class FaultyFile;
    /// The planned error if it is this call's turn.
    std::optional<Error> failure(FileCall call);

    const FileFault m_fault;
    FileSystem& m_real;
    std::function<void(FileCall)> m_observer;
    std::optional<std::uint64_t> m_toldFreeBytes; ///< set before anybody asks
    std::atomic<int> m_count = 0;
    std::atomic<bool> m_failed = false;
    std::atomic<bool> m_isHealed = false;
};

} // namespace walkeeper::test
