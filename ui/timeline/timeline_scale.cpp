#include "ui/timeline/timeline_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace walkeeper::ui {

namespace {

using namespace std::chrono;

/// Never shows less than this: no store keeps times that are finer.
constexpr nanoseconds smallestSpan = milliseconds(20);
/// A replica with a single moment is shown with this much around it.
constexpr nanoseconds aloneSpan = minutes(10);
constexpr double roomAtEnds = 0.02;
constexpr double roomAroundRevealed = 0.08;

double nanosecondsOf(TimeSpan span)
{
    return static_cast<double>((span.to - span.from).count());
}

nanoseconds rounded(double count)
{
    return nanoseconds(std::llround(count));
}

TimeSpan withRoom(TimeSpan span)
{
    const nanoseconds length = span.to - span.from;
    const nanoseconds room = length < smallestSpan
                                 ? aloneSpan / 2
                                 : rounded(static_cast<double>(length.count()) * roomAtEnds);
    return {span.from - room, span.to + room};
}

struct FixedStep {
    nanoseconds length;
    Tick::Unit unit;
};

constexpr std::array fixedSteps = {
    FixedStep{milliseconds(10), Tick::Unit::Millisecond},
    FixedStep{milliseconds(50), Tick::Unit::Millisecond},
    FixedStep{milliseconds(100), Tick::Unit::Millisecond},
    FixedStep{milliseconds(500), Tick::Unit::Millisecond},
    FixedStep{seconds(1), Tick::Unit::Second},
    FixedStep{seconds(5), Tick::Unit::Second},
    FixedStep{seconds(15), Tick::Unit::Second},
    FixedStep{seconds(30), Tick::Unit::Second},
    FixedStep{minutes(1), Tick::Unit::Minute},
    FixedStep{minutes(5), Tick::Unit::Minute},
    FixedStep{minutes(15), Tick::Unit::Minute},
    FixedStep{minutes(30), Tick::Unit::Minute},
    FixedStep{hours(1), Tick::Unit::Minute},
    FixedStep{hours(3), Tick::Unit::Minute},
    FixedStep{hours(6), Tick::Unit::Minute},
    FixedStep{hours(12), Tick::Unit::Minute},
    FixedStep{days(1), Tick::Unit::Day},
    FixedStep{days(2), Tick::Unit::Day},
    FixedStep{days(7), Tick::Unit::Day},
    FixedStep{days(14), Tick::Unit::Day},
};

constexpr std::array monthSteps = {1, 3, 6, 12, 24, 60, 120, 240, 600};
constexpr double averageMonth = 30.44 * 86400e9;

/// The UTC moment at which clocks show `local`. Where they show it twice or never, one close by.
Timestamp fromLocal(Timestamp local, const ZoneOffset& offset)
{
    const Timestamp guess = local - offset(local);
    return local - offset(guess);
}

std::vector<Tick> fixedTicks(TimeSpan visible, FixedStep step, const ZoneOffset& offset)
{
    std::vector<Tick> ticks;
    const Timestamp localEnd = visible.to + offset(visible.to);
    const nanoseconds start = (visible.from + offset(visible.from)).time_since_epoch();
    for (nanoseconds at = (start / step.length) * step.length; Timestamp(at) <= localEnd;
         at += step.length) {
        const Timestamp local(at);
        const Timestamp time = fromLocal(local, offset);
        if (time < visible.from || time > visible.to)
            continue;
        ticks.push_back({time, step.unit, local == floor<days>(local)});
    }
    return ticks;
}

std::vector<Tick> monthTicks(TimeSpan visible, int step, const ZoneOffset& offset)
{
    std::vector<Tick> ticks;
    const year_month_day first(floor<days>(visible.from + offset(visible.from)));
    const int firstMonth = static_cast<int>(first.year()) * 12 +
                           static_cast<int>(static_cast<unsigned>(first.month())) - 1;
    for (int month = firstMonth / step * step;; month += step) {
        const year_month_day date{
            year(month / 12), std::chrono::month(static_cast<unsigned>(month % 12 + 1)), day(1)};
        const Timestamp time = fromLocal(Timestamp(sys_days(date)), offset);
        if (time > visible.to)
            return ticks;
        if (time >= visible.from)
            ticks.push_back({time, step % 12 == 0 ? Tick::Unit::Year : Tick::Unit::Month, true});
    }
}

} // namespace

