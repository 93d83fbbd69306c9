#pragma once

#include "core/base/cancellation.h"
#include "core/replicate/shadow_range.h"
#include "core/storage/object_store.h"

#include <cstdint>
#include <optional>

namespace walkeeper {

/// One segment that the store has confirmed.
struct StoredRange {
    ShadowRange range;
    ObjectInfo object;
};

/// Stores the shadow WAL in a replica, one segment at a time: bytes as the reference stores
/// them, named by where they begin. For one thread.
class SegmentUploader
{
public:
    /// Plain bytes of a segment. Larger ones would only cost memory and time where one is read
    /// again.
    static constexpr std::uint64_t defaultLimit = std::uint64_t{64} << 20;

    /// store, shadow  must outlive it
    SegmentUploader(ObjectStore& store, const ShadowWal& shadow, std::uint64_t limit = defaultLimit)
        : m_store(store),
          m_shadow(shadow),
          m_limit(limit)
    {
    }

    /// Stores what follows `from`, up to a commit; nothing if the replica has everything. After an
    /// error it is unknown whether the segment is there: see recoverPosition().
    /// errors  those of nextRange(), of the store and of the file system.
    ///         Corrupt: the shadow WAL is damaged; nothing was stored then
    Result<std::optional<StoredRange>> storeNext(const Position& from,
                                                 const CancellationToken& token);

private:
    ObjectStore& m_store;
    const ShadowWal& m_shadow;
    const std::uint64_t m_limit;
};

} // namespace walkeeper
