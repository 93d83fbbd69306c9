#pragma once

#include "ui/workbench.h"

#include <QTimeZone>
#include <QWidget>

class QTreeView;

namespace walkeeper::ui {

class ReplicaTreeModel;
class TreeMemory;

/// The opened replicas as a tree. A chosen row chooses what the workbench shows, and the other way
/// round.
class ReplicaTreePane final : public QWidget
{
    Q_OBJECT

public:
    /// workbench  outlives it
    explicit ReplicaTreePane(Workbench& workbench, QWidget* parent = nullptr);
    ~ReplicaTreePane() override;

    QTreeView& tree() { return *m_tree; }
    void setTimeZone(const QTimeZone& zone);

private:
    void makeTree();
    void connectTree();
    void chooseRow(const QModelIndex& row);
    void followMoment();
    void followReplica();
    void followRow(const QModelIndex& row);

    Workbench& m_workbench;
    ReplicaTreeModel* m_model;
    QTreeView* m_tree;
    TreeMemory* m_memory;
    bool m_isFollowing = false; ///< the row is set to what is chosen, not by the user
};

} // namespace walkeeper::ui
