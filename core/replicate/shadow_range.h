#pragma once

#include "core/io/byte_stream.h"
#include "core/replicate/shadow_wal.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace walkeeper {

/// Published bytes of one shadow WAL file that make one segment: never empty.
struct ShadowRange {
    Position begin;        ///< offset 0, or the end of a frame
    std::uint64_t end = 0; ///< offset behind the last byte: the end of a frame

    std::uint64_t size() const { return end - begin.offset; }
    Position endPosition() const { return {begin.generation, begin.index, end}; }
    bool operator==(const ShadowRange&) const = default;
};

/// Plain bytes of a segment. Larger ones would cost memory and time wherever one is read again.
inline constexpr std::uint64_t segmentLimit = std::uint64_t{64} << 20;

/// What is to be stored next by a replica that stands at `from`; nothing if it has everything.
///
/// The next WAL file begins only when the one before is final and wholly stored: size and finality
/// come from one look at the shadow, so a tail that arrives in between is never left out.
///
/// limit   bytes of a segment. Where more is pending it is cut behind the last commit that fits,
/// or, within
///         a transaction that is longer, behind the last frame; one frame always fits.
/// errors  NotFound: not kept in the shadow. Corrupt: `from` is no place of it.
///         Unsupported: the WAL file has passed 4 GiB, and 0.3 cannot name what lies behind.
Result<std::optional<ShadowRange>> nextRange(const ShadowWal& shadow, Position from,
                                             std::uint64_t limit);

/// The bytes of a range, as the WAL file holds them. Every frame is verified again on its way:
/// page, salts, and the checksum over all before it.
class ShadowSource final : public ByteSource
{
public:
    /// errors  Corrupt, with the place; those of the file system
    static Result<std::unique_ptr<ShadowSource>> open(const ShadowWal& shadow,
                                                      const ShadowRange& range);

    /// errors  Corrupt, with the place of the frame that is damaged
    Result<std::size_t> read(ByteSpan into) override;

private:
    ShadowSource(std::unique_ptr<File> file, const ShadowRange& range, const WalHeader& header,
                 ByteView headerBytes);

    Result<void> findChecksum();
    Result<void> fill();
    Error damaged(std::uint64_t offset, const char* how) const;

    std::unique_ptr<File> m_file;
    const ShadowRange m_range;
    const WalHeader m_header;
    WalChecksum m_running;
    std::uint64_t m_next;            ///< offset of the first byte not read from the file
    std::vector<std::byte> m_buffer; ///< verified
    std::size_t m_given = 0;         ///< bytes of the buffer that were handed out
};

/// Published bytes of the shadow WAL behind a position of the same generation.
std::uint64_t pendingBytes(const ShadowWal& shadow, const Position& from);

/// The header of a shadow WAL file.
Result<WalHeader> readShadowHeader(File& file, Position place);

} // namespace walkeeper
