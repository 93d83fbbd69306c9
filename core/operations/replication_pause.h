#pragma once

#include "core/replicate/replicator.h"

#include <filesystem>
#include <functional>
#include <optional>

namespace walkeeper {

/// The replication of one database while it stands still, so that its file can be replaced.
struct ReplicationPause {
    /// Goes on with it; empty if nobody replicated the database.
    std::function<Result<void>()> resume;
    /// Why the last commits are not in every replica, if they are not. They are in the database.
    std::optional<Error> notStored;
};

/// Ends when the replicator has let go of the database. Outlived by the replicator.
/// errors  Busy: it is being stopped already; Cancelled, and then it goes on
Result<ReplicationPause> pauseReplication(Replicator& replicator,
                                          const std::filesystem::path& database,
                                          const CancellationToken& token);

/// The same with a replicator of another process, if one replicates the database. It goes on by
/// itself if this process ends before resume().
/// controlFolder  where it can be asked
Result<ReplicationPause> pauseElsewhere(const std::filesystem::path& database,
                                        const std::filesystem::path& controlFolder,
                                        const CancellationToken& token);

} // namespace walkeeper
