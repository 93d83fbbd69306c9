#include "ui/replica_page.h"

#include "ui/activity/log_view.h"
#include "ui/check/check_panel.h"
#include "ui/data/data_view.h"
#include "ui/inspector.h"
#include "ui/moment/moment_panel.h"
#include "ui/moment/moment_text.h"
#include "ui/objects/object_view.h"
#include "ui/open/welcome_page.h"
#include "ui/points/point_view.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/checked_words.h"
#include "ui/timeline/time_field.h"
#include "ui/timeline/timeline_slider.h"
#include "ui/widgets/elided_label.h"

#include <QBoxLayout>
#include <QDataStream>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int firstMainWidth = 700;
constexpr int firstInspectorWidth = 272;

} // namespace

ReplicaPage::ReplicaPage(Workbench& workbench, const QTimeZone& zone, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_zone(zone),
      m_pages(new QStackedWidget(this)),
      m_notice(new NoticePage(this)),
      m_heading(new MomentHeading(this)),
      m_summary(new ElidedLabel(this)),
      m_timeline(new TimelineSlider(this)),
      m_timeField(new TimeField(workbench.clock(), this)),
      m_points(new PointView(workbench, zone, this)),
      m_data(new DataView(workbench, this)),
      m_objects(new ObjectView(workbench, zone, this)),
      m_inspector(new Inspector(workbench.engine(), m_objects->panel(), this)),
      m_checks(new CheckPanel(zone, this)),
      m_log(new LogView(workbench, zone, this))
{
    setTimeZone(zone);
    m_timeline->setCommitBook(&workbench.book());
    m_content = makeContent();
    m_pages->addWidget(m_notice);
    m_pages->addWidget(m_content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    connectWorkbench();
    showState();
}

void ReplicaPage::setTimeZone(const QTimeZone& zone)
{
    m_zone = zone;
    m_timeline->setTimeZone(zone);
    m_timeField->setTimeZone(zone);
    m_points->setTimeZone(zone);
    m_objects->setTimeZone(zone);
    m_checks->setTimeZone(zone);
    m_log->setTimeZone(zone);
    showMoment();
    showFindings();
}

bool ReplicaPage::isSettled() const
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica || replica->state == LoadState::Loading)
        return !replica;
    return replica->state == LoadState::Failed ||
           (!m_workbench.book().isReading() && !m_inspector->facts().isAsking());
}

QWidget* ReplicaPage::makeContent()
{
    m_rows = new QSplitter(Qt::Vertical, this);
    m_rows->setChildrenCollapsible(false);
    m_rows->setHandleWidth(2 * space);
    m_rows->addWidget(makeTimelinePart());
    m_tabs = makeTabs();
    m_rows->addWidget(m_tabs);
    m_rows->setStretchFactor(0, 2);
    m_rows->setStretchFactor(1, 3);
    m_columns = new QSplitter(this);
    m_columns->setChildrenCollapsible(false);
    m_columns->setHandleWidth(3 * space);
    m_columns->addWidget(m_rows);
    m_columns->addWidget(m_inspector);
    m_columns->setStretchFactor(0, 1);
    m_columns->setStretchFactor(1, 0);
    m_columns->setSizes({firstMainWidth, firstInspectorWidth});
    auto* content = new QWidget(this);
    auto* margin = new QVBoxLayout(content);
    margin->setContentsMargins(3 * space, 2 * space + 4, 3 * space, 2 * space);
    margin->addWidget(m_columns);
    return content;
}

QWidget* ReplicaPage::makeTimelinePart()
{
    auto* part = new QWidget(this);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_heading);
    column->addSpacing(2 * space);
    column->addWidget(makeTimelineHead());
    column->addSpacing(4);
    column->addWidget(m_timeline, 1);
    return part;
}

