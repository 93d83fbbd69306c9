#include "core/restore/page_selection.h"

#include <algorithm>

namespace walkeeper {

bool PageSet::insert(std::uint32_t page)
{
    const std::size_t place = page / pagesPerChunk;
    if (place >= m_chunks.size())
        m_chunks.resize(place + 1);
    if (!m_chunks[place])
        m_chunks[place] = std::make_unique<Chunk>(pagesPerChunk / 64);
    std::uint64_t& word = (*m_chunks[place])[page % pagesPerChunk / 64];
    const std::uint64_t bit = std::uint64_t{1} << (page % 64);
    const bool isNew = (word & bit) == 0;
    word |= bit;
    return isNew;
}

bool PageSet::contains(std::uint32_t page) const
{
    const std::size_t place = page / pagesPerChunk;
    if (place >= m_chunks.size() || !m_chunks[place])
        return false;
    return ((*m_chunks[place])[page % pagesPerChunk / 64] >> (page % 64) & 1) != 0;
}

PageSelection::Selected PageSelection::select(const SegmentScan& segment)
{
    Selected selected;
    selected.committed = segment.frames();
    if (!m_commitSeen) {
        if (!segment.lastCommit)
            return {};
        m_commitSeen = true;
        selected.committed = segment.lastCommit->frame + 1;
        selected.databasePages = segment.lastCommit->databasePages;
        m_limit = std::min(m_limit, segment.lastCommit->databasePages);
        if (!m_databasePages)
            m_databasePages = segment.lastCommit->databasePages;
    }
    for (std::uint32_t frame = selected.committed; frame-- > 0;) {
        const std::uint32_t page = segment.pages[frame];
        if (page <= m_limit && m_taken.insert(page))
            selected.frames.push_back(frame);
    }
    std::ranges::reverse(selected.frames);
    return selected;
}

} // namespace walkeeper
