#pragma once

#include "core/engine/engine.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <variant>

namespace walkeeper::ui {

/// Rows of a table, or of what a statement gives, in a moment that is looked into. Rows are asked
/// for in windows when they are painted; only the newest windows are kept.
class RowListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// engine  outlives it
    explicit RowListModel(Engine& engine, QObject* parent = nullptr);
    ~RowListModel() override;

    /// view  the moment's question; one that is not valid shows nothing
    void showTable(JobId view, const TableInfo& table);
    void showAnswer(JobId view, const std::string& sql);
    void clear();
    /// Only rows of tables with this text in some column, and for which this SQL expression holds.
    /// Empty ones do not matter.
    void setFilter(const QString& containing, const QString& where);

    /// The moment's question; not valid while nothing is shown.
    JobId view() const { return m_view; }
    /// What the rows are, to ask for them otherwise.
    std::variant<RowSelection, std::string> shown() const;
    /// Not set while it is not known. Of an answer: once its end was read.
    std::optional<std::uint64_t> total() const { return m_total; }
    bool isReading() const { return m_reading.has_value(); }
    /// What keeps rows from being shown; null if nothing does.
    const Error* error() const { return m_error ? &*m_error : nullptr; }
    /// More rows than a view can count.
    bool isCut() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

signals:
    /// The first rows are there.
    void begun();
    /// isReading(), total() or error() may be others now.
    void progressed();

private:
    void begin(std::function<void()> change);
    void stop();
    void askForTotal();
    void want(std::uint64_t window) const;
    void ask();
    void takeRows(JobId job, const RowsAnswer& answer);
    void takeTotal(JobId job, const CountAnswer& answer);
    void keep(std::uint64_t window, const RowsAnswer& answer);
    void growTo(std::uint64_t rows);
    const Cell* cellAt(const QModelIndex& index) const;
    bool isNumber(int column) const;

    Engine& m_engine;
    JobId m_view;
    RowSelection m_selection; ///< of a table
    std::string m_sql;        ///< of an answer; empty for a table
    std::vector<QString> m_columns;
    std::optional<std::uint64_t> m_total;
    std::uint64_t m_rows = 0; ///< that the view knows of
    std::map<std::uint64_t, RowsAnswer> m_windows;
    std::list<std::uint64_t> m_used; ///< windows, the newest first
    mutable std::optional<std::uint64_t> m_wanted;
    mutable QTimer m_ask;
    std::optional<std::uint64_t> m_reading; ///< the window that is asked for
    JobId m_question;
    JobId m_count;
    std::optional<Error> m_error;
};

} // namespace walkeeper::ui
