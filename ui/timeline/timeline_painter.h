#pragma once

#include "ui/timeline/timeline_picture.h"

class QPainter;
class QWidget;

namespace walkeeper::ui {

inline constexpr double timelineColumn = 3; ///< pixels a bin

/// Paints a timeline. A few milliseconds, however much there is.
void paintTimeline(QPainter& painter, const TimelinePicture& picture, const QWidget& widget);

} // namespace walkeeper::ui
