#include "ui/timeline/timeline_bins.h"

#include <algorithm>
#include <cmath>

namespace walkeeper::ui {

namespace {

/// Beyond this many visible entries a pixel holds many segments, and their number says enough.
constexpr std::uint32_t mostLookedUp = 500;

void count(TimelineBin& bin, const TimelineEntry& entry, std::uint32_t place,
           const Replica& replica)
{
    const Generation& generation = replica.generations[entry.generation];
    if (entry.kind == TimelineEntry::Kind::Snapshot) {
        ++bin.snapshots;
        bin.storedBytes += generation.snapshots[entry.part].storedBytes;
    } else {
        ++bin.segments;
        bin.storedBytes += generation.segments[entry.part].storedBytes;
    }
    bin.generation = entry.generation;
    bin.lastEntry = place;
}

} // namespace

EntryRange entriesIn(const Timeline& timeline, TimeSpan span)
{
    const auto& entries = timeline.entries();
    const auto first = std::lower_bound(
        entries.begin(), entries.end(), span.from,
        [](const TimelineEntry& entry, Timestamp time) { return entry.time < time; });
    const auto last = std::upper_bound(
        first, entries.end(), span.to,
        [](Timestamp time, const TimelineEntry& entry) { return time < entry.time; });
    return {static_cast<std::uint32_t>(first - entries.begin()),
            static_cast<std::uint32_t>(last - entries.begin())};
}

TimelineBins binTimeline(const ReplicaContents& contents, const TimelineScale& scale,
                         double columnWidth, const CommitCount& commits)
{
    const auto columns = static_cast<std::size_t>(std::ceil(scale.width() / columnWidth)) + 1;
    TimelineBins bins;
    bins.columns.resize(columns);
    const auto& entries = contents.timeline.entries();
    const EntryRange range = entriesIn(contents.timeline, scale.visible());
    bins.knowsCommits = commits && range.count() > 0 && range.count() <= mostLookedUp;
    for (std::uint32_t i = range.first; i < range.last; ++i) {
        const double column = scale.pixelAt(entries[i].time) / columnWidth;
        const auto place = static_cast<std::size_t>(std::max(0.0, column));
        TimelineBin& bin = bins.columns[std::min(place, columns - 1)];
        count(bin, entries[i], i, contents.replica);
        if (!bins.knowsCommits || entries[i].kind == TimelineEntry::Kind::Snapshot)
            continue;
        const auto known = commits(entries[i].generation, entries[i].part);
        bins.knowsCommits = known.has_value();
        bin.commits += known.value_or(0);
    }
    return bins;
}

std::optional<std::uint32_t> nearestEntry(const Timeline& timeline, const TimelineScale& scale,
                                          double pixel)
{
    const auto& entries = timeline.entries();
    if (entries.empty())
        return std::nullopt;
    const Timestamp time = scale.timeAt(pixel);
    const std::size_t before = timeline.atOrBefore(time);
    const std::size_t after = before == entries.size() ? 0 : before + 1;
    if (before == entries.size())
        return static_cast<std::uint32_t>(timeline.atOrBefore(entries.front().time));
    if (after == entries.size())
        return static_cast<std::uint32_t>(before);
    const double left = std::abs(scale.pixelAt(entries[before].time) - pixel);
    const double right = std::abs(scale.pixelAt(entries[after].time) - pixel);
    if (left <= right)
        return static_cast<std::uint32_t>(before);
    return static_cast<std::uint32_t>(timeline.atOrBefore(entries[after].time));
}

} // namespace walkeeper::ui
