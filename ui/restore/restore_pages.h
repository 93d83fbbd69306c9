#pragma once

#include "ui/restore/restore_flow.h"

#include <QTimeZone>
#include <QWidget>

class QButtonGroup;
class QCheckBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace walkeeper::ui {

class ElidedLabel;
class WrappedLabel;

/// The plan in words, and what is to be decided: where to, and how to check.
class RestorePlanPage final : public QWidget
{
    Q_OBJECT

public:
    RestorePlanPage(const RestoreFlow& flow, const QString& folder, const QString& replicaName,
                    const QTimeZone& zone, QWidget* parent = nullptr);

    /// Shows the flow as it is now.
    void update();

signals:
    void restoreWanted(const walkeeper::ui::RestoreChoice& choice);
    void closeWanted();

private:
    QWidget* makeObstacle();
    QWidget* makeChecks();
    void browse();
    void examine();
    void showObstacle(const QString& sentence, const QString& offer);
    RestoreChoice choice() const;

    const RestoreFlow& m_flow;
    QTimeZone m_zone;
    WrappedLabel* m_plan;
    QWidget* m_obstacle = nullptr;
    WrappedLabel* m_obstacleText = nullptr;
    QCheckBox* m_takeNewest = nullptr;
    QLineEdit* m_output;
    WrappedLabel* m_outputHint;
    QButtonGroup* m_checks = nullptr;
    QPushButton* m_restore;
};

class RestoreProgressPage final : public QWidget
{
    Q_OBJECT

public:
    explicit RestoreProgressPage(const RestoreFlow& flow, QWidget* parent = nullptr);

    void update();

signals:
    void cancelWanted();

private:
    const RestoreFlow& m_flow;
    ElidedLabel* m_target;
    QLabel* m_stage;
    QLabel* m_figures;
    QProgressBar* m_bar;
    QPushButton* m_cancel;
};

/// How it ended, and what can be done next.
class RestoreEndPage final : public QWidget
{
    Q_OBJECT

public:
    RestoreEndPage(const RestoreFlow& flow, const QTimeZone& zone, QWidget* parent = nullptr);

    void update();

signals:
    void closeWanted();
    void againWanted();
    void newestReachableWanted();

private:
    void showReport();
    void showError();
    void openFolder();

    const RestoreFlow& m_flow;
    QTimeZone m_zone;
    QLabel* m_icon;
    QLabel* m_title;
    ElidedLabel* m_path;
    WrappedLabel* m_words;
    QPushButton* m_openFolder;
    QPushButton* m_newest;
    QPushButton* m_again;
    QPushButton* m_close;
};

} // namespace walkeeper::ui
