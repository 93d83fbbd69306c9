#pragma once

#include "ui/databases/database_table_model.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;

namespace walkeeper::ui {

class PlainTable;

/// All databases and replicas at a glance; goes to one of them.
class OverviewDialog final : public QDialog
{
    Q_OBJECT

public:
    /// Both outlive it.
    OverviewDialog(Workbench& workbench, const SourceFacts& facts, QWidget* parent = nullptr);

    PlainTable& table() { return *m_table; }

private:
    void refresh();
    void goTo(const QModelIndex& row);
    void enable();

    Workbench& m_workbench;
    const SourceFacts& m_facts;
    DatabaseTableModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QLineEdit* m_filter;
    PlainTable* m_table;
    QLabel* m_notice;
    QPushButton* m_show;
    QTimer m_timer; ///< ages grow by themselves
};

} // namespace walkeeper::ui
