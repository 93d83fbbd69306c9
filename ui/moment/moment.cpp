#include "ui/moment/moment.h"

namespace walkeeper::ui {

namespace {

/// The segment's last commit, by the place where the next segment begins.
RestoreTarget endOfSegment(const Generation& generation, std::uint32_t part)
{
    const SegmentName& name = generation.segments[part].name;
    const std::size_t next = part + std::size_t{1};
    const bool isLastOfFile =
        next == generation.segments.size() || generation.segments[next].name.index != name.index;
    if (isLastOfFile)
        return {RestoreTarget::AtIndex{name.index}, generation.id};
    const Position end{generation.id, name.index, generation.segments[next].name.offset};
    return {RestoreTarget::AtPosition{end}, generation.id};
}

} // namespace

RestoreTarget restoreTarget(const Moment& moment)
{
    if (moment.commit)
        return {RestoreTarget::AtPosition{moment.commit->point.position}, moment.generation().id};
    if (moment.isSnapshot())
        return {RestoreTarget::AtTime{moment.time()}, moment.generation().id};
    return endOfSegment(moment.generation(), moment.timelineEntry().part);
}

ObjectKey objectKey(const Moment& moment)
{
    return moment.isSnapshot() ? moment.generation().keyOf(moment.snapshot())
                               : moment.generation().keyOf(moment.segment());
}

std::uint64_t storedBytes(const Moment& moment)
{
    return moment.isSnapshot() ? moment.snapshot().storedBytes : moment.segment().storedBytes;
}

Position startPosition(const Moment& moment)
{
    if (moment.isSnapshot())
        return {moment.generation().id, moment.snapshot().index, 0};
    const SegmentName& name = moment.segment().name;
    return {moment.generation().id, name.index, name.offset};
}

} // namespace walkeeper::ui
