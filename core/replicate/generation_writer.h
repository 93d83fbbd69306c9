#pragma once

#include "core/replicate/replica_position.h"
#include "core/replicate/shadow_range.h"
#include "core/replicate/snapshot_writer.h"

#include <functional>
#include <optional>

namespace walkeeper {

/// Writes one generation of a database to a replica and knows how far it has come. For one thread.
///
/// Each error of storeNext() makes the position unknown; recover() then finds it again, by a
/// listing alone where nothing unexpected has happened.
class GenerationWriter
{
public:
    /// onStored  told of each segment
    using StoredHandler = std::function<void(const ShadowRange&, const ObjectInfo&)>;

    GenerationWriter(ObjectStore& store, const ShadowWal& shadow, GenerationId generation,
                     StoredHandler onStored, std::uint64_t limit = segmentLimit);

    GenerationId generation() const { return m_generation; }
    /// Everything before it is stored; not set while that is unknown.
    const std::optional<Position>& position() const { return m_position; }
    const std::optional<ListedSnapshot>& newestSnapshot() const { return m_newestSnapshot; }
    /// Something of the generation is there, as far as is known.
    bool isThere() const { return m_confirmed || m_newestSnapshot; }
    /// Found by the last recover().
    const std::optional<UnusableReplica>& unusable() const { return m_unusable; }

    /// Finds the position if it is unknown. Unknown it stays if the generation is unusable.
    /// end     of the shadow WAL in this generation
    /// errors  AlreadyExists: somebody else has stored a segment since our last one; the next call
    ///         takes it as it is. Those of recoverPosition()
    Result<void> recover(const Position& end, const CancellationToken& token);

    /// Stores one segment. False if there is nothing to store. The position must be known.
    Result<bool> storeNext(const CancellationToken& token);
    /// Stores segments until the replica stands at `end` or behind it.
    Result<void> storeUpTo(const Position& end, const CancellationToken& token);
    /// After an error of storeNext(): was it the shadow WAL that kept it from going on?
    std::optional<Error> shadowFault(const CancellationToken& token) const;

    /// Stores a snapshot and, before it appears, the WAL that it needs. The position must be known.
    /// walEvery  how often new commits are stored meanwhile
    Result<StoredSnapshotImage> storeSnapshot(SnapshotSource& source, DatabaseImage image,
                                              std::chrono::nanoseconds walEvery,
                                              const CancellationToken& token);

    /// A segment in a listing of the generation that is newer than all we know of.
    std::optional<ObjectKey> strangerIn(const ListedGeneration& listed) const;
    /// Makes the position unknown.
    void forgetPosition() { m_position.reset(); }

private:
    ObjectStore& m_store;
    const ShadowWal& m_shadow;
    const GenerationId m_generation;
    const StoredHandler m_onStored;
    const std::uint64_t m_limit;

    std::optional<Position> m_position;
    std::optional<Position> m_failedAt; ///< the position when storeNext() failed last
    std::optional<ConfirmedEnd> m_confirmed;
    std::optional<ObjectKey> m_attempted; ///< by a put that failed, perhaps only after it was done
    std::optional<ListedSnapshot> m_newestSnapshot;
    std::optional<UnusableReplica> m_unusable;
};

/// Is `a` before `b`? Both of the same generation.
bool isBefore(const Position& a, const Position& b);

} // namespace walkeeper
