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

/// Whether the replica cannot go on where it stood without what goes.
bool takesFrom(const ReplicaNeed& need, const Release& release)
{
    if (!need.stored || need.stored->generation != release.generation)
        return release.below > 0 || (release.previousGeneration && !need.releasable.previousDone);
    // Its newest segment is compared with the WAL file that it is of.
    const bool isOfTheFileBefore = need.stored->offset == 0 && need.stored->index > 0;
    return release.below > need.stored->index - (isOfTheFileBefore ? 1 : 0);
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
    Release release = releaseFor(end, needs, !isOverLimit);
    release.leavesBehind = isOverLimit && std::ranges::any_of(needs, [&](const ReplicaNeed& need) {
                               return need.fails && takesFrom(need, release);
                           });
    return release;
}

} // namespace walkeeper
