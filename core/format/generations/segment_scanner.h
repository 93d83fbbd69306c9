#pragma once

#include "core/base/result.h"
#include "core/sqlite/wal_format.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace walkeeper {

/// What the frames of a segment need to be told apart: given by the WAL header of the generation.
struct WalGeometry {
    std::uint32_t pageSize = 0;
    ByteOrder order = ByteOrder::Little;

    bool operator==(const WalGeometry&) const = default;
};

/// The last frame of a commit, counted from the first frame of the segment.
struct SegmentCommit {
    std::uint32_t frame = 0;
    std::uint32_t databasePages = 0;

    bool operator==(const SegmentCommit&) const = default;
};

/// Why the content of a segment is refused.
enum class SegmentFault : std::uint8_t {
    BadHeader,
    PageSizeMismatch,
    HalfFrame,
    PageZero,
    SaltMismatch,
    BadChecksum,
};

struct SegmentDamage {
    SegmentFault fault = SegmentFault::BadHeader;
    std::uint64_t offset = 0; ///< of the bad frame or header in the WAL file
    std::string text;         ///< one sentence
};

/// Everything about a segment but its pages' content.
struct SegmentScan {
    std::uint64_t start = 0;          ///< offset in the WAL file
    std::uint64_t end = 0;            ///< offset behind the last byte: where the next one begins
    std::optional<WalHeader> header;  ///< if it begins at offset 0
    std::vector<std::uint32_t> pages; ///< page number of each frame
    std::optional<SegmentCommit> lastCommit; ///< the last that ends within the limit
    std::optional<WalSalts> salts;           ///< not set in an empty segment
    WalChecksum last;                        ///< stored in the last frame, or else the header

    /// How the first frame continues what stands before the segment.
    struct Joint {
        WalChecksum stored;         ///< in the first frame
        WalChecksum fromZeroLittle; ///< of the first frame alone, in either byte order
        WalChecksum fromZeroBig;
    };
    std::optional<Joint> joint; ///< if it begins behind offset 0

    std::uint32_t frames() const { return static_cast<std::uint32_t>(pages.size()); }
};

/// Verifies one WAL segment as its bytes come, whether or not its predecessor is known: the link
/// of the first frame is kept as a Joint and closed by checkJoint().
///
/// Verified here: the header, each frame's salts and checksum link to the frame before, no page
/// 0, and no half frame. For one thread.
class SegmentScanner
{
public:
    /// Called for each commit, in order.
    using CommitHandler = std::function<void(const SegmentCommit&)>;

    /// start   offset of the segment in its WAL file
    /// limit   commits that end after this offset are not reported
    SegmentScanner(WalGeometry geometry, std::uint64_t start, std::uint64_t limit = UINT64_MAX,
                   CommitHandler onCommit = {});

    /// Bytes may be cut anywhere. After damage the rest is ignored.
    void push(ByteView bytes);

    /// To be called once, after the last push().
    const std::optional<SegmentDamage>& finish();
    SegmentScan& scan() { return m_scan; }

private:
    void scanHeader(ByteView bytes);
    void scanFrame(ByteView frame);
    bool linksTo(ByteView frame, WalChecksum stored);
    void refuse(SegmentFault fault, std::string text);
    std::size_t wanted() const;

    WalGeometry m_geometry;
    std::uint64_t m_limit;
    CommitHandler m_onCommit;
    SegmentScan m_scan;
    std::optional<SegmentDamage> m_damage;
    std::vector<std::byte> m_carry; ///< the beginning of a frame that is not whole yet
    bool m_orderProven = false;     ///< a link has matched, so the byte order is known
};

/// Does `next` continue `previous`? Both of the same WAL file and each verified by itself.
std::optional<SegmentDamage> checkJoint(const SegmentScan& previous, const SegmentScan& next,
                                        WalGeometry geometry);

} // namespace walkeeper
