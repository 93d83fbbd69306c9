#include "ui/timeline/timeline_bins.h"

#include <algorithm>
#include <cmath>

namespace walkeeper::ui {

namespace {

/// Columns that one step of the skyline of bytes spans.
constexpr std::int64_t columnsPerStep = 4;

/// Place of the first entry, of those from `first` on, that is not before `time`.
std::uint32_t entryFrom(const std::vector<TimelineEntry>& entries, std::uint32_t first,
                        Timestamp time)
{
    const auto found = std::lower_bound(
        entries.begin() + first, entries.end(), time,
        [](const TimelineEntry& entry, Timestamp limit) { return entry.time < limit; });
    return static_cast<std::uint32_t>(found - entries.begin());
}

void countCommits(TimelineBins& bins, const ReplicaContents& contents, const TimelineScale& scale,
                  EntryRange visible, const CommitCount& commits)
{
    bins.knowsCommits = true;
    const auto& entries = contents.timeline.entries();
    for (std::uint32_t i = visible.first; i < visible.last; ++i) {
        if (entries[i].kind == TimelineEntry::Kind::Snapshot)
            continue;
        const auto known = commits(entries[i].generation, entries[i].part);
        bins.knowsCommits = bins.knowsCommits && known.has_value();
        const double column = (scale.pixelAt(entries[i].time) - bins.left) / bins.width;
        const auto place = static_cast<std::size_t>(std::max(0.0, column));
        bins.columns[std::min(place, bins.columns.size() - 1)].commits += known.value_or(0);
    }
}

} // namespace

std::uint32_t TimelineBins::heaviest() const
{
    std::uint32_t most = 1;
    for (const TimelineBin& bin : columns)
        most = std::max(most, weight(bin));
    return most;
}

const TimelineBin* TimelineBins::at(double pixel) const
{
    const double column = (pixel - left) / width;
    if (column < 0 || column >= static_cast<double>(columns.size()))
        return nullptr;
    return &columns[static_cast<std::size_t>(column)];
}

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
    const TimeSpan visible = scale.visible();
    const double length = // of a column, in nanoseconds
        std::max(1.0, static_cast<double>((visible.to - visible.from).count()) * columnWidth /
                          scale.width());
    const Timestamp origin = scale.whole().from;
    const auto edge = [&](std::int64_t number) {
        return origin +
               std::chrono::nanoseconds(std::llround(static_cast<double>(number) * length));
    };
    TimelineBins bins;
    bins.width = columnWidth;
    bins.number = static_cast<std::int64_t>(
        std::floor(static_cast<double>((visible.from - origin).count()) / length));
    bins.left = scale.pixelAt(edge(bins.number));
    bins.columns.resize(static_cast<std::size_t>(std::ceil(scale.width() / columnWidth)) + 1);
    const auto& entries = contents.timeline.entries();
    std::uint32_t first = entryFrom(entries, 0, edge(bins.number));
    TimelineTotals before = totalsBefore(contents, first);
    for (TimelineBin& bin : bins.columns) {
        const std::uint32_t last = entryFrom(entries, first, edge(++bins.number));
        if (last == first)
            continue;
        const TimelineTotals after = totalsBefore(contents, last);
        const TimelineTotals sum = after - before;
        bin = {sum.segments, sum.snapshots,     0,
               sum.walBytes, sum.snapshotBytes, entries[last - 1].generation};
        first = last;
        before = after;
    }
    bins.number -= static_cast<std::int64_t>(bins.columns.size());
    const EntryRange range = entriesIn(contents.timeline, visible);
    if (commits && range.count() > 0 && range.count() <= mostLookedUp)
        countCommits(bins, contents, scale, range, commits);
    return bins;
}

std::vector<ByteStep> byteSteps(const TimelineBins& bins)
{
    std::vector<ByteStep> steps;
    for (std::size_t i = 0; i < bins.columns.size(); ++i) {
        const std::int64_t number = bins.number + static_cast<std::int64_t>(i);
        const double left = bins.left + static_cast<double>(i) * bins.width;
        if (steps.empty() || number % columnsPerStep == 0)
            steps.push_back({left, left, 0});
        steps.back().right = left + bins.width;
        steps.back().walBytes += bins.columns[i].walBytes;
    }
    return steps;
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
