#pragma once

#include "core/base/progress.h"
#include "core/operations/operation_context.h"
#include "core/operations/validation_report.h"

namespace walkeeper {

/// errors  only what keeps the check from being made; what it finds is in the report
Result<ValidationReport> validateReplica(const ValidateRequest& request,
                                         const OperationContext& context,
                                         const CancellationToken& token, ProgressSink& progress);

} // namespace walkeeper