TimelineScale::TimelineScale(TimeSpan whole, double width)
    : m_whole(withRoom(whole)),
      m_visible(m_whole),
      m_width(std::max(1.0, width))
{
}

double TimelineScale::pixelAt(Timestamp time) const
{
    const double share = static_cast<double>((time - m_visible.from).count()) /
                         std::max(1.0, nanosecondsOf(m_visible));
    return share * m_width;
}

Timestamp TimelineScale::timeAt(double pixel) const
{
    return m_visible.from + rounded(pixel / m_width * nanosecondsOf(m_visible));
}

TimelineScale TimelineScale::zoomed(double factor, double pixel) const
{
    const double whole = nanosecondsOf(m_whole);
    const double smallest = std::min(whole, static_cast<double>(smallestSpan.count()));
    const double length = std::clamp(nanosecondsOf(m_visible) / factor, smallest, whole);
    const Timestamp fixed = timeAt(pixel);
    const Timestamp from = fixed - rounded(pixel / m_width * length);
    return showing({from, from + rounded(length)});
}

TimelineScale TimelineScale::panned(double pixels) const
{
    const double most = nanosecondsOf(m_whole);
    const nanoseconds shift =
        rounded(std::clamp(pixels / m_width * nanosecondsOf(m_visible), -most, most));
    return showing({m_visible.from + shift, m_visible.to + shift});
}

TimelineScale TimelineScale::fitted() const
{
    return showing(m_whole);
}

TimelineScale TimelineScale::spanning(TimeSpan span) const
{
    const double whole = nanosecondsOf(m_whole);
    const double smallest = std::min(whole, static_cast<double>(smallestSpan.count()));
    const nanoseconds length = rounded(std::clamp(nanosecondsOf(span), smallest, whole));
    return showing({span.from, span.from + length});
}

TimelineScale TimelineScale::resized(double width) const
{
    TimelineScale scale = *this;
    scale.m_width = std::max(1.0, width);
    return scale;
}

TimelineScale TimelineScale::grown(TimeSpan whole) const
{
    TimelineScale scale(whole, m_width);
    if (showsAll())
        return scale;
    const TimeSpan visible = m_visible;
    return visible.to - visible.from > scale.m_whole.to - scale.m_whole.from
               ? scale
               : scale.showing(visible);
}

TimelineScale TimelineScale::revealing(Timestamp time) const
{
    const double pixel = pixelAt(time);
    const double room = m_width * roomAroundRevealed;
    if (showsAll() || (pixel >= room && pixel <= m_width - room))
        return *this;
    return panned(pixel < room ? pixel - room : pixel - (m_width - room));
}

std::vector<Tick> TimelineScale::ticks(double spacing, const ZoneOffset& offset) const
{
    const double perPixel = nanosecondsOf(m_visible) / m_width;
    const double shortest = perPixel * spacing;
    for (const FixedStep& step : fixedSteps) {
        if (static_cast<double>(step.length.count()) >= shortest)
            return fixedTicks(m_visible, step, offset);
    }
    for (const int months : monthSteps) {
        if (months * averageMonth >= shortest)
            return monthTicks(m_visible, months, offset);
    }
    return monthTicks(m_visible, monthSteps.back(), offset);
}

TimelineScale TimelineScale::showing(TimeSpan span) const
{
    const nanoseconds length = span.to - span.from;
    if (span.from < m_whole.from)
        span = {m_whole.from, m_whole.from + length};
    if (span.to > m_whole.to)
        span = {std::max(m_whole.from, m_whole.to - length), m_whole.to};
    TimelineScale scale = *this;
    scale.m_visible = span;
    return scale;
}

} // namespace walkeeper::ui
