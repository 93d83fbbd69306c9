#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/timeline_canvas.h"

#include <QCoreApplication>

#include <algorithm>

namespace walkeeper::ui {

namespace {

class LabelText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::TimelineLabels)
};

constexpr double widest = 190;
constexpr double sign = 14;
constexpr double margin = 5;
constexpr double narrowest = sign + 2 * margin; ///< the sign alone

QString wordsOf(const LabelMark& mark)
{
    return mark.texts.size() == 1
               ? mark.texts.front()
               : LabelText::tr("%Ln label(s)", nullptr, static_cast<int>(mark.texts.size()));
}

} // namespace

QRectF TimelinePicture::labelBox(const LabelMark& mark, const TimelineLayout& layout) const
{
    const QFontMetricsF metrics(fontOf(TypeSize::Small));
    const double text = metrics.horizontalAdvance(wordsOf(mark)) + margin + 2;
    const double room = std::min(mark.room - 4, widest);
    // A few letters say less than the sign alone.
    const bool hasText = room >= narrowest + std::min(text, 40.0);
    const double width = hasText ? std::min(narrowest + text, room) : narrowest;
    const double left = std::min(layout.plot.left() + mark.pixel - 1, layout.plot.right() - width);
    return {left, layout.bars.top() + 14, width, metrics.height() + 6};
}

void paintLabels(Canvas& canvas)
{
    QPainter& painter = canvas.painter;
    painter.setFont(fontOf(TypeSize::Small));
    const QColor ink = canvas.colours.text;
    for (const LabelMark& mark : canvas.picture.labels) {
        const QRectF box = canvas.picture.labelBox(mark, canvas.layout);
        const double at = canvas.x(mark.pixel);
        painter.setPen(QPen(blend(canvas.colours.surface, ink, 0.6), 1.5));
        painter.drawLine(QPointF(at, box.top() + 2), QPointF(at, canvas.layout.bars.bottom()));
        painter.setPen(QPen(blend(canvas.colours.surface, ink, 0.4), 1));
        painter.setBrush(canvas.colours.surface);
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        const QRectF drawing(box.left() + margin, box.center().y() - sign / 2, sign, sign);
        paintIcon(painter, drawing, Icon::Label, ink);
        if (box.width() <= narrowest)
            continue;
        const QRectF where = box.adjusted(narrowest, 0, -margin, 0);
        painter.setPen(ink);
        painter.drawText(where, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(wordsOf(mark), Qt::ElideRight,
                                                          static_cast<int>(where.width()) + 1));
    }
}

} // namespace walkeeper::ui
