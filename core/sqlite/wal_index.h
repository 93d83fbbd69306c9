#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/sqlite/wal_format.h"

#include <cstddef>
#include <cstdint>

namespace walkeeper {

/// What SQLite's shared memory says about a WAL. Only this tells what is committed: the file may
/// hold more frames, of a transaction that is under way or that failed.
struct WalIndexHeader {
    ByteOrder order = ByteOrder::Little;
    std::uint32_t pageSize = 0;
    std::uint32_t maxFrame = 0;      ///< the last committed frame, from 1; 0: none in this life
    std::uint32_t databasePages = 0; ///< size of the database after that commit
    WalChecksum checksum;            ///< of frame maxFrame; of no meaning while that is 0
    WalSalts salts;                  ///< of the current life
    std::uint32_t backfilled = 0;    ///< frames that a checkpoint has copied into the database

    bool operator==(const WalIndexHeader&) const = default;
};

/// Two copies of the header of 48 bytes, then the checkpoint's numbers.
inline constexpr std::size_t walIndexPrefixSize = 100;

/// Reads the first bytes of the wal-index, in the machine's own byte order.
/// errors  Busy: it is being changed (the copies differ or the checksum is wrong) or not made yet;
///         read again. Unsupported: a version other than 3007000
/// source  https://www.sqlite.org/walformat.html section 2; SQLite 3.40.1
Result<WalIndexHeader> parseWalIndex(ByteView prefix);

} // namespace walkeeper
