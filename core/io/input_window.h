#pragma once

#include "core/io/byte_stream.h"

#include <vector>

namespace walkeeper {

/// A look ahead into a source: bytes that are read from it and not used yet. One thread.
class InputWindow
{
public:
    /// Starts on a source, which must stay until the last fill(). The memory is kept.
    void reset(ByteSource& source);

    /// Makes at least `count` bytes ready, fewer only at the end of the source; gives how many are.
    Result<std::size_t> fill(std::size_t count);

    ByteView ready() const { return ByteView(m_bytes).subspan(m_begin, m_end - m_begin); }
    /// The first `count` ready bytes are used.
    void drop(std::size_t count) { m_begin += count; }

private:
    ByteSource* m_source = nullptr;
    std::vector<std::byte> m_bytes;
    std::size_t m_begin = 0; ///< m_bytes[m_begin, m_end) is ready
    std::size_t m_end = 0;
};

} // namespace walkeeper
