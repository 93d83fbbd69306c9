#pragma once

#include "core/operations/control_lines.h"
#include "core/operations/replication_control.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace walkeeper {

struct ControlRequest;
struct ControlAnswer;

/// A replicator of the same user that runs in another process. One thread at a time.
class ControlClient final : public ReplicationControl
{
public:
    /// errors  NotFound, Unavailable: nobody listens there; PermissionDenied: another user does
    static Result<std::unique_ptr<ControlClient>> connect(const std::filesystem::path& socket);

    pid_t process() const { return m_process; }

    /// errors  Busy: no answer within a few seconds
    Result<std::vector<ReplicationReport>> status(const CancellationToken& token) override;
    Result<void> start(const std::filesystem::path& database,
                       const CancellationToken& token) override;
    Result<void> stop(const std::filesystem::path& database,
                      const CancellationToken& token) override;
    /// Stops the replication until start(), or until this client is no more: what keeps a database
    /// to itself for a while leaves it replicated, even if it is killed.
    /// errors  as stop(); the pause holds also if the last commits could not be stored
    Result<void> pause(const std::filesystem::path& database, const CancellationToken& token);
    Result<void> sync(const std::filesystem::path& database,
                      const CancellationToken& token) override;
    Result<std::vector<Replicator::NamedSnapshot>>
    snapshot(const std::filesystem::path& database, const std::string& replica,
             const CancellationToken& token) override;
    Result<std::vector<Replicator::NamedComparison>>
    compare(const std::filesystem::path& database, const std::string& replica,
            const CancellationToken& token) override;

    /// Tells how all databases stand, then those that have changed, at most four times a second,
    /// until the token is cancelled. Nothing else can be asked afterwards.
    /// errors  Cancelled; Unavailable: the replicator has ended; Busy: it is there, but hangs
    Result<void>
    subscribe(const std::function<void(const std::vector<ReplicationReport>&)>& changed,
              const CancellationToken& token);

private:
    ControlClient(Socket socket, pid_t process);

    Result<ControlAnswer> ask(const ControlRequest& request, const CancellationToken& token);
    Result<ControlAnswer> receive(Socket::Deadline deadline, const CancellationToken& token);

    Socket m_socket;
    LineReader m_lines;
    pid_t m_process;
};

/// Everything that replicators of this user run now. One that does not answer is left out.
struct RunningReplicator {
    std::unique_ptr<ControlClient> client;
    std::vector<ReplicationReport> reports;
};
Result<std::vector<RunningReplicator>> findReplicators(const std::filesystem::path& folder,
                                                       const CancellationToken& token);

/// The one that runs a database, or else one that knows it; null if none does.
Result<std::unique_ptr<ControlClient>> findReplicatorOf(const std::filesystem::path& database,
                                                        const std::filesystem::path& folder,
                                                        const CancellationToken& token);

} // namespace walkeeper
