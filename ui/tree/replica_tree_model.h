#pragma once

#include "ui/moment/commit_book.h"
#include "ui/opened_replicas.h"
#include "ui/tree/replica_tree_node.h"

#include <QAbstractItemModel>
#include <QTimeZone>

#include <memory>
#include <optional>
#include <vector>

namespace walkeeper::ui {

class SourceFacts;

/// Opened replicas, their generations, and what those hold. Rows are made when their parent is
/// expanded, at most a thousand at a time, so that 100,000 segments cost nothing until somebody
/// looks at them. Commits are asked for when a segment is expanded.
class ReplicaTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, SizeColumn, columns };
    enum Role {
        SubtitleRole = Qt::UserRole, ///< QString: said beside the name, less loudly
        SeverityRole,                ///< int of a Severity, or invalid
        KindRole,                    ///< int of a NodeKind
        ReplicaRole,                 ///< uint: ReplicaId
        EntryRole,                   ///< uint: timeline entry, or invalid
        HealthRole,                  ///< int of a Health, of replicas whose facts are known
        SearchRole,                  ///< QStringList: what a replica is found by
        GenerationRole,              ///< uint: place in Replica::generations, or invalid
        CommitRole,                  ///< uint: number among its segment's commits, or invalid
    };

    ReplicaTreeModel(const OpenedReplicas& replicas, const CommitBook& book,
                     QObject* parent = nullptr);

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    QModelIndex indexOf(ReplicaId replica) const;
    /// The row of an entry, as far as it was loaded: its segment, or the nearest row above it.
    QModelIndex nearestLoaded(ReplicaId replica, std::uint32_t entry) const;

    /// The listing whose rows are shown; null if there is none.
    std::shared_ptr<const ReplicaContents> contentsOf(ReplicaId replica) const;

    void setTimeZone(const QTimeZone& zone);
    /// Replicas say how they are, and their tags, from now on. They outlive the model.
    void setFacts(const SourceFacts& facts);

signals:
    /// The rows below a replica are about to be replaced by those of a newer listing, and are.
    void aboutToRefill(walkeeper::ui::ReplicaId replica);
    void refilled(walkeeper::ui::ReplicaId replica);
    /// A segment was expanded: its commits are wanted, from the book.
    void commitsWanted(walkeeper::ui::ReplicaId replica, std::uint32_t generation,
                       std::uint32_t segment);

private:
    struct Place {
        const ReplicaTree* tree = nullptr;
        std::uint32_t node = 0;
        const TreeNode& get() const { return tree->nodes[node]; }
    };
    struct Waiting {
        ReplicaId replica = 0;
        std::uint32_t node = 0;
    };
    std::optional<Place> placeOf(const QModelIndex& index) const;
    ReplicaTree* treeOf(ReplicaId id) const;
    QModelIndex indexOf(const ReplicaTree& tree, std::uint32_t node, int column = 0) const;

    void add(ReplicaId id);
    void refill(ReplicaId id);
    void remove(ReplicaId id);
    void mark(ReplicaId id);
    void insertChildren(ReplicaTree& tree, std::uint32_t node, std::vector<TreeNode> children);
    void takeCommits(std::uint32_t generation, SegmentRange range);
    void forgetWanted(std::uint32_t generation, SegmentRange range);
    void forgetStrangers();
    void unload(const Waiting& waiting);
    QVariant factOf(const OpenedReplica& replica, int role) const;
    QString subtitleOf(const OpenedReplica& replica, const TreeNode& node,
                       const QString& text) const;

    const OpenedReplicas& m_replicas;
    const CommitBook& m_book;
    const SourceFacts* m_facts = nullptr;
    std::vector<std::unique_ptr<ReplicaTree>> m_trees; ///< one a row
    std::vector<Waiting> m_waiting;                    ///< segments whose commits were asked for
    QTimeZone m_zone = QTimeZone::systemTimeZone();
};

} // namespace walkeeper::ui
