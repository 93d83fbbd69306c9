#pragma once

#include "app/cli/restore_options.h"

#include <vector>

namespace walkeeper::app {

/// A replica that has a state which fits, and how it would be restored.
struct RestoreCandidate {
    ChosenReplica replica;
    RestorePlan plan;
};

/// Plans with each replica; the best candidate first: the newest fitting state, and among replicas
/// where something stands in the way only those of the others' behind it. Replicas that cannot be
/// listed or have nothing that fits are named in warnings as long as another one can serve.
///
/// gives   at least one
/// errors  of the only replica; otherwise NotFound, or Unavailable if some could not be read
Result<std::vector<RestoreCandidate>> findCandidates(const ReplicaChoice& choice,
                                                     const RestoreOptions& options,
                                                     Environment& environment);

} // namespace walkeeper::app
