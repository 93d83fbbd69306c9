#pragma once

#include "app/catalogue/sql_result.h"

class QSqlDatabase;

namespace walkeeper::app {

/// The newest version that this program knows, as PRAGMA user_version counts.
int newestSchema();

/// Takes a catalogue from its version to the newest one, a transaction a version. One that is newer
/// is left alone.
/// errors  Busy: somebody else writes
Result<void> migrate(QSqlDatabase& database);

Result<int> schemaVersion(QSqlDatabase& database);

} // namespace walkeeper::app
