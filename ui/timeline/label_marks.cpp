#include "ui/timeline/label_marks.h"

#include "ui/moment/continuation.h"
#include "ui/timeline/timeline_scale.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

/// Of a commit in its segment, if that has been read.
std::optional<std::size_t> numberOf(const TimelineLabel& label, const ReplicaContents& contents,
                                    const CommitBook* book)
{
    if (!label.commit || !book)
        return std::nullopt;
    const TimelineEntry& entry = contents.timeline.entries()[label.entry];
    return book->numberOf(entry.generation, entry.part, *label.commit);
}

} // namespace

std::vector<TimelineLabel> labelsIn(const ReplicaContents& contents,
                                    const std::vector<MomentLabel>& labels)
{
    std::vector<TimelineLabel> found;
    for (const MomentLabel& label : labels) {
        const Position& position = label.place.position;
        const auto entry = entryAt(contents, position);
        if (!entry)
            continue;
        const TimelineEntry& stored = contents.timeline.entries()[*entry];
        const bool isCommit = stored.kind == TimelineEntry::Kind::Segment;
        found.push_back(
            {label.text, stored.time, *entry, isCommit ? std::optional(position) : std::nullopt});
    }
    std::ranges::stable_sort(found, {}, &TimelineLabel::time);
    return found;
}

std::vector<LabelMark> labelMarks(const std::vector<TimelineLabel>& labels,
                                  const ReplicaContents& contents, const TimelineScale& scale,
                                  const std::vector<CommitComb>& combs, const CommitBook* book)
{
    std::vector<LabelMark> marks;
    for (const TimelineLabel& label : labels) {
        const std::optional<std::size_t> number = numberOf(label, contents, book);
        const CommitComb* comb = findComb(combs, label.entry);
        const double pixel = comb && number
                                 ? comb->pixelOf(comb->toothOf(static_cast<std::uint32_t>(*number)))
                                 : scale.pixelAt(label.time);
        if (pixel >= 0 && pixel <= scale.width())
            marks.push_back({pixel, 0, {label.text}, label.entry, number});
    }
    std::ranges::stable_sort(marks, {}, &LabelMark::pixel);
    std::vector<LabelMark> merged;
    for (LabelMark& mark : marks) {
        if (merged.empty() || mark.pixel - merged.back().pixel >= labelSpacing) {
            merged.push_back(std::move(mark));
            continue;
        }
        LabelMark& before = merged.back();
        before.texts += mark.texts;
        before.entry = mark.entry;
        before.commit = mark.commit;
    }
    double end = scale.width();
    for (auto mark = merged.rbegin(); mark != merged.rend(); ++mark) {
        mark->room = end - mark->pixel;
        end = mark->pixel;
    }
    return merged;
}

} // namespace walkeeper::ui
