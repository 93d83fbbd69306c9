#include "core/sqlite/fold_database.h"

#include "core/sqlite/connection.h"

namespace walkeeper {

namespace {

constexpr std::chrono::milliseconds patience(1000);

/// The header and no more: a schema that is damaged keeps nobody from a checkpoint.
Result<void> readHeader(Connection& connection)
{
    const auto read = connection.query("PRAGMA schema_version");
    return read ? Result<void>() : Result<void>(read.error());
}

/// Without a look at the WAL: SQLite deletes it with the last connection, also to what it cannot
/// read.
Result<void> checkReadable(const std::filesystem::path& database)
{
    Result<Connection> connection = Connection::open(database, OpenDatabase::Unchanging);
    if (!connection)
        return std::move(connection).error();
    return readHeader(*connection);
}

} // namespace

Result<void> foldIntoFile(const std::filesystem::path& database)
{
    if (Result<void> readable = checkReadable(database); !readable)
        return readable;
    Result<Connection> connection = Connection::open(database, OpenDatabase::Existing);
    if (!connection)
        return std::move(connection).error();
    connection->setBusyTimeout(patience);
    if (Result<void> read = readHeader(*connection); !read)
        return read;
    // Closing would do it too, but tells nobody what went wrong.
    const Result<Connection::Checkpoint> done = connection->checkpointPassive();
    if (!done && done.error().code != ErrorCode::Unsupported)
        return done.error();
    return {};
}

} // namespace walkeeper
