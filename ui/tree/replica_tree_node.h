#pragma once

#include "core/history/finding.h"
#include "core/history/restore_point.h"
#include "ui/opened_replicas.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace walkeeper::ui {

/// What a row of the tree stands for.
enum class NodeKind : std::uint8_t {
    Replica,
    Generation,
    Snapshots, ///< all or a range of a generation's snapshots
    Snapshot,
    WalFiles, ///< all or a range of a generation's WAL files
    WalFile,
    Segments, ///< a range of a WAL file's segments
    Segment,
    Commits, ///< a range of a segment's commits
    Commit,
    Message, ///< a sentence in place of rows
};

enum class NodeState : std::uint8_t { NotLoaded, Loading, Loaded };

/// A row. It names its place by numbers only; what it shows is looked up when it is painted.
struct TreeNode {
    NodeKind kind = NodeKind::Message;
    NodeState state = NodeState::Loaded;
    bool isWhole = false;     ///< of a range: all there is, rather than a part of it
    std::uint32_t parent = 0; ///< node; the replica's own is 0 and has none
    std::uint32_t row = 0;
    std::uint32_t generation = 0;
    std::uint32_t segment = 0; ///< of commits
    std::uint32_t first = 0;   ///< things of its kind: [first, last)
    std::uint32_t last = 0;
    std::uint32_t firstChild = 0; ///< children are consecutive nodes
    std::uint32_t children = 0;
};

/// The rows of one replica that were ever shown, in one piece of memory. The first is the replica.
struct ReplicaTree {
    ReplicaId id = 0;
    std::shared_ptr<const ReplicaContents> contents; ///< null while it is not known
    std::vector<TreeNode> nodes;
    std::map<std::uint64_t, std::vector<RestorePoint>> commits; ///< by generation and segment

    struct Mark {
        std::uint32_t generation = 0;
        bool isSnapshot = false;
        std::uint32_t part = 0;
        Severity severity = Severity::Note;
    };
    std::vector<Mark> marks; ///< findings by place, sorted
    std::optional<Severity> worst;
};

/// A parent shows no more rows than this; what has more is cut into ranges.
inline constexpr std::uint32_t rowsOfAParent = 1000;

/// The children that a node would have, newest first. Commits must be known.
std::vector<TreeNode> childrenOf(const ReplicaTree& tree, std::uint32_t node);

/// Segments of the generation that a row stands for: [first, last). Empty for snapshots.
SegmentRange segmentsOf(const ReplicaTree& tree, const TreeNode& node);

/// Sorts findings by place.
void setMarks(ReplicaTree& tree, const Findings& findings);
/// The worst that is known of what a row stands for.
std::optional<Severity> worstIn(const ReplicaTree& tree, const TreeNode& node);

} // namespace walkeeper::ui
