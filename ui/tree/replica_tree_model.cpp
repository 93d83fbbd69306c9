#include "ui/tree/replica_tree_model.h"

#include "ui/sources/source_facts.h"
#include "ui/text/conversion.h"
#include "ui/tree/node_text.h"

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

static_assert(sizeof(quintptr) == 8, "a row's name is a replica and a node in one number");

quintptr nameOf(ReplicaId replica, std::uint32_t node)
{
    return (quintptr{replica} << 32) | node;
}

std::uint64_t commitKey(const TreeNode& segment)
{
    return (std::uint64_t{segment.generation} << 32) | segment.first;
}

} // namespace

ReplicaTreeModel::ReplicaTreeModel(const OpenedReplicas& replicas, const CommitBook& book,
                                   QObject* parent)
    : QAbstractItemModel(parent),
      m_replicas(replicas),
      m_book(book)
{
    for (const OpenedReplica& replica : replicas.all())
        add(replica.id);
    connect(&replicas, &OpenedReplicas::opened, this, &ReplicaTreeModel::add);
    connect(&replicas, &OpenedReplicas::changed, this, &ReplicaTreeModel::refill);
    connect(&replicas, &OpenedReplicas::aboutToClose, this, &ReplicaTreeModel::remove);
    connect(&replicas, &OpenedReplicas::findingsChanged, this, &ReplicaTreeModel::mark);
    connect(&replicas, &OpenedReplicas::progressed, this, [this](ReplicaId id) {
        const QModelIndex row = indexOf(id);
        emit dataChanged(row, row);
    });
    connect(&book, &CommitBook::commitsRead, this, &ReplicaTreeModel::takeCommits);
    connect(&book, &CommitBook::turned, this, &ReplicaTreeModel::forgetStrangers);
    connect(&book, &CommitBook::readingFailed, this, &ReplicaTreeModel::forgetWanted);
}

QModelIndex ReplicaTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || column < 0 || column >= columns || parent.column() > 0)
        return {};
    if (!parent.isValid()) {
        if (row >= static_cast<int>(m_trees.size()))
            return {};
        return createIndex(row, column, nameOf(m_trees[static_cast<std::size_t>(row)]->id, 0));
    }
    const auto place = placeOf(parent);
    if (!place || row >= static_cast<int>(place->get().children))
        return {};
    const std::uint32_t child = place->get().firstChild + static_cast<std::uint32_t>(row);
    return createIndex(row, column, nameOf(place->tree->id, child));
}

QModelIndex ReplicaTreeModel::parent(const QModelIndex& child) const
{
    const auto place = placeOf(child);
    if (!place || place->node == 0)
        return {};
    return indexOf(*place->tree, place->get().parent);
}

int ReplicaTreeModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_trees.size());
    const auto place = placeOf(parent);
    return place && parent.column() == 0 ? static_cast<int>(place->get().children) : 0;
}

int ReplicaTreeModel::columnCount(const QModelIndex& /*parent*/) const
{
    return columns;
}

bool ReplicaTreeModel::hasChildren(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return !m_trees.empty();
    const auto place = placeOf(parent);
    if (!place || parent.column() != 0)
        return false;
    return place->get().state != NodeState::Loaded || place->get().children > 0;
}

bool ReplicaTreeModel::canFetchMore(const QModelIndex& parent) const
{
    const auto place = placeOf(parent);
    return place && parent.column() == 0 && place->get().state == NodeState::NotLoaded;
}

void ReplicaTreeModel::fetchMore(const QModelIndex& parent)
{
    const auto place = placeOf(parent);
    if (!place || place->get().state != NodeState::NotLoaded)
        return;
    ReplicaTree& tree = *treeOf(place->tree->id);
    TreeNode& node = tree.nodes[place->node];
    const bool isSegment = node.kind == NodeKind::Segment;
    if (isSegment && m_book.contents() == tree.contents) {
        // The timeline may have asked for them before.
        if (const auto* known = m_book.commits(node.generation, node.first))
            tree.commits[commitKey(node)] = *known;
    }
    if (isSegment && !tree.commits.contains(commitKey(node))) {
        node.state = NodeState::Loading;
        m_waiting.push_back({tree.id, place->node});
        emit dataChanged(parent, parent);
        emit commitsWanted(tree.id, node.generation, node.first);
        return;
    }
    insertChildren(tree, place->node, childrenOf(tree, place->node));
}

