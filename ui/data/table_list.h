#pragma once

#include "core/timetravel/moment_database.h"

#include <QListWidget>

#include <optional>
#include <vector>

namespace walkeeper::ui {

/// The tables and views of a moment, and the own query below them.
class TableList final : public QListWidget
{
    Q_OBJECT

public:
    explicit TableList(QWidget* parent = nullptr);

    /// Chooses the wanted one if it is there, else the first. Emits nothing.
    void setTables(const std::vector<TableInfo>& tables, const QString& wanted);
    /// Place of the chosen one in what was set; not set: it is the own query.
    std::optional<std::size_t> table() const;

signals:
    /// Somebody has chosen another one.
    void chosen();
};

} // namespace walkeeper::ui
