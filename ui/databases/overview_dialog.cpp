#include "ui/databases/overview_dialog.h"

#include "ui/theme/style_sheet.h"
#include "ui/widgets/plain_table.h"
#include "ui/widgets/table_card.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>

namespace walkeeper::ui {

OverviewDialog::OverviewDialog(Workbench& workbench, const SourceFacts& facts, QWidget* parent)
    : QDialog(parent),
      m_workbench(workbench),
      m_facts(facts),
      m_model(new DatabaseTableModel(this)),
      m_sorted(new QSortFilterProxyModel(this)),
      m_filter(new QLineEdit(this)),
      m_table(new PlainTable(tr("All databases"), this)),
      m_notice(new QLabel(this)),
      m_show(new QPushButton(tr("Show it"), this))
{
    setWindowTitle(tr("All databases"));
    resize(1060, 520);
    auto* title = new QLabel(windowTitle(), this);
    setType(title, TypeSize::Title, QFont::DemiBold);
    m_filter->setPlaceholderText(tr("Filter by name, path or state"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(280);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(DatabaseTableModel::SortRole);
    m_sorted->setFilterRole(DatabaseTableModel::SearchRole);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(DatabaseTableModel::ProvenColumn, Qt::AscendingOrder);
    m_table->setColumns({22, 13, 15, 12, 19, 9});

    auto* head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch();
    head->addWidget(m_filter);
    auto* close = new QPushButton(tr("Close"), this);
    setRole(m_show, "primary");
    m_show->setDefault(true);
    setTabOrder(m_table, close);
    setTabOrder(close, m_show);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space);
    buttons->addStretch();
    buttons->addWidget(close);
    buttons->addWidget(m_show);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addWidget(tableCard(m_table, m_notice, this), 1);
    layout->addLayout(buttons);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_sorted->setFilterFixedString(text.trimmed());
        m_table->setCurrentIndex(m_sorted->index(0, 0));
        enable();
    });
    connect(m_table, &QTableView::doubleClicked, this, &OverviewDialog::goTo);
    connect(m_show, &QPushButton::clicked, this, [this] { goTo(m_table->currentIndex()); });
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &OverviewDialog::enable);
    connect(&facts, &SourceFacts::changed, this, &OverviewDialog::refresh);
    connect(&m_timer, &QTimer::timeout, this, &OverviewDialog::refresh);
    m_timer.start(std::chrono::seconds(1));
    refresh();
    m_table->setCurrentIndex(m_sorted->index(0, 0));
    m_table->setFocus();
}

void OverviewDialog::refresh()
{
    m_model->show(summariesOf(m_workbench, m_facts), m_workbench.clock().now());
    enable();
}

void OverviewDialog::goTo(const QModelIndex& row)
{
    if (!row.isValid())
        return;
    const DatabaseSummary chosen = m_model->at(m_sorted->mapToSource(row).row());
    accept();
    if (chosen.database != 0)
        m_workbench.showWatched(chosen.database);
    else
        m_workbench.show(chosen.replica);
}

void OverviewDialog::enable()
{
    const bool hasRows = m_sorted->rowCount() > 0;
    m_show->setEnabled(m_table->currentIndex().isValid());
    m_table->setVisible(hasRows);
    m_notice->setVisible(!hasRows);
    m_notice->setText(m_model->rowCount() > 0
                          ? tr("Nothing matches. Clear the filter to see all.")
                          : tr("Nothing is protected or open yet. Press Ctrl+N to protect a "
                               "database, or Ctrl+O to open a replica."));
}

} // namespace walkeeper::ui
