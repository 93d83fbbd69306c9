#pragma once

#include "core/format/generations/position.h"
#include "core/restore/page_selection.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace walkeeper {

/// Looks for WAL files whose end is missing. Nothing in the format marks that end, so the last
/// segments of a WAL file can be lost without a trace in the names, and the next WAL file is then
/// laid over too old a database. What often shows it: the database has grown by pages that the
/// next WAL file does not bring along. A page that was never in use need not be written, so this
/// is a suspicion for SQLite's own check to settle, and no proof.
///
/// Fed from the newest segment to the oldest, like PageSelection. For one thread at a time.
class GrowthCheck
{
public:
    /// lockPage  the one page that is never written
    explicit GrowthCheck(std::uint32_t lockPage) : m_lockPage(lockPage) {}

    /// The segments from now on belong to this WAL file, which is older than the one before.
    void enterWal(WalIndex index);

    /// committed      pages of a segment's frames, up to the WAL file's last commit
    /// databasePages  size at that last commit, when the segment holds it
    void add(std::span<const std::uint32_t> committed, std::optional<std::uint32_t> databasePages);

    /// The snapshot comes last.
    void finish(std::uint32_t snapshotPages);

    /// WAL files before which something seems to be missing, newest first.
    const std::vector<WalIndex>& suspects() const { return m_suspects; }

private:
    struct Wal {
        WalIndex index = 0;
        std::uint32_t databasePages = 0; ///< at its last commit; 0 if there is none
        PageSet pages;
    };

    void compare(std::uint32_t olderPages);

    const std::uint32_t m_lockPage;
    Wal m_current;
    std::optional<Wal> m_newer; ///< the next newer WAL file with a commit
    std::vector<WalIndex> m_suspects;
};

} // namespace walkeeper
