#pragma once

#include "core/base/cancellation.h"
#include "core/replicate/snapshot_source.h"
#include "core/storage/object_store.h"

#include <cstdint>
#include <functional>

namespace walkeeper {

struct StoredSnapshotImage {
    WalIndex index = 0;
    std::uint64_t databaseBytes = 0;
    ObjectInfo object;
};

/// What must happen between the last byte of the database file and the snapshot's appearance: the
/// replica gets the WAL up to `end`.
using StoreWalUpTo = std::function<Result<void>(const Position& end)>;

/// Stores an image of the database under its WAL index. It appears only after the WAL that it needs
/// is in the replica ("WAL first, snapshot last"): the end of the image is held back until then,
/// and the put, which is all or nothing, fails with whatever fails on the way.
///
/// errors  Busy: another generation has begun meanwhile. Corrupt: the image is no database.
///         Those of the source, of the store, and of storeWal
Result<StoredSnapshotImage> storeSnapshot(ObjectStore& store, SnapshotSource& source,
                                          DatabaseImage image, const StoreWalUpTo& storeWal,
                                          const CancellationToken& token);

} // namespace walkeeper
