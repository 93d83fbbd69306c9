#pragma once

#include "core/base/cancellation.h"
#include "core/config/replication_config.h"
#include "core/replicate/generation_writer.h"
#include "core/replicate/release_decision.h"
#include "core/replicate/replica_schedule.h"
#include "core/replicate/replica_status.h"
#include "core/replicate/shadow_wal.h"
#include "core/replicate/snapshot_source.h"
#include "core/replicate/standing_failure.h"

#include <mutex>
#include <optional>

namespace walkeeper {

/// When a replica wants its next turn.
struct ReplicaTurn {
    Timestamp notBefore;           ///< though there are new commits
    std::optional<Timestamp> next; ///< though there are none; not set: only when something happens

    bool operator==(const ReplicaTurn&) const = default;
};

/// Keeps one replica of a database up to date, one turn at a time. README.md says how it recovers.
///
/// Threads: turn(), finish() and snapshotNow() may come from any thread and wait for each other;
/// they block for as long as the store takes. status() and releasable() answer at once, also
/// meanwhile.
class ReplicaMonitor
{
public:
    /// What it works with; all of it outlives the monitor.
    struct World {
        ObjectStore& store;
        const ShadowWal& shadow;
        SnapshotSource& source;
        const Clock& clock;
    };

    ReplicaMonitor(ReplicaConfig config, World world);

    /// Does what is due: stores the WAL, the first snapshot of a generation, later ones, and
    /// deletes what is too old. What fails is in the status and is tried again, later each time.
    ReplicaTurn turn(const CancellationToken& token);

    /// For a clean stop: stores all that is published now, whatever is due, and the first snapshot
    /// if the generation has none. Cancel a running turn's token before.
    Result<void> finish(const CancellationToken& token);

    /// The same, and a snapshot.
    Result<SnapshotOutcome> snapshotNow(const CancellationToken& token);

    ReplicaStatus status() const;
    Releasable releasable() const;

private:
    Result<void> store(const CancellationToken& token);
    Result<void> finishPrevious(const CancellationToken& token);
    Result<void> findPosition(const Position& end, const CancellationToken& token);
    Result<void> ensurePosition(Position end, const CancellationToken& token);
    Error giveUpGeneration(const std::string& why);
    Result<SnapshotOutcome> snapshot(const CancellationToken& token);
    Result<void> retain(const CancellationToken& token);
    Result<void> checkListing(const std::vector<ListedGeneration>& listed) const;
    Result<void> carryOut(const std::vector<ObjectKey>& step, const CancellationToken& token);

    void storeIfDue(const CancellationToken& token);
    void snapshotIfDue(const CancellationToken& token);
    void retainIfDue(const CancellationToken& token);
    Result<void> settle(StandingFailure& failure, Result<void> outcome);
    std::optional<Timestamp> snapshotDue() const;
    ReplicaTurn nextTurn() const;
    GenerationWriter makeWriter(GenerationId generation);
    Result<void> storeEverything(const CancellationToken& token);
    void noteStored(const ShadowRange& range, const ObjectInfo& object);
    void show();

    const ReplicaConfig m_config;
    const World m_world;

    std::mutex m_turn;                            ///< held through a turn; guards what follows
    std::optional<GenerationWriter> m_writer;     ///< of the current generation
    bool m_isEstablished = false;                 ///< there was something in the replica
    std::optional<GenerationId> m_abandoned;      ///< for which a successor was asked for
    std::optional<GenerationId> m_finished;       ///< the newest one that needs nothing more
    std::optional<Timestamp> m_snapshotSatisfied; ///< when a new one would have had the same name
    std::chrono::nanoseconds m_storeAhead{};      ///< the store's clock before ours
    StandingFailure m_storing;
    StandingFailure m_snapshotting;
    StandingFailure m_retaining;
    ReplicaStatus m_status;

    mutable std::mutex m_mutex; ///< guards what follows
    ReplicaStatus m_shown;
    Releasable m_releasable;
    std::optional<GenerationId> m_shownFinished; ///< as m_finished
};

} // namespace walkeeper
