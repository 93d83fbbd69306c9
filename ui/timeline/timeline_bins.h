#pragma once

#include "core/engine/replica_contents.h"
#include "ui/timeline/timeline_scale.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace walkeeper::ui {

/// One column of the timeline.
struct TimelineBin {
    std::uint32_t segments = 0;
    std::uint32_t snapshots = 0;
    std::uint32_t commits = 0; ///< as far as they are known
    std::uint64_t walBytes = 0;
    std::uint64_t snapshotBytes = 0;
    std::uint32_t generation = 0; ///< of the newest entry in it

    bool isEmpty() const { return segments == 0 && snapshots == 0; }
    bool operator==(const TimelineBin&) const = default;
};

/// How many commits a segment (of a generation) holds; nothing if that is not known.
using CommitCount =
    std::function<std::optional<std::uint32_t>(std::uint32_t generation, std::uint32_t segment)>;

/// Columns, and what is known of all of them together. They begin at multiples of their length of
/// time, so that panning moves them and changes nothing in them.
struct TimelineBins {
    std::vector<TimelineBin> columns;
    double left = 0;           ///< pixel where the first one begins, 0 or a little less
    double width = 1;          ///< pixels each
    std::int64_t number = 0;   ///< of the first one, among all that the whole history has
    bool knowsCommits = false; ///< those of every visible segment

    /// What the height of a column shows: commits if all are known, else segments.
    std::uint32_t weight(const TimelineBin& bin) const
    {
        return knowsCommits ? bin.commits : bin.segments;
    }
    std::uint32_t heaviest() const; ///< at least 1
    /// Null outside.
    const TimelineBin* at(double pixel) const;
};

/// Beyond this many visible entries a pixel holds many segments, and their number says enough.
inline constexpr std::uint32_t mostLookedUp = 500;

/// Counts what is visible in columns of `columnWidth` pixels. Takes a fraction of a millisecond,
/// however many entries there are. Commits are looked up only where few segments are visible.
TimelineBins binTimeline(const ReplicaContents& contents, const TimelineScale& scale,
                         double columnWidth, const CommitCount& commits = {});

/// The bytes of WAL stored in several neighbouring columns, where they are.
struct ByteStep {
    double left = 0; ///< pixel
    double right = 0;
    std::uint64_t walBytes = 0;
};
/// Coarser than the columns, so that it is seen as a skyline behind them.
std::vector<ByteStep> byteSteps(const TimelineBins& bins);

/// Timeline entries in a span: [first, last).
struct EntryRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;

    std::uint32_t count() const { return last - first; }
    bool operator==(const EntryRange&) const = default;
};
EntryRange entriesIn(const Timeline& timeline, TimeSpan span);

/// The entry whose pixel is nearest; of several at the same time the last. No entries: nothing.
std::optional<std::uint32_t> nearestEntry(const Timeline& timeline, const TimelineScale& scale,
                                          double pixel);

} // namespace walkeeper::ui
