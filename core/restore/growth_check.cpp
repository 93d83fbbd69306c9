#include "core/restore/growth_check.h"

namespace walkeeper {

void GrowthCheck::enterWal(WalIndex index)
{
    if (m_current.databasePages != 0)
        m_newer = std::move(m_current);
    m_current = {};
    m_current.index = index;
}

void GrowthCheck::add(std::span<const std::uint32_t> committed,
                      std::optional<std::uint32_t> databasePages)
{
    if (databasePages && m_current.databasePages == 0) {
        m_current.databasePages = *databasePages;
        compare(*databasePages);
    }
    for (const std::uint32_t page : committed)
        m_current.pages.insert(page);
}

void GrowthCheck::finish(std::uint32_t snapshotPages)
{
    enterWal(0);
    compare(snapshotPages);
}

void GrowthCheck::compare(std::uint32_t olderPages)
{
    if (!m_newer)
        return;
    for (std::uint64_t page = std::uint64_t{olderPages} + 1; page <= m_newer->databasePages;
         ++page) {
        const auto number = static_cast<std::uint32_t>(page);
        if (number != m_lockPage && !m_newer->pages.contains(number)) {
            m_suspects.push_back(m_newer->index);
            break;
        }
    }
    m_newer.reset();
}

} // namespace walkeeper
