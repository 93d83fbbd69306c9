#pragma once

#include "ui/workbench.h"

#include <QFrame>
#include <QTimeZone>
#include <QTimer>

#include <vector>

class QLabel;
class QListView;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace walkeeper::ui {

class ElidedLabel;
class JobRow;
class LogFilterModel;
class LogModel;

/// One line at the bottom of the window: what happened last, what runs, and the failures that
/// nobody has seen yet. Expands into the list of all that happened.
class ActivityStrip final : public QFrame
{
    Q_OBJECT

public:
    /// workbench  outlives it
    ActivityStrip(Workbench& workbench, const QTimeZone& zone, QWidget* parent = nullptr);

    void setTimeZone(const QTimeZone& zone);
    bool isExpanded() const;
    QString lastText() const;
    /// Of the newest failure that nobody has seen; empty if there is none.
    QString failureText() const;
    QListView& list() { return *m_list; }

public slots:
    void setExpanded(bool isExpanded);
    void toggle() { setExpanded(!isExpanded()); }

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeLine();
    QWidget* makeDetails();
    void showLog();
    void showJobs();
    void cancel(std::size_t place);

    Workbench& m_workbench;
    QTimeZone m_zone;
    QTimer m_jobsDue; ///< to be shown anew
    LogModel* m_log;
    LogFilterModel* m_rows;
    QWidget* m_failurePart = nullptr;
    QLabel* m_failureIcon = nullptr;
    ElidedLabel* m_failure = nullptr;
    QPushButton* m_seen = nullptr;
    QLabel* m_lastIcon = nullptr;
    ElidedLabel* m_last = nullptr;
    JobRow* m_job = nullptr;
    QLabel* m_moreJobs = nullptr;
    QToolButton* m_expand = nullptr;
    QWidget* m_details = nullptr;
    QVBoxLayout* m_jobColumn = nullptr;
    std::vector<JobRow*> m_jobRows;
    QListView* m_list = nullptr;
};

} // namespace walkeeper::ui
