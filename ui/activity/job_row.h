#pragma once

#include "ui/activity/running_jobs.h"

#include <QWidget>

class QToolButton;

namespace walkeeper::ui {

class ElidedLabel;
class ProgressBar;

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
    ProgressBar* m_bar;
    QToolButton* m_cancel;
};

} // namespace walkeeper::ui
