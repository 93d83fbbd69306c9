#include "ui/check/check_panel.h"

#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/progress_bar.h"

#include <QBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPushButton>

#include <algorithm>
#include <tuple>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

QListView* findingList(FindingListModel* model, QWidget* parent)
{
    auto* list = new QListView(parent);
    list->setModel(model);
    list->setItemDelegate(new FindingDelegate(list));
    list->setUniformItemSizes(true);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setAccessibleName(CheckPanel::tr("Findings"));
    return list;
}

std::size_t countOf(const Findings& findings, Severity severity)
{
    if (!findings)
        return 0;
    return static_cast<std::size_t>(
        std::count_if(findings->begin(), findings->end(), [severity](const PlacedFinding& each) {
            return each.finding.severity == severity;
        }));
}

/// False for one that was only listed again.
bool hasChanged(const std::shared_ptr<const ReplicaContents>& checked,
                const std::shared_ptr<const ReplicaContents>& now)
{
    const auto size = [](const ReplicaContents& contents) {
        return std::tie(contents.storedBytes, contents.snapshots, contents.segments);
    };
    return checked && now && size(*checked) != size(*now);
}

} // namespace

CheckPanel::CheckPanel(const QTimeZone& zone, QWidget* parent)
    : QFrame(parent),
      m_zone(zone),
      m_icon(new QLabel(this)),
      m_title(new QLabel(this)),
      m_detail(new QLabel(this)),
      m_progress(new ProgressBar(tr("Progress of the validation"), this)),
      m_start(new QPushButton(tr("Validate…"), this)),
      m_save(new QPushButton(tr("Save report…"), this)),
      m_cancel(new QPushButton(tr("Cancel"), this)),
      m_findings(new FindingListModel(this))
{
    setFocusProxy(m_start);
    setType(m_title, TypeSize::Body, QFont::DemiBold);
    setRole(m_detail, "muted");
    m_detail->setWordWrap(true);
    m_progress->setTextVisible(false);
    m_list = findingList(m_findings, this);

    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    words->addWidget(m_progress);
    words->addStretch();
    auto* top = new QHBoxLayout;
    top->setContentsMargins(2 * space, 12, 2 * space, 12);
    top->setSpacing(12);
    top->addWidget(m_icon, 0, Qt::AlignTop);
    top->addLayout(words, 1);
    top->addWidget(m_start, 0, Qt::AlignTop);
    top->addWidget(m_save, 0, Qt::AlignTop);
    top->addWidget(m_cancel, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_list, 1);

    connect(m_start, &QPushButton::clicked, this, &CheckPanel::checkWanted);
    connect(m_cancel, &QPushButton::clicked, this, &CheckPanel::cancelWanted);
    connect(m_save, &QPushButton::clicked, this, &CheckPanel::reportWanted);
    const auto choose = [this](const QModelIndex& index) {
        const QVariant entry = index.data(FindingListModel::EntryRole);
        if (entry.isValid())
            emit entryChosen(entry.toUInt());
    };
    connect(m_list, &QListView::clicked, this, choose);
    connect(m_list, &QListView::activated, this, choose);
}

void CheckPanel::show(const OpenedReplica& replica, const Check* check, const CheckResult* last)
{
    const bool isRunning = check && check->isRunning();
    m_progress->setVisible(isRunning);
    m_cancel->setVisible(isRunning);
    m_start->setVisible(!isRunning);
    m_save->setVisible(check && !isRunning);
    m_findings->setFindings(replica.findings);
    m_list->setVisible(m_findings->rowCount() > 0);
    if (isRunning)
        showRunning(*check);
    else if (check)
        showEnd(**check->end, hasChanged(check->contents, replica.contents));
    else
        showListing(replica, last);
}

QString CheckPanel::summary() const
{
    return m_title->text();
}

QString CheckPanel::detail() const
{
    return m_detail->text();
}

