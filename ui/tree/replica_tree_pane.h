#pragma once

#include "ui/text/typed_words.h"
#include "ui/workbench.h"

#include <QTimeZone>
#include <QWidget>

class QTreeView;

namespace walkeeper::ui {

class ReplicaTreeModel;
class SourceFacts;
class TreeMemory;

/// The opened replicas as a tree. A chosen row chooses what the workbench shows, and the other way
/// round.
class ReplicaTreePane final : public QWidget
{
    Q_OBJECT

public:
    /// Both outlive it.
    ReplicaTreePane(Workbench& workbench, const SourceFacts& facts, QWidget* parent = nullptr);
    ~ReplicaTreePane() override;

    QTreeView& tree() { return *m_tree; }
    void setTimeZone(const QTimeZone& zone);

    /// Hides the replicas that do not match.
    void filter(const TypedWords& words);
    int shownRows() const;

signals:
    /// Replicas are shown or hidden now.
    void shownChanged();

private:
    void makeTree();
    void connectTree();
    void showRows();
    void chooseRow(const QModelIndex& row);
    void followMoment();
    void followReplica();
    void followRow(const QModelIndex& row);

    Workbench& m_workbench;
    ReplicaTreeModel* m_model;
    QTreeView* m_tree;
    TreeMemory* m_memory;
    TypedWords m_filter{QString()};
    bool m_isFollowing = false; ///< the row is set to what is chosen, not by the user
};

} // namespace walkeeper::ui
