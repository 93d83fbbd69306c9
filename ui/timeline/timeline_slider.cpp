#include "ui/timeline/timeline_slider.h"

#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/timeline_accessible.h"
#include "ui/timeline/timeline_painter.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace walkeeper::ui {

namespace {

constexpr double keyZoom = 1.6;
/// Mouse wheels report a notch as 120.
constexpr double notch = 120;
constexpr double notchZoom = 1.25;
/// A tool tip speaks of this many pixels around the pointer.
constexpr double reach = 4;
constexpr int tallest = 290; ///< pixels; more height would tell no more

} // namespace

TimelineSlider::TimelineSlider(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMaximumHeight(tallest);
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(
        tr("Left and Right choose a restore point, Page Up and Page Down a snapshot"));
    makeTimelinesAccessible();
}

void TimelineSlider::setContents(std::shared_ptr<const ReplicaContents> contents)
{
    m_picture.contents = std::move(contents);
    m_picture.findings = nullptr;
    m_picture.moment.reset();
    m_revealed.reset();
    TimeSpan whole;
    if (m_picture.contents && !m_picture.contents->timeline.isEmpty()) {
        const auto& entries = m_picture.contents->timeline.entries();
        whole = {entries.front().time, entries.back().time};
    }
    setScale(TimelineScale(whole, plot().width()));
    updateGeometry();
}

void TimelineSlider::growTo(std::shared_ptr<const ReplicaContents> contents)
{
    if (!m_picture.contents || m_picture.contents->timeline.isEmpty() ||
        contents->timeline.isEmpty())
        return setContents(std::move(contents));
    const auto& entries = contents->timeline.entries();
    const TimeSpan whole{entries.front().time, entries.back().time};
    m_picture.contents = std::move(contents);
    m_picture.moment.reset();
    const TimelineScale before = m_picture.scale;
    setScale(before.grown(whole));
    // What can be seen may hold more than before though the scale is the same.
    if (m_picture.scale == before)
        emit visibleEntriesChanged();
    updateGeometry();
}

void TimelineSlider::setFindings(Findings findings)
{
    m_picture.findings = std::move(findings);
    update();
}

void TimelineSlider::setMoment(const std::optional<Moment>& moment)
{
    m_picture.moment = moment;
    // A moment that stays the same, as when the history grows, moves nothing.
    if (moment && m_drag == Drag::None && m_revealed != moment->time())
        setScale(m_picture.scale.revealing(moment->time()));
    m_revealed = moment ? std::optional(moment->time()) : std::nullopt;
    announce();
    update();
}

void TimelineSlider::setTimeZone(const QTimeZone& zone)
{
    m_picture.zone = zone;
    update();
}

void TimelineSlider::commitsKnown()
{
    countBins();
    update();
}

QPointF TimelineSlider::positionOf(std::uint32_t entry) const
{
    const Timestamp time = m_picture.contents->timeline.entries()[entry].time;
    return {plot().left() + m_picture.scale.pixelAt(time), plot().center().y()};
}

EntryRange TimelineSlider::visibleEntries() const
{
    if (!m_picture.contents)
        return {};
    return entriesIn(m_picture.contents->timeline, m_picture.scale.visible());
}

QString TimelineSlider::describe(double pixel) const
{
    if (!m_picture.contents || m_picture.contents->timeline.isEmpty())
        return {};
    const TimelineScale& scale = m_picture.scale;
    const TimeSpan span{scale.timeAt(pixel - reach), scale.timeAt(pixel + reach)};
    const EntryRange range = entriesIn(m_picture.contents->timeline, span);
    QStringList lines{HumanText::dateAndClock(scale.timeAt(pixel), m_picture.zone)};
    int snapshots = 0;
    const auto& entries = m_picture.contents->timeline.entries();
    for (std::uint32_t i = range.first; i < range.last; ++i)
        snapshots += entries[i].kind == TimelineEntry::Kind::Snapshot ? 1 : 0;
    const int segments = static_cast<int>(range.count()) - snapshots;
    const auto column = static_cast<std::size_t>(std::max(0.0, pixel) / timelineColumn);
    if (m_picture.bins.knowsCommits && column < m_picture.bins.columns.size() &&
        m_picture.bins.columns[column].commits > 0)
        lines << tr("%Ln commit(s)", nullptr,
                    static_cast<int>(m_picture.bins.columns[column].commits));
    if (segments > 0)
        lines << tr("%Ln segment(s) stored", nullptr, segments);
    if (snapshots > 0)
        lines << tr("%Ln snapshot(s)", nullptr, snapshots);
    if (range.count() == 0)
        lines << tr("Nothing stored here");
    if (!m_picture.findings)
        return lines.join(u'\n');
    for (const PlacedFinding& placed : *m_picture.findings) {
        if (!placed.to || *placed.to < span.from || *placed.from > span.to)
            continue;
        lines << ErrorText::title(placed.finding.kind);
        if (lines.size() > 6)
            break;
    }
    return lines.join(u'\n');
}

QSize TimelineSlider::sizeHint() const
{
    const double textHeight = QFontMetricsF(fontOf(TypeSize::Small)).height();
    const double lanes = m_picture.contents ? std::min(m_picture.contents->lanes, 6U) : 1;
    return {640, static_cast<int>(5 * textHeight + 150 + (lanes - 1) * 14)};
}

QSize TimelineSlider::minimumSizeHint() const
{
    return {320, sizeHint().height() - 46};
}

void TimelineSlider::zoomIn()
{
    const double around =
        m_picture.moment ? m_picture.scale.pixelAt(m_picture.moment->time()) : plot().width() / 2;
    setScale(m_picture.scale.zoomed(keyZoom, std::clamp(around, 0.0, plot().width())));
}

