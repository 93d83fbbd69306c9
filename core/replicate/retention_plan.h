#pragma once

#include "core/replicate/replica_listing.h"

#include <chrono>
#include <optional>
#include <vector>

namespace walkeeper {

struct RetentionFacts {
    std::vector<ListedGeneration> generations; ///< all that the replica holds
    std::optional<GenerationId> current;       ///< the one that is written to
    Timestamp now;                             ///< by the clock that dated the objects
    std::chrono::nanoseconds retention{};      ///< 0 or less: everything is kept for ever
};

/// What may be deleted. Each step is carried out completely before the next begins; the order
/// within a step is free. Wherever it stops, every snapshot that is left has all the WAL behind it,
/// and no WAL file has lost its beginning but kept its end.
struct RetentionPlan {
    std::vector<std::vector<ObjectKey>> steps;

    bool isEmpty() const { return steps.empty(); }
};

/// Pure: what can go so that every moment from `now - retention` on can still be restored.
///
/// - In the current generation the newest snapshot that is older than that is kept, and everything
/// behind it.
///   A part that is dated younger keeps what stands before it: clocks may have been set.
/// - Other generations go as a whole, when their youngest object is older; but the last of
///   them stays as long as nothing kept reaches back that far.
/// - Nothing goes while the current generation cannot be restored.
RetentionPlan planRetention(const RetentionFacts& facts);

} // namespace walkeeper
