#pragma once

#include "ui/opened_replicas.h"

#include <QObject>
#include <QString>

#include <map>
#include <set>

class QModelIndex;
class QTreeView;

namespace walkeeper::ui {

class ReplicaTreeModel;

/// Keeps a tree view as it is when a newer listing replaces the rows below a replica: what was
/// open opens again, and the place that is in view stays.
class TreeMemory final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it, but for the end of the program.
    TreeMemory(QTreeView& view, ReplicaTreeModel& model, QObject* parent = nullptr);

private:
    void remember(ReplicaId replica);
    void recall(ReplicaId replica);
    void collect(const QModelIndex& row, const QString& path);
    void expand(const QModelIndex& row, const QString& path);

    QTreeView& m_view;
    ReplicaTreeModel& m_model;
    std::set<ReplicaId> m_known; ///< listed before, so how their rows look is up to the user
    std::set<QString> m_open;    ///< while rows are replaced: paths of names
    QString m_current;
    int m_scroll = 0;
};

} // namespace walkeeper::ui
