#include "core/history/restore_plan.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ranges>
#include <span>
#include <tuple>

namespace walkeeper {

namespace {

using Latest = RestoreTarget::Latest;
using AtTime = RestoreTarget::AtTime;
using AtIndex = RestoreTarget::AtIndex;
using AtPosition = RestoreTarget::AtPosition;

std::string hex8(WalIndex index)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%08x", index);
    return text.data();
}

/// What of a generation may be used for a target: everything up to and including it.
struct Wanted {
    std::vector<const StoredSnapshot*> snapshots; ///< by index
    std::span<const StoredSegment> segments;
    std::optional<std::uint64_t> lastOffset; ///< in WAL file `lastIndex`
    std::optional<WalIndex> lastIndex;
    bool isEverything = true;
};

/// The first segments of a generation for which `fits` holds without a break.
template <class Fits>
std::span<const StoredSegment> leading(const Generation& generation, Fits fits)
{
    const auto end = std::ranges::find_if_not(generation.segments, fits);
    return {generation.segments.begin(), end};
}

/// A snapshot holds what had been checkpointed of the WAL file of its own index when it was taken.
/// If it was stored after the last of these segments, it may hold pages that are newer than them.
bool isAheadOf(const StoredSnapshot& snapshot, std::span<const StoredSegment> segments)
{
    return !segments.empty() && segments.back().name.index == snapshot.index &&
           segments.back().created < snapshot.created;
}

/// Does a position leave out a segment that a snapshot of its WAL file was stored after? Then the
/// snapshot may hold what is behind the position. Whether the position cuts the last segment that
/// is used shows only when that is unpacked; the restore looks.
bool leavesOutOlder(const Generation& generation, const StoredSnapshot& snapshot,
                    const Position& end)
{
    return std::ranges::any_of(generation.segments, [&](const StoredSegment& segment) {
        return segment.name.index == snapshot.index && segment.name.offset >= end.offset &&
               segment.created <= snapshot.created;
    });
}

Wanted wantedOf(const Generation& generation, const RestoreTarget& target)
{
    Wanted wanted;
    const auto keepSnapshots = [&](auto fits) {
        for (const StoredSnapshot& snapshot : generation.snapshots) {
            if (fits(snapshot))
                wanted.snapshots.push_back(&snapshot);
        }
    };
    if (const auto* time = std::get_if<AtTime>(&target.what)) {
        // As in the reference: everything behind the first segment that is too young is left out,
        // even if copying has given it an older time.
        keepSnapshots([&](const StoredSnapshot& s) { return s.created <= time->time; });
        wanted.segments =
            leading(generation, [&](const StoredSegment& s) { return s.created <= time->time; });
    } else if (const auto* index = std::get_if<AtIndex>(&target.what)) {
        keepSnapshots([&](const StoredSnapshot& s) { return s.index <= index->index; });
        wanted.segments = leading(
            generation, [&](const StoredSegment& s) { return s.name.index <= index->index; });
        wanted.lastIndex = index->index;
    } else if (const auto* at = std::get_if<AtPosition>(&target.what)) {
        const Position& end = at->position;
        wanted.segments = leading(generation, [&](const StoredSegment& s) {
            return std::tuple(s.name.index, s.name.offset) < std::tuple(end.index, end.offset);
        });
        keepSnapshots([&](const StoredSnapshot& s) {
            return s.index < end.index ||
                   (s.index == end.index && !leavesOutOlder(generation, s, end));
        });
        if (end.offset > 0)
            wanted.lastIndex = end.index;
        wanted.lastOffset = end.offset;
    } else {
        keepSnapshots([](const StoredSnapshot&) { return true; });
        wanted.segments = generation.segments;
    }
    wanted.isEverything = wanted.segments.size() == generation.segments.size() &&
                          wanted.snapshots.size() == generation.snapshots.size();
    return wanted;
}

/// A snapshot and the unbroken WAL behind it, up to the target or the first break.
struct Chain {
    const StoredSnapshot* snapshot = nullptr;
    std::span<const StoredSegment> segments;
    std::optional<Finding> broken;
    const StoredSegment* damaged = nullptr; ///< the one that breaks it, if it is there

