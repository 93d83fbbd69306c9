#pragma once

#include "core/engine/replica_contents.h"

#include <QAbstractTableModel>
#include <QTimeZone>

#include <memory>
#include <unordered_map>

namespace walkeeper::ui {

/// The stored files of a replica as rows, in order of their names as in the store: generation by
/// generation, snapshots first.
class ObjectListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Meaning, Stored, Time, Remark, columns };
    enum Role { EntryRole = Qt::UserRole }; ///< uint: timeline entry

    using QAbstractTableModel::QAbstractTableModel;

    /// Null shows nothing. To a newer listing of the same replica the rows go along.
    void setContents(std::shared_ptr<const ReplicaContents> contents);
    void setFindings(const Findings& findings);
    void setTimeZone(const QTimeZone& zone);

    QModelIndex indexOf(std::uint32_t entry) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void order();
    std::uint32_t entryOf(int row) const { return m_order[static_cast<std::size_t>(row)]; }
    QString text(std::uint32_t entry, int column) const;

    std::shared_ptr<const ReplicaContents> m_contents;
    std::vector<std::uint32_t> m_order; ///< row -> timeline entry
    std::vector<std::uint32_t> m_rows;  ///< timeline entry -> row
    Findings m_findings;
    std::unordered_map<std::uint32_t, QString> m_remarks; ///< by entry
    QTimeZone m_zone = QTimeZone::systemTimeZone();
};

} // namespace walkeeper::ui
