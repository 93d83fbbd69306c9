#include "ui/tree/node_text.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

QString hex8(std::uint32_t number)
{
    return u"%1"_s.arg(number, 8, 16, '0'_L1);
}

const RestorePoint& commitOf(const ReplicaTree& tree, const TreeNode& node)
{
    const std::uint64_t key = (std::uint64_t{node.generation} << 32) | node.segment;
    return tree.commits.at(key)[node.first];
}

} // namespace

std::optional<std::uint32_t> entryOf(const ReplicaTree& tree, const TreeNode& node)
{
    switch (node.kind) {
    case NodeKind::Snapshot:
        return tree.contents->generations[node.generation].snapshotEntries[node.first];
    case NodeKind::Segment:
        return tree.contents->generations[node.generation].segmentEntries[node.first];
    case NodeKind::Commit:
        return tree.contents->generations[node.generation].segmentEntries[node.segment];
    case NodeKind::Replica:
    case NodeKind::Generation:
    case NodeKind::Snapshots:
    case NodeKind::WalFiles:
    case NodeKind::WalFile:
    case NodeKind::Segments:
    case NodeKind::Commits:
    case NodeKind::Message: return std::nullopt;
    }
    return std::nullopt;
}

NodeText::NodeText(const OpenedReplica& replica, const ReplicaTree& tree, const TreeNode& node,
                   const QTimeZone& zone)
    : m_replica(replica),
      m_tree(tree),
      m_node(node),
      m_zone(zone)
{
}

QString NodeText::name() const
{
    const auto generation = [this]() -> const Generation& {
        return m_tree.contents->replica.generations[m_node.generation];
    };
    const auto files = [this]() -> const std::vector<WalFile>& {
        return m_tree.contents->generations[m_node.generation].walFiles;
    };
    switch (m_node.kind) {
    case NodeKind::Replica: return m_replica.name;
    case NodeKind::Generation: return toQt(generation().id.text());
    case NodeKind::Snapshots:
        return m_node.isWhole
                   ? tr("Snapshots")
                   : tr("%1 – %2").arg(hex8(generation().snapshots[m_node.first].index),
                                       hex8(generation().snapshots[m_node.last - 1].index));
    case NodeKind::Snapshot: return hex8(generation().snapshots[m_node.first].index);
    case NodeKind::WalFiles:
        return m_node.isWhole ? tr("WAL files")
                              : tr("%1 – %2").arg(hex8(files()[m_node.first].index),
                                                  hex8(files()[m_node.last - 1].index));
    case NodeKind::WalFile: return hex8(files()[m_node.first].index);
    case NodeKind::Segments:
        return tr("offsets %1 – %2")
            .arg(HumanText::number(generation().segments[m_node.first].name.offset),
                 HumanText::number(generation().segments[m_node.last - 1].name.offset));
    case NodeKind::Segment: {
        const SegmentName& name = generation().segments[m_node.first].name;
        const bool isInFile = m_tree.nodes[m_node.parent].kind != NodeKind::WalFiles;
        return isInFile ? tr("offset %1").arg(HumanText::number(name.offset)) : hex8(name.index);
    }
    case NodeKind::Commits:
        return tr("commits %1 – %2")
            .arg(HumanText::number(m_node.first + 1), HumanText::number(m_node.last));
    case NodeKind::Commit: return tr("commit %1").arg(HumanText::number(m_node.first + 1));
    case NodeKind::Message: return message();
    }
    return {};
}

QString NodeText::subtitle() const
{
    switch (m_node.kind) {
    case NodeKind::Replica: return replicaSubtitle();
    case NodeKind::Generation: {
        const auto& created = m_tree.contents->generations[m_node.generation].created;
        return created ? HumanText::shortDate(*created, m_zone) : tr("empty");
    }
    case NodeKind::Snapshots:
    case NodeKind::WalFiles: return HumanText::number(m_node.last - m_node.first);
    case NodeKind::WalFile:
    case NodeKind::Segments: {
        const SegmentRange range = segmentsOf(m_tree, m_node);
        return tr("%Ln segment(s)", nullptr, static_cast<int>(range.last - range.first));
    }
    case NodeKind::Snapshot:
    case NodeKind::Segment:
        return m_node.state == NodeState::Loading ? tr("reading…")
                                                  : timeOfEntry(*entryOf(m_tree, m_node));
    case NodeKind::Commit:
        return tr("%Ln page(s)", nullptr, static_cast<int>(commitOf(m_tree, m_node).frames));
    case NodeKind::Commits:
    case NodeKind::Message: return {};
    }
    return {};
}

QString NodeText::size() const
{
    const auto bytes = storedBytes();
    return bytes ? HumanText::bytes(*bytes) : QString();
}

