#pragma once

#include "ui/databases/database_summary.h"

#include <QAbstractTableModel>

namespace walkeeper::ui {

/// Databases and replicas as rows, with numbers to sort by.
class DatabaseTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        HealthColumn,
        NewestColumn,
        LagColumn,
        ProvenColumn,
        SizeColumn,
        GrowthColumn,
        columns
    };
    static constexpr int SortRole = Qt::UserRole;       ///< a number, or the name
    static constexpr int SearchRole = Qt::UserRole + 1; ///< one text, of the whole row

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows that are the same ones stay where they are.
    void show(std::vector<DatabaseSummary> rows, Timestamp now);
    const DatabaseSummary& at(int row) const { return m_rows[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const DatabaseSummary& row, int column) const;
    QString age(const std::optional<Timestamp>& time, const QString& none) const;

    std::vector<DatabaseSummary> m_rows;
    Timestamp m_now; ///< of what is shown
};

} // namespace walkeeper::ui
