#pragma once

#include "core/io/connection_server.h"
#include "core/operations/replication_service.h"

#include <filesystem>
#include <memory>
#include <set>

namespace walkeeper {

struct ControlRequest;
struct ControlAnswer;

/// Lets other programs of the same user ask and tell a replicator, over a socket in the control
/// folder. README.md has the protocol.
class ControlServer
{
public:
    /// service  outlives the server
    /// errors  those of prepareControlFolder() and of the socket
    static Result<std::unique_ptr<ControlServer>> start(ReplicationService& service,
                                                        const std::filesystem::path& folder);
    /// Cancels what clients wait for, and removes the socket.
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    const std::filesystem::path& path() const { return m_path; }

private:
    ControlServer(ReplicationService& service, std::filesystem::path path, Socket listener);

    /// What one client keeps to itself: goes on without it when it is gone.
    using Paused = std::set<std::filesystem::path>;

    void serve(Socket& client);
    void converse(Socket& client, Paused& paused);
    std::string answer(const Result<ControlRequest>& request, Paused& paused);
    Result<ControlAnswer> carryOut(const ControlRequest& request, Paused& paused);
    void sendEvents(Socket& client);

    ReplicationService& m_service;
    const std::filesystem::path m_path;
    CancellationSource m_ending;
    std::unique_ptr<ConnectionServer> m_server;
};

} // namespace walkeeper
