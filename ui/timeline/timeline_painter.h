#pragma once

#include "ui/timeline/timeline_slider.h"

#include <QRectF>

class QPainter;

namespace walkeeper::ui {

/// Where the parts of a timeline are on its widget.
struct TimelineLayout {
    QRectF ground;   ///< the sunken field
    QRectF plot;     ///< inside it, what the scale's pixels refer to
    QRectF bands;    ///< generations
    QRectF bars;     ///< density
    QRectF axis;     ///< ticks and their labels
    QRectF overview; ///< where in all the visible part is
    double lane = 0; ///< height of one lane of the bands

    static TimelineLayout of(const QSizeF& size, std::uint32_t lanes, double textHeight);
};

inline constexpr double timelineColumn = 3; ///< pixels a bin

/// Paints a timeline. A few milliseconds, however much there is.
void paintTimeline(QPainter& painter, const TimelinePicture& picture, const QWidget& widget);

} // namespace walkeeper::ui
