#pragma once

#include "core/sqlite/wal_index.h"

#include <chrono>
#include <cstdint>

namespace walkeeper {

/// When to checkpoint, as the reference's configuration says it. Pages become bytes by walSize().
struct CheckpointLimits {
    std::int64_t minPages = 1000;
    std::int64_t maxPages = 10'000;                              ///< 0: off
    std::int64_t truncatePages = 500'000;                        ///< 0: off
    std::chrono::nanoseconds interval = std::chrono::minutes(1); ///< 0: off
};

struct CheckpointFacts {
    std::uint32_t frames = 0;                   ///< of the shadow, in its current WAL file
    std::uint32_t backfilled = 0;               ///< of these
    std::chrono::nanoseconds sinceCheckpoint{}; ///< since the last complete one, or the start
};

enum class CheckpointDecision : std::uint8_t {
    None,
    Passive,     ///< backfill what readers allow, without any lock
    Rotate,      ///< the same with the write lock held, so that writers cannot keep it from ending
    RotateAndCut ///< and cut the WAL file, which has grown very large
};

/// Pure. A WAL that is backfilled already is only rotated when it has reached the maximum.
CheckpointDecision decideCheckpoint(const CheckpointFacts& facts, const CheckpointLimits& limits);

/// What may be left to backfill while writers wait: 1 MiB, and more once the WAL has passed 128
/// MiB, because a writer that is faster than the backfill would make it grow without end, and a WAL
/// of 4 GiB cannot be replicated at all. Pure; bytes.
std::uint64_t backfillUnderLock(std::uint64_t walBytes);

} // namespace walkeeper
