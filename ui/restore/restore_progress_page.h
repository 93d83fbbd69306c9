#pragma once

#include "ui/restore/restore_flow.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace walkeeper::ui {

class ElidedLabel;

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
    QProgressBar* m_bar;
    QPushButton* m_cancel;
};

} // namespace walkeeper::ui
