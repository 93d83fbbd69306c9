#pragma once

#include "core/replicate/replica_comparison.h"
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
    std::string url; ///< where it is, without anything secret
    /// Everything before it is stored. Not set while it is unknown: before the first look at the
    /// replica, and after an error.
    std::optional<Position> position;
    /// The last position that was known in this run: the lag is counted from it.
    std::optional<Position> lastPosition;
    /// Bytes of the shadow WAL that are not stored yet; not set before the first position.
    std::optional<std::uint64_t> lagBytes;
    /// When the oldest commit was copied that is not stored yet; not set if there is none.
    std::optional<Timestamp> lagSince;
    bool isRestorable = false; ///< the current generation has a snapshot here

    std::optional<Timestamp> lastUpload;   ///< when a segment was stored last in this run
    std::optional<Timestamp> lastSnapshot; ///< time of the newest snapshot of the generation
    std::optional<Timestamp> nextSnapshot;
    std::optional<Timestamp> lastRetention;
    std::optional<Timestamp> nextRetention;

    std::optional<ReplicaComparison> lastComparison; ///< in this run
    std::optional<Timestamp> nextComparison;

    // What fails now. They do not stop each other.
    std::optional<StandingError> uploadError;
    std::optional<StandingError> snapshotError;
    std::optional<StandingError> retentionError;
    std::optional<StandingError> comparisonError; ///< Corrupt: a restore is not what it should be

    // Since the start.
    std::uint64_t segments = 0;
    std::uint64_t snapshots = 0;
    std::uint64_t deletedObjects = 0;
    std::uint64_t storedBytes = 0; ///< packed, of segments and snapshots
    std::uint64_t walBytes = 0;    ///< plain bytes of the stored segments
    std::uint64_t failures = 0;
    std::uint64_t comparisonsAgreed = 0;
    std::uint64_t comparisonsFailed = 0; ///< differences, and what could not be compared

    /// What the replica holds, by the last listing for the retention; not set before it.
    std::optional<std::uint64_t> replicaBytes;
    std::optional<std::uint64_t> replicaObjects;

    /// The error that matters most.
    const std::optional<StandingError>& error() const
    {
        for (const auto* each : {&uploadError, &comparisonError, &snapshotError}) {
            if (*each)
                return *each;
        }
        return retentionError;
    }
};

} // namespace walkeeper
