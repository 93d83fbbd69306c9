#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/timeline_canvas.h"

#include <QCoreApplication>

#include <vector>

namespace walkeeper::ui {

namespace {

class LegendText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::LegendText)
};

constexpr double swatch = 14;
constexpr double swatchGap = 6;
constexpr double itemGap = 18;

enum class Sign { Bars, Bytes, Snapshot, Comb, Checked, Gap };

struct Item {
    Sign sign;
    QString text;
};

bool hasSnapshots(const TimelinePicture& picture)
{
    for (const TimelineBin& bin : picture.bins.columns) {
        if (bin.snapshots > 0)
            return true;
    }
    return false;
}

bool isCheckedInSight(const TimelinePicture& picture)
{
    const TimeSpan visible = picture.scale.visible();
    return picture.checked && picture.checked->span.to >= visible.from &&
           picture.checked->span.from <= visible.to;
}

/// The most telling ones first: where there is no room the last ones are left out.
std::vector<Item> itemsOf(const TimelinePicture& picture)
{
    std::vector<Item> items{{Sign::Bars, picture.bins.knowsCommits ? LegendText::tr("commits")
                                                                   : LegendText::tr("segments")},
                            {Sign::Bytes, LegendText::tr("bytes stored")}};
    if (!picture.marks.gaps.empty())
        items.push_back({Sign::Gap, LegendText::tr("gap")});
    if (isCheckedInSight(picture))
        items.push_back({Sign::Checked, LegendText::tr("validated")});
    if (!picture.combs.empty())
        items.push_back({Sign::Comb, LegendText::tr("order known, times not")});
    if (hasSnapshots(picture))
        items.push_back({Sign::Snapshot, LegendText::tr("snapshot")});
    return items;
}

void paintSign(Canvas& canvas, Sign sign, const QRectF& box)
{
    QPainter& painter = canvas.painter;
    const QColor band = canvas.colours.bands.front();
    const QColor ground = canvas.colours.surface;
    switch (sign) {
    case Sign::Bars:
        for (int i = 0; i < 3; ++i)
            painter.fillRect(QRectF(box.left() + 2 + i * 4, box.bottom() - 5 - i * 3, 2, 5 + i * 3),
                             blend(ground, band, 0.72));
        break;
    case Sign::Bytes:
        painter.fillRect(QRectF(box.left(), box.top() + 4, box.width(), box.height() - 4),
                         blend(ground, canvas.colours.text, 0.1));
        painter.fillRect(QRectF(box.left(), box.top() + 4, box.width(), 1),
                         blend(ground, canvas.colours.text, 0.35));
        break;
    case Sign::Gap: paintHatching(painter, box.adjusted(0, 2, 0, 0), canvas.colours.damage); break;
    case Sign::Checked: paintIcon(painter, box, Icon::Passed, canvas.colours.good); break;
    case Sign::Comb:
        painter.setPen(QPen(blend(ground, band, 0.75), 1, Qt::DashLine));
        painter.setBrush(blend(ground, band, 0.12));
        painter.drawRoundedRect(box.adjusted(0, 3, 0, 0), 3, 3);
        break;
    case Sign::Snapshot:
        painter.setPen(Qt::NoPen);
        paintDiamond(painter, box.center(), 5, band);
        break;
    }
}

} // namespace

void paintLegend(Canvas& canvas, const QRectF& flag)
{
    QPainter& painter = canvas.painter;
    painter.setFont(fontOf(TypeSize::Small));
    const QFontMetricsF metrics(painter.font());
    const QRectF head = canvas.layout.head;
    const double room = head.width() - flag.width() - itemGap;
    std::vector<Item> shown;
    double width = -itemGap;
    for (const Item& item : itemsOf(canvas.picture)) {
        const double more = itemGap + swatch + swatchGap + metrics.horizontalAdvance(item.text);
        if (width + more > room)
            break;
        width += more;
        shown.push_back(item);
    }
    const bool isInTheWay = flag.left() < head.left() + width + itemGap;
    double at = isInTheWay ? head.right() - width : head.left();
    for (const Item& item : shown) {
        const QRectF box(at, head.center().y() - swatch / 2, swatch, swatch);
        paintSign(canvas, item.sign, box);
        const double advance = metrics.horizontalAdvance(item.text);
        painter.setPen(canvas.colours.muted);
        painter.drawText(QRectF(box.right() + swatchGap, head.top(), advance + 2, head.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, item.text);
        at = box.right() + swatchGap + advance + itemGap;
    }
}

} // namespace walkeeper::ui
