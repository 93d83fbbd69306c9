#include "core/io/read_ahead.h"

#include <algorithm>
#include <optional>

namespace walkeeper {

namespace {

constexpr std::size_t chunkSize = std::size_t{1} << 20;

/// As much of a chunk as the source has: several short reads cost less than several hand-overs.
/// error  of the source, if it has failed; comes behind the bytes that it gave before
Result<std::size_t> fillFrom(ByteSource& source, ByteSpan chunk, std::optional<Error>& error)
{
    std::size_t filled = 0;
    while (filled < chunk.size() && !error) {
        const Result<std::size_t> more = source.read(chunk.subspan(filled));
        if (!more)
            error = more.error();
        else if (*more == 0)
            break;
        else
            filled += *more;
    }
    if (filled == 0 && error)
        return *error;
    return filled;
}

} // namespace

ReadAhead::ReadAhead(ByteSource& source) : m_source(source)
{
    for (Chunk& chunk : m_chunks)
        chunk.bytes.resize(chunkSize);
    m_thread = std::thread([this] { run(); });
}

ReadAhead::~ReadAhead()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void ReadAhead::run()
{
    std::optional<Error> error;
    for (std::size_t at = 0;; at = (at + 1) % m_chunks.size()) {
        Chunk& chunk = m_chunks[at];
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [&] { return m_isStopping || !chunk.isFull; });
            if (m_isStopping)
                return;
        }
        chunk.size = fillFrom(m_source, chunk.bytes, error);
        const bool ends = isLast(chunk);
        {
            const std::lock_guard lock(m_mutex);
            chunk.isFull = true;
        }
        m_changed.notify_all();
        if (ends)
            return;
    }
}

Result<std::size_t> ReadAhead::read(ByteSpan into)
{
    Chunk& chunk = m_chunks[m_current];
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return chunk.isFull; });
    }
    if (isLast(chunk))
        return chunk.size;
    const std::size_t count = std::min(into.size(), *chunk.size - m_given);
    std::copy_n(chunk.bytes.begin() + static_cast<std::ptrdiff_t>(m_given), count, into.begin());
    m_given += count;
    if (m_given < *chunk.size)
        return count;
    m_given = 0;
    m_current = (m_current + 1) % m_chunks.size();
    {
        const std::lock_guard lock(m_mutex);
        chunk.isFull = false;
    }
    m_changed.notify_all();
    return count;
}

} // namespace walkeeper
