#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

struct sqlite3;

namespace walkeeper {

/// Who moves the WAL into the database.
enum class CheckpointOwner : std::uint8_t {
    Sqlite,     ///< SQLite's own defaults
    Replicator, ///< never this connection, not even when it is closed last; WAL mode
};

/// An ordinary connection of SQLite for an application; closed when it is destroyed.
///
/// The path is a path: '?', '%' and "file:" in it are part of the name.
/// thread  opening and closing one at a time; in between what SQLite allows for a connection
class DatabaseHandle
{
public:
    /// Created if it is missing.
    /// errors  NotFound: the folder is missing; PermissionDenied; Busy; Corrupt
    static Result<DatabaseHandle> open(const std::filesystem::path& path, CheckpointOwner owner,
                                       std::chrono::milliseconds busyTimeout);

    /// For the functions of SQLite; null after close(). Not for sqlite3_close().
    sqlite3* get() const { return m_database.get(); }

    /// A second time does nothing.
    /// errors  Busy: statements are not finalised; the connection goes with the last of them
    Result<void> close();

private:
    struct Closer {
        void operator()(sqlite3* database) const;
    };

    explicit DatabaseHandle(sqlite3* database) : m_database(database) {}

    std::unique_ptr<sqlite3, Closer> m_database;
};

} // namespace walkeeper
