#include "ui/timeline/overview.h"
#include "ui/timeline/timeline_canvas.h"

#include <algorithm>
#include <cmath>

namespace walkeeper::ui {

namespace {

void paintBars(Canvas& canvas, const QRectF& strip)
{
    const TimelineBins& bins = canvas.picture.overviewBins;
    const std::uint32_t heaviest = std::max(bins.heaviest(), 8U);
    const SharpEdges sharp(canvas.painter);
    for (std::size_t i = 0; i < bins.columns.size(); ++i) {
        const TimelineBin& bin = bins.columns[i];
        if (bin.isEmpty())
            continue;
        const double share = std::sqrt(static_cast<double>(bins.weight(bin)) / heaviest);
        const double height = std::max(3.0, share * (strip.height() - 6));
        canvas.painter.fillRect(
            QRectF(strip.left() + bins.left + static_cast<double>(i) * bins.width,
                   strip.bottom() - 1 - height, bins.width, height),
            blend(canvas.colours.sunken, canvas.band(bin.generation), 0.5));
    }
}

void paintMarks(Canvas& canvas, const QRectF& strip)
{
    const auto colourOf = [&canvas](bool isDamage) {
        return isDamage ? canvas.colours.damage : canvas.colours.warning;
    };
    const FindingMarks& marks = canvas.picture.overviewMarks;
    for (const GapMark& gap : marks.gaps)
        paintHatching(canvas.painter,
                      QRectF(strip.left() + gap.left, strip.top() + 1, gap.right - gap.left,
                             strip.height() - 2),
                      colourOf(gap.isDamage));
    // A notch at the top: an icon would hide what is below it.
    canvas.painter.setPen(Qt::NoPen);
    for (const PlaceMark& place : marks.places) {
        const QPointF tip(strip.left() + place.pixel, strip.top() + 7);
        canvas.painter.setBrush(colourOf(place.isDamage));
        canvas.painter.drawPolygon(QPolygonF({tip, tip + QPointF(-4, -6), tip + QPointF(4, -6)}));
    }
}

void paintFrame(Canvas& canvas, const QRectF& strip)
{
    QPainter& painter = canvas.painter;
    const Overview overview(canvas.picture.scale, strip.width());
    const QRectF frame(strip.left() + overview.left(), strip.top(),
                       overview.right() - overview.left(), strip.height());
    QColor veil = canvas.colours.window;
    veil.setAlphaF(0.55F);
    painter.fillRect(QRectF(strip.topLeft(), frame.bottomLeft()), veil);
    painter.fillRect(QRectF(frame.topRight(), strip.bottomRight()), veil);
    painter.setPen(QPen(canvas.colours.accent, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.setPen(Qt::NoPen);
    painter.setBrush(canvas.colours.accent);
    for (const double edge : {frame.left(), frame.right()})
        painter.drawRoundedRect(QRectF(edge - 2, frame.center().y() - 6, 4, 12), 2, 2);
}

} // namespace

void paintOverview(Canvas& canvas)
{
    const QRectF strip = canvas.layout.overview;
    if (strip.isEmpty())
        return;
    QPainter& painter = canvas.painter;
    painter.setPen(QPen(canvas.colours.border, 1));
    painter.setBrush(canvas.colours.sunken);
    painter.drawRoundedRect(strip.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    paintBars(canvas, strip);
    paintMarks(canvas, strip);
    paintFrame(canvas, strip);
    if (!canvas.picture.moment)
        return;
    const Overview overview(canvas.picture.scale, strip.width());
    const double at = strip.left() + overview.whole().pixelAt(canvas.picture.moment->time());
    painter.fillRect(QRectF(at - 1, strip.top() + 1, 2, strip.height() - 2), canvas.colours.accent);
}

} // namespace walkeeper::ui
