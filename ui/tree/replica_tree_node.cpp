#include "ui/tree/replica_tree_node.h"

#include <algorithm>
#include <tuple>

namespace walkeeper::ui {

namespace {

/// One row for each of [first, last), newest first; or for each range, if they are too many.
template <class MakeRow>
std::vector<TreeNode> rowsOrRanges(TreeNode range, MakeRow makeRow)
{
    std::vector<TreeNode> rows;
    const std::uint32_t count = range.last - range.first;
    if (count <= rowsOfAParent) {
        rows.reserve(count);
        for (std::uint32_t i = range.last; i-- > range.first;)
            rows.push_back(makeRow(i));
        return rows;
    }
    std::uint32_t size = rowsOfAParent;
    while ((count + size - 1) / size > rowsOfAParent)
        size *= rowsOfAParent;
    range.isWhole = false;
    range.state = NodeState::NotLoaded;
    range.children = 0;
    const std::uint32_t begin = range.first;
    for (std::uint32_t i = (count + size - 1) / size; i-- > 0;) {
        range.first = begin + i * size;
        range.last = std::min(begin + count, range.first + size);
        rows.push_back(range);
    }
    return rows;
}

TreeNode nodeOf(NodeKind kind, std::uint32_t generation, std::uint32_t first, std::uint32_t last)
{
    TreeNode node;
    node.kind = kind;
    node.state = NodeState::NotLoaded;
    node.generation = generation;
    node.first = first;
    node.last = last;
    return node;
}

std::vector<TreeNode> generationsOf(const ReplicaTree& tree)
{
    std::vector<TreeNode> rows;
    for (auto i = static_cast<std::uint32_t>(tree.contents->generations.size()); i-- > 0;)
        rows.push_back(nodeOf(NodeKind::Generation, i, i, i + 1));
    if (rows.empty() || tree.contents->replica.ltx)
        rows.push_back(TreeNode{});
    return rows;
}

std::vector<TreeNode> groupsOf(const ReplicaTree& tree, std::uint32_t generation)
{
    const GenerationContents& contents = tree.contents->generations[generation];
    std::vector<TreeNode> rows = {
        nodeOf(NodeKind::Snapshots, generation, 0,
               static_cast<std::uint32_t>(contents.snapshotEntries.size())),
        nodeOf(NodeKind::WalFiles, generation, 0,
               static_cast<std::uint32_t>(contents.walFiles.size()))};
    for (TreeNode& row : rows) {
        row.isWhole = true;
        if (row.first == row.last)
            row.state = NodeState::Loaded;
    }
    return rows;
}

TreeNode snapshotRow(std::uint32_t generation, std::uint32_t part)
{
    TreeNode node = nodeOf(NodeKind::Snapshot, generation, part, part + 1);
    node.state = NodeState::Loaded;
    return node;
}

/// A WAL file of one segment is that segment: a row between them would tell nothing.
TreeNode walFileRow(const ReplicaTree& tree, std::uint32_t generation, std::uint32_t file)
{
    const WalFile& wal = tree.contents->generations[generation].walFiles[file];
    if (wal.segments == 1)
        return nodeOf(NodeKind::Segment, generation, wal.firstSegment, wal.firstSegment + 1);
    return nodeOf(NodeKind::WalFile, generation, file, file + 1);
}

std::vector<TreeNode> segmentRows(const TreeNode& parent, SegmentRange range)
{
    return rowsOrRanges(
        nodeOf(NodeKind::Segments, parent.generation, static_cast<std::uint32_t>(range.first),
               static_cast<std::uint32_t>(range.last)),
        [&](std::uint32_t i) { return nodeOf(NodeKind::Segment, parent.generation, i, i + 1); });
}

std::vector<TreeNode> commitRows(const TreeNode& parent, std::uint32_t segment, std::uint32_t first,
                                 std::uint32_t last)
{
    if (first == last)
        return {TreeNode{}};
    TreeNode range = nodeOf(NodeKind::Commits, parent.generation, first, last);
    range.segment = segment;
    return rowsOrRanges(range, [&](std::uint32_t i) {
        TreeNode node = nodeOf(NodeKind::Commit, parent.generation, i, i + 1);
        node.segment = segment;
        node.state = NodeState::Loaded;
        return node;
    });
}

std::vector<TreeNode> commitsOfSegment(const ReplicaTree& tree, const TreeNode& parent)
{
    const std::uint64_t key = (std::uint64_t{parent.generation} << 32) | parent.first;
    const auto commits = tree.commits.find(key);
    const std::size_t count = commits == tree.commits.end() ? 0 : commits->second.size();
    return commitRows(parent, parent.first, 0, static_cast<std::uint32_t>(count));
}

} // namespace

std::vector<TreeNode> childrenOf(const ReplicaTree& tree, std::uint32_t place)
{
    const TreeNode& node = tree.nodes[place];
    switch (node.kind) {
    case NodeKind::Replica: return generationsOf(tree);
    case NodeKind::Generation: return groupsOf(tree, node.generation);
    case NodeKind::Snapshots:
        return rowsOrRanges(node, [&](std::uint32_t i) { return snapshotRow(node.generation, i); });
    case NodeKind::WalFiles:
        return rowsOrRanges(node,
                            [&](std::uint32_t i) { return walFileRow(tree, node.generation, i); });
    case NodeKind::WalFile:
    case NodeKind::Segments: return segmentRows(node, segmentsOf(tree, node));
    case NodeKind::Segment: return commitsOfSegment(tree, node);
    case NodeKind::Commits: return commitRows(node, node.segment, node.first, node.last);
    case NodeKind::Snapshot:
    case NodeKind::Commit:
    case NodeKind::Message: return {};
    }
    return {};
}

SegmentRange segmentsOf(const ReplicaTree& tree, const TreeNode& node)
{
    const auto& generations = tree.contents->generations;
    switch (node.kind) {
    case NodeKind::Generation: return {0, generations[node.generation].segmentEntries.size()};
    case NodeKind::WalFiles:
    case NodeKind::WalFile: {
        if (node.first == node.last)
            return {};
        const auto& files = generations[node.generation].walFiles;
        const WalFile& last = files[node.last - 1];
        return {files[node.first].firstSegment, std::size_t{last.firstSegment} + last.segments};
    }
    case NodeKind::Segments:
    case NodeKind::Segment: return {node.first, node.last};
    case NodeKind::Replica:
    case NodeKind::Snapshots:
    case NodeKind::Snapshot:
    case NodeKind::Commits:
    case NodeKind::Commit:
    case NodeKind::Message: return {};
    }
    return {};
}

void setMarks(ReplicaTree& tree, const Findings& findings)
{
    tree.marks.clear();
    tree.worst.reset();
    if (!findings)
        return;
    for (const PlacedFinding& placed : *findings) {
        const Severity severity = placed.finding.severity;
        tree.worst = std::max(tree.worst.value_or(severity), severity);
        if (!placed.generation)
            continue;
        // What concerns a generation as a whole marks its row alone: no part has this number.
        ReplicaTree::Mark mark{*placed.generation, false, UINT32_MAX, severity};
        if (placed.entry) {
            const TimelineEntry& entry = tree.contents->timeline.entries()[*placed.entry];
            mark.isSnapshot = entry.kind == TimelineEntry::Kind::Snapshot;
            mark.part = entry.part;
        }
        tree.marks.push_back(mark);
    }
    std::sort(tree.marks.begin(), tree.marks.end(), [](const auto& a, const auto& b) {
        return std::tie(a.generation, a.isSnapshot, a.part) <
               std::tie(b.generation, b.isSnapshot, b.part);
    });
}

std::optional<Severity> worstIn(const ReplicaTree& tree, const TreeNode& node)
{
    if (node.kind == NodeKind::Replica)
        return tree.worst;
    if (node.kind == NodeKind::Commit || node.kind == NodeKind::Commits ||
        node.kind == NodeKind::Message || tree.marks.empty())
        return std::nullopt;
    const bool isWholeGeneration = node.kind == NodeKind::Generation;
    const bool isSnapshot = node.kind == NodeKind::Snapshots || node.kind == NodeKind::Snapshot;
    const SegmentRange range =
        isSnapshot ? SegmentRange{node.first, node.last} : segmentsOf(tree, node);
    auto at = std::lower_bound(
        tree.marks.begin(), tree.marks.end(),
        std::tuple(node.generation, isSnapshot, isWholeGeneration ? 0 : range.first),
        [](const ReplicaTree::Mark& mark, const auto& place) {
            return std::tuple(mark.generation, mark.isSnapshot, std::size_t{mark.part}) < place;
        });
    std::optional<Severity> worst;
    for (; at != tree.marks.end() && at->generation == node.generation; ++at) {
        if (!isWholeGeneration && (at->isSnapshot != isSnapshot || at->part >= range.last))
            break;
        worst = std::max(worst.value_or(at->severity), at->severity);
        if (worst == Severity::Damage)
            break;
    }
    return worst;
}

} // namespace walkeeper::ui
