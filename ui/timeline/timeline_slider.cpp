#include "ui/timeline/timeline_slider.h"

#include "ui/theme/style_sheet.h"
#include "ui/timeline/timeline_accessible.h"
#include "ui/timeline/timeline_painter.h"
#include "ui/timeline/timeline_words.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace walkeeper::ui {

namespace {

constexpr double keyZoom = 1.6;
/// Mouse wheels report a notch as 120.
constexpr double notch = 120;
constexpr double notchZoom = 1.25;
constexpr int tallest = 310;   ///< pixels; more height would tell no more
constexpr double keyPan = 0.1; ///< of what is visible

} // namespace

TimelineSlider::TimelineSlider(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMaximumHeight(tallest);
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(
        tr("Left and Right choose a restore point, Page Up and Page Down a snapshot. Plus and "
           "minus zoom, 0 shows all, Shift with Left and Right moves what is visible."));
    makeTimelinesAccessible();
}

void TimelineSlider::setContents(std::shared_ptr<const ReplicaContents> contents)
{
    m_picture.contents = std::move(contents);
    m_picture.findings = nullptr;
    m_picture.checked.reset();
    m_picture.starts.clear();
    m_picture.moment.reset();
    m_spans.clear();
    m_labels.clear();
    m_labelsHere.clear();
    m_revealed.reset();
    m_newestSeen.reset();
    m_growthFollows.reset();
    TimeSpan whole;
    if (m_picture.contents && !m_picture.contents->timeline.isEmpty()) {
        const auto& entries = m_picture.contents->timeline.entries();
        whole = {entries.front().time, entries.back().time};
    }
    takeScale(TimelineScale(whole, plot().width()));
    countOverview();
    updateGeometry();
}

void TimelineSlider::growTo(std::shared_ptr<const ReplicaContents> contents)
{
    if (!m_picture.contents || m_picture.contents->timeline.isEmpty() ||
        contents->timeline.isEmpty())
        return setContents(std::move(contents));
    const bool wasNewest = m_picture.moment && m_picture.moment->entry + std::size_t{1} ==
                                                   m_picture.contents->timeline.entries().size();
    m_growthFollows = wasNewest && isNewestVisible();
    const auto& entries = contents->timeline.entries();
    const TimeSpan whole{entries.front().time, entries.back().time};
    m_picture.contents = std::move(contents);
    m_labelsHere = labelsIn(*m_picture.contents, m_labels);
    m_picture.moment.reset();
    // What can be seen may hold more than before though the scale is the same.
    takeScale(m_picture.scale.grown(whole));
    countOverview();
    updateGeometry();
}

void TimelineSlider::setFindings(Findings findings)
{
    if (findings == m_picture.findings)
        return;
    m_picture.findings = std::move(findings);
    m_spans = m_picture.findings ? findingSpans(*m_picture.findings) : std::vector<FindingSpan>();
    countBins();
    countOverview();
    update();
}

void TimelineSlider::setChecked(const std::optional<CheckedStretch>& checked)
{
    if (checked == m_picture.checked)
        return;
    m_picture.checked = checked;
    update();
}

void TimelineSlider::setLabels(std::vector<MomentLabel> labels)
{
    if (labels == m_labels)
        return;
    m_labels = std::move(labels);
    m_labelsHere =
        m_picture.contents ? labelsIn(*m_picture.contents, m_labels) : std::vector<TimelineLabel>();
    countBins();
    update();
}

void TimelineSlider::setStarts(const std::vector<GenerationStart>& starts)
{
    // Reports come often and tell the same as a rule.
    const bool isSame =
        starts.size() == m_picture.starts.size() &&
        (starts.empty() || starts.back().generation == m_picture.starts.back().generation);
    if (isSame)
        return;
    m_picture.starts = starts;
    update();
}

void TimelineSlider::setMoment(const std::optional<Moment>& moment)
{
    m_picture.moment = moment;
    const bool mayReveal = std::exchange(m_growthFollows, std::nullopt).value_or(true);
    // A moment that stays the same, as when the history grows, moves nothing.
    if (moment && mayReveal && m_drag == Drag::None && m_revealed != moment->time())
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
    return TimelineWords(m_picture).at(pixel);
}

TimelineLayout TimelineSlider::layoutNow() const
{
    const double textHeight = QFontMetricsF(fontOf(TypeSize::Small)).height();
    return TimelineLayout::of(size(), m_picture.contents ? m_picture.contents->lanes : 1,
                              textHeight, m_picture.hasOverview());
}