QVariant ReplicaTreeModel::data(const QModelIndex& index, int role) const
{
    const auto place = placeOf(index);
    const OpenedReplica* replica = place ? m_replicas.find(place->tree->id) : nullptr;
    if (!replica)
        return {};
    const TreeNode& node = place->get();
    const NodeText text(*replica, *place->tree, node, m_zone);
    switch (role) {
    case Qt::DisplayRole: return index.column() == NameColumn ? text.name() : text.size();
    case Qt::ToolTipRole: return text.toolTip();
    case Qt::TextAlignmentRole:
        return index.column() == SizeColumn ? QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter)
                                            : QVariant();
    case Qt::DecorationRole:
        return index.column() == NameColumn ? QVariant::fromValue(icon(text.icon())) : QVariant();
    case Qt::AccessibleTextRole:
        return index.column() == NameColumn
                   ? text.name() + u' ' + subtitleOf(*replica, node, text.subtitle()) +
                         (node.kind == NodeKind::Replica && m_facts
                              ? u", "_s + HealthText::word(m_facts->healthOf(*replica))
                              : QString())
                   : text.size();
    case SubtitleRole: return subtitleOf(*replica, node, text.subtitle());
    case HealthRole:
    case SearchRole: return node.kind == NodeKind::Replica ? factOf(*replica, role) : QVariant();
    case KindRole: return static_cast<int>(node.kind);
    case ReplicaRole: return place->tree->id;
    case SeverityRole: {
        const auto worst = place->tree->contents ? worstIn(*place->tree, node) : std::nullopt;
        return worst ? QVariant(static_cast<int>(*worst)) : QVariant();
    }
    case EntryRole: {
        const auto entry = place->tree->contents ? entryOf(*place->tree, node) : std::nullopt;
        return entry ? QVariant(*entry) : QVariant();
    }
    case GenerationRole: {
        const bool isWithin = node.kind != NodeKind::Replica && node.kind != NodeKind::Message;
        return isWithin ? QVariant(node.generation) : QVariant();
    }
    case CommitRole: return node.kind == NodeKind::Commit ? QVariant(node.first) : QVariant();
    default: return {};
    }
}

QVariant ReplicaTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section == SizeColumn)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Replicas") : tr("Stored");
}

QModelIndex ReplicaTreeModel::indexOf(ReplicaId replica) const
{
    const ReplicaTree* tree = treeOf(replica);
    return tree ? indexOf(*tree, 0) : QModelIndex();
}

QModelIndex ReplicaTreeModel::nearestLoaded(ReplicaId replica, std::uint32_t entry) const
{
    const ReplicaTree* tree = treeOf(replica);
    if (!tree || !tree->contents || entry >= tree->contents->timeline.entries().size())
        return {};
    const TimelineEntry& wanted = tree->contents->timeline.entries()[entry];
    const bool isSnapshot = wanted.kind == TimelineEntry::Kind::Snapshot;
    const auto covers = [&](const TreeNode& node) {
        if (node.generation != wanted.generation || node.kind == NodeKind::Message)
            return false;
        if (node.kind == NodeKind::Generation)
            return true;
        if (node.kind == NodeKind::Snapshots || node.kind == NodeKind::Snapshot)
            return isSnapshot && node.first <= wanted.part && wanted.part < node.last;
        if (node.kind == NodeKind::Commits || node.kind == NodeKind::Commit || isSnapshot)
            return false;
        const SegmentRange range = segmentsOf(*tree, node);
        return range.first <= wanted.part && wanted.part < range.last;
    };
    std::uint32_t at = 0;
    for (bool wentDown = true; wentDown;) {
        wentDown = false;
        const TreeNode& node = tree->nodes[at];
        for (std::uint32_t i = node.firstChild; i < node.firstChild + node.children; ++i) {
            if (covers(tree->nodes[i])) {
                at = i;
                wentDown = true;
                break;
            }
        }
    }
    return indexOf(*tree, at);
}

