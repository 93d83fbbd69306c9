#pragma once

#include "core/history/restore_plan.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace walkeeper {

// Pure: whether the parts of a plan can make one state, as their contents tell.

/// SQLite's file change counter: big-endian, in page 1. It never goes back.
inline constexpr std::size_t changeCounterOffset = 24;

/// A snapshot that was stored after a segment may hold pages of its last frames, which lie behind
/// the target. Only for a plan whose newest segment goes beyond the target.
std::optional<Finding> snapshotAheadOfTarget(const Generation& generation, const RestorePlan& plan);

/// A snapshot that is newer than the last page 1 of the WAL has seen commits that the WAL lacks.
std::optional<Finding> snapshotAheadOfWal(const ObjectKey& snapshot,
                                          std::uint32_t counterInSnapshot,
                                          std::uint32_t counterInWal);

struct SizeClaim {
    std::uint32_t databasePages = 0; ///< as the last commit says
    std::uint64_t storedPages = 0;   ///< that the parts hold
    std::uint32_t pageSize = 0;
};

/// A commit that names a size which the stored pages cannot add up to.
std::optional<Finding> absurdSize(const Generation& generation, const StoredSegment& newest,
                                  const Position& at, const SizeClaim& claim);

} // namespace walkeeper
