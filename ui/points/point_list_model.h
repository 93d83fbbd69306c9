#pragma once

#include "ui/moment/commit_book.h"
#include "ui/timeline/timeline_bins.h"

#include <QAbstractTableModel>
#include <QTimeZone>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace walkeeper::ui {

/// Every state of a replica that can be restored as a row, the newest first. A segment whose
/// commits have not been read stands as one row; it becomes one for each commit when they are.
///
/// Virtual: a row is found by counting, and its text is made when it is painted.
class PointListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Position, Pages, Database, Stored, Remark, columns };
    enum Role {
        EntryRole = Qt::UserRole, ///< uint: timeline entry
        CommitRole,               ///< uint: number of the commit in its segment, or invalid
    };

    /// The book outlives the model.
    explicit PointListModel(const CommitBook& book, QObject* parent = nullptr);

    /// Null shows nothing. To a newer listing of the same replica the rows go along, those that are
    /// still there.
    void setContents(std::shared_ptr<const ReplicaContents> contents);
    const std::shared_ptr<const ReplicaContents>& contents() const { return m_contents; }
    void setTimeZone(const QTimeZone& zone);
    void setFindings(Findings findings);
    /// The book knows more commits than before.
    void commitsKnown();

    /// Of an entry, and of its commit if that has a row of its own.
    QModelIndex indexOf(std::uint32_t entry, std::optional<std::size_t> commit) const;
    /// The entries of some rows.
    EntryRange entriesOf(int firstRow, int lastRow) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    /// Rows have moved: what is in view should be brought back there.
    void aboutToRearrange();
    void rearranged();

private:
    struct Place {
        std::uint32_t entry = 0;
        std::uint32_t number = 0; ///< row among those of the entry, the newest first
    };
    Place placeOf(int row) const;
    int firstRowOf(std::uint32_t entry) const;
    std::uint32_t rowsOf(std::uint32_t entry) const;
    const std::vector<RestorePoint>* commitsOf(std::uint32_t entry) const;
    const RestorePoint* pointOf(const Place& place) const;
    const RestorePoint* pointBefore(const Place& place) const;
    void count();
    void rearrange(std::shared_ptr<const ReplicaContents> contents);
    QString text(const Place& place, int column) const;
    QString remark(const Place& place) const;
    QString toolTip(const Place& place) const;

    const CommitBook& m_book;
    std::shared_ptr<const ReplicaContents> m_contents;
    QTimeZone m_zone = QTimeZone::systemTimeZone();
    Findings m_findings;
    std::vector<std::uint8_t> m_hasFinding; ///< by entry
    /// Rows of all entries before; one more than there are entries.
    std::vector<std::uint32_t> m_before{0};
};

} // namespace walkeeper::ui
