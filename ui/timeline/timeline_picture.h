#pragma once

#include "ui/moment/moment.h"
#include "ui/timeline/commit_comb.h"
#include "ui/timeline/finding_marks.h"
#include "ui/timeline/joints.h"
#include "ui/timeline/label_marks.h"
#include "ui/timeline/timeline_bins.h"
#include "ui/timeline/timeline_scale.h"

#include <QRectF>
#include <QString>
#include <QTimeZone>

#include <memory>
#include <optional>
#include <vector>

namespace walkeeper::ui {

/// A stretch of the history that was validated and found sound.
struct CheckedStretch {
    TimeSpan span;
    QString words; ///< when it was validated, and how thoroughly

    bool operator==(const CheckedStretch&) const = default;
};

/// Where the parts of a timeline are on its widget.
struct TimelineLayout {
    QRectF ground;   ///< the sunken field
    QRectF head;     ///< over the plot: the handle's flag, and what the drawing means
    QRectF plot;     ///< inside the ground, what the scale's pixels refer to
    QRectF bands;    ///< generations
    QRectF bars;     ///< density
    QRectF axis;     ///< ticks and their labels
    QRectF overview; ///< the strip with all of the history; empty while all is visible
    double lane = 0; ///< height of one lane of the bands

    static TimelineLayout of(const QSizeF& size, std::uint32_t lanes, double textHeight,
                             bool hasOverview);
};

/// All that the painter needs; the slider keeps it up to date.
struct TimelinePicture {
    std::shared_ptr<const ReplicaContents> contents; ///< null: nothing to show
    Findings findings;                               ///< may be null
    std::vector<GenerationStart> starts;             ///< of generations that began here
    std::optional<CheckedStretch> checked;
    std::optional<Moment> moment;
    std::optional<double> hovered; ///< pixel of the pointer
    bool isDragged = false;
    bool hasNewer = false; ///< the history has grown beyond what is visible
    QTimeZone zone = QTimeZone::systemTimeZone();

    TimelineScale scale;
    // What follows is made from the above for this scale.
    TimelineBins bins;
    std::vector<ByteStep> bytes;
    std::vector<CommitComb> combs;
    FindingMarks marks;
    std::vector<LabelMark> labels;
    TimelineBins overviewBins;
    FindingMarks overviewMarks;

    bool hasOverview() const { return contents && !scale.showsAll(); }
    /// Where a moment stands: at its commit's tooth, if its segment has a comb.
    double pixelOf(const Moment& which) const;
    /// Null if its commits are not spread out.
    const CommitComb* combOf(std::uint32_t entry) const;
    /// Where a mark has its text, or its sign alone.
    QRectF labelBox(const LabelMark& mark, const TimelineLayout& layout) const;
    /// The hint that there is more to the right; empty if there is none.
    QRectF newerHint(const TimelineLayout& layout) const;
};

} // namespace walkeeper::ui
