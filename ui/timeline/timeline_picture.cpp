#include "ui/timeline/timeline_picture.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

constexpr double overviewHeight = 24;
constexpr double overviewGap = 4;
constexpr QSizeF hintSize(84, 24);

} // namespace

TimelineLayout TimelineLayout::of(const QSizeF& size, std::uint32_t lanes, double textHeight,
                                  bool hasOverview)
{
    TimelineLayout layout;
    layout.ground = QRectF(QPointF(1, 1), size - QSizeF(2, 2));
    layout.head = layout.ground.adjusted(16, 5, -16, 0);
    layout.head.setHeight(textHeight + 6);
    const QRectF inner = layout.ground.adjusted(16, textHeight + 16, -16, -8);
    layout.lane =
        std::max(10.0, std::min(textHeight + 7, 60.0 / std::max(1U, std::min(lanes, 6U))));
    const double axisHeight = textHeight + 12;
    const double below = hasOverview ? overviewHeight + overviewGap : 0;
    layout.plot = inner.adjusted(0, 0, 0, -below);
    layout.bands = QRectF(inner.left(), inner.top(), inner.width(), layout.lane * lanes);
    if (hasOverview)
        layout.overview =
            QRectF(inner.left(), inner.bottom() - overviewHeight, inner.width(), overviewHeight);
    layout.axis =
        QRectF(inner.left(), layout.plot.bottom() - axisHeight, inner.width(), axisHeight);
    layout.bars = QRectF(inner.left(), layout.bands.bottom() + 10, inner.width(),
                         layout.axis.top() - layout.bands.bottom() - 10);
    return layout;
}

double TimelinePicture::pixelOf(const Moment& which) const
{
    const CommitComb* comb = combOf(which.entry);
    if (comb && which.commit)
        return comb->pixelOf(comb->toothOf(static_cast<std::uint32_t>(which.commit->number)));
    return scale.pixelAt(which.time());
}

const CommitComb* TimelinePicture::combOf(std::uint32_t entry) const
{
    return findComb(combs, entry);
}

QRectF TimelinePicture::newerHint(const TimelineLayout& layout) const
{
    if (!hasNewer)
        return {};
    return {QPointF(layout.plot.right() - hintSize.width() + 8, layout.bars.top() + 8), hintSize};
}

} // namespace walkeeper::ui
