#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>

struct sqlite3;

namespace walkeeper::test {

/// A database that an invented application writes: tables `item` (indexed) and `note`.
/// The same seed gives the same content. The first error stays and stops everything after it,
/// so that a list of steps needs one check at its end. One thread.
class WorkloadDatabase
{
public:
    /// Creates the file if it is missing, in WAL mode and without checkpoints of its own.
    WorkloadDatabase(std::filesystem::path path, unsigned pageSize, unsigned seed = 1);
    ~WorkloadDatabase();
    WorkloadDatabase(const WorkloadDatabase&) = delete;
    WorkloadDatabase& operator=(const WorkloadDatabase&) = delete;

    const Result<void>& state() const { return m_state; }

    // Each of these is one transaction.
    void insertItems(unsigned count, unsigned bytesEach);
    void updateItems(unsigned count, unsigned bytesEach); ///< chosen at random
    void deleteItems(double share);                       ///< of all, chosen at random
    void addNote(); ///< the smallest change: one row of a few bytes
    void touch();   ///< a commit that changes no content
    void execute(const std::string& sql);

    void vacuum() { execute("VACUUM"); }
    /// Moves everything into the database file and empties the WAL, also beside a program that
    /// makes checkpoints too.
    void truncateWal();
    std::int64_t itemCount();
    void close();
    void reconnect(); ///< as a program that is started anew

private:
    void open();
    std::string randomText(unsigned bytes);

    std::filesystem::path m_path;
    sqlite3* m_database = nullptr;
    Result<void> m_state;
    std::mt19937_64 m_random;
    int m_touches = 0;
};

/// What a database says, whatever its file looks like: a hash over all rows of all tables of the
/// application in rowid order, after SQLite's integrity check. The file stays untouched.
/// errors  Corrupt: the integrity check fails, or SQLite cannot read it
Result<std::string> contentHash(const std::filesystem::path& database);

} // namespace walkeeper::test
