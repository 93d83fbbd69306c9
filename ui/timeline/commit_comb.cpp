#include "ui/timeline/commit_comb.h"

#include <algorithm>
#include <cmath>

namespace walkeeper::ui {

namespace {

constexpr double widestStep = 12;
constexpr double narrowestStep = 5; ///< of teeth that can still be hit
/// Free between a comb and what stands before it.
constexpr double room = 12;
/// A comb of many commits is drawn only where it can have this many teeth.
constexpr double fewestTeeth = 8;

std::optional<CommitComb> combOf(std::uint32_t entry, std::uint32_t commits, double right,
                                 double free)
{
    const double most = std::floor((free - room) / narrowestStep) + 1;
    if (commits < 2 || most < std::min(static_cast<double>(commits), fewestTeeth))
        return std::nullopt;
    CommitComb comb;
    comb.entry = entry;
    comb.commits = commits;
    comb.teeth = static_cast<std::uint32_t>(std::min(static_cast<double>(commits), most));
    comb.right = right;
    comb.step = std::min(widestStep, (free - room) / (comb.teeth - 1));
    return comb;
}

} // namespace

std::uint32_t CommitComb::commitOf(std::uint32_t tooth) const
{
    return static_cast<std::uint32_t>((std::uint64_t{tooth} + 1) * commits / teeth - 1);
}

std::uint32_t CommitComb::toothOf(std::uint32_t commit) const
{
    // The first tooth whose commit is not before this one.
    return static_cast<std::uint32_t>(
        ((std::uint64_t{commit} + 1) * teeth + commits - 1) / commits - 1);
}

std::uint32_t CommitComb::nearestTooth(double pixel) const
{
    const double tooth = std::round((pixel - left()) / step);
    return static_cast<std::uint32_t>(std::clamp(tooth, 0.0, static_cast<double>(teeth - 1)));
}

std::vector<CommitComb> combsIn(const ReplicaContents& contents, const TimelineScale& scale,
                                const CommitCount& commits)
{
    std::vector<CommitComb> combs;
    const EntryRange range = entriesIn(contents.timeline, scale.visible());
    if (!commits || range.count() > mostLookedUp)
        return combs;
    const auto& entries = contents.timeline.entries();
    for (std::uint32_t i = range.first; i < range.last; ++i) {
        if (entries[i].kind == TimelineEntry::Kind::Snapshot)
            continue;
        const double right = scale.pixelAt(entries[i].time);
        const double before = i == 0 ? 0 : std::max(0.0, scale.pixelAt(entries[i - 1].time));
        const auto count = commits(entries[i].generation, entries[i].part);
        if (const auto comb = combOf(i, count.value_or(0), right, right - before))
            combs.push_back(*comb);
    }
    return combs;
}

const CommitComb* findComb(const std::vector<CommitComb>& combs, std::uint32_t entry)
{
    const auto found = std::ranges::lower_bound(combs, entry, {}, &CommitComb::entry);
    return found == combs.end() || found->entry != entry ? nullptr : &*found;
}

} // namespace walkeeper::ui
