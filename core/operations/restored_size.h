#pragma once

#include "core/base/cancellation.h"
#include "core/history/restore_plan.h"
#include "core/storage/object_store.h"

#include <cstdint>
#include <optional>

namespace walkeeper {

/// How large the database of a plan will be, in bytes: what its newest commit says, with all that
/// the WAL has added since the snapshot; without a commit what the snapshot's header says. Unpacks
/// a few segments, or the beginning of the snapshot.
///
/// gives   nothing if no part can tell: a restore will say why
/// errors  Cancelled; those that concern the whole store
Result<std::optional<std::uint64_t>> restoredBytes(ObjectStore& store, const Generation& generation,
                                                   const RestorePlan& plan,
                                                   const CancellationToken& token);

} // namespace walkeeper
