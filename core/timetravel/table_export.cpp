#include "core/timetravel/table_export.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace walkeeper {

namespace {

constexpr std::size_t chunkSize = 64 * 1024; ///< text that is handed over at once

/// Collects text and hands it over in pieces of a good size.
class TextBuffer
{
public:
    explicit TextBuffer(const TextWriter& writer) : m_writer(writer) {}

    Result<void> add(std::string_view text)
    {
        m_text += text;
        return m_text.size() < chunkSize ? Result<void>() : flush();
    }
    Result<void> addRow(std::string_view text)
    {
        ++m_rows;
        return add(text);
    }
    Result<void> flush()
    {
        Result<void> written = m_text.empty() ? Result<void>() : m_writer(m_text, m_rows);
        m_text.clear();
        return written;
    }

private:
    const TextWriter& m_writer;
    std::string m_text;
    std::uint64_t m_rows = 0; ///< up to the end of the text
};

std::string hexBlob(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "X'";
    for (const char byte : bytes) {
        text += digits[static_cast<unsigned char>(byte) >> 4];
        text += digits[static_cast<unsigned char>(byte) & 15];
    }
    return text + "'";
}

/// The shortest text that reads back equal, and as a real number.
std::string realText(double value)
{
    if (std::isinf(value))
        return value > 0 ? "9.0e999" : "-9.0e999";
    std::array<char, 40> digits{};
    const auto [end, failure] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    std::string text(digits.data(), end);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string inQuotes(std::string_view text, char quote)
{
    std::string result(1, quote);
    for (const char c : text)
        result.append(c == quote ? 2 : 1, c);
    return result + quote;
}

/// Bytes of the UTF-8 character at the start; 0 if there is none.
std::size_t characterBytes(std::string_view text)
{
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char lead = byte(0);
    const std::size_t size = lead < 0x80                   ? 1
                             : lead >= 0xc2 && lead < 0xe0 ? 2
                             : (lead & 0xf0) == 0xe0       ? 3
                             : lead >= 0xf0 && lead < 0xf5 ? 4
                                                           : 0;
    if (size == 0 || size > text.size())
        return 0;
    for (std::size_t at = 1; at < size; ++at) {
        if ((byte(at) & 0xc0) != 0x80)
            return 0;
    }
    return size;
}

/// Whether a text survives as a literal: without zero bytes, and UTF-8.
bool isPlainText(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t size = characterBytes(text);
        if (size == 0 || text.front() == '\0')
            return false;
        text.remove_prefix(size);
    }
    return true;
}

std::string separatedField(const std::string& text, char separator)
{
    const bool isBare = !text.empty() && text.find_first_of("\"\r\n") == std::string::npos &&
                        text.find(separator) == std::string::npos && text.front() != ' ' &&
                        text.back() != ' ';
    return isBare ? text : inQuotes(text, '"');
}

std::string separatedField(const Cell& cell, char separator)
{
    switch (cell.type) {
    case Cell::Type::Null: return {};
    case Cell::Type::Integer: return std::to_string(cell.integer);
    case Cell::Type::Real: return realText(cell.real);
    case Cell::Type::Blob: return hexBlob(cell.bytes);
    case Cell::Type::Text: break;
    }
    return separatedField(cell.bytes, separator);
}

template <typename Fields>
std::string lineOf(const Fields& fields, char separator)
{
    std::string line;
    for (const auto& field : fields)
        line += separatedField(field, separator) + separator;
    if (!line.empty())
        line.pop_back();
    return line;
}

std::string insertLine(const std::string& start, const std::vector<Cell>& row)
{
    std::string values;
    for (const Cell& cell : row)
        values += (values.empty() ? "" : ", ") + sqlLiteral(cell);
    return start + values + ");\n";
}

/// Gives the rows that are to be written.
using RowSource = std::function<Result<void>(const MomentDatabase::ColumnHandler& onColumns,
                                             const MomentDatabase::RowHandler& onRow)>;

Result<void> writeCsv(const RowSource& rows, TextBuffer& out)
{
    constexpr char comma = ',';
    return rows(
        [&](const std::vector<std::string>& columns) {
            return out.add(separatedLine(columns, comma) + "\r\n");
        },
        [&](const std::vector<Cell>& row) {
            return out.addRow(separatedLine(row, comma) + "\r\n");
        });
}

/// Statements around the rows.
struct Surroundings {
    std::string before; ///< if there is none, a table is made of the columns
    std::string after;
};

Result<void> writeSql(const RowSource& rows, const std::string& table,
                      const Surroundings& surroundings, TextBuffer& out)
{
    std::string start;
    Result<void> written = rows(
        [&](const std::vector<std::string>& columns) {
            const std::string names = quotedNames(columns);
            start = "INSERT INTO " + quotedName(table) + " (" + names + ") VALUES (";
            return out.add("PRAGMA foreign_keys=OFF;\nBEGIN;\n" +
                           (surroundings.before.empty()
                                ? "CREATE TABLE " + quotedName(table) + " (" + names + ");\n"
                                : surroundings.before));
        },
        [&](const std::vector<Cell>& row) { return out.addRow(insertLine(start, row)); });
    return written ? out.add(surroundings.after + "COMMIT;\n") : written;
}

/// The columns that can be inserted.
std::vector<std::string> storedColumns(const TableInfo& table)
{
    std::vector<std::string> names;
    for (const ColumnInfo& column : table.columns) {
        if (!column.isGenerated)
            names.push_back(column.name);
    }
    return names;
}

/// What makes the table, then what belongs to it.
Surroundings schemaOf(const TableInfo& table, const std::vector<SchemaEntry>& schema)
{
    Surroundings statements;
    for (const SchemaEntry& entry : schema) {
        if (entry.table == table.name && entry.type != "view" && !entry.sql.empty())
            (entry.type == "table" ? statements.before : statements.after) += entry.sql + ";\n";
    }
    return statements;
}

} // namespace

