#include "core/replicate/shadow_range.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace walkeeper {

namespace {

constexpr std::uint64_t bufferBytes = std::uint64_t{256} << 10;
constexpr std::uint64_t nameableOffset = std::uint64_t{1}
                                         << 32; ///< segment names have 8 hex digits

Error damagedShadow(const Position& place, const std::string& how)
{
    return {ErrorCode::Corrupt, "the shadow WAL is damaged at " + place.text() + ": " + how};
}

bool isFrameEnd(std::uint64_t offset, std::uint32_t pageSize)
{
    return offset != 0 && walFrameAlign(offset, pageSize) == offset;
}

/// Where a segment from `from` ends that may hold `limit` bytes of the `size` there are.
Result<std::uint64_t> cutWithin(File& file, const Position& from, std::uint64_t limit,
                                std::uint32_t pageSize)
{
    const std::uint64_t frameSize = walFrameSize(pageSize);
    const std::uint64_t first = std::max(from.offset, walHeaderSize);
    const std::uint64_t fitting =
        std::max(walFrameAlign(from.offset + limit, pageSize), first + frameSize);
    for (std::uint64_t end = fitting; end > first; end -= frameSize) {
        std::array<std::byte, walFrameHeaderSize> head{};
        const Result<std::size_t> got = file.readAt(end - frameSize, head);
        if (!got)
            return got.error();
        if (*got < head.size())
            return damagedShadow({from.generation, from.index, end - frameSize}, "it is cut short");
        if (parseWalFrameHeader(head).isCommit())
            return end;
    }
    return fitting;
}

} // namespace

Result<WalHeader> readShadowHeader(File& file, Position place)
{
    std::array<std::byte, walHeaderSize> bytes{};
    const Result<std::size_t> got = file.readAt(0, bytes);
    if (!got)
        return got.error();
    Result<WalHeader> header = parseWalHeader(ByteView(bytes).first(*got));
    if (!header)
        return damagedShadow({place.generation, place.index, 0}, header.error().message);
    return header;
}

Result<std::optional<ShadowRange>> nextRange(const ShadowWal& shadow, Position from,
                                             std::uint64_t limit)
{
    Result<ShadowWal::Extent> extent = shadow.extent(from.generation, from.index);
    if (extent && extent->isFinal && from.offset == extent->size) {
        const Result<ShadowWal::Extent> next = shadow.extent(from.generation, from.index + 1);
        if (!next && next.error().code == ErrorCode::NotFound)
            return std::optional<ShadowRange>(); // the end of a generation that grows no more
        from = {from.generation, from.index + 1, 0};
        extent = next;
    }
    if (!extent)
        return extent.error();
    if (from.offset > extent->size)
        return Error{ErrorCode::Corrupt, "the replica stands at " + from.text() +
                                             ", but the shadow WAL ends at byte " +
                                             std::to_string(extent->size)};
    if (from.offset == extent->size)
        return std::optional<ShadowRange>();
    if (from.offset >= nameableOffset)
        return Error{ErrorCode::Unsupported,
                     "the WAL file is longer than the 4 GiB that a replica can name"};
    if (extent->size - from.offset <= limit)
        return std::optional(ShadowRange{from, extent->size});
    const Result<std::unique_ptr<File>> file = shadow.openWal(from.generation, from.index);
    if (!file)
        return file.error();
    const Result<WalHeader> header = readShadowHeader(**file, from);
    if (!header)
        return header.error();
    const Result<std::uint64_t> end = cutWithin(**file, from, limit, header->pageSize);
    if (!end)
        return end.error();
    return std::optional(ShadowRange{from, std::min(*end, extent->size)});
}

std::uint64_t pendingBytes(const ShadowWal& shadow, const Position& from)
{
    std::uint64_t bytes = 0;
    std::uint64_t offset = from.offset;
    for (WalIndex index = from.index;; ++index) {
        const Result<ShadowWal::Extent> extent = shadow.extent(from.generation, index);
        if (!extent)
            return bytes;
        bytes += extent->size - std::min(offset, extent->size);
        if (!extent->isFinal)
            return bytes;
        offset = 0;
    }
}

