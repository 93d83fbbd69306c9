#include "ui/removal/removal_question.h"

#include "ui/removal/removal_dialog.h"
#include "ui/tree/replica_tree_model.h"
#include "ui/workbench.h"

#include <QTreeView>

namespace walkeeper::ui {

namespace {

void ask(Workbench& workbench, RemovalSubject subject, const RemovalChoice& proposed,
         const QTimeZone& zone, QWidget* parent)
{
    auto* flow = new RemovalFlow(workbench.engine(), workbench.watched(), workbench.labels(),
                                 std::move(subject), parent);
    workbench.follow(*flow);
    flow->choose(proposed);
    auto* dialog = new RemovalDialog(*flow, zone, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QObject::destroyed, flow, &QObject::deleteLater);
    dialog->open();
}

RemovalChoice choiceOf(const QModelIndex& row, const OpenedReplica& replica)
{
    RemovalChoice choice{RemovalKind::Replica, {}, 0};
    if (row.data(ReplicaTreeModel::ReplicaRole).toUInt() != replica.id)
        return choice;
    const QVariant place = row.data(ReplicaTreeModel::GenerationRole);
    if (!place.isValid())
        return choice;
    const Generation& generation = replica.contents->replica.generations[place.toUInt()];
    choice.kind = RemovalKind::Generation;
    choice.generation = generation.id;
    const QVariant entry = row.data(ReplicaTreeModel::EntryRole);
    if (row.data(ReplicaTreeModel::KindRole).toInt() == static_cast<int>(NodeKind::Snapshot) &&
        entry.isValid()) {
        const TimelineEntry& snapshot = replica.contents->timeline.entries()[entry.toUInt()];
        choice.kind = RemovalKind::Snapshot;
        choice.index = generation.snapshots[snapshot.part].index;
    }
    return choice;
}

} // namespace

void askToRemoveDatabase(Workbench& workbench, const QTimeZone& zone, QWidget* parent)
{
    const WatchedDatabase* database = workbench.currentWatched();
    if (!database || !database->canRemove())
        return;
    const OpenedReplica* replica = workbench.current();
    const auto contents =
        replica && replica->state == LoadState::Loaded ? replica->contents : nullptr;
    ask(workbench, {database->name, database->id, contents}, {}, zone, parent);
}

void askToRemoveStored(Workbench& workbench, const QTreeView& tree, const QTimeZone& zone,
                       QWidget* parent)
{
    const OpenedReplica* replica = workbench.current();
    if (!replica || !replica->contents || replica->state != LoadState::Loaded)
        return;
    ask(workbench, {replica->name, {}, replica->contents}, choiceOf(tree.currentIndex(), *replica),
        zone, parent);
}

} // namespace walkeeper::ui
