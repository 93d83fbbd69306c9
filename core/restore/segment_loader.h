#pragma once

#include "core/base/progress_meter.h"
#include "core/history/part_reader.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace walkeeper {

/// Unpacks and verifies one WAL segment after the other, and keeps the pages of the last one at
/// hand: in memory as long as it is small enough, or else by unpacking it once more.
/// For one thread at a time.
class SegmentLoader
{
public:
    /// memory  bytes for one unpacked segment
    SegmentLoader(ObjectStore& store, const Generation& generation, WalGeometry geometry,
                  std::uint64_t memory, ProgressMeter& progress, const CancellationToken& token);

    /// Fills scan(), or damage() if the object is damaged.
    /// limit   commits that end after this offset do not count
    /// errors  those that concern the store as a whole, or cancellation
    Result<void> load(const StoredSegment& segment, std::uint64_t limit);

    SegmentScan& scan() { return m_scan; }
    const std::optional<Finding>& damage() const { return m_damage; }

    using FrameHandler =
        std::function<Result<void>(std::uint32_t frame, std::uint32_t page, ByteView content)>;

    /// Gives the content of some frames of the loaded segment, in ascending order.
    Result<void> replay(std::span<const std::uint32_t> frames, const FrameHandler& handler);

private:
    Result<void> unpack(SegmentScanner& scanner);
    Result<void> replayFromStore(std::span<const std::uint32_t> frames,
                                 const FrameHandler& handler);
    std::uint64_t frameStart(std::uint32_t frame) const;

    const Generation& m_generation;
    const WalGeometry m_geometry;
    const std::size_t m_memory;
    const CancellationToken m_token;
    PartReader m_reader;
    std::unique_ptr<std::byte[]> m_payload; ///< m_memory bytes, touched only as far as needed
    bool m_isWhole = false;                 ///< m_payload holds all of the segment
    StoredSegment m_segment;
    SegmentScan m_scan;
    std::optional<Finding> m_damage;
};

} // namespace walkeeper
