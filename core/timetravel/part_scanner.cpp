#include "core/timetravel/part_scanner.h"

#include <algorithm>
#include <array>

namespace walkeeper {

WalChecksum pieceDigest(ByteView plain)
{
    constexpr std::size_t word = 8; // what the checksum takes at a time
    const std::size_t whole = plain.size() / word * word;
    std::array<std::byte, word> rest{};
    std::ranges::copy(plain.subspan(whole), rest.begin());
    return walChecksum(ByteOrder::Little, walChecksum(ByteOrder::Little, {}, plain.first(whole)),
                       rest);
}

PartScanner::PartScanner(ObjectStore& store, const CancellationToken& token,
                         std::function<void(std::size_t)> onPacked)
    : m_store(store),
      m_token(token),
      m_onPacked(std::move(onPacked))
{
}

Result<ScannedPart> PartScanner::scan(const ObjectKey& key, const PieceHandler& handler)
{
    Result<std::unique_ptr<ByteSource>> opened = m_store.open(key, {}, m_token);
    if (!opened)
        return std::move(opened).error();
    CountedSource packed(*std::move(opened), m_onPacked);
    if (Result<void> started = m_reader.reset(packed); !started)
        return std::move(started).error();
    ScannedPart part;
    part.standAlone = m_reader.standAlone();
    part.hasBlockChecksums = m_reader.hasBlockChecksums();
    for (;;) {
        if (m_token.isCancelled())
            return cancelledError();
        const Result<ByteView> plain = m_reader.next();
        if (!plain)
            return plain.error();
        if (plain->empty())
            return part;
        part.pieces.push_back({m_reader.piece(), part.plainBytes, pieceDigest(*plain)});
        part.plainBytes += plain->size();
        if (Result<void> handled = handler(*plain); !handled)
            return std::move(handled).error();
    }
}

} // namespace walkeeper
