#include "core/replicate/checkpoint_decision.h"

#include <algorithm>

namespace walkeeper {

CheckpointDecision decideCheckpoint(const CheckpointFacts& facts, const CheckpointLimits& limits)
{
    const auto reached = [&](std::int64_t pages) {
        return pages > 0 && std::int64_t{facts.frames} >= pages;
    };
    // A complete backfill is followed by a reset at the next commit of anybody, without force.
    const bool isBackfilled = facts.backfilled >= facts.frames;
    if (reached(limits.truncatePages))
        return CheckpointDecision::RotateAndCut;
    if (isBackfilled)
        return CheckpointDecision::None;
    if (reached(limits.maxPages))
        return CheckpointDecision::Rotate;
    if (reached(limits.minPages))
        return CheckpointDecision::Passive;
    const bool isDue = limits.interval.count() > 0 && facts.sinceCheckpoint > limits.interval;
    // One frame is what a reset itself may leave; an idle database stays idle.
    return isDue && facts.frames > 1 ? CheckpointDecision::Passive : CheckpointDecision::None;
}

std::uint64_t backfillUnderLock(std::uint64_t walBytes)
{
    constexpr std::uint64_t least = 1024 * 1024;
    constexpr std::uint64_t share = 128;
    return std::max(least, walBytes / share);
}

} // namespace walkeeper
