#include "tests/support/wal_builder.h"

namespace walkeeper::test {

WalBuilder::WalBuilder(ByteOrder order, std::uint32_t pageSize, WalSalts salts)
    : m_order(order),
      m_pageSize(pageSize),
      m_salts(salts)
{
    appendBig(order == ByteOrder::Big ? 0x377f0683 : 0x377f0682);
    appendBig(3007000);
    appendBig(pageSize);
    appendBig(0);
    appendBig(salts.salt1);
    appendBig(salts.salt2);
    sum(0, 24);
    appendBig(m_s0);
    appendBig(m_s1);
}

WalBuilder& WalBuilder::add(const WalFrameSketch& frame)
{
    const std::size_t start = m_bytes.size();
    appendBig(frame.page);
    appendBig(frame.databasePages);
    sum(start, 8);
    ByteVector page(m_pageSize);
    for (std::size_t i = 0; i < page.size(); ++i)
        page[i] = static_cast<std::byte>(frame.filling + i * (frame.page + 3));
    appendBig(m_salts.salt1);
    appendBig(m_salts.salt2);
    appendBig(0);
    appendBig(0);
    m_bytes.insert(m_bytes.end(), page.begin(), page.end());
    sum(start + 24, m_pageSize);
    storeBig32(&m_bytes[start + 16], m_s0);
    storeBig32(&m_bytes[start + 20], m_s1);
    return *this;
}

std::uint64_t WalBuilder::endOf(int frame) const
{
    if (frame < 0)
        return 0;
    return 32 + static_cast<std::uint64_t>(frame) * (24 + m_pageSize);
}

ByteVector WalBuilder::part(int first, int last) const
{
    return {m_bytes.begin() + static_cast<std::ptrdiff_t>(endOf(first)),
            m_bytes.begin() + static_cast<std::ptrdiff_t>(endOf(last))};
}

void WalBuilder::sum(std::size_t from, std::size_t count)
{
    const auto word = [&](std::size_t at) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const auto byte = std::to_integer<std::uint32_t>(m_bytes[at + i]);
            value |= byte << (8 * (m_order == ByteOrder::Big ? 3 - i : i));
        }
        return value;
    };
    for (std::size_t at = from; at < from + count; at += 8) {
        m_s0 += word(at) + m_s1;
        m_s1 += word(at + 4) + m_s0;
    }
}

void WalBuilder::appendBig(std::uint32_t value)
{
    m_bytes.resize(m_bytes.size() + 4);
    storeBig32(&m_bytes[m_bytes.size() - 4], value);
}

} // namespace walkeeper::test
