#pragma once

#include "core/base/time.h"
#include "core/format/generations/position.h"
#include "core/timetravel/page_map.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace walkeeper {

class MomentIndex;

/// What is known about the database of a moment.
struct MomentFacts {
    std::optional<Position> position; ///< end of the newest commit; not set: the snapshot alone
    Timestamp time;                   ///< of the part that holds it
    std::uint32_t pageSize = 0;
    std::uint64_t databaseBytes = 0;
    std::uint64_t pagesFromWal = 0; ///< the others come from the snapshot

    bool operator==(const MomentFacts&) const = default;
};

/// The database file of one moment, byte for byte as a restore would write it, without being
/// written. Made by MomentIndex. For one thread at a time, together with its index.
class Moment
{
public:
    const MomentFacts& facts() const { return m_facts; }

    /// Gives fewer bytes than asked for only at the end of the database.
    /// errors  Corrupt: a part is not what it was; those of the store
    Result<std::size_t> read(std::uint64_t offset, ByteSpan into, const CancellationToken& token);

    /// For what SQLite writes while it answers questions.
    ScratchFile& scratch();

private:
    friend class MomentIndex;

    Moment(std::shared_ptr<MomentIndex> index, MomentFacts facts, PageMap pages);
    Result<void> readInPage(std::uint64_t offset, ByteSpan into, const CancellationToken& token);

    std::shared_ptr<MomentIndex> m_index; ///< before the map, whose scratch file it owns
    MomentFacts m_facts;
    PageMap m_pages;
    std::uint32_t m_snapshot = 0;    ///< its part
    std::uint64_t m_snapshotEnd = 0; ///< bytes of the snapshot that may be part of the database
};

} // namespace walkeeper
