#pragma once

#include "core/base/cancellation.h"
#include "core/history/replica.h"
#include "core/history/restore_point.h"

#include <cstddef>

namespace walkeeper {

/// Segments of a generation by their place in Generation::segments: [first, last).
struct SegmentRange {
    std::size_t first = 0;
    std::size_t last = 0;
};

/// Unpacks the segments of a range and gives every commit in them, oldest first.
/// A segment that cannot be read or verified becomes a finding; its commits are left out.
/// errors  Cancelled; those that concern the whole store (Unavailable, Unauthenticated)
Result<RestorePoints> readCommits(ObjectStore& store, const Generation& generation,
                                  SegmentRange range, const CancellationToken& token);

/// The newest `limit` commits of a generation, newest first, unpacking no more than needed.
Result<RestorePoints> readNewestCommits(ObjectStore& store, const Generation& generation,
                                        std::size_t limit, const CancellationToken& token);

} // namespace walkeeper
