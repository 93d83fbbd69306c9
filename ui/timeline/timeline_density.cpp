#include "ui/theme/icons.h"
#include "ui/timeline/timeline_canvas.h"

#include <QPainterPath>
#include <QPixmap>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <map>

namespace walkeeper::ui {

namespace {

/// Columns are high from here on, so that a quiet history does not look like a busy one.
constexpr std::uint32_t ordinaryWeight = 8;
constexpr double smallestBar = 6;
constexpr double toothHeight = 16;
constexpr double diamondBox = 8;        ///< half of it, with its outline
constexpr double narrowestHatching = 4; ///< pixels; hatches would not be seen in less

QColor barColour(const Canvas& canvas, std::uint32_t generation)
{
    return blend(canvas.colours.surface, canvas.band(generation), 0.72);
}

/// Behind the bars, with a height of its own: the most bytes reach the top.
void paintBytes(Canvas& canvas)
{
    std::uint64_t most = 1;
    for (const ByteStep& step : canvas.picture.bytes)
        most = std::max(most, step.walBytes);
    const QRectF bars = canvas.layout.bars;
    QPainterPath edge;
    QPainterPath area;
    area.moveTo(canvas.layout.plot.left() - 8, bars.bottom());
    for (const ByteStep& step : canvas.picture.bytes) {
        const double share =
            std::sqrt(static_cast<double>(step.walBytes) / static_cast<double>(most));
        const double height = step.walBytes == 0 ? 0 : std::max(3.0, share * (bars.height() - 14));
        area.lineTo(canvas.x(step.left), bars.bottom() - height);
        area.lineTo(canvas.x(step.right), bars.bottom() - height);
        if (height == 0)
            continue;
        edge.moveTo(canvas.x(step.left), bars.bottom() - height);
        edge.lineTo(canvas.x(step.right), bars.bottom() - height);
    }
    area.lineTo(area.currentPosition().x(), bars.bottom());
    QPainter& painter = canvas.painter;
    const SharpEdges sharp(painter);
    painter.setPen(Qt::NoPen);
    painter.setBrush(blend(canvas.colours.surface, canvas.colours.text, 0.075));
    painter.drawPath(area);
    painter.setPen(QPen(blend(canvas.colours.surface, canvas.colours.text, 0.26), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(edge);
}

void paintBars(Canvas& canvas)
{
    QPainter& painter = canvas.painter;
    const QRectF bars = canvas.layout.bars;
    const TimelineBins& bins = canvas.picture.bins;
    const std::uint32_t heaviest = std::max(bins.heaviest(), ordinaryWeight);
    painter.setPen(Qt::NoPen);
    const SharpEdges sharp(painter);
    for (std::size_t i = 0; i < bins.columns.size(); ++i) {
        const TimelineBin& bin = bins.columns[i];
        if (bin.segments == 0)
            continue;
        // By the root: a bin of one stays visible beside a bin of hundreds.
        const double share = std::sqrt(static_cast<double>(bins.weight(bin)) / heaviest);
        const double height = std::max(smallestBar, share * (bars.height() - 14));
        const double left = canvas.x(bins.left + static_cast<double>(i) * bins.width);
        painter.fillRect(QRectF(left, bars.bottom() - height, bins.width - 1, height),
                         barColour(canvas, bin.generation));
    }
}

/// A bracket says that these belong together and that the steps between them are not the axis's.
void paintCombs(Canvas& canvas)
{
    QPainter& painter = canvas.painter;
    const double bottom = canvas.layout.bars.bottom();
    for (const CommitComb& comb : canvas.picture.combs) {
        const auto& entry = canvas.picture.contents->timeline.entries()[comb.entry];
        const QColor colour = canvas.band(entry.generation);
        const QRectF box(canvas.x(comb.left()) - 5, bottom - toothHeight - 7,
                         comb.right - comb.left() + 10, toothHeight + 7);
        painter.setPen(QPen(blend(canvas.colours.surface, colour, 0.75), 1, Qt::DashLine));
        painter.setBrush(blend(canvas.colours.surface, colour, 0.12));
        painter.drawRoundedRect(box, 4, 4);
        for (std::uint32_t tooth = 0; tooth < comb.teeth; ++tooth)
            painter.fillRect(
                QRectF(canvas.x(comb.pixelOf(tooth)) - 1, bottom - toothHeight, 2, toothHeight),
                colour);
    }
}

/// One of the many that are alike, to be copied.
QPixmap diamondOf(const Canvas& canvas, const QColor& colour)
{
    const double ratio = canvas.painter.device()->devicePixelRatioF();
    QPixmap pixmap(QSizeF(2 * diamondBox * ratio, 2 * diamondBox * ratio).toSize());
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(canvas.colours.surface, 1.5));
    paintDiamond(painter, {diamondBox, diamondBox}, 5.5, colour);
    return pixmap;
}

void paintSnapshots(Canvas& canvas)
{
    std::map<QRgb, QPixmap> diamonds;
    QPainter& painter = canvas.painter;
    const QRectF bars = canvas.layout.bars;
    const TimelineBins& bins = canvas.picture.bins;
    for (std::size_t i = 0; i < bins.columns.size(); ++i) {
        const TimelineBin& bin = bins.columns[i];
        if (bin.snapshots == 0)
            continue;
        const double at = canvas.x(bins.left + (static_cast<double>(i) + 0.5) * bins.width);
        const QColor colour = canvas.band(bin.generation);
        painter.setPen(QPen(blend(canvas.colours.surface, colour, 0.55), 1, Qt::DotLine));
        painter.drawLine(QPointF(at, bars.top() + 4), QPointF(at, bars.bottom()));
        QPixmap& diamond = diamonds[colour.rgba()];
        if (diamond.isNull())
            diamond = diamondOf(canvas, colour);
        painter.drawPixmap(QPointF(at - diamondBox, bars.top() + 3 - diamondBox), diamond);
    }
}

} // namespace

void paintHatching(QPainter& painter, const QRectF& where, const QColor& colour)
{
    const SharpEdges sharp(painter);
    if (where.width() < narrowestHatching)
        return painter.fillRect(where, colour);
    QColor tint = colour;
    tint.setAlphaF(0.14F);
    painter.fillRect(where, tint);
    tint.setAlphaF(0.6F);
    painter.fillRect(where, QBrush(tint, Qt::BDiagPattern));
}

void paintDiamond(QPainter& painter, const QPointF& centre, double radius, const QColor& colour)
{
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF({centre + QPointF(0, -radius), centre + QPointF(radius, 0),
                                   centre + QPointF(0, radius), centre + QPointF(-radius, 0)}));
}

void paintDensity(Canvas& canvas)
{
    paintBytes(canvas);
    paintBars(canvas);
    paintCombs(canvas);
    paintSnapshots(canvas);
}

void paintFindings(Canvas& canvas)
{
    QPainter& painter = canvas.painter;
    const QRectF bars = canvas.layout.bars;
    const auto colourOf = [&canvas](bool isDamage) {
        return isDamage ? canvas.colours.damage : canvas.colours.warning;
    };
    for (const GapMark& gap : canvas.picture.marks.gaps) {
        const QRectF where(canvas.x(gap.left), bars.top(), gap.right - gap.left, bars.height());
        const QColor colour = colourOf(gap.isDamage);
        paintHatching(painter, where, colour);
        const SharpEdges sharp(painter);
        for (const double edge : {where.left(), where.right()})
            painter.fillRect(QRectF(edge - 0.5, where.top(), 1, where.height()), colour);
    }
    for (const PlaceMark& place : canvas.picture.marks.places) {
        const QRectF mark(canvas.x(place.pixel) - 8, bars.top() + bars.height() / 2 - 8, 16, 16);
        painter.setPen(Qt::NoPen);
        painter.setBrush(canvas.colours.surface);
        painter.drawEllipse(mark.adjusted(-2, -2, 2, 2));
        paintIcon(painter, mark, place.isDamage ? Icon::Damage : Icon::Warning,
                  colourOf(place.isDamage));
    }
}

void paintChecked(Canvas& canvas)
{
    if (!canvas.picture.checked)
        return;
    const double left =
        std::max(canvas.x(canvas.picture.checked->span.from), canvas.layout.plot.left() - 8);
    const double right =
        std::min(canvas.x(canvas.picture.checked->span.to), canvas.layout.plot.right() + 8);
    if (right < canvas.layout.plot.left() - 8 || left > canvas.layout.plot.right() + 8)
        return;
    const double at = canvas.layout.bands.bottom() + 2;
    QPainter& painter = canvas.painter;
    painter.setPen(QPen(canvas.colours.good, 2));
    painter.drawLine(QPointF(left, at), QPointF(right, at));
    const QRectF tick(std::max(left, right - 16), at - 8, 16, 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(canvas.colours.surface);
    painter.drawEllipse(tick.adjusted(-1, -1, 1, 1));
    paintIcon(painter, tick, Icon::Passed, canvas.colours.good);
}

} // namespace walkeeper::ui
