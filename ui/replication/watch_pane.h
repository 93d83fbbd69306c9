#pragma once

#include "ui/text/typed_words.h"
#include "ui/workbench.h"

#include <QFrame>
#include <QTimeZone>
#include <QTimer>

class QListView;

namespace walkeeper::ui {

class SourceFacts;
class WatchListModel;

/// The watched databases as a short list; hidden while there are none. A chosen row shows its
/// replica, and the other way round.
class WatchPane final : public QFrame
{
    Q_OBJECT

public:
    /// Both outlive it.
    WatchPane(Workbench& workbench, const SourceFacts& facts, QWidget* parent = nullptr);
    ~WatchPane() override;

    QListView& list() { return *m_list; }
    void setTimeZone(const QTimeZone& zone);

    /// Hides the rows that do not match.
    void filter(const TypedWords& words);
    int shownRows() const;

signals:
    /// Rows are shown or hidden now.
    void shownChanged();

private:
    void makeList();
    void showRows();
    void followCurrent();

    Workbench& m_workbench;
    WatchListModel* m_model;
    QListView* m_list;
    TypedWords m_filter{QString()};
    QTimer m_rowsDue;           ///< to be shown anew
    bool m_isFollowing = false; ///< the row is set to what is shown, not by the user
};

} // namespace walkeeper::ui