QTabWidget* ReplicaPage::makeTabs()
{
    auto* tabs = new QTabWidget(this);
    tabs->tabBar()->setDrawBase(false);
    tabs->setAccessibleName(tr("About the replica and the chosen moment"));
    tabs->addTab(m_points, icon(Icon::Commit), tr("Points"));
    tabs->addTab(m_data, icon(Icon::Table), tr("Data"));
    tabs->addTab(m_objects, icon(Icon::Segment), tr("Objects"));
    tabs->addTab(m_checks, icon(Icon::CheckReplica), tr("Checks"));
    tabs->addTab(m_log, icon(Icon::Log), tr("Log"));
    return tabs;
}

void ReplicaPage::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
    m_tabs->currentWidget()->setFocus();
}

void ReplicaPage::showInspector(bool isShown)
{
    m_inspector->setVisible(isShown);
    m_objects->setPanelShown(isShown);
}

bool ReplicaPage::hasInspector() const
{
    return !m_inspector->isHidden();
}

QByteArray ReplicaPage::look() const
{
    QByteArray look;
    QDataStream stream(&look, QIODevice::WriteOnly);
    stream << m_columns->saveState() << m_rows->saveState() << m_tabs->currentIndex()
           << hasInspector();
    return look;
}

void ReplicaPage::restoreLook(const QByteArray& look)
{
    QDataStream stream(look);
    QByteArray columns;
    QByteArray rows;
    int tab = 0;
    bool hasInspector = true;
    stream >> columns >> rows >> tab >> hasInspector;
    if (stream.status() != QDataStream::Ok)
        return;
    m_columns->restoreState(columns);
    m_rows->restoreState(rows);
    m_tabs->setCurrentIndex(tab);
    showInspector(hasInspector);
}

QWidget* ReplicaPage::makeTimelineHead()
{
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(2, 0, 0, 0);
    row->setSpacing(2);
    setRole(m_summary, "muted");
    row->addWidget(m_summary, 1);
    row->addWidget(m_timeField);
    row->addSpacing(space);
    const auto addButton = [&](Icon drawing, const QString& name, auto call) {
        auto* button = new QToolButton(head);
        button->setIcon(icon(drawing));
        button->setToolTip(name);
        button->setAccessibleName(name);
        setRole(button, "small");
        row->addWidget(button);
        connect(button, &QToolButton::clicked, this, call);
    };
    Selection& selection = m_workbench.selection();
    addButton(Icon::First, tr("Oldest moment (Home)"), [&] { selection.chooseFirst(); });
    addButton(Icon::Previous, tr("One commit back (Left)"), [&] { selection.step(-1); });
    addButton(Icon::Next, tr("One commit on (Right)"), [&] { selection.step(+1); });
    addButton(Icon::Last, tr("Newest moment (End)"), [&] { selection.chooseLast(); });
    row->addSpacing(space);
    addButton(Icon::ZoomOut, tr("Show more time (-)"), [this] { m_timeline->zoomOut(); });
    addButton(Icon::ZoomIn, tr("Show less time, larger (+)"), [this] { m_timeline->zoomIn(); });
    addButton(Icon::ZoomFit, tr("Show all (0)"), [this] { m_timeline->showAll(); });
    return head;
}

