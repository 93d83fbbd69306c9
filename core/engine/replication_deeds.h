#pragma once

#include "core/engine/engine_messages.h"
#include "core/operations/control_client.h"
#include "core/operations/operation_context.h"
#include "core/operations/replication_pause.h"

#include <functional>
#include <memory>
#include <mutex>

namespace walkeeper {

/// What a window asks of replications. Of a database that a replicator of another process has, it
/// is asked of that one. Each call blocks; any thread.
class ReplicationDeeds
{
public:
    /// controlFolder  where replicators of other processes can be asked; empty: none is looked for
    ReplicationDeeds(OperationContext context, std::filesystem::path controlFolder);

    Result<ReplicationDone> protect(const ProtectRequest& request, Replicator& ours,
                                    const CancellationToken& token);
    Result<ReplicationDone> unprotect(const UnprotectRequest& request, Replicator& ours,
                                      const CancellationToken& token);
    Result<ReplicationDone> changeRetention(const RetentionRequest& request, Replicator& ours,
                                            const CancellationToken& token);
    Result<ReplicationDone> start(const StartRequest& request, Replicator& ours,
                                  const CancellationToken& token);
    Result<ReplicationDone> stop(const std::filesystem::path& database, Replicator& ours,
                                 const CancellationToken& token);
    Result<ReplicationDone> snapshot(const SnapshotRequest& request, Replicator& ours,
                                     const CancellationToken& token);
    Result<ReplicationDone> sync(const std::filesystem::path& database, Replicator& ours,
                                 const CancellationToken& token);
    /// errors  Unavailable: nothing was compared
    Result<ReplicaComparison> compare(const LiveReplica& live, Replicator& ours,
                                      const CancellationToken& token);

    /// Replaces a database while its replication stands still; it goes on in any case.
    Result<ReplacedDatabase> whileStill(const std::filesystem::path& database, Replicator& ours,
                                        const CancellationToken& token,
                                        const std::function<Result<ReplacedDatabase>()>& replace);

private:
    std::unique_ptr<ControlClient> findElsewhere(const std::filesystem::path& database,
                                                 const CancellationToken& token) const;
    Result<ReplicationPause> pause(const std::filesystem::path& database, Replicator& ours,
                                   const CancellationToken& token) const;
    /// Changes a configuration file; two at once would lose one of the changes.
    Result<void> configure(const std::function<Result<void>()>& change);

    const OperationContext m_context;
    const std::filesystem::path m_controlFolder;
    std::mutex m_configuring; ///< held while a configuration file is read, changed and written
};

} // namespace walkeeper
