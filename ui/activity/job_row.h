#pragma once

#include "ui/activity/running_jobs.h"

#include <QWidget>

class QProgressBar;
class QToolButton;

namespace walkeeper::ui {

class ElidedLabel;

/// A job on one line: its name, how far it is, and a button that cancels it.
class JobRow final : public QWidget
{
    Q_OBJECT

public:
    explicit JobRow(QWidget* parent = nullptr);

    void show(const RunningJob& job);
    QString text() const;

signals:
    void cancelWanted();

private:
    ElidedLabel* m_name;
    QProgressBar* m_bar;
    QToolButton* m_cancel;
};

} // namespace walkeeper::ui