    /// Too little of the snapshot's own WAL, although more should be there.
    bool isUseless() const
    {
        if (!broken || (damaged && snapshot->created < damaged->created))
            return false; // what is lost was stored later than the snapshot
        return segments.empty() || isAheadOf(*snapshot, segments);
    }
    /// How far it reaches; a longer chain compares greater.
    auto reach() const
    {
        return segments.empty()
                   ? std::tuple(snapshot->index, std::uint64_t{0})
                   : std::tuple(segments.back().name.index, segments.back().name.offset);
    }
};

Finding missingIndex(const Generation& generation, WalIndex first, WalIndex next)
{
    return {FindingKind::MissingIndex, Severity::Damage, walFolder(generation.id).text(),
            Position{generation.id, first, 0},
            first + 1 == next
                ? "WAL file " + hex8(first) + " is missing"
                : "WAL files " + hex8(first) + " to " + hex8(next - 1) + " are missing"};
}

/// What stands between `expected` (the WAL file whose turn it is, or has begun) and `segment`.
std::optional<Finding> breakBefore(const Generation& generation, const StoredSegment& segment,
                                   WalIndex expected, bool begun)
{
    const SegmentName& name = segment.name;
    for (const KnownBreak& known : generation.breaks) {
        if (known.index == name.index && known.offset <= name.offset)
            return known.finding;
    }
    if (begun && name.index == expected - 1)
        return std::nullopt;
    if (name.index > expected)
        return missingIndex(generation, expected, name.index);
    if (name.offset != 0)
        return Finding{FindingKind::MissingStart, Severity::Damage,
                       generation.keyOf(segment).text(), Position{generation.id, name.index, 0},
                       "the beginning of WAL file " + hex8(name.index) +
                           " is missing: its first segment starts at byte " +
                           std::to_string(name.offset)};
    return std::nullopt;
}

/// As opposed to something that is missing before it.
bool isItsOwnDamage(FindingKind kind)
{
    return kind == FindingKind::BadCompression || kind == FindingKind::BadWalHeader ||
           kind == FindingKind::BadFrame || kind == FindingKind::BadFrameChecksum;
}

Chain chainFrom(const Generation& generation, const StoredSnapshot& snapshot, const Wanted& wanted)
{
    const auto first = std::ranges::find_if(wanted.segments, [&](const StoredSegment& segment) {
        return segment.name.index >= snapshot.index;
    });
    Chain chain{&snapshot, {first, wanted.segments.end()}, std::nullopt, nullptr};
    WalIndex expected = snapshot.index;
    for (std::size_t i = 0; i < chain.segments.size(); ++i) {
        chain.broken =
            breakBefore(generation, chain.segments[i], expected, expected > snapshot.index);
        if (chain.broken) {
            if (isItsOwnDamage(chain.broken->kind))
                chain.damaged = &chain.segments[i];
            chain.segments = chain.segments.first(i);
            return chain;
        }
        expected = chain.segments[i].name.index + 1;
    }
    // An index that was asked for by name must be there.
    if (wanted.lastIndex && !chain.segments.empty() &&
        chain.segments.back().name.index < *wanted.lastIndex)
        chain.broken =
            missingIndex(generation, chain.segments.back().name.index + 1, *wanted.lastIndex + 1);
    return chain;
}

/// The chain that comes closest to the target; the newest snapshot wins a tie.
std::optional<Chain> bestChain(const Generation& generation, const Wanted& wanted,
                               const RestoreTarget& target)
{
    // By time the snapshot that was stored last, as the reference does; else the highest index.
    std::vector<const StoredSnapshot*> snapshots = wanted.snapshots;
    if (std::holds_alternative<AtTime>(target.what))
        std::ranges::stable_sort(snapshots, {}, &StoredSnapshot::created);
    std::optional<Chain> best;
    std::optional<Finding> firstBreak;
    for (const StoredSnapshot* snapshot : snapshots | std::views::reverse) {
        Chain chain = chainFrom(generation, *snapshot, wanted);
        if (!chain.broken)
            return chain;
        if (!firstBreak)
            firstBreak = chain.broken;
        if (!chain.isUseless() && (!best || chain.reach() > best->reach()))
            best = chain;
    }
    if (best) {
        best->broken = firstBreak;
        return best;
    }
    if (firstBreak)
        return Chain{nullptr, {}, firstBreak, nullptr};
    return std::nullopt;
}

Timestamp asOf(const Chain& chain)
{
    Timestamp newest = chain.snapshot->created;
    for (const StoredSegment& segment : chain.segments)
        newest = std::max(newest, segment.created);
    return newest;
}

RestorePlan planOf(const Generation& generation, const Chain& chain, const Wanted& wanted)
{
    RestorePlan plan;
    plan.generation = generation.id;
    plan.snapshot = *chain.snapshot;
    plan.segments.assign(chain.segments.begin(), chain.segments.end());
    if (!chain.broken)
        plan.lastOffset = wanted.lastOffset;
    plan.asOf = asOf(chain);
    return plan;
}

/// The newest object of a generation that is not after `time`.
std::optional<Timestamp> newestBy(const Generation& generation, Timestamp time)
{
    std::optional<Timestamp> newest;
    const auto take = [&](Timestamp created) {
        if (created <= time)
            newest = std::max(newest.value_or(created), created);
    };
    std::ranges::for_each(generation.snapshots, take, &StoredSnapshot::created);
    std::ranges::for_each(generation.segments, take, &StoredSegment::created);
    return newest;
}

Timestamp timeOf(const RestoreTarget& target)
{
    const auto* time = std::get_if<AtTime>(&target.what);
    return time ? time->time : Timestamp::max();
}

/// Generations that may hold the target, the best one first.
std::vector<const Generation*> candidates(const Replica& replica, const RestoreTarget& target)
{
    std::vector<std::pair<Timestamp, const Generation*>> found;
    for (const Generation& generation : replica.generations) {
        if (target.generation && *target.generation != generation.id)
            continue;
        if (const auto newest = newestBy(generation, timeOf(target)))
            found.emplace_back(*newest, &generation);
    }
    std::ranges::stable_sort(found, std::greater<>(),
                             [](const auto& entry) { return entry.first; });
    std::vector<const Generation*> generations;
    for (const auto& [time, generation] : found)
        generations.push_back(generation);
    return generations;
}

Error nothingThatOld(const Replica& replica, const RestoreTarget& target)
{
    std::optional<Timestamp> oldest;
    for (const Generation& generation : replica.generations) {
        if (target.generation && *target.generation != generation.id)
            continue;
        for (const StoredSnapshot& snapshot : generation.snapshots)
            oldest = std::min(oldest.value_or(snapshot.created), snapshot.created);
    }
    if (!oldest)
        return {ErrorCode::NotFound, "the replica holds no snapshot, so nothing can be restored"};
    return {ErrorCode::NotFound, "nothing was stored by " + formatTimestampExact(timeOf(target)) +
                                     "; the oldest moment that can be restored is " +
                                     formatTimestampExact(*oldest)};
}

Finding noSnapshot(const Generation& generation)
{
    for (const Finding& finding : generation.findings) {
        if (finding.kind == FindingKind::BadSnapshot ||
            (finding.severity == Severity::Damage &&
             finding.object.starts_with(snapshotsFolder(generation.id).text() + "/")))
            return finding;
    }
    return {FindingKind::NoSnapshot,
            Severity::Damage,
            snapshotsFolder(generation.id).text(),
            {},
            "no snapshot is there that the wanted state could start from"};
}

RestoreTarget targetAtEndOf(const RestorePlan& plan)
{
    const WalIndex index =
        plan.segments.empty() ? plan.snapshot.index : plan.segments.back().name.index;
    // Any offset behind the last segment does: the last commit at or before it counts.
    const std::uint64_t offset =
        plan.segments.empty() ? 0 : plan.segments.back().name.offset + (std::uint64_t{1} << 40);
    return {AtPosition{{plan.generation, index, offset}}, plan.generation};
}

/// The newest state that another generation has of the time before the target.
std::optional<RestorePlan> planElsewhere(const Replica& replica, const RestoreTarget& target,
                                         const Generation& broken)
{
    const RestoreTarget anywhere{AtTime{timeOf(target)}, std::nullopt};
    for (const Generation* generation : candidates(replica, anywhere)) {
        if (generation == &broken || target.generation)
            continue;
        const Wanted wanted = wantedOf(*generation, anywhere);
        const std::optional<Chain> chain = bestChain(*generation, wanted, anywhere);
        if (chain && chain->snapshot)
            return planOf(*generation, *chain, wanted);
    }
    return std::nullopt;
}

Result<RestorePlan> planAround(const Replica& replica, const RestoreTarget& target,
                               const Generation& generation, const std::optional<Chain>& chain,
                               const Wanted& wanted)
{
    Obstacle obstacle{chain ? *chain->broken : noSnapshot(generation), {}, {}};
    std::optional<RestorePlan> plan;
    if (chain && chain->snapshot)
        plan = planOf(generation, *chain, wanted);
    else
        plan = planElsewhere(replica, target, generation);
    if (!plan)
        return obstacleError(obstacle);
    obstacle.reachable = targetAtEndOf(*plan);
    obstacle.reachableTime = plan->asOf;
    plan->obstacle = std::move(obstacle);
    return *std::move(plan);
}

/// Refuses places that the generation never reached, as opposed to places that are lost.
std::optional<Error> beyondEnd(const Generation& generation, const RestoreTarget& target)
{
    WalIndex highest = generation.snapshots.empty() ? 0 : generation.snapshots.back().index;
    if (!generation.segments.empty())
        highest = std::max(highest, generation.segments.back().name.index);
    std::optional<WalIndex> asked;
    if (const auto* index = std::get_if<AtIndex>(&target.what))
        asked = index->index;
    else if (const auto* position = std::get_if<AtPosition>(&target.what))
        asked = position->position.index;
    if (!asked || *asked <= highest)
        return std::nullopt;
    return Error{ErrorCode::InvalidArgument, "generation " + generation.id.text() +
                                                 " has no WAL file " + hex8(*asked) +
                                                 "; its highest is " + hex8(highest)};
}

} // namespace

