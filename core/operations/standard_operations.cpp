#include "core/operations/standard_operations.h"

#include "core/operations/browse_replica.h"
#include "core/operations/restore_database.h"
#include "core/operations/validate_replica.h"

namespace walkeeper {

namespace {

const OperationContext& thisMachine()
{
    static const SystemClock clock;
    static const StoreRegistry stores = standardRegistry();
    static const OperationContext context{nativeFileSystem(), clock, stores};
    return context;
}

} // namespace

Result<Replica> browseReplica(const StoreUrl& url, const CancellationToken& token)
{
    return browseReplica(url, thisMachine(), token);
}

Result<RestorePlan> planRestore(const StoreUrl& url, const RestoreTarget& target,
                                const CancellationToken& token)
{
    return planRestore(url, target, thisMachine(), token);
}

Result<RestoreReport> restoreDatabase(const RestoreRequest& request, const CancellationToken& token)
{
    NoProgress progress;
    return restoreDatabase(request, token, progress);
}

Result<RestoreReport> restoreDatabase(const RestoreRequest& request, const CancellationToken& token,
                                      ProgressSink& progress)
{
    return restoreDatabase(request, thisMachine(), token, progress);
}

Result<ValidationReport> validateReplica(const ValidateRequest& request,
                                         const CancellationToken& token)
{
    NoProgress progress;
    return validateReplica(request, token, progress);
}

Result<ValidationReport> validateReplica(const ValidateRequest& request,
                                         const CancellationToken& token, ProgressSink& progress)
{
    return validateReplica(request, thisMachine(), token, progress);
}

} // namespace walkeeper
