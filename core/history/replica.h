#pragma once

#include "core/base/cancellation.h"
#include "core/base/time.h"
#include "core/format/generations/object_names.h"
#include "core/history/finding.h"
#include "core/storage/object_store.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace walkeeper {

/// A whole database file, as it was at the start of WAL file `index` or a little later.
struct StoredSnapshot {
    WalIndex index = 0;
    std::uint64_t storedBytes = 0; ///< packed
    Timestamp created;             ///< the object's time

    bool operator==(const StoredSnapshot&) const = default;
};

/// Consecutive bytes of one WAL file. Where it ends is known only after unpacking.
struct StoredSegment {
    SegmentName name;
    std::uint64_t storedBytes = 0; ///< packed
    Timestamp created;             ///< the object's time

    bool operator==(const StoredSegment&) const = default;
};

/// Damage that was found by unpacking: nothing at or behind this place of the WAL can be reached.
struct KnownBreak {
    WalIndex index = 0;
    std::uint64_t offset = 0; ///< bytes in that WAL file
    Finding finding;
};

/// One unbroken history of a database: what the replica holds of it, as the names and sizes tell.
struct Generation {
    GenerationId id;
    std::vector<StoredSnapshot> snapshots; ///< by index
    std::vector<StoredSegment> segments;   ///< by index, then offset
    std::vector<Finding> findings;         ///< of the listing; nothing was unpacked
    std::vector<KnownBreak> breaks;        ///< learnt later, by unpacking; for planRestore()

    /// Earliest and latest time of any object; not set in an empty generation.
    std::optional<Timestamp> created() const;
    std::optional<Timestamp> updated() const;

    ObjectKey keyOf(const StoredSnapshot& snapshot) const;
    ObjectKey keyOf(const StoredSegment& segment) const;
    std::uint64_t storedBytes() const;
};

/// A replica in Litestream 0.5's layout. It is recognised and named; reading it comes later.
struct LtxLayout {
    std::size_t files = 0;
    std::uint64_t storedBytes = 0;
    std::optional<Timestamp> updated;
};

/// All that one listing pass tells about a replica.
struct Replica {
    std::vector<Generation> generations; ///< oldest first, by their earliest object
    std::optional<LtxLayout> ltx;
    std::vector<Finding> findings; ///< outside any generation

    bool isEmpty() const { return generations.empty() && !ltx; }
    /// Null if there is none.
    const Generation* find(GenerationId id) const;
};

/// Lists a replica once and sorts what it finds. Nothing is unpacked.
///
/// seen    told now and then how many objects have been listed so far; same thread
/// errors  those of the store. An empty or missing folder is an empty replica
Result<Replica> listReplica(ObjectStore& store, const std::function<void(std::size_t)>& seen,
                            const CancellationToken& token);

/// Pure: what the names alone say against a generation's chain. listReplica() calls it.
std::vector<Finding> checkContinuity(const Generation& generation);

} // namespace walkeeper