QString NodeText::toolTip() const
{
    QStringList lines;
    switch (m_node.kind) {
    case NodeKind::Replica:
        lines << m_replica.address;
        if (m_replica.error)
            lines << ErrorText::sentence(*m_replica.error);
        break;
    case NodeKind::Commit: {
        const RestorePoint& point = commitOf(m_tree, m_node);
        lines << tr("Ends at %1").arg(toQt(point.position.text()));
        break;
    }
    case NodeKind::Message: lines << message(); break;
    case NodeKind::Snapshot:
        lines << tr("Snapshot %1").arg(name())
              << tr("Stored at %1").arg(timeOfEntry(*entryOf(m_tree, m_node)));
        break;
    case NodeKind::Segment: {
        const SegmentName& segment =
            m_tree.contents->replica.generations[m_node.generation].segments[m_node.first].name;
        lines << tr("WAL file %1, from byte %2")
                     .arg(hex8(segment.index), HumanText::number(segment.offset))
              << tr("Stored at %1").arg(timeOfEntry(*entryOf(m_tree, m_node)));
        break;
    }
    case NodeKind::Generation:
    case NodeKind::Snapshots:
    case NodeKind::WalFiles:
    case NodeKind::WalFile:
    case NodeKind::Segments:
    case NodeKind::Commits: lines << name() << subtitle(); break;
    }
    if (const auto severity = m_tree.contents ? worstIn(m_tree, m_node) : std::nullopt)
        lines << tr("%1: see the findings below the timeline").arg(ErrorText::name(*severity));
    return lines.join(u'\n');
}

Icon NodeText::icon() const
{
    switch (m_node.kind) {
    case NodeKind::Replica:
        return m_replica.state == LoadState::Failed ? Icon::Damage : Icon::Database;
    case NodeKind::Generation: return Icon::Generation;
    case NodeKind::Snapshots:
    case NodeKind::Snapshot: return Icon::Snapshot;
    case NodeKind::WalFiles: return m_node.isWhole ? Icon::Wal : Icon::Range;
    case NodeKind::WalFile: return Icon::Wal;
    case NodeKind::Segments:
    case NodeKind::Commits: return Icon::Range;
    case NodeKind::Segment: return Icon::Segment;
    case NodeKind::Commit: return Icon::Commit;
    case NodeKind::Message: return Icon::Note;
    }
    return Icon::Note;
}

QString NodeText::replicaSubtitle() const
{
    switch (m_replica.state) {
    case LoadState::Loading:
        return m_replica.objectsSeen == 0
                   ? tr("opening…")
                   : tr("%1 objects…").arg(HumanText::number(m_replica.objectsSeen));
    case LoadState::Failed: return tr("not opened");
    case LoadState::Loaded: break;
    }
    const Replica& replica = m_replica.contents->replica;
    if (replica.generations.empty() && replica.ltx)
        return tr("Litestream 0.5");
    return tr("%Ln generation(s)", nullptr, static_cast<int>(replica.generations.size()));
}

QString NodeText::message() const
{
    if (m_tree.nodes[m_node.parent].kind == NodeKind::Segment)
        return tr("no commit ends in this segment");
    if (m_replica.error)
        return ErrorText::sentence(*m_replica.error);
    if (m_tree.contents && m_tree.contents->replica.ltx)
        return tr("Litestream 0.5 layout: cannot be read yet");
    return tr("nothing stored");
}

QString NodeText::timeOfEntry(std::uint32_t entry) const
{
    return HumanText::dateAndClock(m_tree.contents->timeline.entries()[entry].time, m_zone);
}

std::optional<std::uint64_t> NodeText::storedBytes() const
{
    if (!m_tree.contents)
        return std::nullopt;
    const ReplicaContents& contents = *m_tree.contents;
    const auto generation = [&]() -> const Generation& {
        return contents.replica.generations[m_node.generation];
    };
    switch (m_node.kind) {
    case NodeKind::Replica:
        return contents.storedBytes +
               (contents.replica.ltx ? contents.replica.ltx->storedBytes : 0);
    case NodeKind::Generation:
        return contents.generations[m_node.generation].snapshotBytes +
               contents.generations[m_node.generation].segmentBytes;
    case NodeKind::Snapshots:
        if (m_node.isWhole)
            return contents.generations[m_node.generation].snapshotBytes;
        return std::nullopt;
    case NodeKind::WalFiles:
        if (m_node.isWhole)
            return contents.generations[m_node.generation].segmentBytes;
        return std::nullopt;
    case NodeKind::Snapshot: return generation().snapshots[m_node.first].storedBytes;
    case NodeKind::Segment: return generation().segments[m_node.first].storedBytes;
    case NodeKind::WalFile: {
        std::uint64_t sum = 0;
        const SegmentRange range = segmentsOf(m_tree, m_node);
        // A file of very many segments would be added up at each repaint.
        if (range.last - range.first > rowsOfAParent)
            return std::nullopt;
        for (std::size_t i = range.first; i < range.last; ++i)
            sum += generation().segments[i].storedBytes;
        return sum;
    }
    case NodeKind::Commit: return commitOf(m_tree, m_node).walBytes();
    case NodeKind::Segments:
    case NodeKind::Commits:
    case NodeKind::Message: return std::nullopt;
    }
    return std::nullopt;
}

} // namespace walkeeper::ui
