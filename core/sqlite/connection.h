#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/sqlite/wal_index.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_file;

namespace walkeeper {

enum class OpenDatabase : std::uint8_t {
    /// Only read, take no lock, make no side file: for a file that nobody changes meanwhile.
    Unchanging,
    /// Read and write; created if it is missing.
    ReadWrite,
    /// Read and write; NotFound if it is missing.
    Existing,
};

/// One connection to a database. For one thread at a time.
class Connection
{
public:
    static Result<Connection> open(const std::filesystem::path& path, OpenDatabase mode);

    using Row = std::vector<std::string>;

    /// Runs statements that give nothing.
    Result<void> execute(const std::string& sql);
    /// Runs one statement and gives its rows as text; NULL is empty.
    Result<std::vector<Row>> query(const std::string& sql);

    /// The whole database as this connection sees it, as the bytes of its file. For small ones.
    Result<std::vector<std::byte>> image();

    /// Asked now and then during long statements; true ends them with Cancelled.
    void setInterrupt(std::function<bool()> isCancelled);
    /// Leaves the WAL as it is when this connection is closed last.
    void keepWalOnClose();
    /// How long a call waits for a lock before it gives Busy; it looks several times a millisecond,
    /// because a busy database is free for moments only.
    void setBusyTimeout(std::chrono::milliseconds timeout);
    bool isInTransaction() const;

    // The calls below go to the files of an open database through SQLite's own descriptors: a
    // descriptor of our own would drop all of the process's locks on the database when it is
    // closed. But for readDatabase() they need a database in WAL mode that this connection has read
    // from.

    /// One look at the shared memory. errors  Busy: look again
    Result<WalIndexHeader> walIndex();
    /// Gives fewer bytes than asked for only at the end of the file.
    Result<std::size_t> readDatabase(std::uint64_t offset, ByteSpan into);
    Result<std::size_t> readWal(std::uint64_t offset, ByteSpan into);
    Result<std::uint64_t> databaseBytes();

    /// Has the system write out what it holds back of the WAL and the database, so that a
    /// checkpoint has less to wait for.
    Result<void> flushFiles();

    struct Checkpoint {
        bool isBusy = false;          ///< somebody else is checkpointing
        std::uint32_t frames = 0;     ///< committed in the WAL
        std::uint32_t backfilled = 0; ///< of these, copied into the database by now
        bool isComplete() const { return !isBusy && backfilled == frames; }
    };
    /// Copies what it can without waiting for anybody. Not within a transaction.
    Result<Checkpoint> checkpointPassive();

private:
    struct Closer {
        void operator()(sqlite3* database) const;
    };
    struct Interrupt {
        std::function<bool()> isCancelled;
    };

    explicit Connection(sqlite3* database) : m_database(database) {}
    Error lastError(std::string_view doing) const;
    sqlite3_file* file(int control) const;

    struct Patience {
        std::chrono::milliseconds limit;
        std::chrono::steady_clock::time_point since = {};
    };

    std::unique_ptr<Interrupt>
        m_interrupt; ///< these two outlive the connection that points to them
    std::unique_ptr<Patience> m_patience;
    std::unique_ptr<sqlite3, Closer> m_database;
};

} // namespace walkeeper
