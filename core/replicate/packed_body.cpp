#include "core/replicate/packed_body.h"

namespace walkeeper {

namespace {

/// Below this a thread costs more than it saves.
constexpr std::uint64_t worthAThread = std::uint64_t{8} << 20;

} // namespace

PackedBody::PackedBody(ByteSource& plain, std::uint64_t plainBytes) : m_packed(plain)
{
    if (plainBytes > worthAThread)
        m_ahead.emplace(m_packed);
}

Result<std::size_t> PackedBody::read(ByteSpan into)
{
    return m_ahead ? m_ahead->read(into) : m_packed.read(into);
}

} // namespace walkeeper
