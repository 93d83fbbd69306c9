#pragma once

#include "ui/theme/colours.h"
#include "ui/timeline/timeline_picture.h"

#include <QPainter>

namespace walkeeper::ui {

/// One painting of a timeline: what every part of it needs.
struct Canvas {
    QPainter& painter;
    const TimelinePicture& picture;
    const Colours colours;
    const TimelineLayout layout;

    /// Of a pixel of the scale.
    double x(double pixel) const { return layout.plot.left() + pixel; }
    double x(Timestamp time) const { return x(picture.scale.pixelAt(time)); }
    QColor band(std::uint32_t generation) const
    {
        return colours.bands[generation % colours.bands.size()];
    }
};

/// As long as it lives edges lie between pixels: sharp, and many times quicker to fill.
class SharpEdges
{
public:
    explicit SharpEdges(QPainter& painter) : m_painter(painter)
    {
        m_painter.setRenderHint(QPainter::Antialiasing, false);
    }
    ~SharpEdges() { m_painter.setRenderHint(QPainter::Antialiasing); }
    SharpEdges(const SharpEdges&) = delete;
    SharpEdges& operator=(const SharpEdges&) = delete;

private:
    QPainter& m_painter;
};

// What stands between the bands and the axis: how much was stored, and what is wrong with it.

/// The skyline of bytes, the bars of commits, combs and snapshots.
void paintDensity(Canvas& canvas);
/// Gaps and damage.
void paintFindings(Canvas& canvas);
/// What somebody called moments.
void paintLabels(Canvas& canvas);
/// What was validated.
void paintChecked(Canvas& canvas);
/// What the drawing means, as far as it is in sight. Keeps out of the way of the handle's flag.
void paintLegend(Canvas& canvas, const QRectF& flag);
/// The strip with all of the history.
void paintOverview(Canvas& canvas);

/// Hatched, so that it is told from everything else without its colour.
void paintHatching(QPainter& painter, const QRectF& where, const QColor& colour);
void paintDiamond(QPainter& painter, const QPointF& centre, double radius, const QColor& colour);

} // namespace walkeeper::ui
