#pragma once

#include "core/history/finding.h"
#include "core/history/replica.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace walkeeper {

/// Which state is wanted.
struct RestoreTarget {
    struct Latest {
        bool operator==(const Latest&) const = default;
    };
    struct AtTime {
        Timestamp time; ///< the newest state known by then
        bool operator==(const AtTime&) const = default;
    };
    struct AtIndex {
        WalIndex index = 0; ///< the end of that WAL file
        bool operator==(const AtIndex&) const = default;
    };
    struct AtPosition {
        Position position; ///< the last commit that ends there or before, in the same WAL file
        bool operator==(const AtPosition&) const = default;
    };

    std::variant<Latest, AtTime, AtIndex, AtPosition> what;
    std::optional<GenerationId> generation; ///< otherwise the one with the newest fitting state

    bool operator==(const RestoreTarget&) const = default;
};

/// What stands in the way of the target, and what can be had instead.
struct Obstacle {
    Finding finding;
    std::optional<RestoreTarget> reachable; ///< not set if nothing can be
    std::optional<Timestamp> reachableTime;
};

/// The parts that a restore needs. If there is an obstacle, the parts are those of the newest
/// state that can be reached instead; they may be used only if that was asked for.
struct RestorePlan {
    GenerationId generation;
    StoredSnapshot snapshot;
    std::vector<StoredSegment> segments; ///< in the order of the WAL
    /// Commits that end after this offset of the last index are left out.
    std::optional<std::uint64_t> lastOffset;
    Timestamp asOf; ///< time of the newest part
    /// The asked time is after the newest object: this is the newest state known by then.
    bool isNewestKnown = false;
    std::optional<Obstacle> obstacle;

    std::uint64_t storedBytes() const;
};

/// Pure: chooses the generation, the snapshot and the segments. Gaps between WAL files and
/// missing first segments are found here; gaps within a WAL file only when it is unpacked.
///
/// errors  NotFound: no replica, no such generation, or nothing as old as was asked for
///         InvalidArgument: an index or position that the generation does not reach
///         Corrupt: nothing at all can be reached
Result<RestorePlan> planRestore(const Replica& replica, const RestoreTarget& target);

/// The sentence for people: what is broken, where, and the newest moment that can be reached.
Error obstacleError(const Obstacle& obstacle);

} // namespace walkeeper
