#pragma once

#include "core/timetravel/moment_database.h"

#include <functional>
#include <string>
#include <string_view>

namespace walkeeper {

enum class ExportFormat : std::uint8_t {
    /// RFC 4180 with a line of column names. NULL is nothing, an empty text is "", a blob is
    /// hexadecimal: X'0a0b'.
    Csv,
    /// Statements that make the same table elsewhere, in one transaction.
    Sql,
};

/// Takes the text in pieces, in order.
/// rows  that are written when this piece is
using TextWriter = std::function<Result<void>(std::string_view text, std::uint64_t rows)>;

/// Writes rows of a table or view, in the order that is wanted. As SQL with the table's own schema,
/// its indexes and triggers included; a view becomes a table. Rowids that no column shows are not
/// kept.
/// errors  InvalidArgument: no such table, or a filter that is no expression. Those of the writer
Result<void> exportTable(MomentDatabase& database, const RowSelection& selection,
                         ExportFormat format, const TextWriter& writer,
                         const CancellationToken& token);

/// Writes what a reading statement gives.
/// table  its name in SQL
Result<void> exportQuery(MomentDatabase& database, const std::string& sql, const std::string& table,
                         ExportFormat format, const TextWriter& writer,
                         const CancellationToken& token);

/// A value as SQL that gives the same value again.
std::string sqlLiteral(const Cell& cell);

/// Values as ExportFormat::Csv writes them, with another separator perhaps, without the line's end.
std::string separatedLine(const std::vector<Cell>& row, char separator);
/// The names of columns likewise.
std::string separatedLine(const std::vector<std::string>& names, char separator);

} // namespace walkeeper
