#pragma once

#include "core/base/progress.h"
#include "core/history/restore_plan.h"
#include "core/operations/operation_context.h"
#include "core/sqlite/integrity.h"

#include <filesystem>

namespace walkeeper {

enum class BrokenChain : std::uint8_t {
    Refuse,          ///< say what is broken and what can be reached
    NewestReachable, ///< restore the newest state that can be reached instead
};

struct RestoreRequest {
    StoreUrl source;
    RestoreTarget target;
    std::filesystem::path output; ///< must not exist, nor its -wal, -shm and -journal
    IntegrityCheck check = IntegrityCheck::None;
    BrokenChain onBroken = BrokenChain::Refuse;
    unsigned parallelism = 0; ///< threads; 0 chooses
};

struct RestoreReport {
    RestorePlan plan;  ///< what was restored
    Position position; ///< end of the last commit in it; offset 0: the snapshot alone
    Timestamp time;    ///< of the part that holds it
    std::uint32_t pageSize = 0;
    std::uint64_t databaseBytes = 0;
    std::uint64_t pagesWritten = 0;
    std::vector<Finding> findings; ///< warnings; damage if the newest reachable state was taken
    std::chrono::milliseconds elapsed{};
};

/// Lists the replica and plans; nothing is written.
Result<RestorePlan> planRestore(const StoreUrl& source, const RestoreTarget& target,
                                const OperationContext& context, const CancellationToken& token);

/// Restores into a new file: written beside it, synced, renamed. Whatever goes wrong, nothing
/// stays behind and nothing that exists is touched.
/// errors  AlreadyExists: the output, or a -wal, -shm or -journal that SQLite would take for its
///         own. Corrupt: with the place, and the newest moment that can be reached.
Result<RestoreReport> restoreDatabase(const RestoreRequest& request,
                                      const OperationContext& context,
                                      const CancellationToken& token, ProgressSink& progress);

} // namespace walkeeper
