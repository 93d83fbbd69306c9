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
using TextWriter = std::function<Result<void>(std::string_view)>;

/// Writes every row of a table or view. As SQL with the table's own schema, its indexes and
/// triggers included; a view becomes a table. Rowids that no column shows are not kept.
/// errors  InvalidArgument: no such table. Those of the writer
Result<void> exportTable(MomentDatabase& database, const std::string& table, ExportFormat format,
                         const TextWriter& writer, const CancellationToken& token);

/// Writes what a reading statement gives.
/// table  its name in SQL
Result<void> exportQuery(MomentDatabase& database, const std::string& sql, const std::string& table,
                         ExportFormat format, const TextWriter& writer,
                         const CancellationToken& token);

/// A value as SQL that gives the same value again.
std::string sqlLiteral(const Cell& cell);

} // namespace walkeeper
