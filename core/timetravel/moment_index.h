#pragma once

#include "core/base/progress_meter.h"
#include "core/history/restore_plan.h"
#include "core/restore/chain_check.h"
#include "core/restore/page_selection.h"
#include "core/restore/part_verifier.h"
#include "core/timetravel/frame_log.h"
#include "core/timetravel/moment.h"
#include "core/timetravel/moment_limits.h"
#include "core/timetravel/part_pieces.h"

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace walkeeper {

/// A moment, or what is wrong with the parts that it consists of.
struct FoundMoment {
    std::unique_ptr<Moment> moment; ///< null if there is damage
    PartDamage damage;
    std::vector<Finding> warnings;
    std::vector<WalIndex> suspects; ///< see GrowthCheck
};

/// Remembers of each part of a replica what it holds and where. A part is read through and verified
/// when a moment needs it first; every later moment takes it from here. README.md says what is kept
/// where, and within which bounds. For one thread at a time, with all moments that it made.
class MomentIndex : public std::enable_shared_from_this<MomentIndex>
{
public:
    /// store   must outlive it and its moments
    /// errors  those of making a temporary file
    static Result<std::shared_ptr<MomentIndex>> create(ObjectStore& store, FileSystem& files,
                                                       const MomentLimits& limits);

    /// Stored bytes of the plan's parts that are not known yet.
    std::uint64_t bytesToRead(const RestorePlan& plan) const;

    /// The database that a plan describes. Stops at the first damage it meets.
    /// errors  what concerns the store as a whole, or cancellation; Unsupported or NoSpace: not
    ///         within the limits
    Result<FoundMoment> find(const Generation& generation, const RestorePlan& plan,
                             ProgressMeter& progress, const CancellationToken& token);

    /// Where SQLite's temporary files may be.
    ScratchFile& scratch() { return *m_scratch; }
    /// How often a piece of a part was unpacked again, for tests.
    std::uint64_t unpackedPieces() const { return m_pieces.unpacked(); }

private:
    friend class Moment;
    friend class IndexingWorker;

    struct Segment {
        StoredSegment stored;
        std::size_t place = 0; ///< in m_segments and m_facts
        PartId part = 0;
        FrameLog::Range frames;
        std::uint32_t pageSize = 0;
    };
    struct Snapshot {
        StoredSnapshot stored;
        PartId part = 0;
        std::uint32_t pageSize = 0;
        std::uint32_t changeCounter = 0;
    };
    struct Search;

    MomentIndex(ObjectStore& store, std::unique_ptr<ScratchFile> scratch,
                const MomentLimits& limits);

    const Segment* known(GenerationId generation, const StoredSegment& segment) const;
    const Snapshot* known(GenerationId generation, const StoredSnapshot& snapshot) const;

    Result<WalGeometry> geometryOf(Search& search);
    Result<void> readSegments(Search& search);
    Result<void> addSegment(const PartName& name, Segment segment, const SegmentScan& scan,
                            std::span<const SegmentCommit> commits, const ScannedPart& part);
    Result<SegmentScan> scanOf(const Segment& segment, std::uint64_t limit) const;
    Result<void> readSnapshotPart(Search& search);
    Result<void> addSnapshot(Search& search, Snapshot snapshot, const ScannedPart& part);
    static Position positionOf(const Search& search, const Segment& segment,
                               const SegmentScan& scan);
    Result<PageMap> selectPages(Search& search);
    Result<void> checkState(Search& search, const PageMap& pages,
                            const std::optional<std::uint32_t>& databasePages);

    Result<void> readFrame(std::uint32_t frame, std::uint64_t offset, ByteSpan into,
                           const CancellationToken& token);
    Result<void> readSnapshot(PartId part, std::uint64_t offset, ByteSpan into,
                              const CancellationToken& token);

    ObjectStore& m_store;
    const MomentLimits m_limits;
    std::unique_ptr<ScratchFile> m_scratch; ///< before what lives in it
    PartPieces m_pieces;
    FrameLog m_frames;
    ScratchBytes m_facts;           ///< of each segment what its neighbours are compared with
    std::deque<Segment> m_segments; ///< in the order of their frames' numbers
    std::map<PartName, std::size_t> m_segmentPlaces;
    std::map<PartName, Snapshot> m_snapshots;
    std::map<GenerationId, WalGeometry> m_geometries;
};

} // namespace walkeeper
