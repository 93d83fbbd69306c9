#pragma once

#include "core/base/bytes.h"
#include "core/sqlite/connection.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace walkeeper {

/// A watched database, and the only place that opens it.
///
/// Holds a *pin*: a read transaction that keeps others from resetting the WAL before it has been
/// copied. A pin is replaced by beginning the new one first, so that there is one at every moment:
/// two connections take turns at it, and a third one does nothing but passive checkpoints.
///
/// None of them checkpoints by itself, and none removes the WAL when it is closed last.
/// thread  one at a time
/// source  core/replicate/README.md says why this is safe
class SourceDatabase
{
public:
    /// Switches the database to WAL mode and makes Litestream's two tables, if need be; nothing is
    /// pinned yet. Nothing stays open on an error.
    /// errors  NotFound; Busy: somebody holds it exclusively; PermissionDenied; Corrupt
    static Result<SourceDatabase> open(const std::filesystem::path& path);

    /// One more connection to a database that is being watched, for a snapshot: its files can be
    /// read, and it does nothing else.
    static Result<Connection> openReader(const std::filesystem::path& path);

    /// The read is what makes a transaction see, and keep, a state.
    static constexpr const char* beginReading = "BEGIN; SELECT COUNT(*) FROM _litestream_seq;";

    std::uint32_t pageSize() const { return m_pageSize; }

    /// What is committed; asks again while the index is being changed, and lets SQLite recover it
    /// if that lasts.
    Result<WalIndexHeader> walIndex();
    Result<std::size_t> readWal(std::uint64_t offset, ByteSpan into);

    bool isPinned() const { return m_held.has_value(); }
    /// Begins a new pin, beside the one that is held.
    Result<void> beginPin();
    /// The same with the write lock, so that nobody else commits until it is ended.
    /// errors  Busy: somebody else writes
    Result<void> beginWritingPin(std::chrono::milliseconds patience);
    /// Ends the old pin; the new one is the one that is held from now on.
    void endOldPin();
    /// Ends the new pin and stays with the old one, if there is one.
    void dropNewPin();
    /// Ends both: from here on nothing is kept from being reset.
    void dropAllPins();

    /// Copies frames into the database as far as every reader allows. Never waits.
    Result<Connection::Checkpoint> checkpointPassive();
    /// Writes out what the system holds back of both files, while nobody waits for it.
    Result<void> flushFiles() { return m_pins[m_held.value_or(0)]->flushFiles(); }

    /// Commits one small change in Litestream's table, which makes a reset happen if the WAL is
    /// ready for one. `cutWal` also cuts the file to what the new life needs.
    enum class WalFile : std::uint8_t { Keep, Cut };
    Result<void> bumpSequence(WalFile file, std::chrono::milliseconds patience);

    /// Closes what an idle database can do without.
    void closeSpare();

private:
    SourceDatabase(std::filesystem::path path, Connection first, std::uint32_t pageSize);

    static Result<Connection> connect(const std::filesystem::path& path);
    Result<Connection*> idle();
    Result<void> begin(const char* sql, std::chrono::milliseconds patience);

    std::filesystem::path m_path;
    std::uint32_t m_pageSize;
    std::array<std::optional<Connection>, 2> m_pins;
    std::optional<Connection> m_checkpointer;
    std::optional<std::size_t> m_held; ///< which of m_pins
    std::optional<std::size_t> m_next; ///< likewise, while two are held
};

} // namespace walkeeper
