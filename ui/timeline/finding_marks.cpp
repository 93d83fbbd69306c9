#include "ui/timeline/finding_marks.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

constexpr double smallestGap = 1;
/// Icons stand at least this far apart.
constexpr double placeSpacing = 18;

void addGap(std::vector<GapMark>& gaps, const GapMark& gap)
{
    if (gaps.empty() || gap.left > gaps.back().right + smallestGap ||
        gap.isDamage != gaps.back().isDamage)
        return gaps.push_back(gap);
    gaps.back().right = std::max(gaps.back().right, gap.right);
}

void addPlace(std::vector<PlaceMark>& places, const PlaceMark& place)
{
    if (places.empty() || place.pixel - places.back().pixel > placeSpacing)
        return places.push_back(place);
    places.back().isDamage = places.back().isDamage || place.isDamage;
    places.back().findings += place.findings;
}

} // namespace

std::vector<FindingSpan> findingSpans(const std::vector<PlacedFinding>& findings)
{
    std::vector<FindingSpan> spans;
    for (const PlacedFinding& placed : findings) {
        if (placed.from && placed.to && placed.finding.severity != Severity::Note)
            spans.push_back(
                {*placed.from, *placed.to, placed.finding.severity == Severity::Damage});
    }
    std::stable_sort(spans.begin(), spans.end(),
                     [](const FindingSpan& a, const FindingSpan& b) { return a.to < b.to; });
    return spans;
}

FindingMarks FindingMarks::of(const std::vector<FindingSpan>& spans, const TimelineScale& scale)
{
    std::vector<GapMark> gaps;
    std::vector<PlaceMark> places;
    const auto first =
        std::lower_bound(spans.begin(), spans.end(), scale.visible().from,
                         [](const FindingSpan& span, Timestamp time) { return span.to < time; });
    for (auto span = first; span != spans.end(); ++span) {
        if (span->from > scale.visible().to)
            continue;
        const double left = std::max(0.0, scale.pixelAt(span->from));
        const double end = scale.pixelAt(span->to);
        const double right = std::min(scale.width(), end);
        if (right - left > smallestGap)
            gaps.push_back({left, right, span->isDamage});
        // In the middle of a gap; at its visible part, if that is all there is to see.
        places.push_back({(left + right) / 2, span->isDamage, 1});
    }
    // A long gap ends behind a short one, and has its middle and its beginning before it.
    std::ranges::stable_sort(gaps, {}, &GapMark::left);
    std::ranges::stable_sort(places, {}, &PlaceMark::pixel);
    FindingMarks marks;
    for (const GapMark& gap : gaps)
        addGap(marks.gaps, gap);
    for (const PlaceMark& place : places)
        addPlace(marks.places, place);
    return marks;
}

} // namespace walkeeper::ui