std::shared_ptr<const ReplicaContents> ReplicaTreeModel::contentsOf(ReplicaId replica) const
{
    const ReplicaTree* tree = treeOf(replica);
    return tree ? tree->contents : nullptr;
}

void ReplicaTreeModel::setFacts(const SourceFacts& facts)
{
    m_facts = &facts;
    connect(&facts, &SourceFacts::changed, this, [this] {
        if (!m_trees.empty())
            emit dataChanged(index(0, NameColumn), index(rowCount() - 1, NameColumn));
    });
}

QVariant ReplicaTreeModel::factOf(const OpenedReplica& replica, int role) const
{
    if (role == HealthRole)
        return m_facts ? QVariant(static_cast<int>(m_facts->healthOf(replica))) : QVariant();
    QStringList found{replica.name, replica.address, toQt(replica.url.shown())};
    if (m_facts)
        found << HealthText::word(m_facts->healthOf(replica)) << m_facts->tagsOf(replica);
    return found;
}

QString ReplicaTreeModel::subtitleOf(const OpenedReplica& replica, const TreeNode& node,
                                     const QString& text) const
{
    const QStringList tags =
        node.kind == NodeKind::Replica && m_facts ? m_facts->tagsOf(replica) : QStringList();
    return tags.isEmpty() ? text : u"%1 · %2"_s.arg(tags.join(u", "_s), text);
}

void ReplicaTreeModel::setTimeZone(const QTimeZone& zone)
{
    m_zone = zone;
}

std::optional<ReplicaTreeModel::Place> ReplicaTreeModel::placeOf(const QModelIndex& index) const
{
    if (!index.isValid())
        return std::nullopt;
    const ReplicaTree* tree = treeOf(static_cast<ReplicaId>(index.internalId() >> 32));
    const auto node = static_cast<std::uint32_t>(index.internalId() & 0xffffffff);
    if (!tree || node >= tree->nodes.size())
        return std::nullopt;
    return Place{tree, node};
}

ReplicaTree* ReplicaTreeModel::treeOf(ReplicaId id) const
{
    const auto found = std::find_if(m_trees.begin(), m_trees.end(),
                                    [id](const auto& tree) { return tree->id == id; });
    return found == m_trees.end() ? nullptr : found->get();
}

QModelIndex ReplicaTreeModel::indexOf(const ReplicaTree& tree, std::uint32_t node, int column) const
{
    if (node != 0)
        return createIndex(static_cast<int>(tree.nodes[node].row), column, nameOf(tree.id, node));
    const auto found = std::find_if(m_trees.begin(), m_trees.end(),
                                    [&tree](const auto& each) { return each.get() == &tree; });
    return createIndex(static_cast<int>(found - m_trees.begin()), column, nameOf(tree.id, 0));
}

void ReplicaTreeModel::add(ReplicaId id)
{
    const int row = static_cast<int>(m_trees.size());
    auto tree = std::make_unique<ReplicaTree>();
    tree->id = id;
    TreeNode root;
    root.kind = NodeKind::Replica;
    tree->nodes.push_back(root);
    beginInsertRows({}, row, row);
    m_trees.push_back(std::move(tree));
    endInsertRows();
    refill(id);
}

void ReplicaTreeModel::refill(ReplicaId id)
{
    ReplicaTree* tree = treeOf(id);
    const OpenedReplica* replica = m_replicas.find(id);
    if (!tree || !replica)
        return;
    const QModelIndex row = indexOf(id);
    // While it is listed again, the old listing stays.
    const bool hasNews = replica->state == LoadState::Failed || replica->contents != tree->contents;
    if (hasNews) {
        std::erase_if(m_waiting, [id](const Waiting& each) { return each.replica == id; });
        emit aboutToRefill(id);
        if (tree->nodes.front().children > 0) {
            beginRemoveRows(row, 0, static_cast<int>(tree->nodes.front().children) - 1);
            tree->nodes.resize(1);
            tree->nodes.front().children = 0;
            endRemoveRows();
        }
        tree->commits.clear();
        tree->contents = replica->state == LoadState::Failed ? nullptr : replica->contents;
        tree->marks.clear();
        tree->worst.reset();
        if (tree->contents) {
            setMarks(*tree, replica->findings);
            insertChildren(*tree, 0, childrenOf(*tree, 0));
        } else if (replica->state == LoadState::Failed) {
            insertChildren(*tree, 0, {TreeNode{}});
        }
        emit refilled(id);
    }
    emit dataChanged(row, row.siblingAtColumn(SizeColumn));
}