ShadowSource::ShadowSource(std::unique_ptr<File> file, const ShadowRange& range,
                           const WalHeader& header, ByteView headerBytes)
    : m_file(std::move(file)),
      m_range(range),
      m_header(header),
      m_running(header.checksum),
      m_next(std::max(range.begin.offset, walHeaderSize))
{
    if (range.begin.offset == 0)
        m_buffer.assign(headerBytes.begin(), headerBytes.end());
}

Result<std::unique_ptr<ShadowSource>> ShadowSource::open(const ShadowWal& shadow,
                                                         const ShadowRange& range)
{
    Result<std::unique_ptr<File>> file = shadow.openWal(range.begin.generation, range.begin.index);
    if (!file)
        return std::move(file).error();
    std::array<std::byte, walHeaderSize> bytes{};
    if (const Result<std::size_t> got = (*file)->readAt(0, bytes); !got)
        return got.error();
    const Result<WalHeader> header = parseWalHeader(bytes);
    if (!header)
        return damagedShadow({range.begin.generation, range.begin.index, 0},
                             header.error().message);
    std::unique_ptr<ShadowSource> source(new ShadowSource(*std::move(file), range, *header, bytes));
    if (Result<void> found = source->findChecksum(); !found)
        return std::move(found).error();
    return source;
}

Error ShadowSource::damaged(std::uint64_t offset, const char* how) const
{
    return damagedShadow({m_range.begin.generation, m_range.begin.index, offset}, how);
}

/// The checksum that the first frame continues: that of the frame before, or else of the header.
Result<void> ShadowSource::findChecksum()
{
    const std::uint64_t begin = m_range.begin.offset;
    if (!isFrameEnd(m_range.end, m_header.pageSize) ||
        (begin != 0 && !isFrameEnd(begin, m_header.pageSize)))
        return damaged(begin, "a segment would begin or end inside a frame");
    if (begin <= walHeaderSize)
        return {};
    const std::uint64_t before = begin - walFrameSize(m_header.pageSize);
    std::array<std::byte, walFrameHeaderSize> head{};
    const Result<std::size_t> got = m_file->readAt(before, head);
    if (!got)
        return got.error();
    const WalFrameHeader frame = parseWalFrameHeader(head);
    if (*got < head.size() || frame.salts != m_header.salts)
        return damaged(before, "the frame is of another WAL");
    m_running = frame.checksum;
    return {};
}

/// Reads and verifies the next frames.
Result<void> ShadowSource::fill()
{
    const std::uint64_t frameSize = walFrameSize(m_header.pageSize);
    const std::uint64_t some = std::max<std::uint64_t>(bufferBytes / frameSize, 1) * frameSize;
    m_buffer.resize(static_cast<std::size_t>(std::min(some, m_range.end - m_next)));
    m_given = 0;
    const Result<std::size_t> got = m_file->readAt(m_next, m_buffer);
    if (!got)
        return got.error();
    if (*got < m_buffer.size())
        return damaged(m_next, "it is cut short");
    for (std::size_t at = 0; at < m_buffer.size(); at += frameSize) {
        const ByteView frame = ByteView(m_buffer).subspan(at, static_cast<std::size_t>(frameSize));
        const WalFrameHeader head = parseWalFrameHeader(frame);
        m_running = walFrameChecksum(m_header.order, m_running, frame);
        if (head.page == 0)
            return damaged(m_next + at, "a frame of page 0");
        if (head.salts != m_header.salts)
            return damaged(m_next + at, "the frame is of another WAL");
        if (head.checksum != m_running)
            return damaged(m_next + at, "the frame's checksum is wrong");
    }
    m_next += m_buffer.size();
    return {};
}

Result<std::size_t> ShadowSource::read(ByteSpan into)
{
    if (m_given == m_buffer.size()) {
        if (m_next == m_range.end)
            return std::size_t{0};
        if (Result<void> filled = fill(); !filled)
            return std::move(filled).error();
    }
    const std::size_t count = std::min(into.size(), m_buffer.size() - m_given);
    std::memcpy(into.data(), m_buffer.data() + m_given, count);
    m_given += count;
    return count;
}

} // namespace walkeeper
