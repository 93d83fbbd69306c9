#pragma once

#include "ui/catalogue.h"
#include "ui/check/check_flow.h"
#include "ui/check/finding_list_model.h"

#include <QFrame>
#include <QTimeZone>

class QLabel;
class QListView;
class QPushButton;

namespace walkeeper::ui {

class ProgressBar;

/// What is known to be wrong with a replica, and the check that says so.
class CheckPanel final : public QFrame
{
    Q_OBJECT

public:
    explicit CheckPanel(const QTimeZone& zone, QWidget* parent = nullptr);

    /// What it shows next.
    void setTimeZone(const QTimeZone& zone) { m_zone = zone; }
    /// check  null: the replica was only listed
    /// last   how it was validated before; null: never
    void show(const OpenedReplica& replica, const Check* check, const CheckResult* last);
    QString summary() const;
    QString detail() const;

signals:
    void checkWanted();
    void cancelWanted();
    void reportWanted();
    void entryChosen(std::uint32_t entry);

private:
    void showListing(const OpenedReplica& replica, const CheckResult* last);
    void showLast(const CheckResult& last);
    QString lastTitle(const CheckResult& last) const;
    void showRunning(const Check& check);
    /// hasGrown  there are objects that were not checked
    void showEnd(const CheckReport& report, bool hasGrown);
    void say(const QIcon& icon, const QString& title, const QString& detail);

    QTimeZone m_zone;
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_detail;
    ProgressBar* m_progress;
    QPushButton* m_start;
    QPushButton* m_save;
    QPushButton* m_cancel;
    QListView* m_list;
    FindingListModel* m_findings;
};

} // namespace walkeeper::ui
