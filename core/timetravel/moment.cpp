#include "core/timetravel/moment.h"

#include "core/timetravel/moment_index.h"

#include <algorithm>

namespace walkeeper {

Moment::Moment(std::shared_ptr<MomentIndex> index, MomentFacts facts, PageMap pages)
    : m_index(std::move(index)),
      m_facts(facts),
      m_pages(std::move(pages))
{
}

Result<std::size_t> Moment::read(std::uint64_t offset, ByteSpan into,
                                 const CancellationToken& token)
{
    const std::uint64_t left = m_facts.databaseBytes > offset ? m_facts.databaseBytes - offset : 0;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, into.size()));
    for (std::size_t done = 0; done < wanted;) {
        if (token.isCancelled())
            return cancelledError();
        const std::uint64_t inPage = (offset + done) % m_facts.pageSize;
        const auto count = static_cast<std::size_t>(
            std::min<std::uint64_t>(wanted - done, m_facts.pageSize - inPage));
        if (Result<void> read = readInPage(offset + done, into.subspan(done, count), token); !read)
            return std::move(read).error();
        done += count;
    }
    return wanted;
}

ScratchFile& Moment::scratch()
{
    return m_index->scratch();
}

/// Bytes of one page: from the WAL, or else the snapshot, or else it was never written.
Result<void> Moment::readInPage(std::uint64_t offset, ByteSpan into, const CancellationToken& token)
{
    const auto page = static_cast<std::uint32_t>(offset / m_facts.pageSize + 1);
    const Result<std::optional<std::uint32_t>> frame = m_pages.find(page);
    if (!frame)
        return frame.error();
    if (*frame)
        return m_index->readFrame(**frame, offset % m_facts.pageSize, into, token);
    const std::uint64_t stored = m_snapshotEnd > offset ? m_snapshotEnd - offset : 0;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(stored, into.size()));
    std::ranges::fill(into.subspan(count), std::byte{});
    if (count == 0)
        return {};
    return m_index->readSnapshot(m_snapshot, offset, into.first(count), token);
}

} // namespace walkeeper
