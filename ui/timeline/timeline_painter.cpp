#include "ui/timeline/timeline_painter.h"

#include "ui/text/conversion.h"
#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/timeline_canvas.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

class PainterText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::TimelinePainter)
};

constexpr double tickSpacing = 92;
constexpr double handleRadius = 7;
constexpr double narrowestLabel = 44; ///< pixels of a band that has words

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

/// Its name, and why it begins.
void paintBandText(Canvas& canvas, std::uint32_t generation, const QRectF& where)
{
    if (where.width() < narrowestLabel)
        return;
    QPainter& painter = canvas.painter;
    const TimelinePicture& picture = canvas.picture;
    const QString id = toQt(picture.contents->replica.generations[generation].id.text());
    const QString reason = JointWords(*picture.contents, picture.starts).reason(generation);
    painter.setPen(blend(canvas.colours.text, canvas.band(generation), 0.25));
    painter.drawText(
        where, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(reason.isEmpty() ? id : id + u"  ·  "_s + reason,
                                         Qt::ElideRight, static_cast<int>(where.width())));
}

/// Where one generation ends and another begins no moment can be restored that lies between.
void paintJoint(Canvas& canvas, double at, const QColor& colour)
{
    canvas.painter.setPen(QPen(blend(canvas.colours.surface, colour, 0.8), 1.5, Qt::DashDotLine));
    canvas.painter.drawLine(QPointF(at, canvas.layout.bands.top()),
                            QPointF(at, canvas.layout.axis.top()));
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
        paintBandText(canvas, i, band.adjusted(11, 0, -6, 0));
        if (*generation.created > contents.timeline.entries().front().time &&
            canvas.x(*generation.created) >= canvas.layout.plot.left())
            paintJoint(canvas, canvas.x(*generation.created), canvas.band(i));
    }
}

/// "04:44:22", and where its commits are spread out which of them it is.
QString flagText(const TimelinePicture& picture)
{
    const Moment& moment = *picture.moment;
    const QString clock = HumanText::clockSeconds(moment.time(), picture.zone);
    if (!moment.commit || !picture.combOf(moment.entry))
        return clock;
    return clock + u"  ·  "_s +
           PainterText::tr("%1 of %2")
               .arg(HumanText::number(moment.commit->number + 1),
                    HumanText::number(moment.commit->count));
}

/// Empty where the moment is out of sight.
QRectF flagOf(const Canvas& canvas)
{
    if (!canvas.picture.moment)
        return {};
    const double at = canvas.x(canvas.picture.pixelOf(*canvas.picture.moment));
    if (at < canvas.layout.plot.left() - 9 || at > canvas.layout.plot.right() + 9)
        return {};
    const QFontMetricsF metrics(fontOf(TypeSize::Small, QFont::DemiBold));
    const double width = metrics.horizontalAdvance(flagText(canvas.picture)) + 16;
    const double left = std::clamp(at - width / 2, canvas.layout.ground.left() + 4,
                                   canvas.layout.ground.right() - width - 4);
    return {left, canvas.layout.head.top(), width, canvas.layout.head.height()};
}

void paintHandle(Canvas& canvas, const QRectF& flag)
{
    if (flag.isEmpty())
        return;
    const double at = canvas.x(canvas.picture.pixelOf(*canvas.picture.moment));
    QPainter& painter = canvas.painter;
    painter.setPen(QPen(canvas.colours.accent, 2));
    painter.drawLine(QPointF(at, flag.bottom()), QPointF(at, canvas.layout.axis.top()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(canvas.colours.accent);
    painter.drawRoundedRect(flag, 5, 5);
    painter.setFont(fontOf(TypeSize::Small, QFont::DemiBold));
    painter.setPen(canvas.colours.onAccent);
    painter.drawText(flag, Qt::AlignCenter, flagText(canvas.picture));
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

void paintHint(Canvas& canvas)
{
    const QRectF hint = canvas.picture.newerHint(canvas.layout);
    if (hint.isEmpty())
        return;
    QPainter& painter = canvas.painter;
    painter.setFont(fontOf(TypeSize::Small, QFont::DemiBold));
    painter.setPen(QPen(canvas.colours.accent, 1));
    painter.setBrush(canvas.colours.surface);
    painter.drawRoundedRect(hint.adjusted(0.5, 0.5, -0.5, -0.5), hint.height() / 2,
                            hint.height() / 2);
    painter.setPen(canvas.colours.accent);
    painter.drawText(hint, Qt::AlignCenter, PainterText::tr("newer →"));
}

} // namespace

void paintTimeline(QPainter& painter, const TimelinePicture& picture, const QWidget& widget)
{
    painter.setRenderHint(QPainter::Antialiasing);
    const double textHeight = QFontMetricsF(fontOf(TypeSize::Small)).height();
    const std::uint32_t lanes = picture.contents ? picture.contents->lanes : 1;
    Canvas canvas{painter, picture, Colours::of(widget.palette()),
                  TimelineLayout::of(widget.size(), lanes, textHeight, picture.hasOverview())};
    paintGround(canvas, widget.hasFocus());
    if (!picture.contents || picture.contents->timeline.isEmpty())
        return;
    painter.setClipRect(canvas.layout.ground.adjusted(2, 2, -2, -2));
    paintAxis(canvas);
    paintDensity(canvas);
    paintBands(canvas);
    paintFindings(canvas);
    paintChecked(canvas);
    paintLabels(canvas);
    if (picture.hovered && !picture.isDragged)
        paintHover(canvas);
    const QRectF flag = flagOf(canvas);
    paintLegend(canvas, flag);
    paintHandle(canvas, flag);
    paintHint(canvas);
    paintOverview(canvas);
}

} // namespace walkeeper::ui
