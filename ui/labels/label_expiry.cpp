#include "ui/labels/label_expiry.h"

#include "ui/moment/continuation.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

/// The one that is written to: the generation with the newest object.
bool isCurrent(const ReplicaContents& contents, const GenerationContents& generation)
{
    return std::none_of(contents.generations.begin(), contents.generations.end(),
                        [&generation](const GenerationContents& each) {
                            return each.updated > generation.updated;
                        });
}

/// Of the first snapshot that stands behind the position.
std::optional<Timestamp> nextSnapshot(const Generation& generation, WalIndex index)
{
    const auto found =
        std::find_if(generation.snapshots.begin(), generation.snapshots.end(),
                     [index](const StoredSnapshot& each) { return each.index > index; });
    return found == generation.snapshots.end() ? std::nullopt : std::optional(found->created);
}

} // namespace

std::optional<Timestamp> expiryOf(const ReplicaContents& contents, const Position& position,
                                  std::chrono::nanoseconds retention)
{
    const auto entry = entryAt(contents, position);
    if (!entry || retention <= std::chrono::nanoseconds::zero())
        return std::nullopt;
    const std::uint32_t place = contents.timeline.entries()[*entry].generation;
    const GenerationContents& generation = contents.generations[place];
    const auto last = isCurrent(contents, generation)
                          ? nextSnapshot(contents.replica.generations[place], position.index)
                          : generation.updated;
    return last ? std::optional(*last + retention) : std::nullopt;
}

std::chrono::nanoseconds warningLead(std::chrono::nanoseconds retention)
{
    return std::min<std::chrono::nanoseconds>(std::chrono::hours(24), retention / 4);
}

} // namespace walkeeper::ui
