#pragma once

#include "ui/catalogue.h"
#include "ui/moment/commit_book.h"
#include "ui/timeline/commit_comb.h"

#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace walkeeper::ui {

/// A label whose moment is in the history that is shown.
struct TimelineLabel {
    QString text;
    Timestamp time; ///< of its entry
    std::uint32_t entry = 0;
    std::optional<Position> commit; ///< its end; none: the label is of a snapshot

    bool operator==(const TimelineLabel&) const = default;
};

/// By time. Labels of moments that are not stored (any more) are left out.
std::vector<TimelineLabel> labelsIn(const ReplicaContents& contents,
                                    const std::vector<MomentLabel>& labels);

/// Where a label stands, or several that fall on the same few pixels, in pixels of the scale.
struct LabelMark {
    double pixel = 0; ///< of the moment
    double room = 0;  ///< to the right of it, until the next mark or the end
    QStringList texts;
    std::uint32_t entry = 0; ///< of the newest of them
    std::optional<std::size_t> commit;
};

inline constexpr double labelSpacing = 26; ///< marks stand at least so far apart

/// What of them is visible, from left to right.
/// combs  of the same scale: there a label stands at its commit's tooth
/// book   may be null; without it commits are not told apart
std::vector<LabelMark> labelMarks(const std::vector<TimelineLabel>& labels,
                                  const ReplicaContents& contents, const TimelineScale& scale,
                                  const std::vector<CommitComb>& combs, const CommitBook* book);

} // namespace walkeeper::ui
