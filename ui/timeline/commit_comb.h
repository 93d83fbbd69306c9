#pragma once

#include "ui/timeline/timeline_bins.h"

namespace walkeeper::ui {

/// The commits of one segment, spread out to the left of the segment's time. Their order is known
/// and their times are not, so they stand in equal steps, of so many pixels however far the axis
/// is magnified. The last one stands at the segment's time.
struct CommitComb {
    std::uint32_t entry = 0;
    std::uint32_t commits = 0;
    std::uint32_t teeth = 0; ///< fewer than commits if there is no room for all of them
    double right = 0;        ///< pixel of the last tooth
    double step = 0;         ///< pixels

    double left() const { return right - step * (teeth - 1); }
    double pixelOf(std::uint32_t tooth) const { return right - step * (teeth - 1 - tooth); }
    /// The commit that a tooth stands for, the last of several.
    std::uint32_t commitOf(std::uint32_t tooth) const;
    std::uint32_t toothOf(std::uint32_t commit) const;
    std::uint32_t nearestTooth(double pixel) const;
};

/// Combs of the visible segments of several commits, where there is room for one; from left to
/// right. None while more than mostLookedUp entries are visible.
std::vector<CommitComb> combsIn(const ReplicaContents& contents, const TimelineScale& scale,
                                const CommitCount& commits);

/// Null if the commits of the entry are not spread out.
/// combs  as combsIn() gives them
const CommitComb* findComb(const std::vector<CommitComb>& combs, std::uint32_t entry);

} // namespace walkeeper::ui
