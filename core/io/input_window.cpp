#include "core/io/input_window.h"

#include <algorithm>

namespace walkeeper {

namespace {

constexpr std::size_t leastSize = 256 * 1024;

} // namespace

void InputWindow::reset(ByteSource& source)
{
    m_source = &source;
    m_begin = m_end = 0;
}

Result<std::size_t> InputWindow::fill(std::size_t count)
{
    if (m_end - m_begin >= count)
        return m_end - m_begin;
    std::copy(m_bytes.begin() + static_cast<std::ptrdiff_t>(m_begin),
              m_bytes.begin() + static_cast<std::ptrdiff_t>(m_end), m_bytes.begin());
    m_end -= m_begin;
    m_begin = 0;
    if (m_bytes.size() < std::max(count, leastSize))
        m_bytes.resize(std::max(count, leastSize));
    while (m_end < count) {
        const Result<std::size_t> more = m_source->read(ByteSpan(m_bytes).subspan(m_end));
        if (!more)
            return more.error();
        if (*more == 0)
            break;
        m_end += *more;
    }
    return m_end;
}

} // namespace walkeeper
