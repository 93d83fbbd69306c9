#include "core/sqlite/pinned_state.h"

#include "core/io/digest.h"
#include "core/sqlite/source_database.h"
#include "core/sqlite/wal_format.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace walkeeper {

namespace {

constexpr int pinTries = 200;

/// A whole number of pages of any size.
constexpr std::uint64_t chunkBytes = 1024 * 1024;

Error shortWal()
{
    return {ErrorCode::Corrupt, "the WAL ends before its last commit"};
}

bool isWholeInFile(const WalIndexHeader& index)
{
    return index.backfilled >= index.maxFrame;
}

/// A reader that begins while everything is in the file lets others reset the WAL; any other keeps
/// the WAL. Which of the two it has become must be certain.
bool isCertain(const WalIndexHeader& before, const WalIndexHeader& after)
{
    return before.salts == after.salts && before.maxFrame == after.maxFrame &&
           isWholeInFile(before) == isWholeInFile(after);
}

} // namespace

Result<PinnedState> PinnedState::pin(Connection reader)
{
    for (int attempt = 0; attempt < pinTries; ++attempt) {
        const Result<WalIndexHeader> before = reader.walIndex();
        if (!before && before.error().code != ErrorCode::Busy)
            return before.error();
        if (Result<void> begun = reader.execute(SourceDatabase::beginReading); !begun)
            return std::move(begun).error();
        const Result<WalIndexHeader> after = reader.walIndex();
        if (before && after && isCertain(*before, *after))
            return PinnedState(std::move(reader), *before);
        if (Result<void> ended = reader.execute("ROLLBACK"); !ended)
            return std::move(ended).error();
        if (!after && after.error().code != ErrorCode::Busy)
            return after.error();
    }
    return Error{ErrorCode::Busy, "no moment without a commit was found to hold on to"};
}

/// Each page that the WAL has, with its last frame, in the order of the pages.
Result<std::vector<PinnedState::PageInWal>> PinnedState::newestInWal(const CancellationToken& token)
{
    std::vector<PageInWal> pages;
    if (isWholeInFile(m_commit))
        return pages;
    pages.reserve(m_commit.maxFrame);
    std::array<std::byte, walFrameHeaderSize> header{};
    for (std::uint32_t frame = 0; frame < m_commit.maxFrame; ++frame) {
        if (token.isCancelled())
            return Error{ErrorCode::Cancelled, "cancelled"};
        const Result<std::size_t> size =
            m_reader.readWal(walSize(frame, m_commit.pageSize), header);
        if (!size)
            return size.error();
        if (*size < header.size())
            return shortWal();
        pages.push_back({parseWalFrameHeader(header).page, frame});
    }
    std::ranges::sort(pages, [](const PageInWal& one, const PageInWal& other) {
        return one.page != other.page ? one.page < other.page : one.frame > other.frame;
    });
    const auto repeated = std::ranges::unique(pages, {}, &PageInWal::page);
    pages.erase(repeated.begin(), repeated.end());
    return pages;
}

/// What lies behind the end of the file is zero, as a page is that nobody has written yet.
Result<void> PinnedState::readFile(std::uint64_t offset, ByteSpan into)
{
    while (!into.empty()) {
        const Result<std::size_t> size = m_reader.readDatabase(offset, into);
        if (!size)
            return size.error();
        if (*size == 0)
            break;
        offset += *size;
        into = into.subspan(*size);
    }
    std::ranges::fill(into, std::byte{0});
    return {};
}

Result<void> PinnedState::readFrame(std::uint32_t frame, ByteSpan into)
{
    const Result<std::size_t> size =
        m_reader.readWal(walSize(frame, m_commit.pageSize) + walFrameHeaderSize, into);
    if (!size)
        return size.error();
    return *size == into.size() ? Result<void>() : shortWal();
}

Result<std::uint64_t> PinnedState::bytes()
{
    if (m_commit.maxFrame > 0)
        return std::uint64_t{m_commit.databasePages} * m_commit.pageSize;
    return m_reader.databaseBytes();
}

Result<PinnedState::Checksum> PinnedState::checksum(const CancellationToken& token)
{
    const Result<std::vector<PageInWal>> inWal = newestInWal(token);
    if (!inWal)
        return inWal.error();
    const Result<std::uint64_t> total = bytes();
    if (!total)
        return total.error();
    std::vector<std::byte> buffer(chunkBytes);
    Crc64 crc;
    auto next = inWal->begin();
    for (std::uint64_t begin = 0; begin < *total; begin += chunkBytes) {
        if (token.isCancelled())
            return Error{ErrorCode::Cancelled, "cancelled"};
        const std::uint64_t end = std::min(begin + chunkBytes, *total);
        const ByteSpan chunk = ByteSpan(buffer).first(static_cast<std::size_t>(end - begin));
        if (Result<void> read = readFile(begin, chunk); !read)
            return std::move(read).error();
        for (; next != inWal->end(); ++next) {
            const std::uint64_t offset = std::uint64_t{next->page - 1} * m_commit.pageSize;
            if (offset >= end)
                break;
            const ByteSpan page =
                chunk.subspan(static_cast<std::size_t>(offset - begin), m_commit.pageSize);
            if (Result<void> read = readFrame(next->frame, page); !read)
                return std::move(read).error();
        }
        crc.add(chunk);
    }
    return Checksum{crc.value(), *total};
}

} // namespace walkeeper