void ReplicaPage::connectWorkbench()
{
    Selection& selection = m_workbench.selection();
    connect(&m_workbench, &Workbench::currentChanged, this, &ReplicaPage::showState);
    connect(&m_workbench, &Workbench::currentStateChanged, this, &ReplicaPage::showState);
    connect(&m_workbench, &Workbench::currentProgressed, this, &ReplicaPage::showState);
    connect(&m_workbench, &Workbench::currentFindingsChanged, this, &ReplicaPage::showFindings);
    connect(&m_workbench.checks(), &CheckFlow::changed, this, [this](ReplicaId id) {
        const OpenedReplica* replica = m_workbench.current();
        if (replica && replica->id == id)
            showFindings();
    });
    connect(&m_workbench, &Workbench::currentWatchedChanged, this, &ReplicaPage::showStarts);
    connect(&selection, &Selection::momentChanged, this, &ReplicaPage::showMoment);
    connect(&m_workbench.book(), &CommitBook::commitsRead, this, [this] {
        m_timeline->commitsKnown();
        emit settledPerhaps();
    });
    connect(&m_workbench.book(), &CommitBook::readingFailed, this, &ReplicaPage::settledPerhaps);
    connect(&m_inspector->facts(), &MomentFacts::planKnown, this, &ReplicaPage::settledPerhaps);

    connect(m_timeline, &TimelineSlider::entryChosen, &selection, &Selection::choose);
    connect(m_timeline, &TimelineSlider::commitChosen, &selection, &Selection::chooseCommit);
    connect(m_timeline, &TimelineSlider::pointStepped, &selection, &Selection::step);
    connect(m_timeline, &TimelineSlider::snapshotStepped, &selection, &Selection::stepSnapshot);
    connect(m_timeline, &TimelineSlider::firstWanted, &selection, &Selection::chooseFirst);
    connect(m_timeline, &TimelineSlider::lastWanted, &selection, &Selection::chooseLast);
    connect(m_timeline, &TimelineSlider::visibleEntriesChanged, this,
            [this] { m_workbench.readVisible(m_timeline->visibleEntries()); });

    connect(m_inspector, &Inspector::restoreWanted, this, &ReplicaPage::restoreWanted);
    connect(m_inspector, &Inspector::labelWanted, this, &ReplicaPage::labelWanted);
    connect(m_tabs, &QTabWidget::currentChanged, this,
            [this](int tab) { m_inspector->showObject(tab == static_cast<int>(Tab::Objects)); });
    connect(m_objects, &ObjectView::panelWanted, this, &ReplicaPage::inspectorWanted);
    connect(m_timeField, &TimeField::timeChosen, &selection, &Selection::chooseTime);
    connect(m_timeField, &TimeField::left, m_timeline, qOverload<>(&QWidget::setFocus));
    connect(m_timeField, &TimeField::zoneSwitched, this, &ReplicaPage::zoneSwitched);

    connect(&m_workbench.labels(), &Labels::changed, this, &ReplicaPage::showLabel);
    connect(&m_workbench.labels(), &Labels::changed, this, &ReplicaPage::showLabels);
    connect(&m_workbench.checkMemory(), &CheckMemory::changed, this, &ReplicaPage::showFindings);
    connect(m_checks, &CheckPanel::checkWanted, this, &ReplicaPage::checkWanted);
    connect(m_checks, &CheckPanel::reportWanted, this, &ReplicaPage::reportWanted);
    connect(m_checks, &CheckPanel::cancelWanted, this, [this] {
        if (const OpenedReplica* replica = m_workbench.current())
            m_workbench.checks().cancel(replica->id);
    });
    connect(m_checks, &CheckPanel::entryChosen, &selection, &Selection::choose);
    connect(m_notice, &NoticePage::retryWanted, &m_workbench, &Workbench::reloadCurrent);
}

void ReplicaPage::showState()
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica)
        return;
    const bool isAwaited = replica->error && replica->error->code == ErrorCode::NotFound &&
                           m_workbench.currentWatched();
    if (replica->state == LoadState::Failed && isAwaited) {
        m_notice->show(
            NoticePage::Kind::Nothing, tr("Nothing is stored yet"),
            tr("The history of %1 appears here with its first snapshot.").arg(replica->name));
        m_pages->setCurrentWidget(m_notice);
    } else if (replica->state == LoadState::Failed) {
        m_notice->show(NoticePage::Kind::Failed, tr("%1 could not be opened").arg(replica->name),
                       ErrorText::sentence(*replica->error) + u'\n' +
                           (m_workbench.currentWatched()
                                ? ErrorText::adviceOnConfigured(replica->url, replica->error->code)
                                : ErrorText::advice(replica->error->code)),
                       tr("Try again"));
        m_pages->setCurrentWidget(m_notice);
    } else if (!replica->contents) {
        m_notice->show(NoticePage::Kind::Loading, tr("Opening %1").arg(replica->name),
                       replica->objectsSeen == 0
                           ? tr("Looking at what is there…")
                           : tr("%1 objects so far…").arg(HumanText::number(replica->objectsSeen)));
        m_pages->setCurrentWidget(m_notice);
    } else {
        showContents(*replica);
    }
    emit settledPerhaps();
}

