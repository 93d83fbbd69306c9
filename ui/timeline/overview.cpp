#include "ui/timeline/overview.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

constexpr double narrowest = 12;
/// An edge can be gripped from this far outside the frame and, in a wide one, inside it.
constexpr double reach = 5;

} // namespace

Overview::Overview(const TimelineScale& scale, double width)
    : m_scale(scale),
      m_whole(scale.fitted().resized(width))
{
}

double Overview::left() const
{
    const double middle =
        (m_whole.pixelAt(m_scale.visible().from) + m_whole.pixelAt(m_scale.visible().to)) / 2;
    const double latest = m_whole.width() - narrowest;
    return std::clamp(std::min(m_whole.pixelAt(m_scale.visible().from), middle - narrowest / 2),
                      0.0, std::max(0.0, latest));
}

double Overview::right() const
{
    return std::max(m_whole.pixelAt(m_scale.visible().to), left() + narrowest);
}

Overview::Grip Overview::gripAt(double pixel) const
{
    const double inside = right() - left() > 4 * reach ? reach : 2;
    if (pixel >= left() - reach && pixel <= left() + inside)
        return Grip::LeftEdge;
    if (pixel >= right() - inside && pixel <= right() + reach)
        return Grip::RightEdge;
    return pixel > left() && pixel < right() ? Grip::Frame : Grip::None;
}

TimelineScale Overview::dragged(Grip grip, double from, double to) const
{
    const TimeSpan visible = m_scale.visible();
    const auto shift = m_whole.timeAt(to) - m_whole.timeAt(from);
    switch (grip) {
    case Grip::None: break;
    case Grip::Frame: return m_scale.spanning({visible.from + shift, visible.to + shift});
    case Grip::LeftEdge:
        return m_scale.spanning(
            {std::clamp(visible.from + shift, m_scale.whole().from, visible.to), visible.to});
    case Grip::RightEdge:
        return m_scale.spanning(
            {visible.from, std::clamp(visible.to + shift, visible.from, m_scale.whole().to)});
    }
    return m_scale;
}

TimelineScale Overview::centredAt(double pixel) const
{
    const TimeSpan visible = m_scale.visible();
    const auto half = (visible.to - visible.from) / 2;
    const Timestamp centre = m_whole.timeAt(pixel);
    return m_scale.spanning({centre - half, centre - half + (visible.to - visible.from)});
}

} // namespace walkeeper::ui
