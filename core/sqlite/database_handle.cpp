#include "core/sqlite/database_handle.h"

#include "core/sqlite/sqlite_error.h"

#include <sqlite3.h>

#include <string>

namespace walkeeper {

namespace {

Error failure(sqlite3* database, const std::string& doing)
{
    return {errorCodeOf(sqlite3_extended_errcode(database)),
            doing + ": " + sqlite3_errmsg(database)};
}

int firstText(void* into, int columns, char** values, char** /*names*/)
{
    if (columns > 0 && values[0])
        *static_cast<std::string*>(into) = values[0];
    return 0;
}

/// The replicator alone checkpoints, and a WAL that stays behind lets the next start go on.
Result<void> leaveWalToReplicator(sqlite3* database, const std::string& path)
{
    int on = 1;
    sqlite3_file_control(database, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
    sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (sqlite3_db_readonly(database, "main") == 1)
        return Error{ErrorCode::PermissionDenied, path + " cannot be written to"};
    std::string mode;
    if (sqlite3_exec(database, "PRAGMA journal_mode = wal", firstText, &mode, nullptr) != SQLITE_OK)
        return failure(database, "cannot switch " + path + " to WAL mode");
    if (mode != "wal")
        return Error{ErrorCode::Unsupported,
                     path + " cannot be switched to WAL mode; it stays in mode \"" + mode + "\""};
    if (sqlite3_exec(database, "PRAGMA wal_autocheckpoint = 0", nullptr, nullptr, nullptr) !=
        SQLITE_OK)
        return failure(database, "cannot switch off automatic checkpoints of " + path);
    return {};
}

} // namespace

void DatabaseHandle::Closer::operator()(sqlite3* database) const
{
    sqlite3_close_v2(database);
}

Result<DatabaseHandle> DatabaseHandle::open(const std::filesystem::path& path,
                                            CheckpointOwner owner,
                                            std::chrono::milliseconds busyTimeout)
{
    // An absolute path, because SQLite may be set up to take a name that begins with "file:" for
    // a URI.
    const std::string name = std::filesystem::absolute(path).string();
    sqlite3* database = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &database,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    DatabaseHandle handle(database);
    if (code != SQLITE_OK)
        return failure(database, "cannot open " + name);
    sqlite3_busy_timeout(database, static_cast<int>(busyTimeout.count()));
    if (owner == CheckpointOwner::Replicator) {
        if (Result<void> left = leaveWalToReplicator(database, name); !left)
            return std::move(left).error();
    }
    return handle;
}

Result<void> DatabaseHandle::close()
{
    sqlite3* database = m_database.release();
    if (sqlite3_close(database) == SQLITE_OK)
        return {};
    sqlite3_close_v2(database);
    return Error{ErrorCode::Busy, "a connection has statements that are not finalised; it is "
                                  "closed when they are"};
}

} // namespace walkeeper
