#pragma once

#include "core/engine/engine_messages.h"
#include "core/operations/look_inside.h"
#include "core/operations/operation_context.h"

#include <memory>
#include <optional>

namespace walkeeper {

/// The moment that is looked into, and what is known already of the replica that it belongs to.
/// One moment at a time: questions about an earlier one are refused with Cancelled.
/// For one thread at a time.
class MomentViewer
{
public:
    explicit MomentViewer(OperationContext context) : m_context(context) {}

    /// name  by which rows are asked for afterwards
    Result<MomentView> look(JobId name, const LookRequest& request, const CancellationToken& token,
                            ProgressSink& progress);
    Result<Rows> rows(const RowsRequest& request, const CancellationToken& token);
    Result<std::uint64_t> count(const CountRequest& request, const CancellationToken& token);
    Result<ExportReport> exportRows(const ExportRequest& request, const CancellationToken& token,
                                    ProgressSink& progress);

    /// Gives back all memory and disk.
    void close();

private:
    Result<MomentDatabase*> find(JobId view);
    Result<LookInside*> lookInside(const LookRequest& request, const CancellationToken& token);

    const OperationContext m_context;
    std::unique_ptr<LookInside> m_look;              ///< before the moment that it opened
    std::shared_ptr<const ReplicaContents> m_listed; ///< as m_look knows the replica, or newer
    MomentLimits m_limits;                           ///< of m_look
    JobId m_name;
    std::optional<OpenedMoment> m_moment;
};

} // namespace walkeeper
