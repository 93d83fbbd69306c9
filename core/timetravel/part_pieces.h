#pragma once

#include "core/format/generations/object_names.h"
#include "core/timetravel/part_scanner.h"
#include "core/timetravel/scratch_file.h"

#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace walkeeper {

/// Names a stored object in less memory than its key.
struct PartName {
    GenerationId generation;
    WalIndex index = 0;
    std::optional<std::uint64_t> offset; ///< of a segment; a snapshot has none

    ObjectKey key() const;
    auto operator<=>(const PartName&) const = default;
};

using PartId = std::uint32_t;

/// Bytes of unpacked objects at any offset. What was unpacked stays in a scratch file as long as
/// there is room, the piece unpacked last in memory too. For one thread at a time.
class PartPieces
{
public:
    /// Both must outlive it.
    PartPieces(ObjectStore& store, ScratchFile& scratch);
    ~PartPieces();
    PartPieces(const PartPieces&) = delete;
    PartPieces& operator=(const PartPieces&) = delete;

    /// errors  Unsupported: it can only be unpacked from its beginning, and does not fit
    Result<PartId> add(const PartName& name, const ScannedPart& part);

    /// Keeps a piece of the part that is added next, if that costs no other its place.
    void offer(std::size_t piece, ByteView plain);
    /// What was offered is of a part that is not added.
    void withdraw();

    /// errors  Corrupt: the object is not what it was when it was scanned. Those of the store
    Result<void> read(PartId part, std::uint64_t offset, ByteSpan into,
                      const CancellationToken& token);

    std::uint64_t plainBytes(PartId part) const { return m_parts[part].plainBytes; }
    /// How often a piece was unpacked, for tests.
    std::uint64_t unpacked() const { return m_unpacked; }

private:
    struct Part {
        PartName name;
        std::size_t firstPiece = 0;
        std::uint32_t pieces = 0;
        bool standAlone = false;
        bool hasBlockChecksums = false;
        std::uint64_t plainBytes = 0;
    };
    using PieceId = std::size_t; ///< place in m_pieces
    struct Kept {
        PieceId piece = 0;
        ScratchBytes bytes;
    };

    PieceId pieceAt(const Part& part, std::uint64_t offset) const;
    Result<void> readPiece(const Part& part, PieceId piece, std::uint64_t offset, ByteSpan into,
                           const CancellationToken& token);
    Result<void> unpack(const Part& part, PieceId piece, const CancellationToken& token);
    Result<void> unpackAlone(const Part& part, PieceId piece, const CancellationToken& token);
    Result<void> unpackFromStart(const Part& part, PieceId piece, const CancellationToken& token);
    Result<void> checkDigest(const Part& part, PieceId piece, ByteView plain) const;
    void keep(PieceId piece, ByteView plain);
    bool dropOldest();

    ObjectStore& m_store;
    ScratchFile& m_scratch;
    std::deque<Part> m_parts;
    std::deque<ScannedPiece> m_pieces; ///< of all parts
    std::list<Kept> m_kept;            ///< the one used last in front
    std::unordered_map<PieceId, std::list<Kept>::iterator> m_places;
    std::unique_ptr<std::byte[]> m_plain; ///< of m_inMemory
    std::optional<PieceId> m_inMemory;
    std::vector<std::byte> m_packed;
    std::uint64_t m_unpacked = 0;
};

} // namespace walkeeper
