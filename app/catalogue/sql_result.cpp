#include "app/catalogue/sql_result.h"

#include "ui/text/conversion.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

namespace walkeeper::app {

namespace {

/// SQLite's primary result codes. Its header belongs to core/sqlite; the numbers never change.
enum SqliteCode {
    Permission = 3,
    Busy = 5,
    Locked = 6,
    ReadOnly = 8,
    Corrupt = 11,
    Full = 13,
    CannotOpen = 14,
    NoDatabase = 26,
};

ErrorCode codeOf(int sqlite)
{
    switch (sqlite & 0xff) {
    case Busy:
    case Locked: return ErrorCode::Busy;
    case Corrupt:
    case NoDatabase: return ErrorCode::Corrupt;
    case Full: return ErrorCode::NoSpace;
    case Permission:
    case ReadOnly:
    case CannotOpen: return ErrorCode::PermissionDenied;
    default: return ErrorCode::Internal;
    }
}

} // namespace

Error errorOf(const QSqlError& error)
{
    return {codeOf(error.nativeErrorCode().toInt()), ui::fromQt(error.databaseText())};
}

Result<QSqlQuery> run(QSqlDatabase& database, const QString& statement, const QVariantList& values)
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.prepare(statement))
        return errorOf(query.lastError());
    for (const QVariant& value : values)
        query.addBindValue(value);
    if (!query.exec())
        return errorOf(query.lastError());
    return query;
}

} // namespace walkeeper::app
