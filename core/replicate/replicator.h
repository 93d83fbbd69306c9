#pragma once

#include "core/base/cancellation.h"
#include "core/base/turn_queue.h"
#include "core/config/replication_config.h"
#include "core/io/change_watch.h"
#include "core/replicate/database_monitor.h"
#include "core/replicate/replica_monitor.h"
#include "core/replicate/replica_validator.h"
#include "core/replicate/replication_report.h"
#include "core/storage/store_registry.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace walkeeper {

/// Replicates any number of databases on a few threads, each until it is removed.
///
/// Any thread. Calls that name a database give NotFound for one that was not added.
class Replicator
{
public:
    /// The outside world; all of it outlives the replicator.
    struct World {
        FileSystem& files;
        const Clock& clock;
        const StoreRegistry& stores;
        RestoreAt restore; ///< for comparisons; without it they are Unsupported
        /// Bytes that wait for a replica that fails, at least, before it is left behind.
        std::uint64_t leastBacklog = leastBacklogLimit;
    };
    /// changed  a database has a new status; called from any thread, short
    explicit Replicator(World world,
                        std::function<void(const std::filesystem::path&)> changed = {});
    /// Removes what is left, without a limit of time.
    ~Replicator();
    Replicator(const Replicator&) = delete;
    Replicator& operator=(const Replicator&) = delete;

    /// Starts at once. What goes wrong later is in the status.
    /// errors  AlreadyExists; InvalidArgument: two replicas of one name, or a useless setting;
    ///         those of opening the stores
    Result<void> add(const DatabaseConfig& database);
    /// Stops cleanly: every commit that was there goes into the replicas first.
    /// token  gives up on the uploads; the database is let go in any case
    Result<void> remove(const std::filesystem::path& database, const CancellationToken& token);
    /// Lets go of it if it is still refused, as another process replicates it.
    /// errors  Busy: it is being stopped; NotFound: also if it is not refused any more
    Result<void> removeIfRefused(const std::filesystem::path& database);
    /// All of them; the first error, though the others are stopped as well.
    Result<void> removeAll(const CancellationToken& token);

    std::vector<ReplicationReport> status() const;
    /// Waits until each database was opened and what is there is copied, or has failed; no store is
    /// waited for. False: cancelled, or it takes longer.
    bool awaitFirstTurns(const CancellationToken& token,
                         std::optional<std::chrono::milliseconds> longest = {}) const;
    /// What the database was added with.
    Result<DatabaseConfig> configOf(const std::filesystem::path& database) const;

    /// Stores everything that is committed now. Ends when every replica has it.
    Result<void> syncNow(const std::filesystem::path& database, const CancellationToken& token);
    struct NamedSnapshot {
        std::string replica;
        SnapshotOutcome outcome;
    };
    /// A snapshot in one replica, or in each if `replica` is empty.
    Result<std::vector<NamedSnapshot>> snapshotNow(const std::filesystem::path& database,
                                                   const std::string& replica,
                                                   const CancellationToken& token);
    struct NamedComparison {
        std::string replica;
        ReplicaComparison comparison;
    };
    /// Restores one replica, or each if `replica` is empty, and compares it with the database.
    /// errors  what kept them from being compared; that they differ is in the value
    Result<std::vector<NamedComparison>> compareNow(const std::filesystem::path& database,
                                                    const std::string& replica,
                                                    const CancellationToken& token);
    Result<void> checkpointNow(const std::filesystem::path& database,
                               DatabaseMonitor::CheckpointMode mode,
                               const CancellationToken& token);

private:
    struct Replica;
    struct Database;

    Result<std::shared_ptr<Database>> make(const DatabaseConfig& config);
    void start(const std::shared_ptr<Database>& database);
    std::uint64_t turnOf(const Database& database) const;
    TurnQueue::Next databaseTurn(Database& database);
    TurnQueue::Next replicaTurn(Database& database, Replica& replica);
    static ReplicaStatus replicaStatus(const Database& database, const Replica& replica);
    Result<std::shared_ptr<Database>> find(const std::filesystem::path& path) const;
    Result<void> stop(Database& database, const CancellationToken& token);
    TurnQueue::Next comparisonTurn(Database& database, Replica& replica);
    TurnQueue& comparisons();
    /// What `act` gives of one replica, or of each if the name is empty.
    template <class Named, class Act>
    Result<std::vector<Named>> onReplicas(const std::filesystem::path& database,
                                          const std::string& name, Act act) const;
    void notify(const Database& database) const;

    const World m_world;
    const std::function<void(const std::filesystem::path&)> m_changed;
    mutable std::mutex m_mutex; ///< guards the map
    std::map<std::filesystem::path, std::shared_ptr<Database>> m_databases;
    TurnQueue m_queue;
    std::optional<TurnQueue> m_comparisons; ///< of its own: they take long; guarded by m_mutex
    ChangeWatch m_watch;
};

} // namespace walkeeper
