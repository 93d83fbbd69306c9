#pragma once

#include "core/base/cancellation.h"
#include "core/sqlite/connection.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace walkeeper {

/// One committed state of a live database, kept from changing by a read transaction while others
/// go on writing: checkpoints move nothing newer into the file, and the WAL is not reset where the
/// state needs it. For one thread.
class PinnedState
{
public:
    /// reader  of a watched database; see SourceDatabase::openReader()
    /// errors  Busy: commits came in between again and again
    static Result<PinnedState> pin(Connection reader);

    /// The commit that the state ends with, as the wal-index said.
    const WalIndexHeader& commit() const { return m_commit; }

    struct Checksum {
        std::uint64_t value = 0; ///< CRC-64/ISO over the file that a checkpoint would leave
        std::uint64_t bytes = 0; ///< of that file
        bool operator==(const Checksum&) const = default;
    };
    /// Reads each page once, from the WAL or from the file.
    Result<Checksum> checksum(const CancellationToken& token);

private:
    PinnedState(Connection reader, const WalIndexHeader& commit)
        : m_reader(std::move(reader)),
          m_commit(commit)
    {
    }

    struct PageInWal {
        std::uint32_t page = 0;  ///< from 1
        std::uint32_t frame = 0; ///< from 0
    };
    Result<std::vector<PageInWal>> newestInWal(const CancellationToken& token);
    Result<void> readFile(std::uint64_t offset, ByteSpan into);
    Result<void> readFrame(std::uint32_t frame, ByteSpan into);
    Result<std::uint64_t> bytes();

    Connection m_reader;
    WalIndexHeader m_commit;
};

} // namespace walkeeper