void ReplicaPage::showContents(const OpenedReplica& replica)
{
    const ReplicaContents& contents = *replica.contents;
    if (contents.timeline.isEmpty() && contents.replica.ltx) {
        const LtxLayout& ltx = *contents.replica.ltx;
        m_notice->show(NoticePage::Kind::Nothing, tr("This replica is in Litestream 0.5's layout"),
                       tr("It holds %1 in %Ln file(s), with names that end in “.ltx”. Walkeeper "
                          "recognises this layout but cannot read it yet.",
                          nullptr, static_cast<int>(ltx.files))
                           .arg(HumanText::bytes(ltx.storedBytes)));
        m_pages->setCurrentWidget(m_notice);
        return;
    }
    if (contents.timeline.isEmpty()) {
        m_notice->show(
            NoticePage::Kind::Nothing, tr("Nothing is stored here"),
            tr("The replica has the right folders but no snapshots and no WAL segments."),
            tr("Look again"));
        m_pages->setCurrentWidget(m_notice);
        return;
    }
    if (m_timeline->picture().contents != replica.contents) {
        if (m_shown == replica.id)
            m_timeline->growTo(replica.contents);
        else
            m_timeline->setContents(replica.contents);
        m_timeField->setContents(replica.contents);
        m_shown = replica.id;
        m_points->setContents(replica.contents);
        m_objects->setContents(replica.contents);
        m_summary->setFullText(
            tr("%1 in %2, %3")
                .arg(
                    tr("%Ln segment(s)", nullptr, static_cast<int>(contents.segments)),
                    tr("%Ln generation(s)", nullptr, static_cast<int>(contents.generations.size())),
                    HumanText::bytes(contents.storedBytes)));
        showLabels();
        showMoment();
        showStarts();
    }
    showFindings();
    m_pages->setCurrentWidget(m_content);
}

void ReplicaPage::showMoment()
{
    const auto& moment = m_workbench.selection().moment();
    if (moment && moment->contents != m_timeline->picture().contents)
        return; // its replica is shown in a moment
    m_heading->setMoment(moment, m_zone,
                         moment ? MomentText::problem(*moment, m_workbench.book()) : QString());
    m_timeline->setMoment(moment);
    m_points->setMoment(moment);
    m_data->setMoment(moment);
    m_objects->setMoment(moment);
    m_timeField->setShownTime(moment ? std::optional(moment->time()) : std::nullopt);
    m_inspector->setMoment(moment, m_zone);
    showLabel();
}

void ReplicaPage::showLabel()
{
    const auto& moment = m_workbench.selection().moment();
    const auto place = moment ? placeOf(*moment) : std::nullopt;
    const MomentLabel* label = place ? m_workbench.labels().find(*place) : nullptr;
    m_heading->setLabel(label ? label->text : QString());
}

void ReplicaPage::showLabels()
{
    const OpenedReplica* replica = m_workbench.current();
    if (replica && replica->contents == m_timeline->picture().contents)
        m_timeline->setLabels(m_workbench.labels().ofReplica(toQt(replica->url.shown())));
}

void ReplicaPage::showStarts()
{
    const WatchedDatabase* watched = m_workbench.currentWatched();
    if (watched && watched->report)
        m_timeline->setStarts(watched->report->database.generations);
}

void ReplicaPage::showFindings()
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica || !replica->contents)
        return;
    const Check* check = m_workbench.checks().find(replica->id);
    m_timeline->setFindings(replica->findings);
    m_timeline->setChecked(checkedStretch(check, m_zone));
    m_checks->show(*replica, check, m_workbench.checkMemory().find(replica->url));
    m_points->setFindings(replica->findings);
    m_objects->setFindings(replica->findings);
    // What is wrong must be seen from every tab.
    const std::size_t findings = replica->findings ? replica->findings->size() : 0;
    m_tabs->setTabText(static_cast<int>(Tab::Checks),
                       findings == 0 ? tr("Checks")
                                     : tr("Checks (%1)").arg(HumanText::number(findings)));
}

} // namespace walkeeper::ui
