#include "core/timetravel/moment_database.h"

#include "core/timetravel/moment_vfs.h"

#include <algorithm>
#include <bit>

namespace walkeeper {

namespace {

constexpr std::uint64_t whole = UINT64_MAX; ///< no text or blob is cut

/// Rows ahead that are stepped over one by one; further ones are passed by a new statement, which
/// does not look at them.
constexpr std::uint64_t nearBy = 1000;

/// The fewest rows that are sorted at once.
constexpr std::uint64_t leastSorted = 1024;
constexpr std::uint64_t mostSorted = std::uint64_t{1} << 48; ///< more than any table has

std::string escapedForLike(std::string_view text)
{
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\')
            pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

std::string orderOf(const RowSelection& selection)
{
    std::string sql;
    for (const RowSelection::Order& order : selection.order)
        sql += (sql.empty() ? " ORDER BY " : ", ") + quotedName(order.column) +
               (order.isDescending ? " DESC" : "");
    return sql;
}

TableInfo::Kind kindOf(std::string_view type)
{
    if (type == "view")
        return TableInfo::Kind::View;
    return type == "virtual" ? TableInfo::Kind::Virtual : TableInfo::Kind::Table;
}

} // namespace

/// A statement that is kept where the last answer ended.
struct MomentDatabase::Cursor {
    std::string sql;
    std::string containing;
    ReadingStatement statement;
    std::uint64_t next = 0; ///< number of the row that comes next
    bool isEnd = false;
};

Result<std::unique_ptr<MomentDatabase>> MomentDatabase::open(std::unique_ptr<Moment> moment,
                                                             const CancellationToken& token)
{
    Result<std::unique_ptr<MomentVfs>> vfs = MomentVfs::mount(std::move(moment));
    if (!vfs)
        return std::move(vfs).error();
    (*vfs)->setToken(token);
    Result<ReadingConnection> connection =
        ReadingConnection::open((*vfs)->name(), MomentVfs::fileName);
    if (!connection)
        return (*vfs)->takeError().value_or(std::move(connection).error());
    return std::unique_ptr<MomentDatabase>(
        new MomentDatabase(*std::move(vfs), *std::move(connection)));
}

MomentDatabase::MomentDatabase(std::unique_ptr<MomentVfs> vfs, ReadingConnection connection)
    : m_vfs(std::move(vfs)),
      m_connection(std::move(connection))
{
}

MomentDatabase::~MomentDatabase() = default;

const MomentFacts& MomentDatabase::facts() const
{
    return m_vfs->moment().facts();
}

void MomentDatabase::begin(const CancellationToken& token)
{
    m_connection.setToken(token);
    m_vfs->setToken(token);
    m_vfs->takeError(); // left by what went on regardless
}

/// The reason below SQLite's, if there is one.
Error MomentDatabase::explained(Error error)
{
    m_cursor.reset();
    if (error.code == ErrorCode::Cancelled)
        return error;
    return m_vfs->takeError().value_or(std::move(error));
}

Result<std::vector<std::vector<Cell>>> MomentDatabase::all(const std::string& sql,
                                                           std::string_view argument)
{
    Result<ReadingStatement> statement = m_connection.prepare(sql);
    if (statement && !argument.empty()) {
        if (Result<void> bound = statement->bind(1, argument); !bound)
            return std::move(bound).error();
    }
    if (!statement)
        return explained(std::move(statement).error());
    std::vector<std::vector<Cell>> rows;
    for (;;) {
        Result<bool> more = statement->next();
        if (!more)
            return explained(std::move(more).error());
        if (!*more)
            return rows;
        std::vector<Cell>& row = rows.emplace_back();
        for (std::size_t column = 0; column < statement->columns().size(); ++column)
            row.push_back(statement->cell(column, whole));
    }
}

Result<std::vector<SchemaEntry>> MomentDatabase::schema(const CancellationToken& token)
{
    begin(token);
    const auto rows = all("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid", {});
    if (!rows)
        return rows.error();
    std::vector<SchemaEntry> entries;
    for (const std::vector<Cell>& row : *rows)
        entries.push_back({row[0].bytes, row[1].bytes, row[2].bytes, row[3].bytes});
    return entries;
}

Result<std::vector<ColumnInfo>> MomentDatabase::columnsOf(const std::string& table)
{
    const auto rows = all("SELECT name, type, pk, \"notnull\", hidden FROM pragma_table_xinfo(?1) "
                          "WHERE hidden <> 1 ORDER BY cid",
                          table);
    if (!rows)
        return rows.error();
    std::vector<ColumnInfo> columns;
    for (const std::vector<Cell>& row : *rows)
        columns.push_back({row[0].bytes, row[1].bytes, static_cast<int>(row[2].integer),
                           row[3].integer != 0, row[4].integer != 0});
    return columns;
}

Result<std::vector<TableInfo>> MomentDatabase::tables(const CancellationToken& token)
{
    begin(token);
    // The table-valued form of this pragma fails as a whole where one view is broken.
    const auto rows = all("SELECT s.name, CASE WHEN s.type = 'view' THEN 'view' "
                          "WHEN s.sql LIKE 'CREATE VIRTUAL%' THEN 'virtual' ELSE 'table' END "
                          "FROM sqlite_schema AS s WHERE s.type IN ('table', 'view') "
                          "AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY s.rowid",
                          {});
    if (!rows)
        return rows.error();
    std::vector<TableInfo> tables;
    for (const std::vector<Cell>& row : *rows) {
        TableInfo& table = tables.emplace_back();
        table.name = row[0].bytes;
        table.kind = kindOf(row[1].bytes);
        Result<std::vector<ColumnInfo>> columns = columnsOf(table.name);
        if (columns)
            table.columns = *std::move(columns);
        else if (columns.error().code == ErrorCode::InvalidArgument)
            table.problem = columns.error().message;
        else
            return std::move(columns).error();
    }
    return tables;
}

/// The text of a filter is part of the SQL, so it has to be an expression on its own: else its
/// brackets could end ours.
Result<std::string> MomentDatabase::filterOf(const RowSelection& selection)
{
    std::string sql;
    if (!selection.where.empty()) {
        const Result<ReadingStatement> alone = m_connection.prepare(
            "SELECT (\n" + selection.where + "\n) FROM " + quotedName(selection.table));
        if (!alone)
            return explained(alone.error()).during("the filter");
        if (alone->columns().size() != 1)
            return Error{ErrorCode::InvalidArgument, "the filter is more than one expression"};
        sql = " WHERE (\n" + selection.where + "\n)";
    }
    if (selection.containing.empty())
        return sql;
    const Result<std::vector<ColumnInfo>> columns = columnsOf(selection.table);
    if (!columns)
        return columns.error();
    sql += sql.empty() ? " WHERE (0" : " AND (0";
    for (const ColumnInfo& column : *columns)
        sql += " OR CAST(" + quotedName(column.name) + " AS TEXT) LIKE ?1 ESCAPE '\\'";
    return sql + ")";
}

Result<Rows> MomentDatabase::rows(const RowSelection& selection, const RowWindow& window,
                                  const CancellationToken& token)
{
    begin(token);
    const Result<std::string> filter = filterOf(selection);
    if (!filter)
        return filter.error();
    std::string sql = "SELECT * FROM " + quotedName(selection.table) + *filter;
    if (!selection.order.empty()) {
        // Only as many rows are sorted as are wanted now, or soon.
        const std::uint64_t end =
            std::min(window.offset, mostSorted) + std::min<std::uint64_t>(window.limit, mostSorted);
        const std::uint64_t sorted = std::bit_ceil(std::max(end + 1, leastSorted));
        sql =
            "SELECT * FROM (" + sql + orderOf(selection) + " LIMIT " + std::to_string(sorted) + ")";
    }
    Result<Cursor*> cursor = cursorFor(sql, selection.containing, window.offset);
    if (!cursor)
        return std::move(cursor).error();
    return readRows(**cursor, window);
}

Result<std::uint64_t> MomentDatabase::rowCount(const RowSelection& selection,
                                               const CancellationToken& token)
{
    begin(token);
    const Result<std::string> filter = filterOf(selection);
    if (!filter)
        return filter.error();
    const auto rows =
        all("SELECT count(*) FROM " + quotedName(selection.table) + *filter,
            selection.containing.empty() ? std::string() : escapedForLike(selection.containing));
    if (!rows)
        return rows.error();
    return static_cast<std::uint64_t>(rows->front().front().integer);
}

Result<Rows> MomentDatabase::query(const std::string& sql, const RowWindow& window,
                                   const CancellationToken& token)
{
    begin(token);
    Result<Cursor*> cursor = cursorFor(sql, {}, window.offset);
    if (!cursor)
        return std::move(cursor).error();
    return readRows(**cursor, window);
}

Result<MomentDatabase::Cursor*> MomentDatabase::cursorFor(const std::string& sql,
                                                          const std::string& containing,
                                                          std::uint64_t offset)
{
    const bool isSame = m_cursor && m_cursor->sql == sql && m_cursor->containing == containing;
    const bool isNear = isSame && offset >= m_cursor->next && offset - m_cursor->next <= nearBy;
    if (!isNear) {
        m_cursor.reset();
        Result<ReadingStatement> statement = m_connection.prepare(sql);
        std::uint64_t next = 0;
        if (statement && offset > nearBy) {
            // What does not stand in brackets, such as a pragma, is stepped through instead.
            Result<ReadingStatement> behind = m_connection.prepare(
                "SELECT * FROM (\n" + sql + "\n) LIMIT -1 OFFSET " + std::to_string(offset));
            if (behind) {
                statement = std::move(behind);
                next = offset;
            }
        }
        if (!statement)
            return explained(std::move(statement).error());
        if (!containing.empty()) {
            if (Result<void> bound = statement->bind(1, escapedForLike(containing)); !bound)
                return std::move(bound).error();
        }
        m_cursor.reset(new Cursor{sql, containing, *std::move(statement), next});
    }
    while (m_cursor->next < offset && !m_cursor->isEnd) {
        const Result<bool> more = m_cursor->statement.next();
        if (!more)
            return explained(more.error());
        m_cursor->isEnd = !*more;
        m_cursor->next += *more ? 1U : 0U;
    }
    return m_cursor.get();
}

Result<Rows> MomentDatabase::readRows(Cursor& cursor, const RowWindow& window)
{
    Rows rows;
    rows.columns = cursor.statement.columns();
    while (rows.rows.size() < window.limit && !cursor.isEnd) {
        const Result<bool> more = cursor.statement.next();
        if (!more)
            return explained(more.error());
        cursor.isEnd = !*more;
        if (!*more)
            break;
        ++cursor.next;
        std::vector<Cell>& row = rows.rows.emplace_back();
        for (std::size_t column = 0; column < rows.columns.size(); ++column)
            row.push_back(cursor.statement.cell(column, window.mostBytes));
    }
    rows.isEnd = cursor.isEnd;
    return rows;
}

Result<std::vector<std::string>> MomentDatabase::checkIntegrity(const CancellationToken& token)
{
    begin(token);
    const auto rows = all("PRAGMA integrity_check(10)", {});
    if (!rows && rows.error().code != ErrorCode::Corrupt)
        return rows.error();
    if (!rows)
        return std::vector{rows.error().message};
    std::vector<std::string> problems;
    for (const std::vector<Cell>& row : *rows) {
        if (row.front().bytes != "ok")
            problems.push_back(row.front().bytes);
    }
    return problems;
}

Result<void> MomentDatabase::stream(const std::string& sql, const ColumnHandler& onColumns,
                                    const RowHandler& onRow, const CancellationToken& token)
{
    begin(token);
    return streamAll(sql, {}, onColumns, onRow);
}

Result<void> MomentDatabase::stream(const RowSelection& selection,
                                    const std::vector<std::string>& columns,
                                    const ColumnHandler& onColumns, const RowHandler& onRow,
                                    const CancellationToken& token)
{
    begin(token);
    const Result<std::string> filter = filterOf(selection);
    if (!filter)
        return filter.error();
    return streamAll("SELECT " + (columns.empty() ? "*" : quotedNames(columns)) + " FROM " +
                         quotedName(selection.table) + *filter + orderOf(selection),
                     selection.containing, onColumns, onRow);
}

Result<void> MomentDatabase::streamAll(const std::string& sql, const std::string& containing,
                                       const ColumnHandler& onColumns, const RowHandler& onRow)
{
    Result<ReadingStatement> statement = m_connection.prepare(sql);
    if (!statement)
        return explained(std::move(statement).error());
    if (!containing.empty()) {
        if (Result<void> bound = statement->bind(1, escapedForLike(containing)); !bound)
            return bound;
    }
    if (Result<void> told = onColumns(statement->columns()); !told)
        return told;
    std::vector<Cell> row;
    for (;;) {
        Result<bool> more = statement->next();
        if (!more)
            return explained(std::move(more).error());
        if (!*more)
            return {};
        row.clear();
        for (std::size_t column = 0; column < statement->columns().size(); ++column)
            row.push_back(statement->cell(column, whole));
        if (Result<void> handled = onRow(row); !handled)
            return handled;
    }
}

} // namespace walkeeper
