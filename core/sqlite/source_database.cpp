#include "core/sqlite/source_database.h"

#include <thread>
#include <utility>

namespace walkeeper {

namespace {

using std::chrono::milliseconds;

/// For locks that are only ever held for moments, such as those of a recovery.
constexpr milliseconds ordinaryPatience(1000);

constexpr int indexTries = 200;
constexpr std::chrono::microseconds betweenIndexTries(50);

/// Names and shapes are part of every replica: both programs take turns on them.
constexpr const char* internalTables =
    "CREATE TABLE IF NOT EXISTS _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);"
    "CREATE TABLE IF NOT EXISTS _litestream_lock (id INTEGER);";

constexpr const char* beginWriting = "BEGIN IMMEDIATE;";

/// SQLite calls the database readonly also where the folder is.
Error explained(Error error, const std::string& doing)
{
    const bool isDenied = error.code == ErrorCode::PermissionDenied;
    return std::move(error).during(
        doing + (isDenied ? ": the file and its folder have to be writable" : ""));
}

} // namespace

Result<Connection> SourceDatabase::connect(const std::filesystem::path& path)
{
    Result<Connection> connection = Connection::open(path, OpenDatabase::Existing);
    if (!connection)
        return connection;
    connection->keepWalOnClose();
    connection->setBusyTimeout(ordinaryPatience);
    Result<void> set = connection->execute("PRAGMA wal_autocheckpoint = 0;"
                                           "PRAGMA synchronous = NORMAL;"
                                           "PRAGMA cache_size = -64;");
    if (!set)
        return explained(std::move(set).error(), "cannot open " + path.string());
    return connection;
}

Result<SourceDatabase> SourceDatabase::open(const std::filesystem::path& path)
{
    Result<Connection> connection = connect(path);
    if (!connection)
        return std::move(connection).error();
    const Result<std::vector<Connection::Row>> mode =
        connection->query("PRAGMA journal_mode = wal");
    if (!mode)
        return explained(mode.error(), "cannot switch " + path.string() + " to WAL mode");
    if (mode->empty() || mode->front().front() != "wal")
        return Error{ErrorCode::Unsupported,
                     path.string() + " cannot be switched to WAL mode; its journal mode is " +
                         (mode->empty() ? std::string("unknown") : mode->front().front())};
    if (Result<void> made = connection->execute(internalTables); !made)
        return explained(std::move(made).error(), "cannot write to " + path.string());
    const Result<std::vector<Connection::Row>> size = connection->query("PRAGMA page_size");
    if (!size)
        return size.error();
    return SourceDatabase(path, *std::move(connection),
                          static_cast<std::uint32_t>(std::stoul(size->front().front())));
}

Result<Connection> SourceDatabase::openReader(const std::filesystem::path& path)
{
    Result<Connection> connection = connect(path);
    if (!connection)
        return connection;
    const Result<std::vector<Connection::Row>> read =
        connection->query("SELECT COUNT(*) FROM _litestream_seq");
    if (!read)
        return read.error();
    return connection;
}

SourceDatabase::SourceDatabase(std::filesystem::path path, Connection first, std::uint32_t pageSize)
    : m_path(std::move(path)),
      m_pageSize(pageSize)
{
    m_pins[0] = std::move(first);
}

Result<WalIndexHeader> SourceDatabase::walIndex()
{
    Connection& connection = *m_pins[m_held.value_or(0)];
    Result<WalIndexHeader> index = connection.walIndex();
    for (int attempt = 0; attempt < indexTries; ++attempt) {
        if (index || index.error().code != ErrorCode::Busy)
            return index;
        std::this_thread::sleep_for(betweenIndexTries);
        index = connection.walIndex();
    }
    // A writer that died in the middle leaves it so; the next reader mends it.
    const Result<Connection*> reader = idle();
    if (!reader)
        return reader.error();
    const Result<std::vector<Connection::Row>> read =
        (*reader)->query("SELECT COUNT(*) FROM _litestream_seq");
    if (!read)
        return read.error();
    return connection.walIndex();
}

Result<std::size_t> SourceDatabase::readWal(std::uint64_t offset, ByteSpan into)
{
    return m_pins[m_held.value_or(0)]->readWal(offset, into);
}

/// The connection that holds no pin; opened if need be.
Result<Connection*> SourceDatabase::idle()
{
    const std::size_t which = m_held == std::size_t{0} ? 1 : 0;
    std::optional<Connection>& slot = m_pins[which];
    if (!slot) {
        Result<Connection> connection = connect(m_path);
        if (!connection)
            return std::move(connection).error();
        slot = *std::move(connection);
    }
    return &*slot;
}

Result<void> SourceDatabase::begin(const char* sql, milliseconds patience)
{
    const Result<Connection*> connection = idle();
    if (!connection)
        return connection.error();
    (*connection)->setBusyTimeout(patience);
    Result<void> begun = (*connection)->execute(sql);
    (*connection)->setBusyTimeout(ordinaryPatience);
    if (!begun) {
        if ((*connection)->isInTransaction())
            static_cast<void>((*connection)->execute("ROLLBACK"));
        return begun;
    }
    m_next = m_held == std::size_t{0} ? 1 : 0;
    return {};
}

Result<void> SourceDatabase::beginPin()
{
    return begin(beginReading, ordinaryPatience);
}

Result<void> SourceDatabase::beginWritingPin(milliseconds patience)
{
    return begin(beginWriting, patience);
}

void SourceDatabase::endOldPin()
{
    // A transaction that wrote nothing cannot fail to end.
    if (m_held)
        static_cast<void>(m_pins[*m_held]->execute("ROLLBACK"));
    m_held = std::exchange(m_next, std::nullopt);
}

void SourceDatabase::dropNewPin()
{
    if (m_next)
        static_cast<void>(m_pins[*m_next]->execute("ROLLBACK"));
    m_next.reset();
}

void SourceDatabase::dropAllPins()
{
    dropNewPin();
    endOldPin();
}

Result<Connection::Checkpoint> SourceDatabase::checkpointPassive()
{
    if (!m_checkpointer) {
        Result<Connection> connection = connect(m_path);
        if (!connection)
            return std::move(connection).error();
        m_checkpointer = *std::move(connection);
        m_checkpointer->setBusyTimeout(milliseconds(0));
    }
    return m_checkpointer->checkpointPassive();
}

Result<void> SourceDatabase::bumpSequence(WalFile file, milliseconds patience)
{
    const Result<Connection*> writer = idle();
    if (!writer)
        return writer.error();
    const bool cuts = file == WalFile::Cut;
    if (cuts) {
        if (Result<void> set = (*writer)->execute("PRAGMA journal_size_limit = 0"); !set)
            return set;
    }
    (*writer)->setBusyTimeout(patience);
    Result<void> bumped = (*writer)->execute("INSERT INTO _litestream_seq (id, seq) VALUES (1, 1) "
                                             "ON CONFLICT (id) DO UPDATE SET seq = seq + 1");
    (*writer)->setBusyTimeout(ordinaryPatience);
    if (cuts) {
        if (Result<void> unset = (*writer)->execute("PRAGMA journal_size_limit = -1"); !unset)
            return unset;
    }
    return bumped;
}

void SourceDatabase::closeSpare()
{
    m_checkpointer.reset();
    if (m_held && !m_next)
        m_pins[1 - *m_held].reset();
}

} // namespace walkeeper
