#pragma once

#include "ui/drill/assertion_list_model.h"
#include "ui/drill/drill_history_model.h"
#include "ui/drill/drill_queue.h"

#include <QDialog>
#include <QTimeZone>

class QComboBox;
class QLabel;
class QPushButton;

namespace walkeeper::ui {

class PlainTable;
class ProgressBar;
class WrappedLabel;

/// The drills of one replica: how often, what is asked, how they went. What is changed here holds
/// at once.
class DrillDialog final : public QDialog
{
    Q_OBJECT

public:
    /// All of them outlive it.
    DrillDialog(Engine& engine, DrillBook& book, DrillQueue& queue, const Clock& clock,
                const StoreUrl& url, const QString& name, const QTimeZone& zone,
                QWidget* parent = nullptr);

    PlainTable& questions() { return *m_questionTable; }
    PlainTable& history() { return *m_historyTable; }

    /// In its foot: how something has ended.
    void say(const QString& sentence, bool hasFailed);

signals:
    void reportWanted();

private:
    QWidget* makeSchedule();
    QWidget* makeQuestions();
    QWidget* makeHistory();
    QWidget* makeFoot();
    void connectQuestions();
    DrillSetting setting() const;
    void keep();
    void addQuestion();
    void removeQuestion();
    void tryQuestions();
    void takeAnswers(JobId job, const AssertionsAnswer& answer);
    void showSchedule();
    void showQuestions();
    void showRunning();
    void showHistory();

    Engine& m_engine;
    DrillBook& m_book;
    DrillQueue& m_queue;
    const Clock& m_clock;
    const StoreUrl m_url;
    const QString m_replica; ///< its URL, as in the book
    const QString m_name;
    const QTimeZone m_zone;
    AssertionListModel* m_questions;
    DrillHistoryModel* m_history;
    JobId m_trial; ///< the newest
    QComboBox* m_interval = nullptr;
    QLabel* m_next = nullptr;
    PlainTable* m_questionTable = nullptr;
    WrappedLabel* m_questionNotice = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_try = nullptr;
    QPushButton* m_save = nullptr;
    PlainTable* m_historyTable = nullptr;
    QLabel* m_historyNotice = nullptr;
    WrappedLabel* m_found = nullptr; ///< by the chosen drill, all of it
    WrappedLabel* m_stage = nullptr;
    ProgressBar* m_bar = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace walkeeper::ui