QSize TimelineSlider::sizeHint() const
{
    const double textHeight = QFontMetricsF(fontOf(TypeSize::Small)).height();
    const double lanes = m_picture.contents ? std::min(m_picture.contents->lanes, 6U) : 1;
    return {640, static_cast<int>(5 * textHeight + 174 + (lanes - 1) * 14)};
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
    countOverview();
}

void TimelineSlider::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        update();
    QWidget::changeEvent(event);
}

void TimelineSlider::mousePressEvent(QMouseEvent* event)
{
    const QPointF place = event->position();
    const bool isLeft = event->button() == Qt::LeftButton;
    m_lastX = place.x();
    if (event->button() == Qt::MiddleButton || (isLeft && isOnAxis(place))) {
        m_drag = Drag::Pan;
        setCursor(Qt::ClosedHandCursor);
    } else if (isLeft && layoutNow().overview.contains(place)) {
        pressOverview(place);
    } else if (isLeft && m_picture.newerHint(layoutNow()).contains(place)) {
        setScale(m_picture.scale.panned(m_picture.scale.pixelAt(m_picture.scale.whole().to)));
    } else if (isLeft && chooseLabel(place)) {
        m_drag = Drag::None;
    } else if (isLeft) {
        m_drag = Drag::Handle;
        m_picture.isDragged = true;
        choose(place);
    }
    update();
}

void TimelineSlider::mouseMoveEvent(QMouseEvent* event)
{
    const double x = event->position().x();
    const double strip = layoutNow().overview.left();
    if (m_drag == Drag::Pan)
        setScale(m_picture.scale.panned(m_lastX - x));
    else if (m_drag == Drag::Overview)
        setScale(overview().dragged(m_grip, m_lastX - strip, x - strip));
    else if (m_drag == Drag::Handle)
        choose(event->position());
    else
        showCursor(event->position());
    m_lastX = x;
    m_picture.hovered = std::clamp(plotPixel(event->position()), 0.0, plot().width());
    if (layoutNow().overview.contains(event->position()))
        m_picture.hovered.reset();
    update();
}

void TimelineSlider::mouseReleaseEvent(QMouseEvent* event)
{
    m_drag = Drag::None;
    m_picture.isDragged = false;
    showCursor(event->position());
    update();
}

void TimelineSlider::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (isOnAxis(event->position()) || layoutNow().overview.contains(event->position()))
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
    const bool pans = event->modifiers().testFlag(Qt::ShiftModifier);
    if (pans && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)) {
        const double way = event->key() == Qt::Key_Left ? -keyPan : keyPan;
        setScale(m_picture.scale.panned(way * plot().width()));
        return event->accept();
    }
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
    const QString words = layoutNow().overview.contains(help->pos())
                              ? tr("All of the history. Drag the frame or its edges.")
                              : describe(plotPixel(help->pos()));
    QToolTip::showText(help->globalPos(), words, this);
    return true;
}

double TimelineSlider::plotPixel(const QPointF& place) const
{
    return place.x() - plot().left();
}

bool TimelineSlider::isOnAxis(const QPointF& place) const
{
    const TimelineLayout layout = layoutNow();
    return place.y() > layout.axis.top() + 9 && !layout.overview.contains(place);
}

double TimelineSlider::overviewPixel(const QPointF& place) const
{
    return place.x() - layoutNow().overview.left();
}

Overview TimelineSlider::overview() const
{
    return {m_picture.scale, layoutNow().overview.width()};
}

void TimelineSlider::pressOverview(const QPointF& place)
{
    m_drag = Drag::Overview;
    m_grip = overview().gripAt(overviewPixel(place));
    if (m_grip != Overview::Grip::None)
        return;
    setScale(overview().centredAt(overviewPixel(place)));
    m_grip = Overview::Grip::Frame;
}

void TimelineSlider::showCursor(const QPointF& place)
{
    const TimelineLayout layout = layoutNow();
    if (isOnAxis(place))
        return setCursor(Qt::OpenHandCursor);
    if (m_picture.newerHint(layout).contains(place))
        return setCursor(Qt::PointingHandCursor);
    if (!layout.overview.contains(place))
        return unsetCursor();
    switch (overview().gripAt(overviewPixel(place))) {
    case Overview::Grip::None: return setCursor(Qt::PointingHandCursor);
    case Overview::Grip::Frame: return setCursor(Qt::OpenHandCursor);
    case Overview::Grip::LeftEdge:
    case Overview::Grip::RightEdge: return setCursor(Qt::SizeHorCursor);
    }
}

