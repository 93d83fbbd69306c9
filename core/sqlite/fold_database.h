#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace walkeeper {

/// Brings all that is committed into the database's own file, as the last connection does when it
/// is closed: a WAL that was left is checkpointed and goes, a transaction that broke off is rolled
/// back. For a database that nobody else has open; if somebody has, the WAL stays.
///
/// errors  Corrupt: SQLite cannot read it; NoSpace, Busy, PermissionDenied. What is committed can
///         be read as before then
Result<void> foldIntoFile(const std::filesystem::path& database);

} // namespace walkeeper
