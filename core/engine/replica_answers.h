#pragma once

#include "core/engine/engine_messages.h"
#include "core/engine/latest_progress.h"
#include "core/operations/operation_context.h"

#include <functional>

namespace walkeeper {

// What a window asks about a replica or a configuration. Each call blocks; any thread.

/// Lists a replica, and makes of it all that models need.
Result<ReplicaContents> listContents(const StoreUrl& url, const OperationContext& context,
                                     const CancellationToken& token, LatestProgress& progress);

Result<RestorePlan> answer(const PlanRequest& request, const OperationContext& context,
                           const CancellationToken& token);

/// use  who writes to the replica
Result<RemovalOutlook> answer(const RemovalQuestion& question, const ReplicaUse& use,
                              const OperationContext& context, const CancellationToken& token);

/// current  the generation that is written to; not set: none is known
/// errors   Cancelled
Result<std::vector<std::vector<ReplicaForecast>>> answer(const ForecastQuestion& question,
                                                         const std::optional<GenerationId>& current,
                                                         const CancellationToken& token);

Result<ImportPlan> answer(const ImportQuestion& question, FileSystem& files);

/// Checks a replica.
/// compare  made for the last rung; empty: not to be made
Result<CheckReport> answer(const CheckRequest& request, const OperationContext& context,
                           const CancellationToken& token, LatestProgress& progress,
                           const std::function<Result<ReplicaComparison>()>& compare);

} // namespace walkeeper
