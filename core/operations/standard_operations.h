#pragma once

#include "core/base/cancellation.h"
#include "core/base/progress.h"
#include "core/history/replica.h"
#include "core/operations/restore_request.h"
#include "core/operations/validation_report.h"
#include "core/storage/store_url.h"

namespace walkeeper {

// The use cases on this machine: its files, its clock, and every kind of store that we ship.
// Any thread; each call blocks.

/// Lists a replica: its generations, snapshots and segments. Nothing is unpacked.
/// errors  NotFound if there is no replica
Result<Replica> browseReplica(const StoreUrl& url, const CancellationToken& token = {});

/// What a restore would use; nothing is written.
/// errors  those of planRestore() for a listed replica, in restore_plan.h
Result<RestorePlan> planRestore(const StoreUrl& url, const RestoreTarget& target = {},
                                const CancellationToken& token = {});

/// Restores into a new file: written beside it, synced, renamed. Whatever goes wrong, nothing
/// stays behind and nothing that exists is touched.
/// errors  AlreadyExists: the output, or a -wal, -shm or -journal that SQLite would take for its
///         own. Corrupt: with the place, and the newest moment that can be reached
Result<RestoreReport> restoreDatabase(const RestoreRequest& request,
                                      const CancellationToken& token = {});
Result<RestoreReport> restoreDatabase(const RestoreRequest& request, const CancellationToken& token,
                                      ProgressSink& progress);

/// errors  only what keeps the check from being made; what it finds is in the report
Result<ValidationReport> validateReplica(const ValidateRequest& request,
                                         const CancellationToken& token = {});
Result<ValidationReport> validateReplica(const ValidateRequest& request,
                                         const CancellationToken& token, ProgressSink& progress);

} // namespace walkeeper
