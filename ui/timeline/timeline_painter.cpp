#include "ui/timeline/timeline_painter.h"

#include "ui/text/conversion.h"
#include "ui/text/human_text.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr double tickSpacing = 92;
constexpr double handleRadius = 7;
/// Columns are high from here on, so that a quiet history does not look like a busy one.
constexpr std::uint32_t ordinaryWeight = 8;

/// One painting: what everything below needs.
struct Canvas {
    QPainter& painter;
    const TimelinePicture& picture;
    const Colours colours;
    const TimelineLayout layout;

    double x(Timestamp time) const { return layout.plot.left() + picture.scale.pixelAt(time); }
    QColor band(std::uint32_t generation) const
    {
        return colours.bands[generation % colours.bands.size()];
    }
};

ZoneOffset offsetOf(const QTimeZone& zone)
{
    return [zone](Timestamp time) { return std::chrono::seconds(zone.offsetFromUtc(toQt(time))); };
}

QString tickLabel(const Tick& tick, const QTimeZone& zone)
{
    const QDateTime local = toQt(tick.time).toTimeZone(zone);
    const QLocale locale;
    if (tick.isNewDay && tick.unit != Tick::Unit::Month && tick.unit != Tick::Unit::Year)
        return locale.toString(local, u"d MMM"_s);
    switch (tick.unit) {
    case Tick::Unit::Millisecond: return locale.toString(local, u"HH:mm:ss.zzz"_s);
    case Tick::Unit::Second: return locale.toString(local, u"HH:mm:ss"_s);
    case Tick::Unit::Minute: return locale.toString(local, u"HH:mm"_s);
    case Tick::Unit::Day: return locale.toString(local, u"d MMM"_s);
    case Tick::Unit::Month: return locale.toString(local, u"MMM yyyy"_s);
    case Tick::Unit::Year: return locale.toString(local, u"yyyy"_s);
    }
    return {};
}

void paintGround(Canvas& canvas, bool hasFocus)
{
    QPainter& painter = canvas.painter;
    painter.setPen(
        QPen(hasFocus ? canvas.colours.accent : canvas.colours.border, hasFocus ? 1.6 : 1.0));
    painter.setBrush(canvas.colours.surface);
    painter.drawRoundedRect(canvas.layout.ground, 8, 8);
}

void paintAxis(Canvas& canvas)
{
    QPainter& painter = canvas.painter;
    const TimelineLayout& layout = canvas.layout;
    const QColor grid = blend(canvas.colours.surface, canvas.colours.text, 0.07);
    const QColor dayGrid = blend(canvas.colours.surface, canvas.colours.text, 0.18);
    painter.setPen(QPen(canvas.colours.border, 1));
    painter.drawLine(QPointF(layout.plot.left(), layout.axis.top()),
                     QPointF(layout.plot.right(), layout.axis.top()));
    const QFont small = fontOf(TypeSize::Small);
    const QFont smallBold = fontOf(TypeSize::Small, QFont::DemiBold);
    for (const Tick& tick :
         canvas.picture.scale.ticks(tickSpacing, offsetOf(canvas.picture.zone))) {
        const double at = std::round(canvas.x(tick.time)) + 0.5;
        painter.setPen(QPen(tick.isNewDay ? dayGrid : grid, 1));
        painter.drawLine(QPointF(at, layout.bands.top() - 4), QPointF(at, layout.axis.top() + 4));
        painter.setFont(tick.isNewDay ? smallBold : small);
        painter.setPen(tick.isNewDay ? canvas.colours.text : canvas.colours.muted);
        const QString label = tickLabel(tick, canvas.picture.zone);
        const double width = painter.fontMetrics().horizontalAdvance(label) + 2;
        const double left =
            std::clamp(at - width / 2, layout.plot.left() - 4, layout.plot.right() - width + 4);
        painter.drawText(QRectF(left, layout.axis.top() + 6, width, layout.axis.height() - 6),
                         Qt::AlignHCenter | Qt::AlignTop, label);
    }
}

void paintBands(Canvas& canvas)
{
    QPainter& painter = canvas.painter;
    const ReplicaContents& contents = *canvas.picture.contents;
    painter.setFont(fontOf(TypeSize::Small));
    for (std::uint32_t i = 0; i < contents.generations.size(); ++i) {
        const GenerationContents& generation = contents.generations[i];
        if (!generation.created)
            continue;
        const double left = std::max(canvas.x(*generation.created), canvas.layout.plot.left() - 8);
        const double right =
            std::min(canvas.x(*generation.updated), canvas.layout.plot.right() + 8);
        if (right < canvas.layout.plot.left() - 8 || left > canvas.layout.plot.right() + 8)
            continue;
        const double top = canvas.layout.bands.top() + generation.lane * canvas.layout.lane;
        const QRectF band(left - 1, top, std::max(4.0, right - left + 2), canvas.layout.lane - 3);
        painter.setPen(Qt::NoPen);
        painter.setBrush(blend(canvas.colours.surface, canvas.band(i), 0.24));
        painter.drawRoundedRect(band, 4, 4);
        painter.setBrush(canvas.band(i));
        painter.drawRoundedRect(
            QRectF(band.left(), band.top(), std::min(4.0, band.width()), band.height()), 2, 2);
        const QRectF text = band.adjusted(11, 0, -6, 0);
        if (text.width() < 44)
            continue;
        const QString id = toQt(contents.replica.generations[i].id.text());
        painter.setPen(blend(canvas.colours.text, canvas.band(i), 0.25));
        painter.drawText(
            text, Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(id, Qt::ElideRight, static_cast<int>(text.width())));
    }
}