bool TimelineSlider::isNewestVisible() const
{
    const auto& entries = m_picture.contents->timeline.entries();
    return !entries.empty() && entries.back().time <= m_picture.scale.visible().to;
}

void TimelineSlider::setScale(const TimelineScale& scale)
{
    if (scale != m_picture.scale)
        takeScale(scale);
}

void TimelineSlider::takeScale(const TimelineScale& scale)
{
    m_picture.scale = scale;
    countBins();
    update();
    emit visibleEntriesChanged();
}

CommitCount TimelineSlider::knownCommits() const
{
    if (!m_book || m_book->contents() != m_picture.contents)
        return {};
    return [this](std::uint32_t generation, std::uint32_t segment) -> std::optional<std::uint32_t> {
        const auto* known = m_book->commits(generation, segment);
        return known ? std::optional(static_cast<std::uint32_t>(known->size())) : std::nullopt;
    };
}

void TimelineSlider::countBins()
{
    m_picture.bins = {};
    m_picture.bytes.clear();
    m_picture.combs.clear();
    m_picture.marks = {};
    m_picture.labels.clear();
    m_picture.hasNewer = false;
    if (!m_picture.contents || m_picture.contents->timeline.isEmpty())
        return;
    const CommitCount commits = knownCommits();
    m_picture.bins = binTimeline(*m_picture.contents, m_picture.scale, timelineColumn, commits);
    m_picture.bytes = byteSteps(m_picture.bins);
    m_picture.combs = combsIn(*m_picture.contents, m_picture.scale, commits);
    m_picture.marks = FindingMarks::of(m_spans, m_picture.scale);
    placeLabels();
    const Timestamp newest = m_picture.contents->timeline.entries().back().time;
    if (isNewestVisible() || !m_newestSeen)
        m_newestSeen = newest;
    m_picture.hasNewer = newest > *m_newestSeen;
}

void TimelineSlider::placeLabels()
{
    const bool isAboutThis = m_book && m_book->contents() == m_picture.contents;
    m_picture.labels = labelMarks(m_labelsHere, *m_picture.contents, m_picture.scale,
                                  m_picture.combs, isAboutThis ? m_book : nullptr);
}

bool TimelineSlider::chooseLabel(const QPointF& place)
{
    const TimelineLayout layout = layoutNow();
    for (const LabelMark& mark : m_picture.labels) {
        if (!m_picture.labelBox(mark, layout).contains(place))
            continue;
        if (mark.commit)
            emit commitChosen(mark.entry, *mark.commit);
        else
            emit entryChosen(mark.entry);
        return true;
    }
    return false;
}

void TimelineSlider::countOverview()
{
    m_picture.overviewBins = {};
    m_picture.overviewMarks = {};
    if (!m_picture.contents || m_picture.contents->timeline.isEmpty())
        return;
    const TimelineScale whole = m_picture.scale.fitted();
    m_picture.overviewBins = binTimeline(*m_picture.contents, whole, timelineColumn);
    m_picture.overviewMarks = FindingMarks::of(m_spans, whole);
}

/// The nearest of what can be chosen: entries, and commits where they are spread out.
void TimelineSlider::choose(const QPointF& place)
{
    if (!m_picture.contents)
        return;
    const double pixel = std::clamp(plotPixel(place), 0.0, plot().width());
    const auto entry = nearestEntry(m_picture.contents->timeline, m_picture.scale, pixel);
    if (!entry)
        return;
    const auto& entries = m_picture.contents->timeline.entries();
    double nearest = std::abs(m_picture.scale.pixelAt(entries[*entry].time) - pixel);
    const CommitComb* chosen = m_picture.combOf(*entry);
    for (const CommitComb& comb : m_picture.combs) {
        const double distance = std::abs(comb.pixelOf(comb.nearestTooth(pixel)) - pixel);
        if (distance < nearest) {
            nearest = distance;
            chosen = &comb;
        }
    }
    if (chosen)
        emit commitChosen(chosen->entry, chosen->commitOf(chosen->nearestTooth(pixel)));
    else
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
