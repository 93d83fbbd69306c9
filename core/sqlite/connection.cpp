#include "core/sqlite/connection.h"

#include "core/sqlite/sqlite_error.h"
#include "core/sqlite/unchanging_uri.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <thread>

namespace walkeeper {

namespace {

constexpr std::chrono::microseconds betweenLooks(250); ///< at a lock that somebody else holds

constexpr int progressSteps = 20'000; ///< virtual machine steps between two questions

Error noFile()
{
    return {ErrorCode::Unsupported, "SQLite gives no access to the file or its wal-index"};
}

Result<std::uint64_t> sizeOf(sqlite3_file* file)
{
    if (!file)
        return noFile();
    sqlite3_int64 size = 0;
    if (const int code = file->pMethods->xFileSize(file, &size); code != SQLITE_OK)
        return Error{errorCodeOf(code),
                     std::string("cannot ask for a size: ") + sqlite3_errstr(code)};
    return static_cast<std::uint64_t>(size);
}

Result<std::size_t> readFile(sqlite3_file* file, std::uint64_t offset, ByteSpan into)
{
    // A file that shrinks between the two questions is asked again: what it still has counts.
    constexpr int tries = 10;
    for (int attempt = 0; attempt < tries; ++attempt) {
        const Result<std::uint64_t> size = sizeOf(file);
        if (!size)
            return size.error();
        const std::uint64_t left = *size > offset ? *size - offset : 0;
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, into.size()));
        if (wanted == 0)
            return std::size_t{0};
        const int code = file->pMethods->xRead(file, into.data(), static_cast<int>(wanted),
                                               static_cast<sqlite3_int64>(offset));
        if (code == SQLITE_OK)
            return wanted;
        if (code != SQLITE_IOERR_SHORT_READ)
            return Error{errorCodeOf(code), std::string("cannot read: ") + sqlite3_errstr(code)};
    }
    return Error{ErrorCode::Busy, "a file gets shorter and shorter while it is being read"};
}

struct StatementCloser {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

} // namespace

void Connection::Closer::operator()(sqlite3* database) const
{
    sqlite3_close_v2(database);
}

Result<Connection> Connection::open(const std::filesystem::path& path, OpenDatabase mode)
{
    const bool unchanging = mode == OpenDatabase::Unchanging;
    const std::string name = unchanging ? unchangingUri(path) : path.string();
    int flags = unchanging ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI : SQLITE_OPEN_READWRITE;
    if (mode == OpenDatabase::ReadWrite)
        flags |= SQLITE_OPEN_CREATE;
    sqlite3* database = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &database, flags, nullptr);
    Connection connection(database);
    if (code != SQLITE_OK)
        return connection.lastError("cannot open " + path.string());
    sqlite3_extended_result_codes(database, 1);
    return connection;
}

