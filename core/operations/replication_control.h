#pragma once

#include "core/replicate/replicator.h"

#include <filesystem>
#include <string>
#include <vector>

namespace walkeeper {

/// A replicator that can be asked and told: the one of this process (ReplicationService) or one
/// that runs elsewhere (ControlClient).
///
/// Calls that name a database give NotFound for one that it does not know, and Busy while the
/// database is being started or stopped.
class ReplicationControl
{
public:
    virtual ~ReplicationControl() = default;

    /// Every database it knows, the stopped ones too, by path.
    virtual Result<std::vector<ReplicationReport>> status(const CancellationToken& token) = 0;
    /// errors  AlreadyExists: it runs
    virtual Result<void> start(const std::filesystem::path& database,
                               const CancellationToken& token) = 0;
    /// Ends when every commit is in the replicas.
    virtual Result<void> stop(const std::filesystem::path& database,
                              const CancellationToken& token) = 0;
    /// Ends when every replica has everything that is committed now.
    virtual Result<void> sync(const std::filesystem::path& database,
                              const CancellationToken& token) = 0;
    /// replica  empty: each
    virtual Result<std::vector<Replicator::NamedSnapshot>>
    snapshot(const std::filesystem::path& database, const std::string& replica,
             const CancellationToken& token) = 0;
    /// Restores the replica and compares it with the live database at the same commit.
    /// replica  empty: each
    /// errors   what kept them from being compared; that they differ is in the value
    virtual Result<std::vector<Replicator::NamedComparison>>
    compare(const std::filesystem::path& database, const std::string& replica,
            const CancellationToken& token) = 0;
};

} // namespace walkeeper
