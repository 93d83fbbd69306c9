#include "app/catalogue/schema.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QStringList>
#include <QVariant>

namespace walkeeper::app {

using namespace Qt::StringLiterals;

namespace {

// Times are nanoseconds since 1970 in UTC. Words stand for enumerators, so that the numbers of
// those may change.

const QStringList knowsReplicas = {uR"(CREATE TABLE replicas (
        url TEXT PRIMARY KEY NOT NULL,
        address TEXT NOT NULL,
        name TEXT NOT NULL,
        opened INTEGER NOT NULL,
        tags TEXT NOT NULL DEFAULT '') -- one a line)"_s,
                                   uR"(CREATE TABLE labels (
        replica TEXT NOT NULL,
        generation TEXT NOT NULL,
        wal_index INTEGER NOT NULL,
        wal_offset INTEGER NOT NULL,
        time INTEGER NOT NULL,
        text TEXT NOT NULL,
        warned_of INTEGER,
        PRIMARY KEY (replica, generation, wal_index, wal_offset)))"_s,
                                   uR"(CREATE TABLE checks (
        id INTEGER PRIMARY KEY,
        replica TEXT NOT NULL,
        rung TEXT NOT NULL,
        time INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        summary TEXT NOT NULL,
        findings INTEGER NOT NULL))"_s,
                                   u"CREATE INDEX checks_by_replica ON checks (replica, time)"_s};

const QStringList knowsActivity = {uR"(CREATE TABLE activity (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key INTEGER UNIQUE NOT NULL,
        time INTEGER NOT NULL,
        source TEXT NOT NULL,
        database TEXT NOT NULL,
        replica TEXT NOT NULL,
        kind TEXT NOT NULL,
        severity TEXT NOT NULL,
        text TEXT NOT NULL,
        moment TEXT, -- a position as the reference writes it
        object TEXT NOT NULL,
        is_seen INTEGER NOT NULL))"_s};

const QStringList knowsDrills = {uR"(CREATE TABLE drill_settings (
        replica TEXT PRIMARY KEY NOT NULL,
        address TEXT NOT NULL,
        name TEXT NOT NULL,
        interval_hours INTEGER NOT NULL, -- 0: only when asked for
        since INTEGER NOT NULL,
        assertions TEXT NOT NULL) -- JSON)"_s,
                                 uR"(CREATE TABLE drills (
        id INTEGER PRIMARY KEY,
        replica TEXT NOT NULL,
        time INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        summary TEXT NOT NULL,
        moment INTEGER,
        elapsed_ms INTEGER NOT NULL))"_s,
                                 u"CREATE INDEX drills_by_time ON drills (time)"_s};

/// From version n to n + 1. Only ever added to.
const QStringList migrations[] = {knowsReplicas, knowsActivity, knowsDrills};

Result<void> runAll(QSqlDatabase& database, const QStringList& statements)
{
    for (const QString& statement : statements) {
        if (auto done = run(database, statement); !done)
            return std::move(done).error();
    }
    return {};
}

Result<void> inTransaction(QSqlDatabase& database, const QStringList& statements)
{
    if (auto done = run(database, u"BEGIN IMMEDIATE"_s); !done)
        return std::move(done).error();
    auto done = runAll(database, statements);
    if (done)
        done = runAll(database, {u"COMMIT"_s});
    if (!done)
        (void)run(database, u"ROLLBACK"_s);
    return done;
}

} // namespace

int newestSchema()
{
    return static_cast<int>(std::size(migrations));
}

Result<int> schemaVersion(QSqlDatabase& database)
{
    auto version = run(database, u"PRAGMA user_version"_s);
    if (!version)
        return std::move(version).error();
    return version->next() ? version->value(0).toInt() : 0;
}

Result<void> migrate(QSqlDatabase& database)
{
    for (;;) {
        const auto version = schemaVersion(database);
        if (!version)
            return version.error();
        if (*version >= newestSchema())
            return {};
        QStringList statements = migrations[*version];
        statements << u"PRAGMA user_version = %1"_s.arg(*version + 1);
        if (auto done = inTransaction(database, statements); !done)
            return done;
    }
}

} // namespace walkeeper::app
