#pragma once

#include "core/base/cancellation.h"
#include "core/base/time.h"
#include "core/base/turn_queue.h"
#include "core/config/replication_config.h"
#include "core/io/file_lock.h"
#include "core/io/files_like.h"
#include "core/replicate/checkpoint_decision.h"
#include "core/replicate/checkpoint_mode.h"
#include "core/replicate/copied_times.h"
#include "core/replicate/lock_times.h"
#include "core/replicate/release_decision.h"
#include "core/replicate/replication_status.h"
#include "core/replicate/shadow_wal.h"
#include "core/replicate/snapshot_source.h"
#include "core/replicate/wal_follower.h"
#include "core/sqlite/pinned_state.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace walkeeper {

/// Keeps one database's shadow WAL up to date: opens the database when it is there, copies every
/// commit, checkpoints, and goes on by itself after whatever went wrong.
///
/// Any thread; turns are taken one at a time.
class DatabaseMonitor final : public SnapshotSource
{
public:
    DatabaseMonitor(const DatabaseConfig& config, FileSystem& files, const Clock& clock);
    ~DatabaseMonitor() override;

    struct Turn {
        TurnQueue::Next next;
        bool grew = false;     ///< replicas have something to upload
        bool reopened = false; ///< there is a (new) WAL file to be watched
    };
    /// One turn. Errors go to the status.
    /// release  what replicas no longer need of the shadow WAL
    /// onGrowth called as soon as there is something new to upload, before any checkpoint
    Turn turn(const Release& release, const std::function<void()>& onGrowth = {});

    /// The WAL file was written to: the next turn looks closely. Wakes nobody.
    void noteTouched() { m_isTouched = true; }
    /// Whether the system tells of writes to the WAL file; then an idle database is polled less.
    void noteWatched(bool isWatched) { m_isWatched = isWatched; }

    DatabaseStatus status() const;
    const ShadowWal& shadow() const { return m_shadow; }
    /// When the first commit behind a replica's position was copied; nothing if there is none.
    std::optional<Timestamp> copiedAfter(const Position& stored) const;
    std::filesystem::path walPath() const;
    /// What is made through them may be used by whoever may use the database.
    FileSystem& files() { return m_files; }

    /// Makes the WAL begin anew, however many tries that takes.
    /// errors  Busy: readers or writers were in the way all the time; Cancelled
    using CheckpointMode = walkeeper::CheckpointMode;
    Result<void> checkpointNow(CheckpointMode mode, const CancellationToken& token);

    /// Copies what is left and lets go of the database. Nothing is checkpointed.
    Result<void> close();

    /// A committed state that stays as it is, and where in the shadow WAL it ends.
    struct PinnedAt {
        Position position;
        PinnedState state;
    };
    /// errors  NotFound: no generation yet; Busy: frames that never verify are in the way
    Result<PinnedAt> pinState(const CancellationToken& token);

    Result<DatabaseImage> openImage(const CancellationToken& token) override;
    Result<Position> syncNow(const CancellationToken& token) override;
    void requestNewGeneration(const std::string& why) override;

private:
    struct FileIdentity {
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
        bool operator==(const FileIdentity&) const = default;
    };

    Result<void> step(const Release& release, const std::function<void()>& onGrowth);
    void tellGrowth(const std::function<void()>& onGrowth);
    Result<bool> ensureFollowing();
    Result<void> requireFollowing();
    Result<void> open();
    Result<void> carryOut(const Release& release);
    Result<void> takeOwnership();
    Result<std::optional<FileIdentity>> identity();
    Result<void> sync();
    Result<void> checkpoint();
    Result<void> carryOut(CheckpointDecision decision);
    Result<WalFollower::Rotation> rotate(WalFollower::Bump bump);
    Result<void> leaveStuckLife();
    Result<Position> syncAll(const CancellationToken& token);
    std::optional<Position> endOf(const WalIndexHeader& commit) const;
    void noteCheckpoint(bool isComplete);
    void noteLock(std::chrono::microseconds held);
    void noteFollowed(const WalFollower::Followed& followed);
    void noteError(const Error& error);
    void noteSuccess();
    void letGo();
    TurnQueue::Next pace(bool grew);

    using SteadyClock = std::chrono::steady_clock;

    const DatabaseConfig m_config;
    const std::filesystem::path m_path;
    const MetaDirectory m_meta;
    FilesLike m_files;
    const Clock& m_clock;
    const CheckpointLimits m_limits;
    ShadowWal m_shadow;

    std::mutex m_turn; ///< guards all down to the next mutex; held for a whole turn
    std::optional<FileLock> m_lock;
    std::unique_ptr<WalFollower> m_follower;
    std::optional<FileIdentity> m_identity;
    std::optional<NewGenerationReason> m_forced; ///< of the next open
    SteadyClock::time_point m_lastCheckpoint;    ///< when all was backfilled last
    SteadyClock::time_point m_nextCheckpoint;
    std::chrono::milliseconds m_checkpointPause{};
    SteadyClock::time_point m_lastChange;
    std::chrono::milliseconds m_recheck{};
    struct Released {
        GenerationId generation;
        Release done;
    };
    Released m_released;
    bool m_isReopened = false;      ///< since the last turn
    std::optional<Position> m_told; ///< end of the shadow WAL when growth was told last
    bool m_isClosed = false;

    std::atomic<bool> m_isTouched = false;
    std::atomic<bool> m_isWatched = false;

    mutable std::mutex m_statusMutex; ///< guards all below
    DatabaseStatus m_status;
    CopiedTimes m_copied;
    LockTimes m_lockTimes;
    std::optional<std::string> m_requested; ///< a new generation, and why
};

} // namespace walkeeper
