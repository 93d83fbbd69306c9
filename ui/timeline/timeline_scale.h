#pragma once

#include "core/base/time.h"

#include <chrono>
#include <functional>
#include <vector>

namespace walkeeper::ui {

/// A stretch of time, both ends included.
struct TimeSpan {
    Timestamp from;
    Timestamp to;

    bool operator==(const TimeSpan&) const = default;
};

/// One mark on the axis.
struct Tick {
    enum class Unit { Millisecond, Second, Minute, Day, Month, Year };

    Timestamp time;
    Unit unit = Unit::Second; ///< what a label must show to tell it from its neighbours
    bool isNewDay = false;    ///< the first one of its local day

    bool operator==(const Tick&) const = default;
};

/// What a zone's clocks are ahead of UTC at a moment.
using ZoneOffset = std::function<std::chrono::seconds(Timestamp)>;

/// Time on pixels, as arithmetic. A value: zooming and panning give another scale.
class TimelineScale
{
public:
    TimelineScale() = default;
    /// Shows all of `whole`, with a little room at both ends. width in pixels
    TimelineScale(TimeSpan whole, double width);

    double width() const { return m_width; }
    const TimeSpan& whole() const { return m_whole; } ///< with the room at both ends
    const TimeSpan& visible() const { return m_visible; }
    bool showsAll() const { return m_visible == m_whole; }

    double pixelAt(Timestamp time) const;
    Timestamp timeAt(double pixel) const;

    /// Magnifies by `factor` (below 1: shows more); what is under `pixel` stays there, unless that
    /// would show more than all.
    TimelineScale zoomed(double factor, double pixel) const;
    /// Shows what lies `pixels` further to the right, at most to the end of all.
    TimelineScale panned(double pixels) const;
    TimelineScale fitted() const;
    /// Shows this span, but never less than can be told apart and never more than all.
    TimelineScale spanning(TimeSpan span) const;
    TimelineScale resized(double width) const;
    /// There is more (or less) than before; what is visible stays, or all of it if it was all.
    TimelineScale grown(TimeSpan whole) const;
    /// Moves as little as needed to show `time`, with some room around it.
    TimelineScale revealing(Timestamp time) const;

    /// Marks at round local times, at least `spacing` pixels apart.
    std::vector<Tick> ticks(double spacing, const ZoneOffset& offset) const;

    bool operator==(const TimelineScale&) const = default;

private:
    TimelineScale showing(TimeSpan span) const;

    TimeSpan m_whole;
    TimeSpan m_visible;
    double m_width = 1;
};

} // namespace walkeeper::ui
