#pragma once

#include "core/base/bytes.h"

#include <cstdint>

namespace walkeeper {

/// CRC-64/ISO as Go's hash/crc64 computes it: reflected polynomial 0xD800000000000000, register
/// starts as all ones, inverted at the end. "123456789" gives b90956c775a41001.
class Crc64
{
public:
    void add(ByteView bytes);
    std::uint64_t value() const { return ~m_register; }

private:
    std::uint64_t m_register = ~std::uint64_t{0};
};

} // namespace walkeeper