void CheckPanel::showListing(const OpenedReplica& replica, const CheckResult* last)
{
    const Colours colours = Colours::of(palette());
    const QString before =
        last ? lastTitle(*last) + u'.' : tr("Found by its names alone. Nothing was read yet.");
    if (countOf(replica.findings, Severity::Damage) > 0)
        say(icon(Icon::Damage, colours.damage), tr("The replica has gaps"), before);
    else if (countOf(replica.findings, Severity::Warning) > 0)
        say(icon(Icon::Warning, colours.warning), tr("Something is unusual"), before);
    else if (last)
        showLast(*last);
    else
        say(icon(Icon::Note, colours.muted), tr("Not validated yet"),
            tr("The names form unbroken chains. Whether every object can be read is not known."));
}

void CheckPanel::showLast(const CheckResult& last)
{
    const Colours colours = Colours::of(palette());
    const QString detail = ErrorText::rungName(last.rung) + u": "_s + last.summary;
    switch (last.outcome) {
    case CheckOutcome::Passed:
        return say(icon(Icon::Passed, colours.good), lastTitle(last), detail);
    case CheckOutcome::Failed:
        return say(icon(Icon::Damage, colours.damage), lastTitle(last), detail);
    case CheckOutcome::Inconclusive:
        return say(icon(Icon::Warning, colours.warning), lastTitle(last), detail);
    }
}

QString CheckPanel::lastTitle(const CheckResult& last) const
{
    const QString when = HumanText::dateAndClock(last.when, m_zone);
    switch (last.outcome) {
    case CheckOutcome::Passed: return tr("Last validated %1: passed").arg(when);
    case CheckOutcome::Failed: return tr("Last validated %1: failed").arg(when);
    case CheckOutcome::Inconclusive: return tr("Last validated %1: not finished").arg(when);
    }
    return {};
}

void CheckPanel::showRunning(const Check& check)
{
    const Colours colours = Colours::of(palette());
    const Progress progress = check.progress.value_or(JobProgress{}).progress;
    QStringList details{HumanText::stage(progress.stage)};
    m_progress->show(progress);
    if (progress.totalBytes.value_or(0) > 0) {
        details << tr("%1 of %2")
                       .arg(HumanText::bytes(progress.doneBytes),
                            HumanText::bytes(*progress.totalBytes));
    }
    if (progress.timeLeft)
        details << HumanText::timeLeft(*progress.timeLeft);
    say(icon(Icon::Waiting, colours.accent),
        tr("Validating: %1").arg(ErrorText::rungName(check.rung).toLower()),
        details.join(u" · "_s));
}

void CheckPanel::showEnd(const CheckReport& report, bool hasGrown)
{
    const Colours colours = Colours::of(palette());
    const ValidationReport& validation = report.validation;
    std::uint64_t objects = 0;
    std::uint64_t bytes = 0;
    std::uint64_t frames = 0;
    for (const RungResult& rung : validation.rungs) {
        objects = std::max(objects, rung.objects);
        bytes = std::max(bytes, rung.bytes);
        frames = std::max(frames, rung.frames);
    }
    const QString proved =
        validation.rungs.empty() ? QString() : ErrorText::rungProves(validation.rungs.back().rung);
    QString figures = tr("%Ln object(s)", nullptr, static_cast<int>(objects));
    if (bytes > 0)
        figures += tr(", %1 read").arg(HumanText::bytes(bytes));
    if (frames > 0)
        figures += tr(", %1 frames verified").arg(HumanText::number(frames));
    figures += tr(", in %1.").arg(HumanText::duration(validation.elapsed));
    if (hasGrown)
        figures += u' ' + tr("The replica has grown since.");
    if (validation.passed())
        say(icon(Icon::Passed, colours.good), tr("Passed"), figures + u' ' + proved);
    else
        say(icon(Icon::Damage, colours.damage),
            tr("Failed: %Ln finding(s) of damage", nullptr,
               static_cast<int>(countOf(report.findings, Severity::Damage))),
            figures);
}

void CheckPanel::say(const QIcon& drawing, const QString& title, const QString& detail)
{
    m_icon->setPixmap(drawing.pixmap(QSize(20, 20), devicePixelRatioF()));
    m_title->setText(title);
    m_detail->setText(detail);
}

} // namespace walkeeper::ui
