#pragma once

#include "core/base/cancellation.h"
#include "core/io/lz4_pieces.h"
#include "core/sqlite/wal_format.h"
#include "core/storage/object_store.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace walkeeper {

/// A piece of a stored object, so that it can be read again and known for the same.
struct ScannedPiece {
    Lz4Piece where;
    std::uint64_t plainOffset = 0;
    WalChecksum digest; ///< of the unpacked bytes
};

/// A stored object that was read through and verified.
struct ScannedPart {
    std::vector<ScannedPiece> pieces;
    std::uint64_t plainBytes = 0;
    bool standAlone = false; ///< each piece can be unpacked without the others
    bool hasBlockChecksums = false;
};

/// A fast digest, to tell that a piece is not what it was. No guard against malice.
WalChecksum pieceDigest(ByteView plain);

/// Reads stored objects from beginning to end, reusing its memory. For one thread at a time.
class PartScanner
{
public:
    /// store     must outlive it
    /// onPacked  told how many stored bytes were read, as they come
    PartScanner(ObjectStore& store, const CancellationToken& token,
                std::function<void(std::size_t)> onPacked);

    using PieceHandler = std::function<Result<void>(ByteView plain)>;

    /// Gives every piece to the handler, in order. What it got may be trusted only if this
    /// succeeds.
    Result<ScannedPart> scan(const ObjectKey& key, const PieceHandler& handler);

private:
    ObjectStore& m_store;
    const CancellationToken m_token;
    const std::function<void(std::size_t)> m_onPacked;
    Lz4PieceReader m_reader;
};

} // namespace walkeeper
