#pragma once

#include "core/format/generations/position.h"

#include <cstdint>
#include <optional>
#include <span>

namespace walkeeper {

/// What of the shadow WAL a replica needs no more.
struct Releasable {
    GenerationId generation;   ///< the one that `below` is about
    WalIndex below = 0;        ///< WAL files before it; 0, so none, while the position is unknown
    bool previousDone = false; ///< the generation before is not needed either
};

struct ReplicaNeed {
    Releasable releasable;
    bool fails = false; ///< it cannot store anything now
    /// Everything before it was stored when it did not fail yet; not set if that was never known.
    std::optional<Position> stored;
};

/// What of the shadow WAL can go. Of no use once another generation has begun.
struct Release {
    GenerationId generation; ///< that was current when it was decided
    bool previousGeneration = false;
    WalIndex below = 0; ///< WAL files of the current generation before it
    /// A replica that fails needed some of it: it will have to begin a new generation.
    bool leavesBehind = false;
};

inline constexpr std::uint64_t leastBacklogLimit = std::uint64_t{1} << 30;

/// Bytes of the shadow WAL behind a replica that fails: beyond them a new snapshot costs less than
/// what waits, and the disk belongs to the application.
/// least  for small databases
std::uint64_t backlogLimit(std::uint64_t databaseBytes, std::uint64_t least = leastBacklogLimit);

/// Pure. Nothing goes that any replica needs, but for those that fail once the limit is passed.
/// Without a replica everything stays.
///
/// end  of the shadow WAL
Release decideRelease(const Position& end, bool isOverLimit, std::span<const ReplicaNeed> needs);

} // namespace walkeeper
