#pragma once

#include "core/replicate/shadow_copy.h"
#include "core/replicate/shadow_wal.h"
#include "core/replicate/sync_decision.h"
#include "core/sqlite/source_database.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace walkeeper {

/// Follows one database's commits into its shadow WAL so that none can disappear uncopied: holds
/// the pins, hands them over, and rotates the WAL. README.md says why this is safe.
///
/// After an error call follow() again, later: it goes on with what stands, or begins anew.
/// thread  one at a time
class WalFollower
{
public:
    /// newName  names of generations that nobody has used
    WalFollower(SourceDatabase source, ShadowWal& shadow, std::function<GenerationId()> newName);

    struct Followed {
        bool grew = false;                                ///< there is something new to upload
        std::optional<NewGenerationReason> newGeneration; ///< one has begun, and why
    };

    /// Takes the first pin and goes on with the generation that the shadow WAL holds, or begins
    /// one. forced  begins one in any case
    Result<Followed> start(std::optional<NewGenerationReason> forced = std::nullopt);

    /// Copies what is new and hands the pin over. Cheap if there is nothing: two reads of memory.
    Result<Followed> follow();

    Result<Followed> beginGeneration(NewGenerationReason reason);

    /// What the newest wal-index says.
    struct Standing {
        std::uint32_t frames = 0;
        std::uint32_t backfilled = 0;
    };
    Standing standing() const { return {m_seen.maxFrame, m_seen.backfilled}; }
    std::uint32_t pageSize() const { return m_source.pageSize(); }

    /// True from the discovery of committed frames that never verify until the WAL has been reset.
    /// Nothing is copied meanwhile: rotate() until it is over.
    bool isStuck() const { return m_stuckLife.has_value(); }

    /// Without any lock. True if all that is committed is backfilled now.
    Result<bool> checkpointPassive();

    enum class Rotation : std::uint8_t {
        Ready,    ///< all is backfilled and the pin is on the bare database: the next commit resets
        LockBusy, ///< somebody writes just now
        Blocked,  ///< another reader or checkpointer is in the way
        TooMuchToDo, ///< more is to be backfilled than should be while writers wait
    };
    struct RotationReport {
        Rotation result = Rotation::Ready;
        std::chrono::microseconds lockHeld{};
    };
    enum class Bump : std::uint8_t { No, Yes, AndCutFile };
    /// Backfills with the write lock held, so that writers cannot outrun it; then, if asked to,
    /// makes the commit that resets the WAL.
    Result<RotationReport> rotate(Bump bump);

    /// Closes what an idle database can do without.
    void closeSpare() { m_source.closeSpare(); }

private:
    Result<WalIndexHeader> pinFirst();
    Result<WalIndexHeader> pinFirstOnce(bool withLock);
    Result<std::optional<NewGenerationReason>> resume(const WalIndexHeader& index);
    Result<ResumeFacts> resumeFacts(const WalIndexHeader& index);
    Result<bool> copyLife(const WalIndexHeader& index);
    Result<Followed> handOver();
    Result<void> handOverBlindly();
    Result<Followed> followStuck();
    Result<void> flushForOthers(const WalIndexHeader& index);
    Result<Followed> finish(const CopyOutcome& copied);
    Result<Connection::Checkpoint> checkpointAfterOthers();
    Result<RotationReport> rotateLocked();
    PinNote note() const;

    SourceDatabase m_source;
    ShadowWal& m_shadow;
    std::function<GenerationId()> m_newName;
    PinNote m_governing;   ///< of the pin that is held
    WalIndexHeader m_seen; ///< the newest look at the index
    /// Of before it began: behind a backfill that ends later the pin would hold up every reset.
    std::uint32_t m_backfilledAtPin = 0;
    std::optional<WalSalts> m_stuckLife;
    std::optional<NewGenerationReason> m_pending; ///< of a generation that could not begin yet
};

} // namespace walkeeper
