#include "core/io/byte_stream.h"

#include <algorithm>

namespace walkeeper {

Result<std::size_t> MemorySource::read(ByteSpan into)
{
    const std::size_t count = std::min(into.size(), m_rest.size());
    std::copy_n(m_rest.begin(), count, into.begin());
    m_rest = m_rest.subspan(count);
    return count;
}

Result<std::size_t> CountedSource::read(ByteSpan into)
{
    Result<std::size_t> size = m_source->read(into);
    if (size && m_count)
        m_count(*size);
    return size;
}

} // namespace walkeeper
