#include "core/io/digest.h"

#include <array>

namespace walkeeper {

namespace {

constexpr std::uint64_t isoPolynomial = 0xD800000000000000;

constexpr std::array<std::uint64_t, 256> makeTable()
{
    std::array<std::uint64_t, 256> table{};
    for (std::uint64_t i = 0; i < table.size(); ++i) {
        std::uint64_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1) != 0 ? (value >> 1) ^ isoPolynomial : value >> 1;
        table[i] = value;
    }
    return table;
}

constexpr std::array<std::uint64_t, 256> table = makeTable();

} // namespace

void Crc64::add(ByteView bytes)
{
    std::uint64_t value = m_register;
    for (const std::byte byte : bytes)
        value = table[(value ^ std::to_integer<std::uint64_t>(byte)) & 0xff] ^ (value >> 8);
    m_register = value;
}

} // namespace walkeeper
