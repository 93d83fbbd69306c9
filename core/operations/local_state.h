#pragma once

#include "core/format/generations/meta_directory.h"
#include "core/operations/remove_from_replica.h"

#include <filesystem>

namespace walkeeper {

/// The folder beside a database in which its replication keeps what is not stored yet.
struct LocalState {
    std::filesystem::path folder;
    std::size_t files = 0; ///< 0: there is none
    std::uint64_t bytes = 0;
    std::vector<std::filesystem::path> strangers; ///< that are not ours; they stay
};

/// What there is of it. A missing folder is an empty state.
Result<LocalState> findLocalState(const MetaDirectory& folder, FileSystem& files,
                                  const CancellationToken& token);

/// Deletes it, unless somebody replicates the database. A replication that is started later begins
/// a new generation.
///
/// errors  Busy: another process, or this one, replicates the database; then nothing was deleted.
///         What fails later is in the report
Result<RemovalReport> deleteLocalState(const std::filesystem::path& database,
                                       const MetaDirectory& folder, FileSystem& files,
                                       const CancellationToken& token);

} // namespace walkeeper
