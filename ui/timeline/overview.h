#pragma once

#include "ui/timeline/timeline_scale.h"

namespace walkeeper::ui {

/// The strip that shows all of the history, with a frame around what the timeline shows of it, as
/// arithmetic on the strip's pixels.
class Overview
{
public:
    enum class Grip { None, Frame, LeftEdge, RightEdge };

    /// width  of the strip in pixels
    Overview(const TimelineScale& scale, double width);

    /// The scale of the strip itself.
    const TimelineScale& whole() const { return m_whole; }
    /// The frame, wide enough to be seen and gripped.
    double left() const;
    double right() const;

    /// What a press on a pixel takes hold of; None beside the frame.
    Grip gripAt(double pixel) const;
    /// The timeline's scale when the pointer that holds a grip moves.
    TimelineScale dragged(Grip grip, double from, double to) const;
    /// The timeline's scale when it looks there instead.
    TimelineScale centredAt(double pixel) const;

private:
    TimelineScale m_scale;
    TimelineScale m_whole;
};

} // namespace walkeeper::ui
