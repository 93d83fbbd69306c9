#pragma once

#include "core/operations/operation_context.h"
#include "core/replicate/replicator.h"

namespace walkeeper {

/// The world of a replicator that can restore what it stores. Everything in `context` outlives it.
Replicator::World replicatorWorld(const OperationContext& context);

} // namespace walkeeper
