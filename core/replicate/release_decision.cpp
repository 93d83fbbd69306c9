#include "core/replicate/release_decision.h"

#include <algorithm>

namespace walkeeper {

namespace {

/// Of replicas that are all waited for.
Release releaseFor(const Position& end, std::span<const ReplicaNeed> needs, bool waitsForFailing)
{
    Release release{end.generation, true, end.index, false};
    for (const ReplicaNeed& need : needs) {
        if (need.fails && !waitsForFailing)
            continue;
        const bool isCurrent = need.releasable.generation == end.generation;
        release.previousGeneration =
            release.previousGeneration && isCurrent && need.releasable.previousDone;
        release.below = std::min(release.below, isCurrent ? need.releasable.below : 0);
    }
    // One more WAL file than necessary is kept, as the reference does.
    release.below -= release.below > 0 ? 1 : 0;
    return release;
}

} // namespace

std::uint64_t backlogLimit(std::uint64_t databaseBytes, std::uint64_t least)
{
    constexpr std::uint64_t databases = 4;
    return std::max(least, databases * databaseBytes);
}

Release decideRelease(const Position& end, bool isOverLimit, std::span<const ReplicaNeed> needs)
{
    if (needs.empty())
        return {};
    const Release all = releaseFor(end, needs, true);
    if (!isOverLimit)
        return all;
    Release release = releaseFor(end, needs, false);
    release.leavesBehind =
        release.below > all.below || release.previousGeneration != all.previousGeneration;
    return release;
}

} // namespace walkeeper
