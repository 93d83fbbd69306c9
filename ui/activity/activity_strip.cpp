#include "ui/activity/activity_strip.h"

#include "ui/activity/activity_text.h"
#include "ui/activity/job_row.h"
#include "ui/activity/log_model.h"
#include "ui/text/human_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QToolButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int listHeight = 190;
constexpr int mostJobRows = 4; ///< beside the one on the line

QString lineOf(const Activity& activity)
{
    return activity.source.isEmpty() ? activity.text : activity.source + u": "_s + activity.text;
}

void showMark(QLabel* label, ActivitySeverity severity)
{
    const QColor colour = ActivityText::colour(severity, Colours::of(label->palette()));
    label->setPixmap(icon(ActivityText::icon(severity), colour)
                         .pixmap(QSize(16, 16), label->devicePixelRatioF()));
    label->setAccessibleName(ActivityText::name(severity));
    label->setToolTip(ActivityText::name(severity));
}

} // namespace

ActivityStrip::ActivityStrip(Workbench& workbench, const QTimeZone& zone, QWidget* parent)
    : QFrame(parent),
      m_workbench(workbench),
      m_zone(zone),
      m_log(new LogModel(workbench.activity(), zone, this)),
      m_rows(new LogFilterModel(*m_log, this))
{
    setRole(this, "strip");
    setAccessibleName(tr("Activity"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 1, 0, 0); // its edge
    column->setSpacing(0);
    column->addWidget(makeDetails());
    column->addWidget(makeLine());
    const ActivityLog& log = workbench.activity();
    connect(&log, &ActivityLog::added, this, &ActivityStrip::showLog);
    connect(&log, &ActivityLog::seenChanged, this, &ActivityStrip::showLog);
    connect(&log, &ActivityLog::reset, this, &ActivityStrip::showLog);
    // Hundreds of jobs may change in one turn of the event loop.
    m_jobsDue.setSingleShot(true);
    m_jobsDue.setInterval(0);
    connect(&workbench.jobs(), &RunningJobs::changed, &m_jobsDue, qOverload<>(&QTimer::start));
    connect(&m_jobsDue, &QTimer::timeout, this, &ActivityStrip::showJobs);
    setExpanded(false);
    showLog();
    showJobs();
}

void ActivityStrip::setTimeZone(const QTimeZone& zone)
{
    m_zone = zone;
    m_log->setTimeZone(zone);
    showLog();
}

bool ActivityStrip::isExpanded() const
{
    return m_details->isVisibleTo(this);
}

QString ActivityStrip::lastText() const
{
    return m_last->isVisibleTo(this) ? m_last->text() : QString();
}

QString ActivityStrip::failureText() const
{
    return m_failurePart->isVisibleTo(this) ? m_failure->text() : QString();
}

void ActivityStrip::setExpanded(bool isExpanded)
{
    m_details->setVisible(isExpanded);
    m_expand->setIcon(icon(isExpanded ? Icon::Collapse : Icon::Raise));
    const QString name =
        isExpanded ? tr("Hide the activity (Ctrl+B)") : tr("Show all activity (Ctrl+B)");
    m_expand->setToolTip(name);
    m_expand->setAccessibleName(name);
    if (isExpanded)
        m_list->setFocus(Qt::OtherFocusReason);
}

void ActivityStrip::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_list)
        showLog();
}

QWidget* ActivityStrip::makeLine()
{
    auto* line = new QWidget(this);
    m_failurePart = new QWidget(line);
    m_failureIcon = new QLabel(m_failurePart);
    m_failure = new ElidedLabel(m_failurePart);
    setType(m_failure, TypeSize::Body, QFont::DemiBold);
    m_seen = new QPushButton(m_failurePart);
    setRole(m_seen, "strip");
    m_lastIcon = new QLabel(line);
    m_last = new ElidedLabel(line);
    setRole(m_last, "muted");
    m_job = new JobRow(line);
    m_moreJobs = new QLabel(line);
    setRole(m_moreJobs, "muted");
    m_expand = new QToolButton(line);
    setRole(m_expand, "small");

    auto* failure = new QHBoxLayout(m_failurePart);
    failure->setContentsMargins(0, 0, 0, 0);
    failure->setSpacing(space);
    failure->addWidget(m_failureIcon);
    failure->addWidget(m_failure, 1);
    failure->addWidget(m_seen);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(12, 4, 8, 4);
    row->setSpacing(space);
    row->addWidget(m_failurePart, 3);
    row->addWidget(m_lastIcon);
    row->addWidget(m_last, 2);
    row->addWidget(m_job, 2);
    row->addWidget(m_moreJobs);
    row->addWidget(m_expand);
    line->setMinimumHeight(34);
    connect(m_seen, &QPushButton::clicked, &m_workbench.activity(), &ActivityLog::markAllSeen);
    connect(m_expand, &QToolButton::clicked, this, &ActivityStrip::toggle);
    connect(m_job, &JobRow::cancelWanted, this, [this] { cancel(0); });
    return line;
}

