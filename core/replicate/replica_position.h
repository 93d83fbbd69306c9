#pragma once

#include "core/replicate/replica_listing.h"
#include "core/replicate/shadow_wal.h"

#include <optional>
#include <string>

namespace walkeeper {

/// The newest segment that is known to be stored, and where it ends: with it a listing is enough to
/// know where a replica stands.
struct ConfirmedEnd {
    ObjectKey newest;
    std::uint64_t storedBytes = 0;
    Position end;

    bool operator==(const ConfirmedEnd&) const = default;
};

/// Why a replica cannot be continued in a generation.
struct UnusableReplica {
    enum class Why : std::uint8_t {
        AheadOfShadow,  ///< the computer or the metadata folder was set back
        BehindShadow,   ///< what would have to follow is not in the shadow WAL any more
        ForeignContent, ///< somebody else has written other frames under our names
        Undecodable,    ///< more is broken than the newest segment
    };
    Why why = Why::AheadOfShadow;
    std::string text; ///< one sentence
};

/// Where a replica stands in one generation.
struct RecoveredPosition {
    Position position; ///< what is stored next begins here
    std::optional<ListedSnapshot> newestSnapshot;
    std::optional<ConfirmedEnd> confirmed; ///< for the next recovery
    std::optional<UnusableReplica> unusable;
    /// The key of a segment that fits but that was not there when `confirmed` was noted.
    std::optional<ObjectKey> unexpected;
};

/// Finds out where a replica stands in a generation, and that what is stored is what the shadow WAL
/// holds: the newest segment is unpacked and compared byte for byte, unless it is the one that
/// `known` names. If that one is empty or does not unpack it counts as absent and is to be written
/// again. A replica without snapshot and segments begins with the shadow's current WAL file.
///
/// end     of the shadow WAL in that generation
/// known   from the last recovery or upload of this run, if there was one
/// errors  those of the store and of the file system: nothing is known then
Result<RecoveredPosition> recoverPosition(ObjectStore& store, const ShadowWal& shadow,
                                          const Position& end,
                                          const std::optional<ConfirmedEnd>& known,
                                          const CancellationToken& token);

} // namespace walkeeper
