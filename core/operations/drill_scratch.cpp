#include "core/operations/drill_scratch.h"

#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view namePrefix = "walkeeper-drill-";
constexpr std::string_view lockName = "owner.lock";
/// A folder without a lock belongs to a process that was killed while it made it, if it is older.
constexpr std::chrono::hours makingTakesLess(1);

bool isScratchName(std::string_view name)
{
    return name.starts_with("." + std::string(namePrefix)) && name.ends_with(".tmp");
}

/// False as well if that cannot be told.
bool isOwnerGone(const fs::path& folder, const FileStatus& status, FileSystem& files,
                 const Clock& clock)
{
    const Result<FileStatus> lock = files.status(folder / lockName);
    if (!lock && lock.error().code == ErrorCode::NotFound)
        return clock.now() - status.modified > makingTakesLess;
    return lock && FileLock::acquire(files, folder / lockName);
}

bool isOwnFolder(const fs::path& path, const FileStatus& status)
{
    std::error_code failure;
    return status.kind == FileKind::Directory && !fs::is_symlink(path, failure) && !failure &&
           status.access.owner && status.access.owner->user == geteuid();
}

} // namespace

fs::path scratchParent(const fs::path& parent)
{
    std::error_code failure;
    return parent.empty() ? fs::temp_directory_path(failure) : parent;
}

Result<DrillScratch> DrillScratch::make(const fs::path& parent, FileSystem& files)
{
    const fs::path base = scratchParent(parent);
    // Missing folders are not made: it may be a disk that is not mounted.
    if (const Result<FileStatus> status = files.status(base); !status)
        return status.error();
    Result<ScratchFolder> folder =
        ScratchFolder::make(base, std::string(namePrefix) + std::to_string(getpid()), files);
    if (!folder)
        return std::move(folder).error();
    Result<FileLock> lock = FileLock::acquire(files, folder->path() / lockName);
    if (!lock)
        return std::move(lock).error();
    return DrillScratch(*std::move(folder), *std::move(lock));
}

DrillScratch::DrillScratch(ScratchFolder folder, FileLock lock)
    : m_folder(std::move(folder)),
      m_lock(std::move(lock))
{
}

Result<std::vector<fs::path>> removeLeftoverScratch(const fs::path& parent, FileSystem& files,
                                                    const Clock& clock,
                                                    const CancellationToken& token)
{
    std::vector<fs::path> removed;
    const fs::path base = scratchParent(parent);
    const Result<std::vector<DirectoryEntry>> entries = files.entries(base, token);
    if (!entries && entries.error().code == ErrorCode::NotFound)
        return removed;
    if (!entries)
        return entries.error();
    for (const DirectoryEntry& entry : *entries) {
        const fs::path path = base / entry.name;
        if (!isScratchName(entry.name) || !entry.status || !isOwnFolder(path, *entry.status) ||
            !isOwnerGone(path, *entry.status, files, clock))
            continue;
        std::error_code failure;
        fs::remove_all(path, failure);
        if (!failure)
            removed.push_back(path);
    }
    return removed;
}

} // namespace walkeeper
