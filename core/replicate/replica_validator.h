#pragma once

#include "core/config/replication_config.h"
#include "core/io/file_system.h"
#include "core/replicate/database_monitor.h"
#include "core/replicate/replica_comparison.h"
#include "core/replicate/replica_monitor.h"
#include "core/replicate/standing_failure.h"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

namespace walkeeper {

/// Restores a replica at exactly that position into a new file.
using RestoreAt =
    std::function<Result<void>(const ReplicaConfig& replica, const Position& position,
                               const std::filesystem::path& output, const CancellationToken&)>;

/// Proves that a replica restores what the database holds: one committed state is kept from
/// changing while it is read, stored, restored from the replica and compared. The application
/// goes on writing meanwhile, and the replica is given what it writes.
///
/// Threads: turn() and compare() may come from any thread and wait for each other; they take as
/// long as a restore. addTo() answers at once.
class ReplicaValidator
{
public:
    /// What it works with; all of it outlives the validator.
    struct World {
        DatabaseMonitor& database;
        ReplicaMonitor& replica;
        RestoreAt restore; ///< may be empty: then nothing can be compared
        FileSystem& files;
        const Clock& clock;
    };

    ReplicaValidator(ReplicaConfig config, World world);

    /// Whether the configuration wants comparisons by themselves.
    bool isPeriodic() const { return m_config.validationInterval.count() > 0; }

    /// Compares if it is due and gives when the next one is. What fails is in the status.
    Timestamp turn(const CancellationToken& token);

    /// errors  what kept the two from being compared; that they differ is in the value
    Result<ReplicaComparison> compare(const CancellationToken& token);

    /// Its part of a replica's status, whose other parts are there already. A difference is over
    /// at the next comparison, or, if none comes by itself, when a new generation is restorable.
    void addTo(ReplicaStatus& status);

private:
    Result<ReplicaComparison> measure(const CancellationToken& token);
    Result<void> readRestored(const std::filesystem::path& file, ReplicaComparison& comparison,
                              const CancellationToken& token);
    void settle(const Result<ReplicaComparison>& outcome);

    const ReplicaConfig m_config;
    const World m_world;

    std::mutex m_turn;       ///< held through a comparison; guards what follows
    Timestamp m_lastAttempt; ///< or the start

    mutable std::mutex m_mutex; ///< guards what follows
    std::optional<ReplicaComparison> m_last;
    std::optional<Timestamp> m_next;
    StandingFailure m_failure;
    std::uint64_t m_agreed = 0;
    std::uint64_t m_failed = 0;
};

} // namespace walkeeper
