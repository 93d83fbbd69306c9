#include "core/timetravel/part_pieces.h"

#include <algorithm>

namespace walkeeper {

namespace {

Error changed(const ObjectKey& key)
{
    return {ErrorCode::Corrupt, key.text() + " is not what it was when it was read first"};
}

} // namespace

ObjectKey PartName::key() const
{
    return offset ? walFolder(generation).child(segmentName({index, *offset}))
                  : snapshotsFolder(generation).child(snapshotName(index));
}

PartPieces::PartPieces(ObjectStore& store, ScratchFile& scratch)
    : m_store(store),
      m_scratch(scratch),
      m_plain(std::make_unique_for_overwrite<std::byte[]>(lz4PieceSize))
{
    m_scratch.setReclaim([this] { return dropOldest(); });
}

PartPieces::~PartPieces()
{
    m_scratch.setReclaim({});
}

Result<PartId> PartPieces::add(const PartName& name, const ScannedPart& part)
{
    const std::uint64_t most = m_scratch.capacity() / 2;
    if (!part.standAlone && part.pieces.size() > 1 && part.plainBytes > most)
        return Error{ErrorCode::Unsupported,
                     name.key().text() +
                         " was not packed as Litestream does it: it can only be "
                         "unpacked as a whole, and its " +
                         std::to_string(part.plainBytes >> 20) + " MiB are more than the " +
                         std::to_string(most >> 20) +
                         " MiB of disk that there are for it; restore this moment instead"};
    const auto id = static_cast<PartId>(m_parts.size());
    m_parts.push_back({name, m_pieces.size(), static_cast<std::uint32_t>(part.pieces.size()),
                       part.standAlone, part.hasBlockChecksums, part.plainBytes});
    m_pieces.insert(m_pieces.end(), part.pieces.begin(), part.pieces.end());
    return id;
}

void PartPieces::offer(std::size_t piece, ByteView plain)
{
    if (m_scratch.freeBytes() >= lz4PieceSize)
        keep(m_pieces.size() + piece, plain);
}

void PartPieces::withdraw()
{
    std::erase_if(m_places, [this](const auto& place) { return place.first >= m_pieces.size(); });
    std::erase_if(m_kept, [this](const Kept& kept) { return kept.piece >= m_pieces.size(); });
}

Result<void> PartPieces::read(PartId part, std::uint64_t offset, ByteSpan into,
                              const CancellationToken& token)
{
    const Part& from = m_parts[part];
    if (offset > from.plainBytes || into.size() > from.plainBytes - offset)
        return changed(from.name.key());
    while (!into.empty()) {
        const PieceId piece = pieceAt(from, offset);
        const std::uint64_t inPiece = offset - m_pieces[piece].plainOffset;
        const auto count = static_cast<std::size_t>(
            std::min<std::uint64_t>(into.size(), m_pieces[piece].where.plainBytes - inPiece));
        if (Result<void> read = readPiece(from, piece, inPiece, into.first(count), token); !read)
            return read;
        into = into.subspan(count);
        offset += count;
    }
    return {};
}

PartPieces::PieceId PartPieces::pieceAt(const Part& part, std::uint64_t offset) const
{
    const auto first = m_pieces.begin() + static_cast<std::ptrdiff_t>(part.firstPiece);
    const auto behind = std::ranges::upper_bound(first, first + part.pieces, offset, {},
                                                 &ScannedPiece::plainOffset);
    return part.firstPiece + static_cast<std::size_t>(behind - first) - 1;
}

Result<void> PartPieces::readPiece(const Part& part, PieceId piece, std::uint64_t offset,
                                   ByteSpan into, const CancellationToken& token)
{
    if (m_inMemory != piece) {
        if (const auto place = m_places.find(piece); place != m_places.end()) {
            m_kept.splice(m_kept.begin(), m_kept, place->second);
            return place->second->bytes.readAt(offset, into);
        }
        if (Result<void> unpacked = unpack(part, piece, token); !unpacked)
            return unpacked;
    }
    std::copy_n(m_plain.get() + offset, into.size(), into.begin());
    return {};
}

Result<void> PartPieces::unpack(const Part& part, PieceId piece, const CancellationToken& token)
{
    ++m_unpacked;
    m_inMemory.reset();
    Result<void> done =
        part.standAlone ? unpackAlone(part, piece, token) : unpackFromStart(part, piece, token);
    if (done)
        m_inMemory = piece;
    return done;
}

Result<void> PartPieces::unpackAlone(const Part& part, PieceId piece,
                                     const CancellationToken& token)
{
    const Lz4Piece& where = m_pieces[piece].where;
    const ObjectKey key = part.name.key();
    Result<std::unique_ptr<ByteSource>> source =
        m_store.open(key, {where.packedOffset, where.packedBytes}, token);
    if (!source)
        return source.error().code == ErrorCode::InvalidArgument ? changed(key)
                                                                 : std::move(source).error();
    m_packed.resize(where.packedBytes);
    std::size_t filled = 0;
    while (filled < m_packed.size()) {
        const Result<std::size_t> more = (*source)->read(ByteSpan(m_packed).subspan(filled));
        if (!more)
            return more.error();
        if (*more == 0)
            return changed(key);
        filled += *more;
    }
    const ByteSpan plain(m_plain.get(), where.plainBytes);
    if (!unpackLz4Piece(m_packed, part.hasBlockChecksums, plain))
        return changed(key);
    if (Result<void> same = checkDigest(part, piece, plain); !same)
        return same;
    keep(piece, plain);
    return {};
}

/// Keeps all pieces on the way: there is room for them.
Result<void> PartPieces::unpackFromStart(const Part& part, PieceId piece,
                                         const CancellationToken& token)
{
    const ObjectKey key = part.name.key();
    PartScanner scanner(m_store, token, {});
    PieceId next = part.firstPiece;
    const Result<ScannedPart> scanned = scanner.scan(key, [&](ByteView plain) -> Result<void> {
        if (next == part.firstPiece + part.pieces)
            return changed(key);
        if (Result<void> same = checkDigest(part, next, plain); !same)
            return same;
        keep(next, plain);
        if (next == piece)
            std::ranges::copy(plain, m_plain.get());
        ++next;
        return {};
    });
    if (!scanned)
        return scanned.error();
    return next == part.firstPiece + part.pieces ? Result<void>() : changed(key);
}

Result<void> PartPieces::checkDigest(const Part& part, PieceId piece, ByteView plain) const
{
    const ScannedPiece& expected = m_pieces[piece];
    if (plain.size() != expected.where.plainBytes || pieceDigest(plain) != expected.digest)
        return changed(part.name.key());
    return {};
}

/// Without room it is simply not kept.
void PartPieces::keep(PieceId piece, ByteView plain)
{
    if (m_places.contains(piece))
        return;
    Kept kept{piece, ScratchBytes(m_scratch)};
    if (!kept.bytes.append(plain))
        return;
    m_kept.push_front(std::move(kept));
    m_places.emplace(piece, m_kept.begin());
}

bool PartPieces::dropOldest()
{
    if (m_kept.empty())
        return false;
    m_places.erase(m_kept.back().piece);
    m_kept.pop_back();
    return true;
}

} // namespace walkeeper
