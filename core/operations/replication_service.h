#pragma once

#include "core/operations/change_bell.h"
#include "core/operations/replication_control.h"

#include <chrono>
#include <map>
#include <mutex>
#include <set>

namespace walkeeper {

/// What is shown of a database that does not run.
ReplicationReport idleReport(const DatabaseConfig& config);

/// The replicator of this process and the databases that its configuration knows. Any thread.
class ReplicationService final : public ReplicationControl
{
public:
    /// Starts nothing yet.
    ReplicationService(std::vector<DatabaseConfig> databases, Replicator::World world);
    /// Stops what still runs, without a limit of time.
    ~ReplicationService() override;

    /// Rings whenever replication went on somewhere. Errors do not ring: look once a second.
    ChangeBell& bell() { return m_bell; }
    const std::vector<DatabaseConfig>& databases() const { return m_databases; }

    /// Starts each. One that cannot be started is shown as stopped, with the error, and named
    /// here.
    struct Failure {
        std::filesystem::path database;
        Error error;
    };
    std::vector<Failure> startAll();
    /// Stops all, several at once, each with its final sync. An error of one does not keep the
    /// others from being stopped.
    /// token  gives up on what is left to upload
    std::vector<Failure> stopAll(const CancellationToken& token);

    std::vector<ReplicationReport> report() const;
    /// As Replicator's.
    bool awaitFirstTurns(const CancellationToken& token, std::chrono::milliseconds longest) const
    {
        return m_replicator.awaitFirstTurns(token, longest);
    }

    Result<std::vector<ReplicationReport>> status(const CancellationToken& token) override;
    Result<void> start(const std::filesystem::path& database,
                       const CancellationToken& token) override;
    Result<void> stop(const std::filesystem::path& database,
                      const CancellationToken& token) override;
    Result<void> sync(const std::filesystem::path& database,
                      const CancellationToken& token) override;
    Result<std::vector<Replicator::NamedSnapshot>>
    snapshot(const std::filesystem::path& database, const std::string& replica,
             const CancellationToken& token) override;
    Result<std::vector<Replicator::NamedComparison>>
    compare(const std::filesystem::path& database, const std::string& replica,
            const CancellationToken& token) override;

private:
    const DatabaseConfig* find(const std::filesystem::path& database) const;
    Result<const DatabaseConfig*> lookUp(const std::filesystem::path& database) const;
    void note(const std::filesystem::path& database, const Result<void>& started);

    const std::vector<DatabaseConfig> m_databases;
    const Clock& m_clock;
    ChangeBell m_bell;
    Replicator m_replicator;

    mutable std::mutex m_mutex; ///< guards the two below
    std::map<std::filesystem::path, StandingError> m_startErrors;
    std::set<std::filesystem::path> m_changing; ///< being started or stopped
};

} // namespace walkeeper