std::uint64_t RestorePlan::storedBytes() const
{
    std::uint64_t bytes = snapshot.storedBytes;
    for (const StoredSegment& segment : segments)
        bytes += segment.storedBytes;
    return bytes;
}

Result<RestorePlan> planRestore(const Replica& replica, const RestoreTarget& target)
{
    RestoreTarget chosen = target;
    if (const auto* position = std::get_if<AtPosition>(&target.what))
        chosen.generation = position->position.generation;
    if (chosen.generation && !replica.find(*chosen.generation))
        return Error{ErrorCode::NotFound,
                     "the replica holds no generation " + chosen.generation->text()};
    if (replica.generations.empty())
        return Error{ErrorCode::NotFound, "the replica is empty"};

    const std::vector<const Generation*> generations = candidates(replica, chosen);
    if (generations.empty())
        return nothingThatOld(replica, chosen);

    const Generation& generation = *generations.front();
    if (std::optional<Error> beyond = beyondEnd(generation, chosen))
        return *std::move(beyond);
    const Wanted wanted = wantedOf(generation, chosen);
    const std::optional<Chain> chain = bestChain(generation, wanted, chosen);
    if (!chain || chain->broken) {
        if (!chain && !generation.snapshots.empty() &&
            std::holds_alternative<AtTime>(chosen.what) && generations.size() == 1)
            return nothingThatOld(replica, chosen);
        return planAround(replica, chosen, generation, chain, wanted);
    }
    RestorePlan plan = planOf(generation, *chain, wanted);
    plan.isNewestKnown = std::holds_alternative<AtTime>(chosen.what) && wanted.isEverything &&
                         timeOf(chosen) > plan.asOf;
    return plan;
}

Error obstacleError(const Obstacle& obstacle)
{
    const Finding& finding = obstacle.finding;
    std::string text = "the chain is broken at " + finding.object;
    if (finding.at)
        text += " (position " + finding.at->text() + ")";
    text += ": " + finding.text;
    if (obstacle.reachableTime)
        text += "; the newest moment that can be reached is " +
                formatTimestampExact(*obstacle.reachableTime);
    else
        text += "; nothing can be restored";
    return {ErrorCode::Corrupt, std::move(text)};
}

} // namespace walkeeper
