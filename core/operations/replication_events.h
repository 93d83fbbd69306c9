#pragma once

#include "core/operations/event_log.h"
#include "core/replicate/replicator.h"

#include <vector>

namespace walkeeper {

/// What happened between two looks at the same replicator, as lines for a log: new generations,
/// stored segments and snapshots, errors when they begin, change and end. Pure.
///
/// Messages and keys are the reference's where it has them. Databases that are only in one of the
/// two are new, or gone, without any event; so are those that are stopped
/// and not because they could not be started.
std::vector<LogEvent> eventsBetween(const std::vector<ReplicationReport>& before,
                                    const std::vector<ReplicationReport>& now);

} // namespace walkeeper
