#pragma once

#include "core/base/progress.h"
#include "core/operations/operation_context.h"
#include "core/operations/removal_plan.h"

namespace walkeeper {

/// What a removal came to, also one that was stopped half-way.
struct RemovalReport {
    std::size_t objects = 0;       ///< that are gone
    std::uint64_t bytes = 0;       ///< stored; of a replica as they were listed
    std::vector<std::string> left; ///< what was to go and is still there
    std::optional<Error> stopped;  ///< why there is something left; Cancelled if it was asked to

    bool isComplete() const { return left.empty() && !stopped; }
};

/// Carries out a plan. Lists the replica first, and deletes nothing unless the same objects would
/// go now. Progress counts stored bytes.
///
/// errors  Busy: the replica has changed since it was planned, or its use has; those of listing.
///         Then nothing was deleted; afterwards errors are in the report
Result<RemovalReport> removeFromReplica(ObjectStore& store, const RemovalPlan& plan,
                                        const ReplicaUse& use, const CancellationToken& token,
                                        ProgressSink& progress);

/// The same with a store that is opened for it.
Result<RemovalReport> removeFromReplica(const StoreUrl& url, const RemovalPlan& plan,
                                        const ReplicaUse& use, const OperationContext& context,
                                        const CancellationToken& token, ProgressSink& progress);

} // namespace walkeeper
