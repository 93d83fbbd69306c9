#pragma once

#include "core/io/byte_stream.h"

#include <cstdint>
#include <memory>

namespace walkeeper {

/// The most that one piece unpacks to.
inline constexpr std::size_t lz4PieceSize = std::size_t{4} << 20;

/// Where some consecutive blocks stand in a stored object.
struct Lz4Piece {
    std::uint64_t packedOffset = 0; ///< of the first block's size
    std::uint32_t packedBytes = 0;  ///< with each block's size and checksum
    std::uint32_t plainBytes = 0;
};

/// Unpacks and verifies the one LZ4 frame of an object as Lz4Decompressor does, and notes on the
/// way where its pieces are, so that each can be unpacked again without the others. That needs
/// blocks that are independent of each other, as the reference writes them; frames of linked blocks
/// and the legacy format are cut into pieces too, but can only be unpacked from the beginning.
/// errors  as Lz4Decompressor
/// thread  one at a time
class Lz4PieceReader
{
public:
    Lz4PieceReader();
    ~Lz4PieceReader();
    Lz4PieceReader(const Lz4PieceReader&) = delete;
    Lz4PieceReader& operator=(const Lz4PieceReader&) = delete;

    /// Starts on a new object. `packed` must stay until the last next().
    Result<void> reset(ByteSource& packed);

    /// The next piece, unpacked; empty at the end. It stays until the next call.
    Result<ByteView> next();
    /// Of what next() gave; of no use if the pieces do not stand alone.
    const Lz4Piece& piece() const;
    bool standAlone() const;
    bool hasBlockChecksums() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Unpacks one piece that stands alone. Its bytes were verified when they were read first; whether
/// they are still the same is for the caller to find out.
/// into    as many bytes as the piece has
/// errors  Corrupt
Result<void> unpackLz4Piece(ByteView packed, bool hasBlockChecksums, ByteSpan into);

} // namespace walkeeper
