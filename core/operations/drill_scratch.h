#pragma once

#include "core/base/time.h"
#include "core/io/file_lock.h"
#include "core/io/scratch_folder.h"

#include <filesystem>
#include <vector>

namespace walkeeper {

/// The folder that a drill restores into, ".walkeeper-drill-PID.RANDOM.tmp". Removed with
/// everything in it. As long as the drill lives it holds a lock in there, which the system drops
/// when the process ends, however.
class DrillScratch
{
public:
    /// parent  has to be there; the system's folder for temporary files if empty
    /// errors  NotFound: there is no such folder; PermissionDenied
    static Result<DrillScratch> make(const std::filesystem::path& parent, FileSystem& files);

    const std::filesystem::path& path() const { return m_folder.path(); }

private:
    DrillScratch(ScratchFolder folder, FileLock lock);

    ScratchFolder m_folder;
    FileLock m_lock;
};

/// The system's folder for temporary files if `parent` is empty.
std::filesystem::path scratchParent(const std::filesystem::path& parent);

/// Removes what drills of processes that are gone have left. Those of living ones, of other users,
/// and everything with another name stay.
/// gives   the folders that were removed
/// errors  Cancelled; PermissionDenied: the parent cannot be listed. A missing parent is empty
Result<std::vector<std::filesystem::path>>
removeLeftoverScratch(const std::filesystem::path& parent, FileSystem& files, const Clock& clock,
                      const CancellationToken& token);

} // namespace walkeeper
