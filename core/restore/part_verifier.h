#pragma once

#include "core/base/progress_meter.h"
#include "core/restore/chain_check.h"
#include "core/storage/object_store.h"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace walkeeper {

/// How parts are read.
struct ReadOptions {
    unsigned threads = 2;
    /// Bytes for unpacked segments, of all threads together. A larger segment is read twice.
    std::uint64_t segmentMemory = std::uint64_t{24} << 20;
};

/// threads  0 chooses: one a processor, but no more than share the memory sensibly
ReadOptions readOptions(unsigned threads);

/// Damage that was met by unpacking.
struct PartDamage {
    std::vector<ChainBreak> breaks;
    std::vector<std::pair<StoredSnapshot, Finding>> snapshots;

    bool isEmpty() const { return breaks.empty() && snapshots.empty(); }
};

/// What reading every byte of some parts showed.
struct VerifiedParts {
    PartDamage damage;
    std::vector<Finding> warnings;
    std::uint64_t frames = 0; ///< WAL frames that were verified
};

/// Unpacks and verifies segments and snapshots of a generation, in parallel, and finds all their
/// damage: LZ4 frames, WAL headers, every frame's checksum, every joint between segments, and
/// whether the snapshots are databases. Nothing is written.
///
/// segments  in the order of the WAL
/// errors    what concerns the store as a whole, or cancellation
Result<VerifiedParts> verifyParts(ObjectStore& store, const Generation& generation,
                                  std::span<const StoredSegment> segments,
                                  std::span<const StoredSnapshot> snapshots,
                                  const ReadOptions& options, ProgressMeter& progress,
                                  const CancellationToken& token);

} // namespace walkeeper
