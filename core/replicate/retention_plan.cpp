#include "core/replicate/retention_plan.h"

#include <algorithm>
#include <limits>

namespace walkeeper {

namespace {

Timestamp minusSaturated(Timestamp time, std::chrono::nanoseconds by)
{
    if (time.time_since_epoch() < std::chrono::nanoseconds::min() + by)
        return Timestamp::min();
    return time - by;
}

/// Takes everything that stands before a WAL index out of a generation: first the snapshots, which
/// need the WAL behind them; then the ends of WAL files, last their beginnings.
void addDeletions(const ListedGeneration& generation, std::uint64_t below, RetentionPlan& plan)
{
    std::vector<ObjectKey> snapshots;
    for (const ListedSnapshot& snapshot : generation.snapshots) {
        if (snapshot.index < below)
            snapshots.push_back(generation.keyOf(snapshot));
    }
    std::vector<ObjectKey> ends;
    std::vector<ObjectKey> beginnings;
    for (auto segment = generation.segments.rbegin(); segment != generation.segments.rend();
         ++segment) {
        if (segment->name.index >= below)
            continue;
        (segment->name.offset != 0 ? ends : beginnings).push_back(generation.keyOf(*segment));
    }
    for (std::vector<ObjectKey>* step : {&snapshots, &ends, &beginnings}) {
        if (!step->empty())
            plan.steps.push_back(std::move(*step));
    }
}

/// The oldest object that is younger than the cut-off stands at this WAL index or later.
std::uint64_t firstYoungIndex(const ListedGeneration& generation, Timestamp cutOff)
{
    std::uint64_t first = std::numeric_limits<std::uint64_t>::max();
    for (const ListedSnapshot& snapshot : generation.snapshots) {
        if (snapshot.created > cutOff)
            first = std::min<std::uint64_t>(first, snapshot.index);
    }
    for (const ListedSegment& segment : generation.segments) {
        if (segment.created > cutOff)
            first = std::min<std::uint64_t>(first, segment.name.index);
    }
    return first;
}

/// The newest snapshot that is older than the cut-off, with nothing younger before it.
const ListedSnapshot* baseOf(const ListedGeneration& generation, Timestamp cutOff)
{
    const std::uint64_t young = firstYoungIndex(generation, cutOff);
    const ListedSnapshot* base = nullptr;
    for (const ListedSnapshot& snapshot : generation.snapshots) {
        if (snapshot.created <= cutOff && snapshot.index <= young)
            base = &snapshot;
    }
    return base;
}

bool reachesBack(const ListedGeneration& generation, Timestamp cutOff)
{
    return std::ranges::any_of(generation.snapshots, [&](const ListedSnapshot& snapshot) {
        return snapshot.created <= cutOff;
    });
}

} // namespace

RetentionPlan planRetention(const RetentionFacts& facts)
{
    RetentionPlan plan;
    if (facts.retention <= std::chrono::nanoseconds::zero() || !facts.current)
        return plan;
    const auto current =
        std::ranges::find(facts.generations, *facts.current, &ListedGeneration::id);
    if (current == facts.generations.end() || current->snapshots.empty())
        return plan;
    const Timestamp cutOff = minusSaturated(facts.now, facts.retention);

    bool isCovered = false; // does anything that stays reach back to the cut-off?
    std::vector<const ListedGeneration*> dead;
    for (const ListedGeneration& generation : facts.generations) {
        const std::optional<Timestamp> newest = generation.newest();
        if (generation.id == *facts.current || (newest && *newest > cutOff))
            isCovered = isCovered || reachesBack(generation, cutOff);
        else if (newest)
            dead.push_back(&generation);
    }
    if (!isCovered) {
        const auto last =
            std::ranges::max_element(dead, {}, [](const ListedGeneration* generation) {
                return std::pair(!generation->snapshots.empty(), *generation->newest());
            });
        if (last != dead.end() && !(*last)->snapshots.empty())
            dead.erase(last);
    }
    for (const ListedGeneration* generation : dead)
        addDeletions(*generation, std::numeric_limits<std::uint64_t>::max(), plan);
    if (const ListedSnapshot* base = baseOf(*current, cutOff))
        addDeletions(*current, base->index, plan);
    return plan;
}

} // namespace walkeeper
