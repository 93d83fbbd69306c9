#include "core/restore/segment_loader.h"

#include <algorithm>

namespace walkeeper {

namespace {

/// Room for one unpacked LZ4 block, so that nothing is copied twice.
constexpr std::uint64_t leastMemory = std::uint64_t{4} << 20;

} // namespace

SegmentLoader::SegmentLoader(ObjectStore& store, const Generation& generation, WalGeometry geometry,
                             std::uint64_t memory, ProgressMeter& progress,
                             const CancellationToken& token)
    : m_generation(generation),
      m_geometry(geometry),
      m_memory(static_cast<std::size_t>(std::max(memory, leastMemory))),
      m_token(token),
      m_reader(store, token, [&progress](std::size_t bytes) { progress.addBytes(bytes); }),
      m_payload(std::make_unique_for_overwrite<std::byte[]>(m_memory))
{
}

Result<void> SegmentLoader::load(const StoredSegment& segment, std::uint64_t limit)
{
    m_segment = segment;
    m_damage.reset();
    SegmentScanner scanner(m_geometry, segment.name.offset, limit);
    if (Result<void> unpacked = unpack(scanner); !unpacked) {
        if (!concernsOneObject(unpacked.error()))
            return unpacked;
        m_damage = findingFor(m_generation.keyOf(segment), unpacked.error());
    } else if (const std::optional<SegmentDamage>& damage = scanner.finish()) {
        m_damage = findingFor(m_generation, segment, *damage);
    }
    m_scan = std::move(scanner.scan());
    return {};
}

Result<void> SegmentLoader::unpack(SegmentScanner& scanner)
{
    if (Result<void> opened = m_reader.open(m_generation.keyOf(m_segment)); !opened)
        return opened;
    const ByteSpan payload(m_payload.get(), m_memory);
    for (m_isWhole = true;; m_isWhole = false) {
        const Result<std::size_t> size = m_reader.read(payload);
        if (!size)
            return size.error();
        scanner.push(payload.first(*size));
        if (*size < payload.size())
            return {};
    }
}

/// Bytes from the start of the payload to a frame.
std::uint64_t SegmentLoader::frameStart(std::uint32_t frame) const
{
    return (m_segment.name.offset == 0 ? walHeaderSize : 0) +
           frame * walFrameSize(m_geometry.pageSize);
}

Result<void> SegmentLoader::replay(std::span<const std::uint32_t> frames,
                                   const FrameHandler& handler)
{
    if (frames.empty())
        return {};
    if (!m_isWhole)
        return replayFromStore(frames, handler);
    for (const std::uint32_t frame : frames) {
        const ByteView content(m_payload.get() + frameStart(frame) + walFrameHeaderSize,
                               m_geometry.pageSize);
        if (Result<void> handled = handler(frame, m_scan.pages[frame], content); !handled)
            return handled;
    }
    return {};
}

Result<void> SegmentLoader::replayFromStore(std::span<const std::uint32_t> frames,
                                            const FrameHandler& handler)
{
    if (Result<void> opened = m_reader.open(m_generation.keyOf(m_segment)); !opened)
        return opened;
    const std::uint64_t frameSize = walFrameSize(m_geometry.pageSize);
    const std::size_t window = static_cast<std::size_t>(m_memory / frameSize * frameSize);
    std::uint64_t begin = 0; // of the window in the payload
    std::size_t size = static_cast<std::size_t>(frameStart(0));
    auto next = frames.begin();
    do { // the header, if there is one, then windows of whole frames
        const ByteSpan bytes(m_payload.get(), size);
        const Result<std::size_t> read = m_reader.read(bytes);
        if (!read)
            return read.error();
        for (; next != frames.end() && frameStart(*next) + frameSize <= begin + *read; ++next) {
            const ByteView content = bytes.subspan(
                static_cast<std::size_t>(frameStart(*next) - begin + walFrameHeaderSize),
                m_geometry.pageSize);
            if (Result<void> handled = handler(*next, m_scan.pages[*next], content); !handled)
                return handled;
        }
        if (*read < size)
            break;
        begin += size;
        size = window;
    } while (next != frames.end());
    if (next != frames.end())
        return Error{ErrorCode::Corrupt,
                     m_generation.keyOf(m_segment).text() + " has changed while it was read"};
    return {};
}

} // namespace walkeeper
