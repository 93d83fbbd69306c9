#pragma once

#include "core/base/progress.h"
#include "core/operations/operation_context.h"
#include "core/operations/restore_request.h"

namespace walkeeper {

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
