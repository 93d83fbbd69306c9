#include "core/timetravel/frame_log.h"

#include <algorithm>

namespace walkeeper {

namespace {

/// What the first eight bytes of a frame say.
struct Entry {
    std::uint32_t page = 0;
    std::uint32_t databasePages = 0; ///< 0 if the frame ends no commit
};

constexpr std::size_t chunkSize = 8192; ///< entries that are written or read at once

} // namespace

Result<std::uint32_t> FrameLog::add(std::span<const std::uint32_t> pages,
                                    std::span<const SegmentCommit> commits)
{
    const std::uint64_t first = m_bytes.size() / sizeof(Entry);
    if (first + pages.size() > UINT32_MAX)
        return Error{ErrorCode::Unsupported, "there are too many WAL frames to look into"};
    std::vector<Entry> chunk;
    auto commit = commits.begin();
    for (std::size_t begin = 0; begin < pages.size(); begin += chunkSize) {
        chunk.clear();
        const std::size_t end = std::min(begin + chunkSize, pages.size());
        for (std::size_t frame = begin; frame < end; ++frame) {
            chunk.push_back({pages[frame], 0});
            if (commit != commits.end() && commit->frame == frame)
                chunk.back().databasePages = commit++->databasePages;
        }
        if (Result<void> added = m_bytes.append(std::as_bytes(std::span(chunk))); !added) {
            m_bytes.cut(first * sizeof(Entry));
            return std::move(added).error();
        }
    }
    return static_cast<std::uint32_t>(first);
}

Result<void> FrameLog::read(Range range, std::uint64_t commitsBelow, SegmentScan& scan) const
{
    scan.pages.clear();
    scan.pages.reserve(range.count);
    scan.lastCommit.reset();
    std::vector<Entry> chunk(std::min<std::size_t>(range.count, chunkSize));
    for (std::uint32_t begin = 0; begin < range.count;) {
        const auto entries =
            std::span(chunk).first(std::min<std::size_t>(chunk.size(), range.count - begin));
        if (Result<void> read = m_bytes.readAt((std::uint64_t{range.first} + begin) * sizeof(Entry),
                                               std::as_writable_bytes(entries));
            !read)
            return read;
        for (const Entry& entry : entries) {
            if (entry.databasePages != 0 && scan.pages.size() < commitsBelow)
                scan.lastCommit = SegmentCommit{scan.frames(), entry.databasePages};
            scan.pages.push_back(entry.page);
        }
        begin += static_cast<std::uint32_t>(entries.size());
    }
    return {};
}

} // namespace walkeeper
