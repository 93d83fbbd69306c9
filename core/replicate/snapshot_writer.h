#pragma once

#include "core/base/cancellation.h"
#include "core/replicate/snapshot_source.h"
#include "core/storage/object_store.h"

#include <chrono>
#include <cstdint>
#include <functional>

namespace walkeeper {

struct StoredSnapshotImage {
    WalIndex index = 0;
    std::uint64_t databaseBytes = 0;
    ObjectInfo object;
};

/// What must happen between the last byte of the database file and the snapshot's appearance, and
/// now and then before, so that a long copy does not hold commits up: the replica gets the WAL up
/// to `end`. Called on the thread that reads the image.
using StoreWalUpTo = std::function<Result<void>(const Position& end)>;

/// Stores an image of the database under its WAL index. It appears only after the WAL that it needs
/// is in the replica ("WAL first, snapshot last"): the end of the image is held back until then,
/// and the put, which is all or nothing, fails with whatever fails on the way.
///
/// walEvery  how often the WAL is stored meanwhile
/// errors  Busy: another generation has begun meanwhile. Corrupt: the image is no database.
///         Those of the source, of the store, and of storeWal
Result<StoredSnapshotImage> storeSnapshot(ObjectStore& store, SnapshotSource& source,
                                          DatabaseImage image, const StoreWalUpTo& storeWal,
                                          std::chrono::nanoseconds walEvery,
                                          const CancellationToken& token);

} // namespace walkeeper
