#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/config/replication_config.h"
#include "core/operations/restore_request.h"
#include "core/replicate/checkpoint_mode.h"
#include "core/replicate/replication_report.h"
#include "core/sqlite/database_handle.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace walkeeper {

struct ReplicatedDatabaseOptions {
    /// Where the replica is: a URL or the path of a folder. Replicas may also stand in `settings`.
    ///
    /// If neither names one, the environment variable LITESTREAM_URL does; if that is not set
    /// either, the database is a plain one. Stores of the kind s3 take keys that are not given from
    /// LITESTREAM_ACCESS_KEY_ID and LITESTREAM_SECRET_ACCESS_KEY.
    std::string url = {};
    /// Checkpoints, retention and so on, as in litestream.yml. Its path is not used.
    DatabaseConfig settings = {};
    /// How long a connection waits for a lock.
    std::chrono::milliseconds busyTimeout = std::chrono::seconds(5);
    /// Called when replication has gone on, from any thread: short, and without calling back.
    std::function<void()> changed = {};
};

/// A database of this program that replicates itself: the front door of the library.
///
///     auto database = ReplicatedDatabase::open("app.db", {.url = "file:///var/backups/app"});
///     sqlite3_exec(database->handle(), ...);
///     auto closed = database->close();
///
/// Connections come from here, or are opened with the same SQLite by the program itself; then with
/// `PRAGMA wal_autocheckpoint = 0`. The program must not open and close the database's file by
/// other means: POSIX drops all of a process's locks on a file then.
///
/// Any thread. Blocking calls take a token; the database is let go of in any case.
class ReplicatedDatabase
{
public:
    /// If the file is missing and a replica has data, restores the newest state first; a -wal, -shm
    /// or -journal that lies there without its database is moved into a folder beside it, named
    /// like the database with ".safety-copy-" and the time. Then replicates until close().
    ///
    /// errors  Corrupt: the replica's newest state cannot be reached; the sentence says what can.
    ///         Nothing is replicated over it.
    ///         Unsupported: nobody serves the URL's scheme. Busy: another program replicates the
    ///         database, or holds it exclusively. Whatever keeps the database from being followed
    ///         at once; what goes wrong later is in status()
    static Result<ReplicatedDatabase> open(const std::filesystem::path& path,
                                           ReplicatedDatabaseOptions options = {},
                                           const CancellationToken& token = {});

    ReplicatedDatabase(ReplicatedDatabase&&) noexcept;
    ReplicatedDatabase& operator=(ReplicatedDatabase&&) noexcept;
    /// Closes, without a limit of time.
    ~ReplicatedDatabase();

    /// A connection that is there from open() to close(); null afterwards.
    sqlite3* handle() const;
    /// One more, which the caller owns. It may outlive close(); then nothing replicates what it
    /// writes until the next open(). errors  InvalidArgument: closed
    Result<DatabaseHandle> connect() const;

    /// False for a plain database.
    bool isReplicated() const;
    /// What open() restored; not set if it did not.
    const std::optional<RestoreReport>& restored() const;
    /// Not set for a plain database, and after close().
    std::optional<ReplicationReport> status() const;

    // errors of the next three  Unsupported: a plain database; InvalidArgument: closed

    /// Ends when every replica has all that is committed now.
    Result<void> sync(const CancellationToken& token = {});
    struct Snapshot {
        std::string replica;
        SnapshotOutcome outcome;
    };
    /// A full copy into one replica, or into each if the name is empty.
    Result<std::vector<Snapshot>> snapshot(const std::string& replica = {},
                                           const CancellationToken& token = {});
    /// errors  Busy: readers or writers were in the way all the time
    Result<void> checkpoint(CheckpointMode mode, const CancellationToken& token = {});

    /// Copies and stores what is committed, lets go of the database, then closes handle().
    /// What is not committed by then is lost, as with every connection that is closed.
    ///
    /// gives   the first error; everything is closed nevertheless. A second time gives the same
    /// token   gives up on what is left to store
    Result<void> close(const CancellationToken& token = {});

private:
    struct State;

    explicit ReplicatedDatabase(std::unique_ptr<State> state);

    std::unique_ptr<State> m_state;
};

} // namespace walkeeper
