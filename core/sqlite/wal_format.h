#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>

namespace walkeeper {

// SQLite's write-ahead log, https://www.sqlite.org/fileformat2.html section 4. A WAL file is one
// header of 32 bytes and then frames: a header of 24 bytes and one page each.

inline constexpr std::uint64_t walHeaderSize = 32;
inline constexpr std::uint64_t walFrameHeaderSize = 24;
inline constexpr std::uint32_t minPageSize = 512;
inline constexpr std::uint32_t maxPageSize = 65536;

/// A power of two from 512 to 65536.
constexpr bool isPageSize(std::uint32_t size)
{
    return size >= minPageSize && size <= maxPageSize && (size & (size - 1)) == 0;
}

/// Bytes of one frame.
constexpr std::uint64_t walFrameSize(std::uint32_t pageSize)
{
    return walFrameHeaderSize + pageSize;
}

/// Bytes of a WAL with `frames` frames.
constexpr std::uint64_t walSize(std::uint64_t frames, std::uint32_t pageSize)
{
    return walHeaderSize + frames * walFrameSize(pageSize);
}

/// The largest end of a whole frame that is not beyond `offset`; 0 if not even the header fits.
constexpr std::uint64_t walFrameAlign(std::uint64_t offset, std::uint32_t pageSize)
{
    if (offset < walHeaderSize)
        return 0;
    return walSize((offset - walHeaderSize) / walFrameSize(pageSize), pageSize);
}

/// Number of the page (from 1) that holds SQLite's lock bytes at 1 GiB and never any content.
constexpr std::uint32_t lockPage(std::uint32_t pageSize)
{
    return 0x40000000 / pageSize + 1;
}

/// How the 32-bit words under the checksum are read; the magic number says which.
enum class ByteOrder : std::uint8_t { Little, Big };

/// Random numbers of one WAL life: they tell its frames from leftovers of an older life.
struct WalSalts {
    std::uint32_t salt1 = 0;
    std::uint32_t salt2 = 0;
    bool operator==(const WalSalts&) const = default;
};

/// SQLite's running checksum: a pair of words, the start value of whatever follows.
struct WalChecksum {
    std::uint32_t s0 = 0;
    std::uint32_t s1 = 0;
    bool operator==(const WalChecksum&) const = default;
};

/// Runs the checksum on over `bytes`, whose size is a multiple of 8.
WalChecksum walChecksum(ByteOrder order, WalChecksum start, ByteView bytes);

/// The checksum is linear, so what a start value contributes can be added afterwards:
///     walChecksum(order, start, bytes)
///         == startContribution.over(start) + walChecksum(order, {0, 0}, bytes)
/// That lets a segment be verified before its predecessor is at hand.
class ChecksumAdvance
{
public:
    /// byteCount  a multiple of 8
    explicit ChecksumAdvance(std::uint64_t byteCount);

    WalChecksum over(WalChecksum start) const
    {
        return {m_00 * start.s0 + m_01 * start.s1, m_10 * start.s0 + m_11 * start.s1};
    }

private:
    std::uint32_t m_00 = 1, m_01 = 0, m_10 = 0, m_11 = 1;
};

inline WalChecksum operator+(WalChecksum a, WalChecksum b)
{
    return {a.s0 + b.s0, a.s1 + b.s1};
}

struct WalHeader {
    ByteOrder order = ByteOrder::Little;
    std::uint32_t pageSize = 0;
    std::uint32_t checkpointSequence = 0;
    WalSalts salts;
    WalChecksum checksum; ///< as stored; the start value of the first frame

    bool operator==(const WalHeader&) const = default;
};

/// Reads the 32 bytes at the start of a WAL.
/// errors  Corrupt: too short, unknown magic or version, impossible page size, wrong checksum
Result<WalHeader> parseWalHeader(ByteView bytes);

/// The header of a frame. All fields are stored big-endian.
struct WalFrameHeader {
    std::uint32_t page = 0;          ///< number of the page, from 1
    std::uint32_t databasePages = 0; ///< size after the commit; 0 if this frame is no commit
    WalSalts salts;
    WalChecksum checksum; ///< of everything before and of this frame

    bool isCommit() const { return databasePages != 0; }
};

/// bytes  at least 24
WalFrameHeader parseWalFrameHeader(ByteView bytes);

/// Checksum of one frame: the first 8 bytes of its header, then the page.
WalChecksum walFrameChecksum(ByteOrder order, WalChecksum start, ByteView frame);

} // namespace walkeeper
