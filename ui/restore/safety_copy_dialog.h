#pragma once

#include "ui/restore/safety_copy_list_model.h"
#include "ui/workbench.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace walkeeper::ui {

class ElidedLabel;
class MessageBar;
class PlainTable;

/// The states of a database that had to make room: brings one back, or deletes it for good.
class SafetyCopyDialog final : public QDialog
{
    Q_OBJECT

public:
    /// database   empty: one has to be chosen first
    /// workbench  outlives it
    SafetyCopyDialog(Workbench& workbench, const std::filesystem::path& database,
                     const QTimeZone& zone, QWidget* parent = nullptr);

    PlainTable& list() { return *m_list; }
    MessageBar& messages() { return *m_messages; }

private:
    void layOut();
    void choose(const std::filesystem::path& database);
    void browse();
    void bringBack();
    void askToRemove();
    void remove(const SafetyCopy& copy);
    void takeCopies(JobId job, const SafetyCopiesAnswer& answer);
    void takeBack(const BringBack& what, const ReplaceEnd& end);
    void enable();

    Workbench& m_workbench;
    const QTimeZone m_zone;
    std::filesystem::path m_database;
    JobId m_question; ///< the newest one
    JobId m_job;
    SafetyCopyListModel* m_copies;
    ElidedLabel* m_path;
    MessageBar* m_messages;
    PlainTable* m_list;
    QLabel* m_notice;
    QPushButton* m_browse;
    QPushButton* m_remove;
    QPushButton* m_bringBack;
    QAction* m_again;
};

} // namespace walkeeper::ui
