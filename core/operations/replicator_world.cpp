#include "core/operations/replicator_world.h"

#include "core/operations/restore_database.h"

namespace walkeeper {

Replicator::World replicatorWorld(const OperationContext& context)
{
    const auto restore = [context](const ReplicaConfig& replica, const Position& position,
                                   const std::filesystem::path& output,
                                   const CancellationToken& token) -> Result<void> {
        RestoreRequest request;
        request.source = replica.url;
        request.target.what = RestoreTarget::AtPosition{position};
        request.target.generation = position.generation;
        request.output = output;
        NoProgress progress;
        const Result<RestoreReport> report = restoreDatabase(request, context, token, progress);
        if (!report)
            return report.error();
        if (report->position != position)
            return Error{ErrorCode::Corrupt, "the replica gives " + report->position.text() +
                                                 " where " + position.text() + " was stored"};
        return {};
    };
    return {context.files, context.clock, context.stores, restore};
}

} // namespace walkeeper