std::string sqlLiteral(const Cell& cell)
{
    switch (cell.type) {
    case Cell::Type::Null: return "NULL";
    case Cell::Type::Integer: return std::to_string(cell.integer);
    case Cell::Type::Real: return realText(cell.real);
    case Cell::Type::Blob: return hexBlob(cell.bytes);
    case Cell::Type::Text: break;
    }
    return isPlainText(cell.bytes) ? inQuotes(cell.bytes, '\'')
                                   : "CAST(" + hexBlob(cell.bytes) + " AS TEXT)";
}

std::string separatedLine(const std::vector<Cell>& row, char separator)
{
    return lineOf(row, separator);
}

std::string separatedLine(const std::vector<std::string>& names, char separator)
{
    return lineOf(names, separator);
}

Result<void> exportTable(MomentDatabase& database, const RowSelection& selection,
                         ExportFormat format, const TextWriter& writer,
                         const CancellationToken& token)
{
    const Result<std::vector<TableInfo>> tables = database.tables(token);
    if (!tables)
        return tables.error();
    const auto table = std::ranges::find(*tables, selection.table, &TableInfo::name);
    if (table == tables->end())
        return Error{ErrorCode::InvalidArgument,
                     "there is no table or view \"" + selection.table + "\""};
    if (table->problem)
        return Error{ErrorCode::InvalidArgument, *table->problem};
    const bool hasSchema = format == ExportFormat::Sql && table->kind != TableInfo::Kind::View;
    const RowSource rows = [&](const auto& onColumns, const auto& onRow) {
        return database.stream(selection,
                               hasSchema ? storedColumns(*table) : std::vector<std::string>(),
                               onColumns, onRow, token);
    };
    Surroundings surroundings;
    if (hasSchema) {
        const Result<std::vector<SchemaEntry>> schema = database.schema(token);
        if (!schema)
            return schema.error();
        surroundings = schemaOf(*table, *schema);
    }
    TextBuffer out(writer);
    Result<void> written = format == ExportFormat::Csv
                               ? writeCsv(rows, out)
                               : writeSql(rows, table->name, surroundings, out);
    return written ? out.flush() : written;
}

Result<void> exportQuery(MomentDatabase& database, const std::string& sql, const std::string& table,
                         ExportFormat format, const TextWriter& writer,
                         const CancellationToken& token)
{
    const RowSource rows = [&](const auto& onColumns, const auto& onRow) {
        return database.stream(sql, onColumns, onRow, token);
    };
    TextBuffer out(writer);
    Result<void> written =
        format == ExportFormat::Csv ? writeCsv(rows, out) : writeSql(rows, table, {}, out);
    return written ? out.flush() : written;
}

} // namespace walkeeper
