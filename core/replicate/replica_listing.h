#pragma once

#include "core/base/cancellation.h"
#include "core/base/time.h"
#include "core/format/generations/object_names.h"
#include "core/storage/object_store.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace walkeeper {

struct ListedSnapshot {
    WalIndex index = 0;
    std::uint64_t storedBytes = 0;
    Timestamp created; ///< the object's time

    bool operator==(const ListedSnapshot&) const = default;
};

struct ListedSegment {
    SegmentName name;
    std::uint64_t storedBytes = 0;
    Timestamp created; ///< the object's time

    bool operator==(const ListedSegment&) const = default;
};

/// The names of one generation's objects, as whoever writes them needs to know them.
struct ListedGeneration {
    GenerationId id;
    std::vector<ListedSnapshot> snapshots; ///< by index
    std::vector<ListedSegment> segments;   ///< by index, then offset

    /// Time of its youngest object.
    std::optional<Timestamp> newest() const;
    std::uint64_t storedBytes() const;
    ObjectKey keyOf(const ListedSnapshot& snapshot) const;
    ObjectKey keyOf(const ListedSegment& segment) const;
};

/// Lists one generation; it is empty if the store holds nothing of it. Names that are none of the
/// format's, such as those of unfinished uploads, are passed over. errors  of the store; also if
/// something in the generation's folders cannot be looked at, because
///         whoever decides from the names must see them all
Result<ListedGeneration> listParts(ObjectStore& store, GenerationId generation,
                                   const CancellationToken& token);

/// The same for all generations of a replica, by their names.
Result<std::vector<ListedGeneration>> listAllParts(ObjectStore& store,
                                                   const CancellationToken& token);

} // namespace walkeeper
