#pragma once

#include "ui/workbench.h"

#include <QTimeZone>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QStackedWidget;

namespace walkeeper::ui {

class LogFilterModel;
class LogModel;

/// What happened to the replica that is shown, and to its database. Follows the workbench by
/// itself; a row that is about a moment or an object chooses it.
class LogView final : public QWidget
{
    Q_OBJECT

public:
    /// workbench  outlives it
    LogView(Workbench& workbench, const QTimeZone& zone, QWidget* parent = nullptr);

    void setTimeZone(const QTimeZone& zone);
    QLineEdit& search() { return *m_search; }
    QComboBox& least() { return *m_least; }
    QListView& list() { return *m_list; }
    /// What is said instead of an empty list; empty while there are rows.
    QString notice() const;

private:
    void filter();
    void showNotice();

    Workbench& m_workbench;
    LogModel* m_log;
    LogFilterModel* m_rows;
    QLineEdit* m_search;
    QComboBox* m_least;
    QLabel* m_count;
    QStackedWidget* m_pages;
    QListView* m_list;
    QLabel* m_notice;
};

} // namespace walkeeper::ui
