#pragma once

#include "core/engine/replica_contents.h"
#include "ui/timeline/timeline_scale.h"

#include <vector>

namespace walkeeper::ui {

/// What a timeline draws of a finding.
struct FindingSpan {
    Timestamp from;
    Timestamp to;
    bool isDamage = false; ///< otherwise a warning
};

/// Of the findings that have a place in time and are more than notes; by their ends.
std::vector<FindingSpan> findingSpans(const std::vector<PlacedFinding>& findings);

/// A stretch in which something is missing, in pixels.
struct GapMark {
    double left = 0;
    double right = 0;
    bool isDamage = false;
};
/// A place where something is wrong, in pixels.
struct PlaceMark {
    double pixel = 0;
    bool isDamage = false; ///< at least one of them is
    int findings = 0;
};

/// What of them is visible. Thousands of findings that fall on the same few pixels are one mark.
struct FindingMarks {
    std::vector<GapMark> gaps;
    std::vector<PlaceMark> places;

    static FindingMarks of(const std::vector<FindingSpan>& spans, const TimelineScale& scale);
};

} // namespace walkeeper::ui
