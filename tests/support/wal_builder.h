#pragma once

#include "core/sqlite/wal_format.h"

#include <cstdint>
#include <vector>

namespace walkeeper::test {

using ByteVector = std::vector<std::byte>;

struct WalFrameSketch {
    std::uint32_t page = 1;
    std::uint32_t databasePages = 0; ///< not 0: a commit
    std::uint8_t filling = 0;        ///< what the page's bytes count up from
};

/// Writes WALs as SQLite does, by the rules of its documentation and not by our reader.
class WalBuilder
{
public:
    WalBuilder(ByteOrder order, std::uint32_t pageSize, WalSalts salts = {0x11223344, 0x55667788});

    WalBuilder& add(const WalFrameSketch& frame);

    /// The whole file: header and frames.
    const ByteVector& bytes() const { return m_bytes; }
    /// The bytes from the end of frame `first` to the end of frame `last`, counted from 1; frame 0
    /// is the header, and -1 is before it.
    ByteVector part(int first, int last) const;
    /// Where frame `frame` ends, counted from 1; the end of the header for 0, and 0 for -1.
    std::uint64_t endOf(int frame) const;

    ByteOrder order() const { return m_order; }
    std::uint32_t pageSize() const { return m_pageSize; }

private:
    void sum(std::size_t from, std::size_t count);
    void appendBig(std::uint32_t value);

    ByteOrder m_order;
    std::uint32_t m_pageSize;
    WalSalts m_salts;
    std::uint32_t m_s0 = 0;
    std::uint32_t m_s1 = 0;
    ByteVector m_bytes;
};

} // namespace walkeeper::test