void paintBars(Canvas& canvas)
{
    QPainter& painter = canvas.painter;
    const QRectF bars = canvas.layout.bars;
    painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < canvas.picture.bins.columns.size(); ++i) {
        const TimelineBin& bin = canvas.picture.bins.columns[i];
        if (bin.segments == 0)
            continue;
        // By the root: a bin of one stays visible beside a bin of hundreds.
        const double share = std::sqrt(static_cast<double>(canvas.picture.bins.weight(bin)) /
                                       std::max(canvas.picture.tallest, ordinaryWeight));
        const double height = std::max(6.0, share * (bars.height() - 12));
        const double left = bars.left() + static_cast<double>(i) * timelineColumn;
        if (left > canvas.layout.plot.right())
            break;
        painter.setBrush(blend(canvas.colours.surface, canvas.band(bin.generation), 0.72));
        painter.drawRect(QRectF(left, bars.bottom() - height, timelineColumn - 1, height));
    }
}

void paintSnapshots(Canvas& canvas)
{
    QPainter& painter = canvas.painter;
    const QRectF bars = canvas.layout.bars;
    for (std::size_t i = 0; i < canvas.picture.bins.columns.size(); ++i) {
        const TimelineBin& bin = canvas.picture.bins.columns[i];
        if (bin.snapshots == 0)
            continue;
        const double at = bars.left() + (static_cast<double>(i) + 0.5) * timelineColumn;
        const QColor colour = canvas.band(bin.generation);
        painter.setPen(QPen(blend(canvas.colours.surface, colour, 0.55), 1, Qt::DotLine));
        painter.drawLine(QPointF(at, bars.top() + 4), QPointF(at, bars.bottom()));
        painter.setPen(QPen(canvas.colours.surface, 1.5));
        painter.setBrush(colour);
        const QPointF centre(at, bars.top() + 3);
        painter.drawPolygon(QPolygonF({centre + QPointF(0, -5.5), centre + QPointF(5.5, 0),
                                       centre + QPointF(0, 5.5), centre + QPointF(-5.5, 0)}));
    }
}

void paintFindings(Canvas& canvas)
{
    QPainter& painter = canvas.painter;
    const TimelineLayout& layout = canvas.layout;
    double lastMark = -100;
    // Thousands of findings would fall on the same few pixels.
    double lastGap = -100;
    for (const PlacedFinding& placed : *canvas.picture.findings) {
        if (!placed.to || placed.finding.severity == Severity::Note)
            continue;
        const bool isDamage = placed.finding.severity == Severity::Damage;
        const QColor colour = isDamage ? canvas.colours.damage : canvas.colours.warning;
        const double from = std::max(canvas.x(*placed.from), layout.plot.left());
        const double to = std::min(canvas.x(*placed.to), layout.plot.right());
        if (to < layout.plot.left() || from > layout.plot.right())
            continue;
        if (to - from > 1 && std::abs(to - lastGap) > 1) {
            QColor tint = colour;
            tint.setAlphaF(0.16F);
            painter.fillRect(QRectF(from, layout.bars.top(), to - from, layout.bars.height()),
                             tint);
            tint.setAlphaF(0.5F);
            painter.fillRect(QRectF(from, layout.bars.top(), to - from, layout.bars.height()),
                             QBrush(tint, Qt::BDiagPattern));
            lastGap = to;
        }
        if (std::abs(to - lastMark) < 10)
            continue;
        lastMark = to;
        const QRectF mark(to - 8, layout.bars.bottom() - 19, 16, 16);
        painter.setPen(Qt::NoPen);
        painter.setBrush(canvas.colours.surface);
        painter.drawEllipse(mark.adjusted(-1, -1, 1, 1));
        paintIcon(painter, mark, isDamage ? Icon::Damage : Icon::Warning, colour);
    }
}

