#pragma once

#include "core/base/progress.h"
#include "core/operations/drill_report.h"
#include "core/operations/operation_context.h"

namespace walkeeper {

/// Restores a moment of a replica for real into a scratch folder, lets SQLite check it, and asks it
/// the questions that somebody has set. Nothing of it is left, whatever happens.
///
/// What the replica cannot give is a failure; what keeps the drill from finding out (a store that
/// gives no answer, a full disk) makes it inconclusive. Both are in the report.
/// errors  Cancelled only
Result<DrillReport> restoreDrill(const DrillRequest& request, const OperationContext& context,
                                 const CancellationToken& token, ProgressSink& progress);

/// Asks the newest state the same questions without restoring it, to see whether they are what was
/// meant. What a restore would refuse is refused.
/// errors  as LookInside
Result<std::vector<AssertionResult>> tryAssertions(const StoreUrl& source,
                                                   const std::vector<DrillAssertion>& assertions,
                                                   const OperationContext& context,
                                                   const CancellationToken& token,
                                                   ProgressSink& progress);

} // namespace walkeeper
