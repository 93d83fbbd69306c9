#include "ui/moment/continuation.h"

#include <algorithm>
#include <iterator>

namespace walkeeper::ui {

namespace {

bool isBefore(const SegmentName& one, const SegmentName& other)
{
    return one.index != other.index ? one.index < other.index : one.offset < other.offset;
}

std::optional<std::uint32_t> snapshotIn(const Generation& generation, const StoredSnapshot& wanted)
{
    const auto found = std::lower_bound(
        generation.snapshots.begin(), generation.snapshots.end(), wanted.index,
        [](const StoredSnapshot& each, WalIndex index) { return each.index < index; });
    if (found == generation.snapshots.end() || *found != wanted)
        return std::nullopt;
    return static_cast<std::uint32_t>(found - generation.snapshots.begin());
}

} // namespace

std::optional<std::uint32_t> generationIn(const ReplicaContents& newer,
                                          const ReplicaContents& older, std::uint32_t generation)
{
    const GenerationId id = older.replica.generations[generation].id;
    const auto& all = newer.replica.generations;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [id](const Generation& each) { return each.id == id; });
    if (found == all.end())
        return std::nullopt;
    return static_cast<std::uint32_t>(found - all.begin());
}

std::optional<std::uint32_t> segmentIn(const ReplicaContents& newer, std::uint32_t generation,
                                       const StoredSegment& segment)
{
    const auto& all = newer.replica.generations[generation].segments;
    const auto found = std::lower_bound(all.begin(), all.end(), segment.name,
                                        [](const StoredSegment& each, const SegmentName& name) {
                                            return isBefore(each.name, name);
                                        });
    if (found == all.end() || *found != segment)
        return std::nullopt;
    return static_cast<std::uint32_t>(found - all.begin());
}

std::optional<std::uint32_t> entryAt(const ReplicaContents& contents, const Position& position)
{
    const auto& generations = contents.replica.generations;
    const auto generation =
        std::find_if(generations.begin(), generations.end(), [&position](const Generation& each) {
            return each.id == position.generation;
        });
    if (generation == generations.end())
        return std::nullopt;
    const GenerationContents& entries =
        contents.generations[static_cast<std::size_t>(generation - generations.begin())];
    if (position.offset == 0) {
        const auto& all = generation->snapshots;
        const auto found =
            std::find_if(all.begin(), all.end(), [&position](const StoredSnapshot& each) {
                return each.index == position.index;
            });
        if (found == all.end())
            return std::nullopt;
        return entries.snapshotEntries[static_cast<std::size_t>(found - all.begin())];
    }
    const auto& all = generation->segments;
    const auto behind = std::lower_bound(
        all.begin(), all.end(), position, [](const StoredSegment& each, const Position& end) {
            return each.name.index != end.index ? each.name.index < end.index
                                                : each.name.offset < end.offset;
        });
    if (behind == all.begin() || std::prev(behind)->name.index != position.index)
        return std::nullopt;
    return entries.segmentEntries[static_cast<std::size_t>(behind - all.begin()) - 1];
}

std::optional<std::uint32_t> entryIn(const ReplicaContents& newer, const ReplicaContents& older,
                                     std::uint32_t entry)
{
    const TimelineEntry& wanted = older.timeline.entries()[entry];
    const auto generation = generationIn(newer, older, wanted.generation);
    if (!generation)
        return std::nullopt;
    const Generation& before = older.replica.generations[wanted.generation];
    const GenerationContents& now = newer.generations[*generation];
    if (wanted.kind == TimelineEntry::Kind::Snapshot) {
        const auto part =
            snapshotIn(newer.replica.generations[*generation], before.snapshots[wanted.part]);
        return part ? std::optional(now.snapshotEntries[*part]) : std::nullopt;
    }
    const auto part = segmentIn(newer, *generation, before.segments[wanted.part]);
    return part ? std::optional(now.segmentEntries[*part]) : std::nullopt;
}

} // namespace walkeeper::ui
