#pragma once

#include "ui/check/check_flow.h"
#include "ui/check/finding_list_model.h"

#include <QFrame>

class QLabel;
class QListView;
class QProgressBar;
class QPushButton;

namespace walkeeper::ui {

/// What is known to be wrong with a replica, and the check that says so.
class CheckPanel final : public QFrame
{
    Q_OBJECT

public:
    explicit CheckPanel(QWidget* parent = nullptr);

    /// check  null: the replica was only listed
    void show(const OpenedReplica& replica, const Check* check);
    QString summary() const;

signals:
    void checkWanted();
    void cancelWanted();
    void entryChosen(std::uint32_t entry);

private:
    void showListing(const OpenedReplica& replica);
    void showRunning(const Check& check);
    /// hasGrown  there are objects that were not checked
    void showEnd(const CheckReport& report, bool hasGrown);
    void say(const QIcon& icon, const QString& title, const QString& detail);

    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_detail;
    QProgressBar* m_progress;
    QPushButton* m_start;
    QPushButton* m_cancel;
    QListView* m_list;
    FindingListModel* m_findings;
};

} // namespace walkeeper::ui
