#include "core/operations/control_client.h"

#include "core/operations/control_messages.h"
#include "core/operations/control_socket.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <unistd.h>

namespace walkeeper {

namespace {

constexpr std::size_t longestAnswer = 64 << 20;
constexpr std::chrono::milliseconds betweenLooks(200); ///< at the token, while we wait

/// More than a replicator that is well ever takes to say how it stands.
constexpr std::chrono::seconds greetingTime(5);
/// It sends its events, or that there are none, three times as often.
constexpr std::chrono::seconds silentTime(15);

constexpr Socket::Deadline never = Socket::Deadline::max();

bool runs(const ReplicationReport& report, const std::filesystem::path& database)
{
    return report.database.path == database && report.database.state != DatabaseState::Stopped;
}

bool knows(const ReplicationReport& report, const std::filesystem::path& database)
{
    return report.database.path == database;
}

} // namespace

Result<std::unique_ptr<ControlClient>> ControlClient::connect(const std::filesystem::path& socket)
{
    Result<Socket> connection = Socket::connectLocal(socket);
    if (!connection)
        return std::move(connection).error();
    const Result<Socket::Peer> peer = connection->peer();
    if (!peer)
        return peer.error();
    if (peer->user != geteuid())
        return Error{ErrorCode::PermissionDenied,
                     "another user listens at " + socket.string() + "; it is not asked"};
    return std::unique_ptr<ControlClient>(new ControlClient(*std::move(connection), peer->process));
}

ControlClient::ControlClient(Socket socket, pid_t process)
    : m_socket(std::move(socket)),
      m_lines(m_socket, longestAnswer),
      m_process(process)
{
}

Result<ControlAnswer> ControlClient::ask(const ControlRequest& request,
                                         const CancellationToken& token)
{
    const auto soon = std::chrono::steady_clock::now() + greetingTime;
    if (Result<void> sent = m_socket.send(encodeRequest(request) + "\n", soon); !sent)
        return std::move(sent).error().during("cannot reach the replicator");
    // Only these take no work.
    const bool isStatus = request.what == ControlRequest::What::Status ||
                          request.what == ControlRequest::What::Subscribe;
    return receive(isStatus ? soon : never, token);
}

Result<ControlAnswer> ControlClient::receive(Socket::Deadline deadline,
                                             const CancellationToken& token)
{
    while (!token.isCancelled()) {
        const Result<std::string> line =
            m_lines.next(std::chrono::steady_clock::now() + betweenLooks);
        if (line)
            return decodeAnswer(*line);
        if (line.error().code != ErrorCode::Busy)
            return Error(line.error()).during("the replicator does not answer");
        if (std::chrono::steady_clock::now() >= deadline)
            return Error{ErrorCode::Busy, "the replicator does not answer in time"};
    }
    return Error{ErrorCode::Cancelled, "cancelled"};
}

Result<std::vector<ReplicationReport>> ControlClient::status(const CancellationToken& token)
{
    Result<ControlAnswer> answer = ask({ControlRequest::What::Status, {}, {}}, token);
    if (!answer)
        return std::move(answer).error();
    return std::move(answer->reports);
}

Result<void> ControlClient::start(const std::filesystem::path& database,
                                  const CancellationToken& token)
{
    const auto answer = ask({ControlRequest::What::Start, database.string(), {}}, token);
    return answer ? Result<void>() : answer.error();
}

Result<void> ControlClient::stop(const std::filesystem::path& database,
                                 const CancellationToken& token)
{
    const auto answer = ask({ControlRequest::What::Stop, database.string(), {}}, token);
    return answer ? Result<void>() : answer.error();
}

Result<void> ControlClient::pause(const std::filesystem::path& database,
                                  const CancellationToken& token)
{
    const auto answer = ask({ControlRequest::What::Pause, database.string(), {}}, token);
    return answer ? Result<void>() : answer.error();
}

Result<void> ControlClient::sync(const std::filesystem::path& database,
                                 const CancellationToken& token)
{
    const auto answer = ask({ControlRequest::What::Sync, database.string(), {}}, token);
    return answer ? Result<void>() : answer.error();
}

Result<std::vector<Replicator::NamedSnapshot>>
ControlClient::snapshot(const std::filesystem::path& database, const std::string& replica,
                        const CancellationToken& token)
{
    auto answer = ask({ControlRequest::What::Snapshot, database.string(), replica}, token);
    if (!answer)
        return std::move(answer).error();
    return std::move(answer->snapshots);
}

Result<std::vector<Replicator::NamedComparison>>
ControlClient::compare(const std::filesystem::path& database, const std::string& replica,
                       const CancellationToken& token)
{
    auto answer = ask({ControlRequest::What::Compare, database.string(), replica}, token);
    if (!answer)
        return std::move(answer).error();
    return std::move(answer->comparisons);
}

Result<void>
ControlClient::subscribe(const std::function<void(const std::vector<ReplicationReport>&)>& changed,
                         const CancellationToken& token)
{
    Result<ControlAnswer> answer = ask({ControlRequest::What::Subscribe, {}, {}}, token);
    while (answer) {
        if (!answer->reports.empty())
            changed(answer->reports);
        answer = receive(std::chrono::steady_clock::now() + silentTime, token);
    }
    return std::move(answer).error();
}

Result<std::vector<RunningReplicator>> findReplicators(const std::filesystem::path& folder,
                                                       const CancellationToken& token)
{
    const auto sockets = controlSockets(folder);
    if (!sockets)
        return sockets.error();
    std::vector<RunningReplicator> running;
    for (const std::filesystem::path& socket : *sockets) {
        auto client = ControlClient::connect(socket);
        if (!client)
            continue;
        auto reports = (*client)->status(token);
        if (token.isCancelled())
            return Error{ErrorCode::Cancelled, "cancelled"};
        if (reports)
            running.push_back({*std::move(client), *std::move(reports)});
    }
    return running;
}

Result<std::unique_ptr<ControlClient>> findReplicatorOf(const std::filesystem::path& database,
                                                        const std::filesystem::path& folder,
                                                        const CancellationToken& token)
{
    auto running = findReplicators(folder, token);
    if (!running)
        return std::move(running).error();
    for (const auto fits : {runs, knows}) {
        for (RunningReplicator& each : *running) {
            const bool isIt = std::any_of(
                each.reports.begin(), each.reports.end(),
                [&](const ReplicationReport& report) { return fits(report, database); });
            if (isIt)
                return std::move(each.client);
        }
    }
    return std::unique_ptr<ControlClient>();
}

} // namespace walkeeper
