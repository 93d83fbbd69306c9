#pragma once

#include "core/io/lz4_stream.h"
#include "core/io/read_ahead.h"

#include <cstdint>
#include <optional>

namespace walkeeper {

/// The packed bytes of an object that is to be stored. Where there is much to pack, the plain
/// source is read and packed on another thread while the store writes what came before.
class PackedBody final : public ByteSource
{
public:
    /// plainBytes  about how much there will be
    PackedBody(ByteSource& plain, std::uint64_t plainBytes);

    Result<std::size_t> read(ByteSpan into) override;

private:
    Lz4Compressor m_packed;
    std::optional<ReadAhead> m_ahead;
};

} // namespace walkeeper
