#include "ui/tree/tree_memory.h"

#include "ui/tree/replica_tree_model.h"

#include <QScrollBar>
#include <QTreeView>

namespace walkeeper::ui {

namespace {

/// Rows have no names of their own kind twice below one parent, and names stay the same.
QString stepTo(const QModelIndex& row)
{
    return u'/' + row.data(ReplicaTreeModel::KindRole).toString() + u':' + row.data().toString();
}

} // namespace

TreeMemory::TreeMemory(QTreeView& view, ReplicaTreeModel& model, QObject* parent)
    : QObject(parent),
      m_view(view),
      m_model(model)
{
    connect(&model, &ReplicaTreeModel::aboutToRefill, this, &TreeMemory::remember);
    connect(&model, &ReplicaTreeModel::refilled, this, &TreeMemory::recall);
}

void TreeMemory::remember(ReplicaId replica)
{
    m_open.clear();
    m_current.clear();
    m_scroll = m_view.verticalScrollBar()->value();
    const QModelIndex root = m_model.indexOf(replica);
    if (m_model.rowCount(root) == 0)
        return;
    collect(root, {});
    QModelIndex row = m_view.currentIndex().siblingAtColumn(0);
    if (row.data(ReplicaTreeModel::ReplicaRole).toUInt() != replica)
        return;
    for (; row.isValid() && row != root; row = row.parent())
        m_current.prepend(stepTo(row));
}

void TreeMemory::recall(ReplicaId replica)
{
    const QModelIndex root = m_model.indexOf(replica);
    const bool isListed = m_model.contentsOf(replica) != nullptr;
    if (isListed ? m_known.insert(replica).second : !m_known.contains(replica)) {
        // Seen for the first time: it opens up, and so does its newest generation.
        m_view.expand(root);
        m_view.expand(m_model.index(0, 0, root));
    } else {
        expand(root, {});
    }
    m_view.verticalScrollBar()->setValue(m_scroll);
}

void TreeMemory::collect(const QModelIndex& row, const QString& path)
{
    if (!m_view.isExpanded(row))
        return;
    m_open.insert(path);
    for (int i = 0; i < m_model.rowCount(row); ++i) {
        const QModelIndex child = m_model.index(i, 0, row);
        if (m_view.isExpanded(child))
            collect(child, path + stepTo(child));
    }
}

void TreeMemory::expand(const QModelIndex& row, const QString& path)
{
    if (path == m_current && !path.isEmpty())
        m_view.setCurrentIndex(row);
    const bool isOpen = m_open.contains(path);
    const bool isAbove = m_current.startsWith(path + u'/');
    if (!isOpen && !isAbove)
        return;
    if (isOpen) {
        m_model.fetchMore(row);
        m_view.expand(row);
    }
    for (int i = 0; i < m_model.rowCount(row); ++i) {
        const QModelIndex child = m_model.index(i, 0, row);
        expand(child, path + stepTo(child));
    }
}

} // namespace walkeeper::ui
