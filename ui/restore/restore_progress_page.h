#pragma once

#include "ui/restore/restore_flow.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace walkeeper::ui {

class ElidedLabel;
class ProgressBar;

/// How far a restore is, or bringing its old state back.
class RestoreProgressPage final : public QWidget
{
    Q_OBJECT

public:
    explicit RestoreProgressPage(const RestoreFlow& flow, QWidget* parent = nullptr);

    void update();

signals:
    void cancelWanted();

private:
    QWidget* makeCard();

    const RestoreFlow& m_flow;
    QLabel* m_title;
    ElidedLabel* m_target;
    QLabel* m_stage;
    QLabel* m_figures;
    ProgressBar* m_bar;
    QPushButton* m_cancel;
};

} // namespace walkeeper::ui
