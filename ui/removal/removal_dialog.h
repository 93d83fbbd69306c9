#pragma once

#include "ui/removal/removal_flow.h"

#include <QDialog>
#include <QTimeZone>

#include <map>

class QButtonGroup;
class QComboBox;
class QFrame;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace walkeeper::ui {

class ProgressBar;
class WrappedLabel;

/// Asks what is to be removed, shows what goes and what stays, has the name typed, and says what
/// came of it.
class RemovalDialog final : public QDialog
{
    Q_OBJECT

public:
    /// flow   outlives it; what is chosen in it when this is made is chosen at first
    RemovalDialog(RemovalFlow& flow, const QTimeZone& zone, QWidget* parent = nullptr);

    RemovalFlow& flow() { return m_flow; }

    /// Closing cancels what runs, and closes when that has ended.
    void reject() override;

private:
    QWidget* makeChoicePage();
    QWidget* makeChoices();
    QWidget* makePlan();
    QWidget* makeConfirmation();
    QWidget* makeProgressPage();
    QWidget* makeEndPage();
    void addChoice(QVBoxLayout* layout, RemovalKind kind);
    QComboBox* makeParts(RemovalKind kind);
    void choose();
    void showStep();
    void showPlan();
    void showProgress();
    void showEnd();
    void examine();
    bool isNameTyped() const;

    RemovalFlow& m_flow;
    const QTimeZone m_zone;
    QStackedWidget* m_pages;
    QWidget* m_choicePage = nullptr;
    QWidget* m_progressPage = nullptr;
    QWidget* m_endPage = nullptr;
    QButtonGroup* m_kinds = nullptr;
    std::map<RemovalKind, QComboBox*> m_parts; ///< generations, snapshots
    QFrame* m_plan = nullptr;
    WrappedLabel* m_goes = nullptr;
    WrappedLabel* m_stays = nullptr;
    WrappedLabel* m_labels = nullptr;
    QWidget* m_confirmation = nullptr;
    QLineEdit* m_name = nullptr;
    QPushButton* m_remove = nullptr;
    QLabel* m_stage = nullptr;
    ProgressBar* m_bar = nullptr;
    QPushButton* m_cancel = nullptr;
    QLabel* m_endTitle = nullptr;
    WrappedLabel* m_endWords = nullptr;
    QPushButton* m_close = nullptr;
    bool m_closesAfterwards = false;
};

} // namespace walkeeper::ui
