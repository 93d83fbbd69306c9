#pragma once

#include "core/format/generations/segment_scanner.h"
#include "core/timetravel/scratch_file.h"

#include <cstdint>
#include <span>

namespace walkeeper {

/// Of every WAL frame that was scanned its page and whether it ends a commit: eight bytes a frame,
/// in a scratch file. A frame's number is its place in here. For one thread at a time.
class FrameLog
{
public:
    explicit FrameLog(ScratchFile& scratch) : m_bytes(scratch) {}

    /// commits  those of a segment, ascending
    /// gives    the number of its first frame
    /// errors   NoSpace
    Result<std::uint32_t> add(std::span<const std::uint32_t> pages,
                              std::span<const SegmentCommit> commits);

    struct Range {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };

    /// Fills `pages` and `lastCommit` of a scan.
    /// commitsBelow  a commit counts if its frame, counted from the range's first, is below this
    Result<void> read(Range range, std::uint64_t commitsBelow, SegmentScan& scan) const;

private:
    ScratchBytes m_bytes;
};

} // namespace walkeeper
