#pragma once

#include "core/io/byte_stream.h"

#include <memory>

namespace walkeeper {

/// Unpacks the one LZ4 frame of a stored object.
///
/// Reads any valid frame: every block size, linked or independent blocks, block and content
/// checksums (both verified), content size, skippable frames before it, the legacy format, and
/// the empty stored block that the reference writes after exact multiples of 4 MiB.
/// errors  Corrupt: not a frame, damaged, cut short, or bytes after its end (the reference
///         ignores a second frame without a word). Unsupported: needs a dictionary.
///         Errors of the source pass through.
/// thread  one at a time; reset() makes one object serve many frames without allocating.
/// source  lz4_Frame_format.md 1.6.2; the reference's profile is in core/format/README.md
class Lz4Decompressor final : public ByteSource
{
public:
    Lz4Decompressor();
    ~Lz4Decompressor() override;
    Lz4Decompressor(const Lz4Decompressor&) = delete;
    Lz4Decompressor& operator=(const Lz4Decompressor&) = delete;

    /// Starts on a new object. `compressed` must stay until the last read().
    void reset(ByteSource& compressed);

    /// Fastest with room for a whole block (4 MiB): then nothing is copied twice.
    Result<std::size_t> read(ByteSpan into) override;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Packs a source as the reference does: one frame that begins 04 22 4D 18 64 70 B9, independent
/// blocks of 4 MiB, a content checksum, no content size. One thread at a time.
class Lz4Compressor final : public ByteSource
{
public:
    explicit Lz4Compressor(ByteSource& plain);
    ~Lz4Compressor() override;
    Lz4Compressor(const Lz4Compressor&) = delete;
    Lz4Compressor& operator=(const Lz4Compressor&) = delete;

    Result<std::size_t> read(ByteSpan into) override;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace walkeeper