void TimelineSlider::zoomOut()
{
    setScale(m_picture.scale.zoomed(1 / keyZoom, plot().width() / 2));
}

void TimelineSlider::showAll()
{
    setScale(m_picture.scale.fitted());
}

void TimelineSlider::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    paintTimeline(painter, m_picture, *this);
}

void TimelineSlider::resizeEvent(QResizeEvent* /*event*/)
{
    setScale(m_picture.scale.resized(plot().width()));
}

void TimelineSlider::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        update();
    QWidget::changeEvent(event);
}

void TimelineSlider::mousePressEvent(QMouseEvent* event)
{
    const bool isPan = event->button() == Qt::MiddleButton ||
                       (event->button() == Qt::LeftButton && isOnAxis(event->position()));
    m_lastX = event->position().x();
    if (isPan) {
        m_drag = Drag::Pan;
        setCursor(Qt::ClosedHandCursor);
    } else if (event->button() == Qt::LeftButton) {
        m_drag = Drag::Handle;
        m_picture.isDragged = true;
        chooseAt(event->position());
    }
    update();
}

void TimelineSlider::mouseMoveEvent(QMouseEvent* event)
{
    const double x = event->position().x();
    if (m_drag == Drag::Pan)
        setScale(m_picture.scale.panned(m_lastX - x));
    else if (m_drag == Drag::Handle)
        chooseAt(event->position());
    else
        setCursor(isOnAxis(event->position()) ? Qt::OpenHandCursor : Qt::ArrowCursor);
    m_lastX = x;
    m_picture.hovered = std::clamp(plotPixel(event->position()), 0.0, plot().width());
    update();
}

void TimelineSlider::mouseReleaseEvent(QMouseEvent* /*event*/)
{
    m_drag = Drag::None;
    m_picture.isDragged = false;
    unsetCursor();
    update();
}

void TimelineSlider::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (isOnAxis(event->position()))
        showAll();
}

void TimelineSlider::wheelEvent(QWheelEvent* event)
{
    const QPoint turn = event->angleDelta();
    const bool isSideways = std::abs(turn.x()) > std::abs(turn.y());
    if (isSideways || event->modifiers().testFlag(Qt::ShiftModifier)) {
        const int amount = isSideways ? turn.x() : turn.y();
        setScale(m_picture.scale.panned(-amount / notch * plot().width() / 10));
    } else {
        const double factor = std::pow(notchZoom, turn.y() / notch);
        setScale(m_picture.scale.zoomed(factor, plotPixel(event->position())));
    }
    event->accept();
}

void TimelineSlider::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left: emit pointStepped(-1); break;
    case Qt::Key_Right: emit pointStepped(+1); break;
    case Qt::Key_PageUp: emit snapshotStepped(-1); break;
    case Qt::Key_PageDown: emit snapshotStepped(+1); break;
    case Qt::Key_Home: emit firstWanted(); break;
    case Qt::Key_End: emit lastWanted(); break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomIn(); break;
    case Qt::Key_Minus: zoomOut(); break;
    case Qt::Key_0: showAll(); break;
    default: QWidget::keyPressEvent(event); return;
    }
    event->accept();
}

void TimelineSlider::leaveEvent(QEvent* /*event*/)
{
    m_picture.hovered.reset();
    update();
}

bool TimelineSlider::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), describe(plotPixel(help->pos())), this);
    return true;
}

QRectF TimelineSlider::plot() const
{
    const double textHeight = QFontMetricsF(fontOf(TypeSize::Small)).height();
    return TimelineLayout::of(size(), m_picture.contents ? m_picture.contents->lanes : 1,
                              textHeight)
        .plot;
}

double TimelineSlider::plotPixel(const QPointF& place) const
{
    return place.x() - plot().left();
}

bool TimelineSlider::isOnAxis(const QPointF& place) const
{
    const double textHeight = QFontMetricsF(fontOf(TypeSize::Small)).height();
    const auto layout =
        TimelineLayout::of(size(), m_picture.contents ? m_picture.contents->lanes : 1, textHeight);
    return place.y() > layout.axis.top() + 9;
}

void TimelineSlider::setScale(const TimelineScale& scale)
{
    const bool isOther = scale != m_picture.scale;
    m_picture.scale = scale;
    countBins();
    update();
    if (isOther)
        emit visibleEntriesChanged();
}

void TimelineSlider::countBins()
{
    m_picture.bins = {};
    m_picture.tallest = 1;
    if (!m_picture.contents)
        return;
    CommitCount commits;
    if (m_book && m_book->contents() == m_picture.contents) {
        commits = [this](std::uint32_t generation,
                         std::uint32_t segment) -> std::optional<std::uint32_t> {
            const auto* known = m_book->commits(generation, segment);
            return known ? std::optional(static_cast<std::uint32_t>(known->size())) : std::nullopt;
        };
    }
    m_picture.bins = binTimeline(*m_picture.contents, m_picture.scale, timelineColumn, commits);
    for (const TimelineBin& bin : m_picture.bins.columns)
        m_picture.tallest = std::max(m_picture.tallest, m_picture.bins.weight(bin));
}

void TimelineSlider::chooseAt(const QPointF& place)
{
    if (!m_picture.contents)
        return;
    const double pixel = std::clamp(plotPixel(place), 0.0, plot().width());
    const auto entry = nearestEntry(m_picture.contents->timeline, m_picture.scale, pixel);
    if (entry)
        emit entryChosen(*entry);
}

void TimelineSlider::announce()
{
    if (!QAccessible::isActive() || !m_picture.moment)
        return;
    QAccessibleValueChangeEvent event(this, m_picture.moment->entry);
    QAccessible::updateAccessibility(&event);
}

} // namespace walkeeper::ui
