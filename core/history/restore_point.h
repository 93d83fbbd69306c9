#pragma once

#include "core/base/time.h"
#include "core/format/generations/position.h"
#include "core/history/finding.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace walkeeper {

/// A state that can be reached exactly: the end of one commit.
struct RestorePoint {
    Position position; ///< end of the commit's last frame
    /// When the segment that holds it was stored. The commit happened no later, and after
    /// `after`: only the object's time is kept, so no time of a commit is more exact than this.
    Timestamp time;
    std::optional<Timestamp> after; ///< time of the segment before, if there is one
    std::uint32_t frames = 0;       ///< pages that the commit wrote
    std::uint32_t databasePages = 0;
    std::uint32_t pageSize = 0; ///< bytes

    std::uint64_t walBytes() const { return std::uint64_t{frames} * (pageSize + 24); }
    std::uint64_t databaseBytes() const { return std::uint64_t{databasePages} * pageSize; }

    bool operator==(const RestorePoint&) const = default;
};

/// Restore points of a range, and what is wrong in it.
struct RestorePoints {
    std::vector<RestorePoint> points;
    std::vector<Finding> findings;
};

} // namespace walkeeper
