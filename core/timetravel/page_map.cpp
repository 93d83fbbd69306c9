#include "core/timetravel/page_map.h"

#include <algorithm>

namespace walkeeper {

namespace {

constexpr std::size_t stretchSize = 512; ///< entries between two page numbers in memory

} // namespace

PageMap::PageMap(ScratchFile& scratch, std::uint64_t memory)
    : m_scratch(scratch),
      m_limit(std::max<std::size_t>(static_cast<std::size_t>(memory / sizeof(Entry)), stretchSize))
{
}

Result<void> PageMap::add(std::uint32_t page, std::uint32_t frame)
{
    if (m_entries.size() == m_limit) {
        if (Result<void> spilt = spill(); !spilt)
            return spilt;
    }
    m_entries.push_back({page, frame});
    ++m_size;
    return {};
}

void PageMap::finish()
{
    std::ranges::sort(m_entries, {}, &Entry::page);
    m_entries.shrink_to_fit();
}

Result<void> PageMap::spill()
{
    std::ranges::sort(m_entries, {}, &Entry::page);
    Run run{ScratchBytes(m_scratch), {}, m_entries.size()};
    for (std::size_t i = 0; i < m_entries.size(); i += stretchSize)
        run.firstPages.push_back(m_entries[i].page);
    if (Result<void> written = run.entries.append(std::as_bytes(std::span(m_entries))); !written)
        return written;
    m_runs.push_back(std::move(run));
    m_entries.clear();
    return {};
}

Result<std::optional<std::uint32_t>> PageMap::find(std::uint32_t page) const
{
    const auto entry = std::ranges::lower_bound(m_entries, page, {}, &Entry::page);
    if (entry != m_entries.end() && entry->page == page)
        return std::optional(entry->frame);
    for (const Run& run : m_runs) {
        Result<std::optional<std::uint32_t>> found = findIn(run, page);
        if (!found || *found)
            return found;
    }
    return std::optional<std::uint32_t>();
}

Result<std::optional<std::uint32_t>> PageMap::findIn(const Run& run, std::uint32_t page)
{
    const auto behind = std::ranges::upper_bound(run.firstPages, page);
    if (behind == run.firstPages.begin())
        return std::optional<std::uint32_t>();
    const auto first = static_cast<std::size_t>(behind - run.firstPages.begin() - 1) * stretchSize;
    std::vector<Entry> stretch(std::min(stretchSize, run.count - first));
    if (Result<void> read =
            run.entries.readAt(first * sizeof(Entry), std::as_writable_bytes(std::span(stretch)));
        !read)
        return std::move(read).error();
    const auto entry = std::ranges::lower_bound(stretch, page, {}, &Entry::page);
    if (entry == stretch.end() || entry->page != page)
        return std::optional<std::uint32_t>();
    return std::optional(entry->frame);
}

} // namespace walkeeper
