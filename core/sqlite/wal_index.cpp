#include "core/sqlite/wal_index.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace walkeeper {

namespace {

constexpr std::uint32_t supportedVersion = 3007000;

constexpr std::size_t copySize = 48;
constexpr std::size_t initializedAt = 12; // one byte
constexpr std::size_t bigEndianAt = 13;   // one byte
constexpr std::size_t pageSizeAt = 14;    // two bytes; 65536 is stored as 1
constexpr std::size_t maxFrameAt = 16;
constexpr std::size_t databasePagesAt = 20;
constexpr std::size_t frameChecksumAt = 24;
constexpr std::size_t saltsAt = 32; // big-endian, as in the WAL's own header
constexpr std::size_t checksumAt = 40;
constexpr std::size_t backfilledAt = 2 * copySize;

std::uint32_t word(ByteView bytes, std::size_t at)
{
    return loadLittle32(bytes.data() + at);
}

std::uint32_t loadPageSize(ByteView bytes)
{
    std::uint16_t stored = 0;
    std::memcpy(&stored, bytes.data() + pageSizeAt, sizeof stored);
    return (stored & 0xfe00u) + ((stored & 1u) << 16);
}

} // namespace

Result<WalIndexHeader> parseWalIndex(ByteView prefix)
{
    if (prefix.size() < walIndexPrefixSize)
        return Error{ErrorCode::Busy, "the wal-index is not complete yet"};
    const ByteView first = prefix.first(copySize);
    if (!std::ranges::equal(first, prefix.subspan(copySize, copySize)))
        return Error{ErrorCode::Busy, "the wal-index is being changed"};
    if (first[initializedAt] == std::byte{0})
        return Error{ErrorCode::Busy, "the wal-index is not made yet"};
    const WalChecksum stored{word(first, checksumAt), word(first, checksumAt + 4)};
    if (walChecksum(ByteOrder::Little, {}, first.first(checksumAt)) != stored)
        return Error{ErrorCode::Busy, "the wal-index is being changed"};
    if (const std::uint32_t version = word(first, 0); version != supportedVersion)
        return Error{ErrorCode::Unsupported, "the wal-index has version " +
                                                 std::to_string(version) +
                                                 ", which this program does not know"};
    WalIndexHeader header;
    header.order = first[bigEndianAt] != std::byte{0} ? ByteOrder::Big : ByteOrder::Little;
    header.pageSize = loadPageSize(first);
    header.maxFrame = word(first, maxFrameAt);
    header.databasePages = word(first, databasePagesAt);
    header.checksum = {word(first, frameChecksumAt), word(first, frameChecksumAt + 4)};
    header.salts = {loadBig32(first.data() + saltsAt), loadBig32(first.data() + saltsAt + 4)};
    header.backfilled = word(prefix, backfilledAt);
    return header;
}

} // namespace walkeeper
