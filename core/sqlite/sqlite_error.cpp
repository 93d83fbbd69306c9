#include "core/sqlite/sqlite_error.h"

#include <sqlite3.h>

namespace walkeeper {

ErrorCode errorCodeOf(int sqliteCode)
{
    switch (sqliteCode & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorCode::Corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::Busy;
    case SQLITE_FULL: return ErrorCode::NoSpace;
    case SQLITE_INTERRUPT: return ErrorCode::Cancelled;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH: return ErrorCode::PermissionDenied;
    case SQLITE_CANTOPEN: return ErrorCode::NotFound;
    case SQLITE_IOERR: return ErrorCode::Unavailable;
    default: return ErrorCode::Internal;
    }
}

} // namespace walkeeper
