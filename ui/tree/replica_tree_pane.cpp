#include "ui/tree/replica_tree_pane.h"

#include "ui/tree/replica_tree_delegate.h"
#include "ui/tree/replica_tree_model.h"
#include "ui/tree/tree_memory.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QScopedValueRollback>
#include <QTreeView>

namespace walkeeper::ui {

namespace {

constexpr int leastWidth = 240;
constexpr int sizeColumnWidth = 84; ///< enough for "999.9 MB"

} // namespace

ReplicaTreePane::ReplicaTreePane(Workbench& workbench, const SourceFacts& facts, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_model(new ReplicaTreeModel(workbench.replicas(), workbench.book(), this)),
      m_tree(new QTreeView(this))
{
    m_model->setFacts(facts);
    makeTree();
    m_memory = new TreeMemory(*m_tree, *m_model, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tree);
    connectTree();
}

ReplicaTreePane::~ReplicaTreePane()
{
    // The view goes before what it shows.
    delete m_memory;
    delete m_tree;
}

void ReplicaTreePane::makeTree()
{
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new ReplicaTreeDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(18);
    m_tree->setMinimumWidth(leastWidth);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setAccessibleName(tr("Replicas"));
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    QHeaderView* header = m_tree->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(ReplicaTreeModel::NameColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(ReplicaTreeModel::SizeColumn, QHeaderView::Fixed);
    header->resizeSection(ReplicaTreeModel::SizeColumn, sizeColumnWidth);
    header->setHighlightSections(false);
}

void ReplicaTreePane::connectTree()
{
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& row) { chooseRow(row); });
    connect(m_model, &ReplicaTreeModel::commitsWanted, &m_workbench, &Workbench::readSegment);
    // Rows that are replaced choose nothing.
    connect(m_model, &ReplicaTreeModel::aboutToRefill, this, [this] { m_isFollowing = true; });
    connect(m_model, &ReplicaTreeModel::refilled, this, [this] {
        m_isFollowing = false;
        followMoment();
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex& parent) {
        if (!parent.isValid())
            showRows();
    });
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex& parent) {
        if (!parent.isValid())
            emit shownChanged();
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex& row) {
        if (!row.parent().isValid() && !m_filter.isEmpty())
            showRows();
    });
    connect(&m_workbench, &Workbench::currentChanged, this, &ReplicaTreePane::followReplica);
    connect(&m_workbench, &Workbench::currentStateChanged, this, &ReplicaTreePane::followReplica);
    connect(&m_workbench.selection(), &Selection::momentChanged, this,
            &ReplicaTreePane::followMoment);
}

void ReplicaTreePane::setTimeZone(const QTimeZone& zone)
{
    m_model->setTimeZone(zone);
    m_tree->viewport()->update();
}

void ReplicaTreePane::filter(const TypedWords& words)
{
    m_filter = words;
    showRows();
}

int ReplicaTreePane::shownRows() const
{
    int rows = 0;
    for (int row = 0; row < m_model->rowCount(); ++row)
        rows += m_tree->isRowHidden(row, {}) ? 0 : 1;
    return rows;
}

void ReplicaTreePane::showRows()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex replica = m_model->index(row, ReplicaTreeModel::NameColumn);
        m_tree->setRowHidden(
            row, {}, !m_filter.areIn(replica.data(ReplicaTreeModel::SearchRole).toStringList()));
    }
    emit shownChanged();
}

void ReplicaTreePane::chooseRow(const QModelIndex& row)
{
    if (!row.isValid() || m_isFollowing)
        return;
    const auto replica = row.data(ReplicaTreeModel::ReplicaRole).toUInt();
    const QVariant entry = row.data(ReplicaTreeModel::EntryRole);
    const QVariant commit = row.data(ReplicaTreeModel::CommitRole);
    m_workbench.show(replica);
    if (entry.isValid())
        m_workbench.chooseEntry(replica, entry.toUInt(),
                                commit.isValid() ? std::optional<std::size_t>(commit.toUInt())
                                                 : std::nullopt);
}

void ReplicaTreePane::followMoment()
{
    const auto& moment = m_workbench.selection().moment();
    const OpenedReplica* replica = m_workbench.current();
    // The rows of a newer listing come in a moment, and so does this.
    if (!moment || !replica || m_model->contentsOf(replica->id) != moment->contents)
        return;
    // A row that stands for the moment already, such as one of its commits, stays chosen.
    const QModelIndex now = m_tree->currentIndex();
    const QVariant entry = now.data(ReplicaTreeModel::EntryRole);
    if (now.data(ReplicaTreeModel::ReplicaRole).toUInt() == replica->id && entry.isValid() &&
        entry.toUInt() == moment->entry)
        return;
    followRow(m_model->nearestLoaded(replica->id, moment->entry));
}

void ReplicaTreePane::followReplica()
{
    const OpenedReplica* replica = m_workbench.current();
    const QModelIndex now = m_tree->currentIndex();
    const bool isThere =
        replica && now.isValid() && now.data(ReplicaTreeModel::ReplicaRole).toUInt() == replica->id;
    if (replica && !isThere)
        followRow(m_model->indexOf(replica->id));
}

void ReplicaTreePane::followRow(const QModelIndex& row)
{
    const QScopedValueRollback following(m_isFollowing, true);
    m_tree->setCurrentIndex(row);
}

} // namespace walkeeper::ui