Result<void> Connection::execute(const std::string& sql)
{
    if (sqlite3_exec(m_database.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return lastError("SQLite");
    return {};
}

Result<std::vector<Connection::Row>> Connection::query(const std::string& sql)
{
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(m_database.get(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
        return lastError("SQLite");
    const std::unique_ptr<sqlite3_stmt, StatementCloser> statement(raw);
    std::vector<Row> rows;
    int code = SQLITE_DONE;
    while ((code = sqlite3_step(raw)) == SQLITE_ROW) {
        Row& row = rows.emplace_back();
        for (int column = 0; column < sqlite3_column_count(raw); ++column) {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(raw, column));
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(raw, column));
            row.emplace_back(text ? std::string(text, size) : std::string());
        }
    }
    if (code != SQLITE_DONE)
        return lastError("SQLite");
    return rows;
}

Result<std::vector<std::byte>> Connection::image()
{
    struct Freer {
        void operator()(unsigned char* bytes) const { sqlite3_free(bytes); }
    };
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, Freer> bytes(
        sqlite3_serialize(m_database.get(), "main", &size, 0));
    if (!bytes)
        return lastError("SQLite");
    const auto* first = reinterpret_cast<const std::byte*>(bytes.get());
    return std::vector<std::byte>(first, first + size);
}

void Connection::setInterrupt(std::function<bool()> isCancelled)
{
    m_interrupt = std::make_unique<Interrupt>(Interrupt{std::move(isCancelled)});
    sqlite3_progress_handler(
        m_database.get(), progressSteps,
        [](void* context) { return static_cast<Interrupt*>(context)->isCancelled() ? 1 : 0; },
        m_interrupt.get());
}

void Connection::keepWalOnClose()
{
    int on = 1;
    sqlite3_file_control(m_database.get(), "main", SQLITE_FCNTL_PERSIST_WAL, &on);
    sqlite3_db_config(m_database.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Connection::setBusyTimeout(std::chrono::milliseconds timeout)
{
    m_patience = std::make_unique<Patience>(Patience{timeout});
    sqlite3_busy_handler(
        m_database.get(),
        [](void* context, int looks) {
            auto& patience = *static_cast<Patience*>(context);
            const auto now = std::chrono::steady_clock::now();
            if (looks == 0)
                patience.since = now;
            if (now - patience.since >= patience.limit)
                return 0;
            std::this_thread::sleep_for(betweenLooks);
            return 1;
        },
        m_patience.get());
}

bool Connection::isInTransaction() const
{
    return sqlite3_get_autocommit(m_database.get()) == 0;
}

sqlite3_file* Connection::file(int control) const
{
    sqlite3_file* found = nullptr;
    sqlite3_file_control(m_database.get(), "main", control, &found);
    return found && found->pMethods ? found : nullptr;
}

Result<WalIndexHeader> Connection::walIndex()
{
    constexpr int indexPageSize = 32768; // one region of the wal-index, SQLite 3.40.1 wal.c
    constexpr std::size_t copySize = 48;
    sqlite3_file* database = file(SQLITE_FCNTL_FILE_POINTER);
    if (!database || database->pMethods->iVersion < 2)
        return noFile();
    void volatile* shared = nullptr;
    const int code = database->pMethods->xShmMap(database, 0, indexPageSize, 0, &shared);
    if (code != SQLITE_OK)
        return Error{errorCodeOf(code),
                     std::string("cannot map the wal-index: ") + sqlite3_errstr(code)};
    if (!shared)
        return Error{ErrorCode::Busy, "the wal-index is not made yet"};
    // Writers change the second copy first, so it is read last.
    std::array<std::byte, walIndexPrefixSize> prefix{};
    const auto* bytes = static_cast<const std::byte*>(const_cast<const void*>(shared));
    std::copy_n(bytes, copySize, prefix.begin());
    database->pMethods->xShmBarrier(database);
    std::copy_n(bytes + copySize, prefix.size() - copySize, prefix.begin() + copySize);
    return parseWalIndex(prefix);
}

Result<std::size_t> Connection::readDatabase(std::uint64_t offset, ByteSpan into)
{
    return readFile(file(SQLITE_FCNTL_FILE_POINTER), offset, into);
}

Result<std::size_t> Connection::readWal(std::uint64_t offset, ByteSpan into)
{
    return readFile(file(SQLITE_FCNTL_JOURNAL_POINTER), offset, into);
}

Result<std::uint64_t> Connection::databaseBytes()
{
    return sizeOf(file(SQLITE_FCNTL_FILE_POINTER));
}

Result<void> Connection::flushFiles()
{
    for (const int control : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
        sqlite3_file* flushed = file(control);
        if (!flushed)
            return noFile();
        if (const int code = flushed->pMethods->xSync(flushed, SQLITE_SYNC_NORMAL);
            code != SQLITE_OK)
            return Error{errorCodeOf(code), std::string("cannot sync: ") + sqlite3_errstr(code)};
    }
    return {};
}

Result<Connection::Checkpoint> Connection::checkpointPassive()
{
    int frames = 0;
    int backfilled = 0;
    const int code = sqlite3_wal_checkpoint_v2(m_database.get(), "main", SQLITE_CHECKPOINT_PASSIVE,
                                               &frames, &backfilled);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return Checkpoint{.isBusy = true};
    if (code != SQLITE_OK)
        return lastError("checkpoint");
    if (frames < 0 || backfilled < 0)
        return Error{ErrorCode::Unsupported, "the database is not in WAL mode"};
    return Checkpoint{false, static_cast<std::uint32_t>(frames),
                      static_cast<std::uint32_t>(backfilled)};
}

Error Connection::lastError(std::string_view doing) const
{
    const int code = sqlite3_extended_errcode(m_database.get());
    if ((code & 0xff) == SQLITE_INTERRUPT)
        return {ErrorCode::Cancelled, "cancelled"};
    return {errorCodeOf(code), std::string(doing) + ": " + sqlite3_errmsg(m_database.get())};
}

} // namespace walkeeper
