#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace walkeeper {

using ByteView = std::span<const std::byte>;
using ByteSpan = std::span<std::byte>;

// The functions below assume a little-endian machine, the only kind this is built for.
static_assert(std::endian::native == std::endian::little);

/// The big-endian number in the first four bytes at `from`.
inline std::uint32_t loadBig32(const std::byte* from)
{
    std::uint32_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return __builtin_bswap32(value);
}

inline std::uint16_t loadBig16(const std::byte* from)
{
    std::uint16_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return __builtin_bswap16(value);
}

inline std::uint32_t loadLittle32(const std::byte* from)
{
    std::uint32_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return value;
}

inline void storeBig32(std::byte* to, std::uint32_t value)
{
    value = __builtin_bswap32(value);
    std::memcpy(to, &value, sizeof value);
}

inline ByteView asBytes(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

} // namespace walkeeper
