#include "core/sqlite/fold_database.h"

#include "core/sqlite/connection.h"

namespace walkeeper {

namespace {

constexpr std::chrono::milliseconds patience(1000);

} // namespace

Result<void> foldIntoFile(const std::filesystem::path& database)
{
    Result<Connection> connection = Connection::open(database, OpenDatabase::Existing);
    if (!connection)
        return std::move(connection).error();
    connection->setBusyTimeout(patience);
    // Reads the header and no more: a schema that is damaged keeps nobody from a checkpoint.
    const Result<std::vector<Connection::Row>> read = connection->query("PRAGMA schema_version");
    if (!read)
        return read.error();
    // Closing would do it too, but tells nobody what went wrong.
    const Result<Connection::Checkpoint> done = connection->checkpointPassive();
    if (!done && done.error().code != ErrorCode::Unsupported)
        return done.error();
    return {};
}

} // namespace walkeeper
