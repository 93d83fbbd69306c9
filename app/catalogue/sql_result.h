#pragma once

#include "core/base/result.h"

#include <QVariantList>

class QSqlDatabase;
class QSqlError;
class QSqlQuery;

namespace walkeeper::app {

/// SQLite's code as one of ours.
/// codes  Busy, Corrupt, NoSpace, PermissionDenied; else Internal
Error errorOf(const QSqlError& error);

/// Prepares a statement, binds its values in order and runs it.
Result<QSqlQuery> run(QSqlDatabase& database, const QString& statement,
                      const QVariantList& values = {});

} // namespace walkeeper::app
