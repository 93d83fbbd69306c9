#pragma once

#include "core/base/progress_meter.h"
#include "core/history/restore_plan.h"
#include "core/io/file_system.h"
#include "core/restore/part_verifier.h"
#include "core/storage/object_store.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace walkeeper {

/// What a restore wrote, or what kept it from it.
struct RestoredPages {
    std::optional<Position> position; ///< end of the newest commit; not set: the snapshot alone
    Timestamp time;                   ///< of the part that holds it
    std::uint32_t pageSize = 0;
    std::uint64_t databaseBytes = 0;
    std::uint64_t pagesWritten = 0;
    std::vector<Finding> warnings;
    /// WAL files before which commits seem to be missing; see GrowthCheck.
    std::vector<WalIndex> suspects;
    PartDamage damage; ///< if there is any, the file is worthless
};

/// Writes the database that a plan describes into an empty file: pages newest first, each once,
/// segments fetched and verified in parallel. README.md says why that gives the same file as
/// replaying one WAL after the other. The file is not synced.
///
/// Stops at the first damage it meets and gives it in RestoredPages.
/// errors  what concerns the store as a whole, the file, or cancellation
Result<RestoredPages> restorePages(ObjectStore& store, const Generation& generation,
                                   const RestorePlan& plan, File& file, const ReadOptions& options,
                                   ProgressMeter& progress, const CancellationToken& token);

} // namespace walkeeper
