#include "core/sqlite/wal_format.h"

#include <array>
#include <cstdio>

namespace walkeeper {

namespace {

constexpr std::uint32_t magicLittle = 0x377f0682;
constexpr std::uint32_t magicBig = 0x377f0683;
constexpr std::uint32_t walVersion = 3007000;

std::string hex(std::uint32_t value)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%08x", value);
    return text.data();
}

Error corrupt(std::string message)
{
    return {ErrorCode::Corrupt, std::move(message)};
}

template <ByteOrder order>
WalChecksum run(WalChecksum sum, ByteView bytes)
{
    const std::byte* at = bytes.data();
    const std::byte* const end = at + bytes.size();
    for (; at != end; at += 8) {
        const std::uint32_t even = order == ByteOrder::Big ? loadBig32(at) : loadLittle32(at);
        const std::uint32_t odd =
            order == ByteOrder::Big ? loadBig32(at + 4) : loadLittle32(at + 4);
        sum.s0 = (sum.s0 + even) + sum.s1;
        sum.s1 = (sum.s1 + odd) + sum.s0;
    }
    return sum;
}

} // namespace

WalChecksum walChecksum(ByteOrder order, WalChecksum start, ByteView bytes)
{
    return order == ByteOrder::Big ? run<ByteOrder::Big>(start, bytes)
                                   : run<ByteOrder::Little>(start, bytes);
}

ChecksumAdvance::ChecksumAdvance(std::uint64_t byteCount)
{
    // One step of 8 bytes maps (s0, s1) to (s0 + s1, s0 + 2 s1); square and multiply.
    std::uint32_t step[2][2] = {{1, 1}, {1, 2}};
    for (std::uint64_t steps = byteCount / 8; steps != 0; steps >>= 1) {
        const auto [a, b, c, d] = std::array{step[0][0], step[0][1], step[1][0], step[1][1]};
        if ((steps & 1) != 0) {
            const auto [e, f, g, h] = std::array{m_00, m_01, m_10, m_11};
            m_00 = e * a + f * c;
            m_01 = e * b + f * d;
            m_10 = g * a + h * c;
            m_11 = g * b + h * d;
        }
        step[0][0] = a * a + b * c;
        step[0][1] = a * b + b * d;
        step[1][0] = c * a + d * c;
        step[1][1] = c * b + d * d;
    }
}

Result<WalHeader> parseWalHeader(ByteView bytes)
{
    if (bytes.size() < walHeaderSize)
        return corrupt("the WAL header is cut short");
    WalHeader header;
    const std::uint32_t magic = loadBig32(bytes.data());
    if (magic != magicLittle && magic != magicBig)
        return corrupt("no WAL header: the magic number is " + hex(magic));
    header.order = magic == magicBig ? ByteOrder::Big : ByteOrder::Little;
    if (const std::uint32_t version = loadBig32(bytes.data() + 4); version != walVersion)
        return corrupt("the WAL header names format version " + std::to_string(version) +
                       " instead of " + std::to_string(walVersion));
    header.pageSize = loadBig32(bytes.data() + 8);
    if (!isPageSize(header.pageSize))
        return corrupt("the WAL header names an impossible page size of " +
                       std::to_string(header.pageSize) + " bytes");
    header.checkpointSequence = loadBig32(bytes.data() + 12);
    header.salts = {loadBig32(bytes.data() + 16), loadBig32(bytes.data() + 20)};
    header.checksum = {loadBig32(bytes.data() + 24), loadBig32(bytes.data() + 28)};
    if (walChecksum(header.order, {}, bytes.first(24)) != header.checksum)
        return corrupt("the checksum of the WAL header is wrong");
    return header;
}

WalFrameHeader parseWalFrameHeader(ByteView bytes)
{
    const std::byte* at = bytes.data();
    return {.page = loadBig32(at),
            .databasePages = loadBig32(at + 4),
            .salts = {loadBig32(at + 8), loadBig32(at + 12)},
            .checksum = {loadBig32(at + 16), loadBig32(at + 20)}};
}

WalChecksum walFrameChecksum(ByteOrder order, WalChecksum start, ByteView frame)
{
    return walChecksum(order, walChecksum(order, start, frame.first(8)),
                       frame.subspan(walFrameHeaderSize));
}

} // namespace walkeeper
