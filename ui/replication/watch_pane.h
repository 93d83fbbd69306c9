#pragma once

#include "ui/workbench.h"

#include <QFrame>
#include <QTimeZone>

class QListView;

namespace walkeeper::ui {

class WatchListModel;

/// The watched databases as a short list; hidden while there are none. A chosen row shows its
/// replica, and the other way round.
class WatchPane final : public QFrame
{
    Q_OBJECT

public:
    /// workbench  outlives it
    explicit WatchPane(Workbench& workbench, QWidget* parent = nullptr);
    ~WatchPane() override;

    QListView& list() { return *m_list; }
    void setTimeZone(const QTimeZone& zone);

private:
    void makeList();
    void showRows();
    void followCurrent();

    Workbench& m_workbench;
    WatchListModel* m_model;
    QListView* m_list;
    bool m_isFollowing = false; ///< the row is set to what is shown, not by the user
};

} // namespace walkeeper::ui
