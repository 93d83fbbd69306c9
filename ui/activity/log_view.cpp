#include "ui/activity/log_view.h"

#include "ui/activity/activity_text.h"
#include "ui/activity/log_model.h"
#include "ui/text/conversion.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QStackedWidget>

namespace walkeeper::ui {

LogView::LogView(Workbench& workbench, const QTimeZone& zone, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_log(new LogModel(workbench.activity(), zone, this)),
      m_rows(new LogFilterModel(*m_log, this)),
      m_search(new QLineEdit(this)),
      m_least(new QComboBox(this)),
      m_count(new QLabel(this)),
      m_pages(new QStackedWidget(this)),
      m_list(new QListView(m_pages)),
      m_notice(new QLabel(m_pages))
{
    m_search->setPlaceholderText(tr("Search the log"));
    m_search->setAccessibleName(tr("Search the log"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(320);
    m_least->addItem(tr("Everything"), static_cast<int>(ActivitySeverity::Note));
    m_least->addItem(tr("Warnings and failures"), static_cast<int>(ActivitySeverity::Warning));
    m_least->addItem(tr("Failures only"), static_cast<int>(ActivitySeverity::Failure));
    m_least->setAccessibleName(tr("How grave"));
    setRole(m_count, "muted");
    m_list->setModel(m_rows);
    m_list->setItemDelegate(new LogDelegate(LogDelegate::Source::Hidden, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Log"));
    m_notice->setAlignment(Qt::AlignCenter);
    m_notice->setWordWrap(true);
    setRole(m_notice, "muted");
    m_pages->addWidget(m_list);
    m_pages->addWidget(m_notice);

    auto* row = new QHBoxLayout;
    row->setSpacing(space);
    row->addWidget(m_search, 1);
    row->addWidget(m_least);
    row->addStretch();
    row->addWidget(m_count);
    row->setContentsMargins(space, 0, space, 0);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, space, 1, 1);
    column->setSpacing(space);
    column->addLayout(row);
    column->addWidget(m_pages, 1);

    connect(m_search, &QLineEdit::textChanged, this, &LogView::filter);
    connect(m_search, &QLineEdit::returnPressed, m_list, qOverload<>(&QWidget::setFocus));
    connect(m_least, &QComboBox::currentIndexChanged, this, &LogView::filter);
    connect(&workbench, &Workbench::currentChanged, this, &LogView::filter);
    connect(&workbench, &Workbench::currentWatchedChanged, this, &LogView::filter);
    connect(m_list, &QListView::activated, this, [this](const QModelIndex& index) {
        // A copy: what it shows may be entered into the log as well.
        const Activity activity = m_rows->activity(index);
        m_workbench.showActivity(activity);
    });
    connect(m_rows, &QAbstractItemModel::rowsInserted, this, &LogView::showNotice);
    connect(m_rows, &QAbstractItemModel::rowsRemoved, this, &LogView::showNotice);
    connect(m_rows, &QAbstractItemModel::modelReset, this, &LogView::showNotice);
    connect(m_rows, &QAbstractItemModel::layoutChanged, this, &LogView::showNotice);
    filter();
}

void LogView::setTimeZone(const QTimeZone& zone)
{
    m_log->setTimeZone(zone);
}

QString LogView::notice() const
{
    return m_pages->currentWidget() == m_notice ? m_notice->text() : QString();
}

void LogView::filter()
{
    LogFilter filter;
    filter.text = m_search->text().trimmed();
    filter.least = static_cast<ActivitySeverity>(m_least->currentData().toInt());
    const OpenedReplica* replica = m_workbench.current();
    filter.replica = replica ? toQt(replica->url.shown()) : QString();
    if (const WatchedDatabase* database = m_workbench.currentWatched())
        filter.database = toQt(database->config.path);
    m_rows->setFilter(filter);
    showNotice();
}

void LogView::showNotice()
{
    const int rows = m_rows->rowCount();
    const LogFilter& filter = m_rows->filter();
    const bool isNarrowed = !filter.text.isEmpty() || filter.least != ActivitySeverity::Note;
    m_count->setText(tr("%Ln row(s)", nullptr, rows));
    m_count->setVisible(rows > 0);
    m_notice->setText(isNarrowed ? tr("Nothing in the log is like that.")
                                 : tr("Nothing has happened to this replica yet."));
    m_pages->setCurrentWidget(rows > 0 ? static_cast<QWidget*>(m_list) : m_notice);
}

} // namespace walkeeper::ui
