#pragma once

#include "core/base/cancellation.h"
#include "core/replicate/shadow_range.h"
#include "core/storage/object_store.h"

namespace walkeeper {

/// The name of the segment that holds a range: by where it begins.
ObjectKey segmentKey(const ShadowRange& range);

/// Stores a range as one segment, packed as the reference packs it. Its frames are verified on
/// their way; one that is damaged fails the put, which then leaves nothing behind.
///
/// errors  Corrupt: the shadow WAL is damaged, and where. Those of the file system and of the
/// store;
///         after the latter it is unknown whether the segment is there, see recoverPosition()
Result<ObjectInfo> storeRange(ObjectStore& store, const ShadowWal& shadow, const ShadowRange& range,
                              const CancellationToken& token);

/// Reads and verifies a range without storing it: is it the shadow that is at fault?
Result<void> checkRange(const ShadowWal& shadow, const ShadowRange& range,
                        const CancellationToken& token);

} // namespace walkeeper
