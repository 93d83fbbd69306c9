#pragma once

#include "core/replicate/replication_status.h"

#include <cstdint>
#include <optional>
#include <string>

namespace walkeeper {

/// What became of a snapshot that was asked for.
struct SnapshotOutcome {
    WalIndex index = 0;
    /// There was one of this WAL file already. It is kept: a newer one under the same name would
    /// take away the moments between the two.
    bool wasThere = false;
    std::uint64_t databaseBytes = 0; ///< of a new one
};

/// One replica of a watched database, as it stands.
struct ReplicaStatus {
    std::string name;
    /// Everything before it is stored. Not set while it is unknown: before the first look at the
    /// replica, and after an error.
    std::optional<Position> position;
    /// Bytes of the shadow WAL that are not stored yet; not set while the position is unknown.
    std::optional<std::uint64_t> lagBytes;
    bool isRestorable = false; ///< the current generation has a snapshot here

    std::optional<Timestamp> lastUpload;   ///< when a segment was stored last in this run
    std::optional<Timestamp> lastSnapshot; ///< time of the newest snapshot of the generation
    std::optional<Timestamp> nextSnapshot;
    std::optional<Timestamp> lastRetention;
    std::optional<Timestamp> nextRetention;

    // What fails now. They do not stop each other.
    std::optional<StandingError> uploadError;
    std::optional<StandingError> snapshotError;
    std::optional<StandingError> retentionError;

    // Since the start.
    std::uint64_t segments = 0;
    std::uint64_t snapshots = 0;
    std::uint64_t deletedObjects = 0;
    std::uint64_t storedBytes = 0; ///< packed, of segments and snapshots
    std::uint64_t walBytes = 0;    ///< plain bytes of the stored segments
    std::uint64_t failures = 0;

    /// What the replica holds, by the last listing for the retention; not set before it.
    std::optional<std::uint64_t> replicaBytes;
    std::optional<std::uint64_t> replicaObjects;

    /// The error that matters most.
    const std::optional<StandingError>& error() const
    {
        if (uploadError)
            return uploadError;
        return snapshotError ? snapshotError : retentionError;
    }
};

} // namespace walkeeper
