#pragma once

#include "core/sqlite/reading_connection.h"
#include "core/timetravel/moment.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace walkeeper {

class MomentVfs;

/// An entry of the schema as it was then.
struct SchemaEntry {
    std::string type; ///< "table", "index", "view" or "trigger"
    std::string name;
    std::string table;
    std::string sql; ///< empty for what SQLite made by itself
};

struct ColumnInfo {
    std::string name;
    std::string declaredType; ///< empty if there is none
    int primaryKey = 0;       ///< place in the primary key, from 1; 0 if it is not in it
    bool isNotNull = false;
    bool isGenerated = false;

    bool operator==(const ColumnInfo&) const = default;
};

struct TableInfo {
    enum class Kind : std::uint8_t { Table, View, Virtual };

    std::string name;
    Kind kind = Kind::Table;
    std::vector<ColumnInfo> columns;
    std::optional<std::string> problem; ///< why it cannot be looked at; it has no columns then
};

/// Which rows, in which order.
struct RowSelection {
    std::string table;      ///< or view
    std::string where;      ///< an SQL expression; empty for all
    std::string containing; ///< only rows with this text in some column; ASCII case does not matter

    struct Order {
        std::string column;
        bool isDescending = false;
        bool operator==(const Order&) const = default;
    };
    std::vector<Order> order; ///< the table's own if empty

    bool operator==(const RowSelection&) const = default;
};

/// A stretch of rows.
struct RowWindow {
    std::uint64_t offset = 0; ///< of the first row, from 0
    std::size_t limit = 200;
    std::uint64_t mostBytes = 4096; ///< of a text or blob that are kept

    bool operator==(const RowWindow&) const = default;
};

struct Rows {
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;
    bool isEnd = false; ///< there are no more behind them
};

/// The database of one moment, to look at. Every question stops with Cancelled within a quarter
/// second of its token. Errors of reading name the part that they are about.
/// For one thread at a time, together with all other moments of the same index.
class MomentDatabase
{
public:
    /// errors  Corrupt: SQLite does not take it for a database
    static Result<std::unique_ptr<MomentDatabase>> open(std::unique_ptr<Moment> moment,
                                                        const CancellationToken& token);
    ~MomentDatabase();
    MomentDatabase(const MomentDatabase&) = delete;
    MomentDatabase& operator=(const MomentDatabase&) = delete;

    const MomentFacts& facts() const;

    Result<std::vector<SchemaEntry>> schema(const CancellationToken& token);
    /// Without SQLite's own.
    Result<std::vector<TableInfo>> tables(const CancellationToken& token);

    /// One answer after the other goes on where the last one ended, so that going down a table
    /// costs no more than reading it once; anywhere else costs passing over the rows before.
    /// Sorting keeps only the first rows up to about twice the end of the window.
    /// errors  InvalidArgument: no such table or column, a filter that is no expression
    Result<Rows> rows(const RowSelection& selection, const RowWindow& window,
                      const CancellationToken& token);
    Result<std::uint64_t> rowCount(const RowSelection& selection, const CancellationToken& token);

    /// One reading statement. errors  InvalidArgument: what SQLite has against it, or that it would
    /// do more than read
    Result<Rows> query(const std::string& sql, const RowWindow& window,
                       const CancellationToken& token);

    /// SQLite's own check; what is wrong, at most 10 lines.
    Result<std::vector<std::string>> checkIntegrity(const CancellationToken& token);

    /// Gives every row of a statement, whole, without keeping any.
    using RowHandler = std::function<Result<void>(const std::vector<Cell>& row)>;
    using ColumnHandler = std::function<Result<void>(const std::vector<std::string>& columns)>;
    Result<void> stream(const std::string& sql, const ColumnHandler& onColumns,
                        const RowHandler& onRow, const CancellationToken& token);
    /// The same of the rows of a table.
    /// columns  of it; all if empty
    Result<void> stream(const RowSelection& selection, const std::vector<std::string>& columns,
                        const ColumnHandler& onColumns, const RowHandler& onRow,
                        const CancellationToken& token);

private:
    struct Cursor;

    MomentDatabase(std::unique_ptr<MomentVfs> vfs, ReadingConnection connection);
    void begin(const CancellationToken& token);
    Error explained(Error error);
    Result<std::vector<std::vector<Cell>>> all(const std::string& sql, std::string_view argument);
    Result<std::vector<ColumnInfo>> columnsOf(const std::string& table);
    Result<std::string> filterOf(const RowSelection& selection);
    Result<void> streamAll(const std::string& sql, const std::string& containing,
                           const ColumnHandler& onColumns, const RowHandler& onRow);
    Result<Cursor*> cursorFor(const std::string& sql, const std::string& containing,
                              std::uint64_t offset);
    Result<Rows> readRows(Cursor& cursor, const RowWindow& window);

    std::unique_ptr<MomentVfs> m_vfs; ///< before the connection that reads through it
    ReadingConnection m_connection;
    std::unique_ptr<Cursor> m_cursor; ///< of the last rows() or query()
};

} // namespace walkeeper
