#pragma once

#include "ui/theme/icons.h"
#include "ui/tree/replica_tree_node.h"

#include <QCoreApplication>
#include <QString>
#include <QTimeZone>

namespace walkeeper::ui {

/// What a row of the tree says.
class NodeText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::NodeText)

public:
    NodeText(const OpenedReplica& replica, const ReplicaTree& tree, const TreeNode& node,
             const QTimeZone& zone);

    QString name() const;
    QString subtitle() const;
    QString size() const;
    QString toolTip() const;
    Icon icon() const;

private:
    QString replicaSubtitle() const;
    QString message() const;
    QString timeOfEntry(std::uint32_t entry) const;
    std::optional<std::uint64_t> storedBytes() const;

    const OpenedReplica& m_replica;
    const ReplicaTree& m_tree;
    const TreeNode& m_node;
    const QTimeZone& m_zone;
};

/// The timeline entry that a row stands for; none for groups.
std::optional<std::uint32_t> entryOf(const ReplicaTree& tree, const TreeNode& node);

} // namespace walkeeper::ui