void ReplicaTreeModel::remove(ReplicaId id)
{
    const QModelIndex row = indexOf(id);
    if (!row.isValid())
        return;
    std::erase_if(m_waiting, [id](const Waiting& each) { return each.replica == id; });
    beginRemoveRows({}, row.row(), row.row());
    m_trees.erase(m_trees.begin() + row.row());
    endRemoveRows();
}

void ReplicaTreeModel::mark(ReplicaId id)
{
    ReplicaTree* tree = treeOf(id);
    const OpenedReplica* replica = m_replicas.find(id);
    if (!tree || !tree->contents || !replica)
        return;
    setMarks(*tree, replica->findings);
    // Any row may have another mark now; views repaint what they show.
    for (std::uint32_t node = 0; node < tree->nodes.size(); ++node) {
        const TreeNode& parent = tree->nodes[node];
        if (parent.children == 0)
            continue;
        emit dataChanged(indexOf(*tree, parent.firstChild),
                         indexOf(*tree, parent.firstChild + parent.children - 1, SizeColumn),
                         {SeverityRole});
    }
    const QModelIndex row = indexOf(id);
    emit dataChanged(row, row, {SeverityRole});
}

void ReplicaTreeModel::insertChildren(ReplicaTree& tree, std::uint32_t node,
                                      std::vector<TreeNode> children)
{
    tree.nodes[node].state = NodeState::Loaded;
    if (children.empty())
        return;
    beginInsertRows(indexOf(tree, node), 0, static_cast<int>(children.size()) - 1);
    tree.nodes[node].firstChild = static_cast<std::uint32_t>(tree.nodes.size());
    tree.nodes[node].children = static_cast<std::uint32_t>(children.size());
    for (std::uint32_t row = 0; row < children.size(); ++row) {
        children[row].parent = node;
        children[row].row = row;
        tree.nodes.push_back(children[row]);
    }
    endInsertRows();
}

void ReplicaTreeModel::takeCommits(std::uint32_t generation, SegmentRange range)
{
    std::vector<Waiting> done;
    std::erase_if(m_waiting, [&](const Waiting& each) {
        const TreeNode& node = treeOf(each.replica)->nodes[each.node];
        const bool isRead = node.generation == generation && node.first >= range.first &&
                            node.first < range.last && m_book.commits(generation, node.first);
        if (isRead)
            done.push_back(each);
        return isRead;
    });
    for (const Waiting& each : done) {
        ReplicaTree& tree = *treeOf(each.replica);
        const TreeNode& node = tree.nodes[each.node];
        tree.commits[commitKey(node)] = *m_book.commits(generation, node.first);
        insertChildren(tree, each.node, childrenOf(tree, each.node));
        const QModelIndex row = indexOf(tree, each.node);
        emit dataChanged(row, row);
    }
}

void ReplicaTreeModel::forgetWanted(std::uint32_t generation, SegmentRange range)
{
    std::erase_if(m_waiting, [&](const Waiting& each) {
        const TreeNode& node = treeOf(each.replica)->nodes[each.node];
        if (node.generation != generation || node.first < range.first || node.first >= range.last)
            return false;
        unload(each);
        return true;
    });
}

void ReplicaTreeModel::forgetStrangers()
{
    // The book is about one replica; what others' rows wait for will not come.
    std::erase_if(m_waiting, [&](const Waiting& each) {
        if (treeOf(each.replica)->contents == m_book.contents())
            return false;
        unload(each);
        return true;
    });
}

void ReplicaTreeModel::unload(const Waiting& waiting)
{
    // The row can be expanded again: that asks again.
    ReplicaTree& tree = *treeOf(waiting.replica);
    tree.nodes[waiting.node].state = NodeState::NotLoaded;
    const QModelIndex row = indexOf(tree, waiting.node);
    emit dataChanged(row, row);
}

} // namespace walkeeper::ui
