#include "ui/replica_page.h"

#include "ui/check/check_panel.h"
#include "ui/moment/moment_panel.h"
#include "ui/open/welcome_page.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/timeline_slider.h"
#include "ui/widgets/elided_label.h"

#include <QBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

ReplicaPage::ReplicaPage(Workbench& workbench, const QTimeZone& zone, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_zone(zone),
      m_pages(new QStackedWidget(this)),
      m_notice(new NoticePage(this)),
      m_heading(new MomentHeading(this)),
      m_summary(new ElidedLabel(this)),
      m_timeline(new TimelineSlider(this)),
      m_facts(new MomentFacts(workbench.engine(), this)),
      m_checks(new CheckPanel(zone, this))
{
    m_timeline->setTimeZone(zone);
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

bool ReplicaPage::isSettled() const
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica || replica->state == LoadState::Loading)
        return !replica;
    return replica->state == LoadState::Failed ||
           (!m_workbench.book().isReading() && !m_facts->isAsking());
}

QWidget* ReplicaPage::makeContent()
{
    auto* content = new QWidget(this);
    auto* column = new QVBoxLayout(content);
    m_column = column;
    column->setContentsMargins(3 * space, 2 * space + 4, 3 * space, 2 * space + 4);
    column->setSpacing(0);
    column->addWidget(m_heading);
    column->addSpacing(2 * space);
    column->addWidget(makeTimelineHead());
    column->addSpacing(4);
    column->addWidget(m_timeline, 4);
    column->addSpacing(2 * space);
    column->addWidget(m_facts);
    column->addSpacing(2 * space);
    column->addWidget(m_checks, 5);
    column->addStretch(1);
    return content;
}

QWidget* ReplicaPage::makeTimelineHead()
{
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(2, 0, 0, 0);
    row->setSpacing(2);
    setRole(m_summary, "muted");
    row->addWidget(m_summary, 1);
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
    connect(&m_workbench.checks(), &CheckFlow::changed, this, &ReplicaPage::showFindings);
    connect(&selection, &Selection::momentChanged, this, &ReplicaPage::showMoment);
    connect(&m_workbench.book(), &CommitBook::commitsRead, this, [this] {
        m_timeline->commitsKnown();
        emit settledPerhaps();
    });
    connect(&m_workbench.book(), &CommitBook::readingFailed, this, &ReplicaPage::settledPerhaps);
    connect(m_facts, &MomentFacts::planKnown, this, &ReplicaPage::settledPerhaps);

    connect(m_timeline, &TimelineSlider::entryChosen, &selection, &Selection::choose);
    connect(m_timeline, &TimelineSlider::pointStepped, &selection, &Selection::step);
    connect(m_timeline, &TimelineSlider::snapshotStepped, &selection, &Selection::stepSnapshot);
    connect(m_timeline, &TimelineSlider::firstWanted, &selection, &Selection::chooseFirst);
    connect(m_timeline, &TimelineSlider::lastWanted, &selection, &Selection::chooseLast);
    connect(m_timeline, &TimelineSlider::visibleEntriesChanged, this,
            [this] { m_workbench.readVisible(m_timeline->visibleEntries()); });

    connect(m_heading->restoreButton(), &QPushButton::clicked, this, &ReplicaPage::restoreWanted);
    connect(m_heading->labelButton(), &QPushButton::clicked, this, &ReplicaPage::labelWanted);
    connect(&m_workbench.labels(), &Labels::changed, this, &ReplicaPage::showLabel);
    connect(&m_workbench.checkMemory(), &CheckMemory::changed, this, &ReplicaPage::showFindings);
    connect(m_checks, &CheckPanel::checkWanted, this, &ReplicaPage::checkWanted);
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
                           ErrorText::advice(replica->error->code),
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
        m_shown = replica.id;
        const QString parts[] = {
            tr("%Ln generation(s)", nullptr, static_cast<int>(contents.generations.size())),
            tr("%Ln snapshot(s)", nullptr, static_cast<int>(contents.snapshots)),
            tr("%Ln WAL segment(s)", nullptr, static_cast<int>(contents.segments)),
            tr("%1 stored").arg(HumanText::bytes(contents.storedBytes))};
        m_summary->setFullText(QStringList(std::begin(parts), std::end(parts)).join(u"   ·   "_s));
        showMoment();
    }
    showFindings();
    m_pages->setCurrentWidget(m_content);
}

void ReplicaPage::showMoment()
{
    const auto& moment = m_workbench.selection().moment();
    if (moment && moment->contents != m_timeline->picture().contents)
        return; // its replica is shown in a moment
    m_heading->setMoment(moment, m_zone, moment ? problemOf(*moment) : QString());
    m_timeline->setMoment(moment);
    m_facts->setMoment(moment, m_zone);
    showLabel();
}

void ReplicaPage::showLabel()
{
    const auto& moment = m_workbench.selection().moment();
    const auto place = moment ? placeOf(*moment) : std::nullopt;
    const MomentLabel* label = place ? m_workbench.labels().find(*place) : nullptr;
    m_heading->labelButton()->setEnabled(place.has_value());
    m_heading->setLabel(label ? label->text : QString());
}

QString ReplicaPage::problemOf(const Moment& moment) const
{
    if (moment.isSnapshot() || moment.commit)
        return {};
    const CommitBook& book = m_workbench.book();
    const TimelineEntry& entry = moment.timelineEntry();
    const auto* commits = book.commits(entry.generation, entry.part);
    if (!commits)
        return {}; // they are read right now
    // Damage in a WAL file ends what can be read of it, so its reason may stand further up.
    const auto& segments = moment.generation().segments;
    for (std::uint32_t part = entry.part; segments[part].name.index == moment.segment().name.index;
         --part) {
        const std::vector<Finding> findings = book.findings(entry.generation, part);
        if (!findings.empty())
            return (part == entry.part ? tr("The commits of this segment cannot be read. %1")
                                       : tr("The WAL file is damaged before this segment. %1"))
                .arg(ErrorText::sentence({ErrorCode::Corrupt, findings.front().text}));
        if (part == 0)
            break;
    }
    return tr("No commit ends in this segment. A restore gives the state of the one before.");
}

void ReplicaPage::showFindings()
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica || !replica->contents)
        return;
    m_timeline->setFindings(replica->findings);
    m_checks->show(*replica, m_workbench.checks().find(replica->id),
                   m_workbench.checkMemory().find(replica->url));
    // Without a list there is nothing that more room would show.
    const bool hasList = replica->findings && !replica->findings->empty();
    m_column->setStretchFactor(m_checks, hasList ? 5 : 0);
    m_column->setStretch(m_column->count() - 1, hasList ? 0 : 1);
}

} // namespace walkeeper::ui