QWidget* ActivityStrip::makeDetails()
{
    m_details = new QWidget(this);
    m_list = new QListView(m_details);
    m_list->setModel(m_rows);
    m_list->setItemDelegate(new LogDelegate(LogDelegate::Source::Shown, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("All activity"));
    m_list->setFixedHeight(listHeight);
    auto* line = new QFrame(m_details);
    setRole(line, "line");
    auto* column = new QVBoxLayout(m_details);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_jobColumn = new QVBoxLayout;
    m_jobColumn->setContentsMargins(12, 6, 8, 6);
    for (int i = 0; i < mostJobRows; ++i) {
        auto* row = new JobRow(m_details);
        row->hide();
        m_jobColumn->addWidget(row);
        m_jobRows.push_back(row);
        connect(row, &JobRow::cancelWanted, this,
                [this, i] { cancel(static_cast<std::size_t>(i) + 1); });
    }
    column->addLayout(m_jobColumn);
    column->addWidget(m_list);
    column->addWidget(line);
    connect(m_list, &QListView::activated, this, [this](const QModelIndex& index) {
        const Activity activity = m_rows->activity(index);
        m_workbench.showActivity(activity);
    });
    return m_details;
}

void ActivityStrip::showLog()
{
    const ActivityLog& log = m_workbench.activity();
    const Activity* failure = log.newestUnseen();
    m_failurePart->setVisible(failure);
    if (failure) {
        showMark(m_failureIcon, failure->severity);
        m_failure->setFullText(lineOf(*failure));
        const int count = static_cast<int>(log.unseenCount());
        m_seen->setText(count == 1 ? tr("Mark as seen") : tr("Mark %1 as seen").arg(count));
        m_seen->setToolTip(tr("%Ln failure(s) not seen yet. (Ctrl+Shift+B)", nullptr, count));
    }
    const Activity* last = log.all().empty() ? nullptr : &log.all().back();
    // It is on the line already.
    const bool isFailure = last && last == failure;
    m_lastIcon->setVisible(last && !isFailure);
    m_last->setVisible(!isFailure);
    if (!last)
        return m_last->setFullText(tr("Nothing has happened yet"));
    showMark(m_lastIcon, last->severity);
    m_last->setFullText(lineOf(*last) + u"   "_s + HumanText::clockSeconds(last->time, m_zone));
}

void ActivityStrip::showJobs()
{
    const std::vector<RunningJob> jobs = m_workbench.jobs().all();
    m_job->setVisible(!jobs.empty());
    if (!jobs.empty())
        m_job->show(jobs.front());
    m_moreJobs->setVisible(jobs.size() > 1);
    m_moreJobs->setText(tr("and %1 more").arg(jobs.size() - 1));
    for (std::size_t i = 0; i < m_jobRows.size(); ++i) {
        m_jobRows[i]->setVisible(i + 1 < jobs.size());
        if (i + 1 < jobs.size())
            m_jobRows[i]->show(jobs[i + 1]);
    }
    const int margin = jobs.size() > 1 ? 6 : 0;
    m_jobColumn->setContentsMargins(12, margin, 8, margin);
}

void ActivityStrip::cancel(std::size_t place)
{
    const std::vector<RunningJob> jobs = m_workbench.jobs().all();
    if (place < jobs.size() && jobs[place].cancel)
        jobs[place].cancel();
}

} // namespace walkeeper::ui
