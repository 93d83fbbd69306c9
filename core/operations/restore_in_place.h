#pragma once

#include "core/base/progress.h"
#include "core/operations/operation_context.h"
#include "core/operations/restore_request.h"
#include "core/operations/safety_copy.h"

#include <functional>

namespace walkeeper {

struct RestoredInPlace {
    RestoreReport report;
    SafetyCopy before; ///< the state that had to make room
};

/// Restores over a database that is there: beside it first, then both change places in one step.
/// The state of before is kept as a safety copy. Whatever goes wrong, everything is as it was.
///
/// Nobody may have the database open, idle or not: a program that keeps the old file open would go
/// on writing into the safety copy. Its replication has to be stopped first, and begins a new
/// generation when it is started again.
///
/// request.output  the database
/// errors  NotFound: there is no database; Busy: somebody has it open; those of restoreDatabase()
///         and exchangeStates()
Result<RestoredInPlace> restoreInPlace(const RestoreRequest& request,
                                       const OperationContext& context,
                                       const CancellationToken& token, ProgressSink& progress);

/// What was made to take a database's place.
struct MadeState {
    RestoreReport report;
    StoreUrl source;
};

/// The same, of a state that comes from wherever `make` finds it. Its errors are given back as they
/// are; all others are about the database.
/// make  restores to the path that it is given, which does not exist
Result<RestoredInPlace>
replaceState(const std::filesystem::path& database,
             const std::function<Result<MadeState>(const std::filesystem::path& path)>& make,
             const OperationContext& context, const CancellationToken& token);

/// Lets a safety copy and the database change places again; what made room is kept in the same
/// folder. So done twice it is as before.
///
/// errors  NotFound: there is no such safety copy, or no database; Busy: somebody has one of them
///         open; those of exchangeStates()
Result<SafetyCopy> bringBack(const std::filesystem::path& folder, const OperationContext& context,
                             const CancellationToken& token);

} // namespace walkeeper
