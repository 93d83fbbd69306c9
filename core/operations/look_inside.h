#pragma once

#include "core/base/progress.h"
#include "core/operations/operation_context.h"
#include "core/operations/restore_request.h"
#include "core/timetravel/moment_database.h"
#include "core/timetravel/moment_index.h"

#include <memory>
#include <vector>

namespace walkeeper {

/// A moment that is open to be looked at.
struct OpenedMoment {
    std::unique_ptr<MomentDatabase> database;
    RestorePlan plan;              ///< what it consists of
    Position position;             ///< end of the last commit in it; offset 0: the snapshot alone
    Timestamp time;                ///< of the part that holds it
    std::vector<Finding> findings; ///< warnings; damage if the newest reachable state was taken
};

/// Looks into the moments of a replica without restoring them: what they show is what a restore
/// would have written. The first moment reads and verifies the parts that it needs; each further
/// one only those that are new. For one thread at a time, with the moments that it opened, which
/// it has to outlive. Nothing is left behind when it goes.
class LookInside
{
public:
    /// Opens the store and lists the replica.
    /// errors  NotFound if there is none; those of making a temporary file
    static Result<std::unique_ptr<LookInside>> open(const StoreUrl& source,
                                                    const OperationContext& context,
                                                    const MomentLimits& limits,
                                                    const CancellationToken& token);

    const Replica& replica() const { return m_replica; }

    /// Lists the replica again, to find what was stored since.
    Result<void> refresh(const CancellationToken& token);

    /// errors  as restoreDatabase(): Corrupt with the place, and the newest moment that can be
    ///         reached. Unsupported or NoSpace: it cannot be shown within the limits
    Result<OpenedMoment> at(const RestoreTarget& target, BrokenChain onBroken,
                            const CancellationToken& token, ProgressSink& progress);

private:
    LookInside(StoreUrl source, std::unique_ptr<ObjectStore> store, Replica replica);
    Result<PartDamage> settleDoubts(MomentDatabase& database, const RestorePlan& plan,
                                    const Generation& generation, const FoundMoment& found,
                                    const CancellationToken& token, ProgressSink& progress);

    StoreUrl m_source;
    std::unique_ptr<ObjectStore> m_store;
    Replica m_replica;
    std::shared_ptr<MomentIndex> m_index;
};

} // namespace walkeeper