void paintFlag(Canvas& canvas, double at, const QString& text)
{
    QPainter& painter = canvas.painter;
    painter.setFont(fontOf(TypeSize::Small, QFont::DemiBold));
    const double width = painter.fontMetrics().horizontalAdvance(text) + 16;
    const double height = painter.fontMetrics().height() + 6;
    const double left = std::clamp(at - width / 2, canvas.layout.ground.left() + 4,
                                   canvas.layout.ground.right() - width - 4);
    const QRectF flag(left, canvas.layout.ground.top() + 5, width, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(canvas.colours.accent);
    painter.drawRoundedRect(flag, 5, 5);
    painter.setPen(canvas.colours.onAccent);
    painter.drawText(flag, Qt::AlignCenter, text);
}

void paintHandle(Canvas& canvas)
{
    const double at = canvas.x(canvas.picture.moment->time());
    if (at < canvas.layout.plot.left() - 9 || at > canvas.layout.plot.right() + 9)
        return;
    QPainter& painter = canvas.painter;
    painter.setPen(QPen(canvas.colours.accent, 2));
    painter.drawLine(QPointF(at, canvas.layout.ground.top() + 24),
                     QPointF(at, canvas.layout.axis.top()));
    paintFlag(canvas, at,
              HumanText::clockSeconds(canvas.picture.moment->time(), canvas.picture.zone));
    const double radius = canvas.picture.isDragged ? handleRadius + 1.5 : handleRadius;
    painter.setPen(QPen(canvas.colours.surface, 2));
    painter.setBrush(canvas.colours.accent);
    painter.drawEllipse(QPointF(at, canvas.layout.axis.top()), radius, radius);
}

void paintHover(Canvas& canvas)
{
    const double at = canvas.layout.plot.left() + *canvas.picture.hovered;
    canvas.painter.setPen(QPen(canvas.colours.faint, 1, Qt::DashLine));
    canvas.painter.drawLine(QPointF(at, canvas.layout.bands.top()),
                            QPointF(at, canvas.layout.axis.top()));
}

/// Where the visible part is, once it is not all.
void paintOverview(Canvas& canvas)
{
    const TimelineScale& scale = canvas.picture.scale;
    if (scale.showsAll())
        return;
    const QRectF track = canvas.layout.overview;
    const auto share = [&](Timestamp time) {
        const auto whole = static_cast<double>((scale.whole().to - scale.whole().from).count());
        return static_cast<double>((time - scale.whole().from).count()) / whole;
    };
    canvas.painter.setPen(Qt::NoPen);
    canvas.painter.setBrush(canvas.colours.border);
    canvas.painter.drawRoundedRect(track, 2, 2);
    const double left = track.left() + share(scale.visible().from) * track.width();
    const double right = track.left() + share(scale.visible().to) * track.width();
    canvas.painter.setBrush(canvas.colours.faint);
    canvas.painter.drawRoundedRect(
        QRectF(left, track.top(), std::max(10.0, right - left), track.height()), 2, 2);
}

} // namespace

TimelineLayout TimelineLayout::of(const QSizeF& size, std::uint32_t lanes, double textHeight)
{
    TimelineLayout layout;
    layout.ground = QRectF(QPointF(1, 1), size - QSizeF(2, 2));
    const QRectF inner = layout.ground.adjusted(16, textHeight + 16, -16, -8);
    layout.lane =
        std::max(10.0, std::min(textHeight + 7, 60.0 / std::max(1U, std::min(lanes, 6U))));
    const double axisHeight = textHeight + 12;
    layout.plot = inner;
    layout.bands = QRectF(inner.left(), inner.top(), inner.width(), layout.lane * lanes);
    layout.overview = QRectF(inner.left(), inner.bottom() - 1, inner.width(), 4);
    layout.axis = QRectF(inner.left(), inner.bottom() - axisHeight - 2, inner.width(), axisHeight);
    layout.bars = QRectF(inner.left(), layout.bands.bottom() + 10, inner.width(),
                         layout.axis.top() - layout.bands.bottom() - 10);
    return layout;
}

void paintTimeline(QPainter& painter, const TimelinePicture& picture, const QWidget& widget)
{
    painter.setRenderHint(QPainter::Antialiasing);
    const double textHeight = QFontMetricsF(fontOf(TypeSize::Small)).height();
    const std::uint32_t lanes = picture.contents ? picture.contents->lanes : 1;
    Canvas canvas{painter, picture, Colours::of(widget.palette()),
                  TimelineLayout::of(widget.size(), lanes, textHeight)};
    paintGround(canvas, widget.hasFocus());
    if (!picture.contents || picture.contents->timeline.isEmpty())
        return;
    const QRectF clip = canvas.layout.ground.adjusted(2, 2, -2, -2);
    painter.setClipRect(clip);
    paintAxis(canvas);
    paintBars(canvas);
    paintSnapshots(canvas);
    if (picture.findings)
        paintFindings(canvas);
    paintBands(canvas);
    if (picture.hovered && !picture.isDragged)
        paintHover(canvas);
    if (picture.moment)
        paintHandle(canvas);
    paintOverview(canvas);
}

} // namespace walkeeper::ui
