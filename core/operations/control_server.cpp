#include "core/operations/control_server.h"

#include "core/operations/control_lines.h"
#include "core/operations/control_messages.h"
#include "core/operations/control_socket.h"

#include <array>
#include <chrono>
#include <map>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace walkeeper {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t mostClients = 32;
constexpr std::size_t longestRequest = 65'536;
/// A client that says nothing for so long is gone, or will come back.
constexpr std::chrono::hours quietTime(1);
constexpr std::chrono::seconds sendTime(10);
constexpr milliseconds betweenEvents(250);
constexpr milliseconds longestLook(1000);
/// Whoever waits for events hears this often that there are none.
constexpr std::chrono::seconds longestSilence(5);

Socket::Deadline in(std::chrono::steady_clock::duration time)
{
    return std::chrono::steady_clock::now() + time;
}

Result<void> send(Socket& client, std::string line)
{
    line += '\n';
    return client.send(line, in(sendTime));
}

/// Whoever waits for events says nothing more.
bool isGone(Socket& client)
{
    std::array<char, 16> ignored{};
    const Result<std::size_t> count = client.receive(ignored, std::chrono::steady_clock::now());
    return count ? *count == 0 : count.error().code != ErrorCode::Busy;
}

/// Which of the reports are not as they were sent last.
class Changes
{
public:
    std::vector<ReplicationReport> news(const std::vector<ReplicationReport>& reports)
    {
        std::vector<ReplicationReport> changed;
        for (const ReplicationReport& report : reports) {
            std::string now = encodeAnswer({{report}, {}, {}});
            std::string& sent = m_sent[report.database.path];
            if (now == sent)
                continue;
            sent = std::move(now);
            changed.push_back(report);
        }
        return changed;
    }

private:
    std::map<std::filesystem::path, std::string> m_sent;
};

/// The replication did not run, or somebody else is changing it.
bool isLeftAlone(const Error& stopping)
{
    return stopping.code == ErrorCode::NotFound || stopping.code == ErrorCode::Busy;
}

} // namespace

Result<std::unique_ptr<ControlServer>> ControlServer::start(ReplicationService& service,
                                                            const std::filesystem::path& folder)
{
    if (Result<void> prepared = prepareControlFolder(folder); !prepared)
        return std::move(prepared).error();
    // Also removes what others have left behind.
    if (const auto others = controlSockets(folder); !others)
        return others.error();
    std::filesystem::path path = controlSocketPath(folder);
    unlink(path.c_str()); // of an earlier process with our number
    Result<Socket> listener = Socket::listenLocal(path);
    if (!listener)
        return std::move(listener).error();
    return std::unique_ptr<ControlServer>(
        new ControlServer(service, std::move(path), *std::move(listener)));
}

ControlServer::ControlServer(ReplicationService& service, std::filesystem::path path,
                             Socket listener)
    : m_service(service),
      m_path(std::move(path)),
      m_server(std::make_unique<ConnectionServer>(std::move(listener), mostClients,
                                                  [this](Socket& client) { serve(client); }))
{
}

ControlServer::~ControlServer()
{
    unlink(m_path.c_str());
    m_ending.cancel();
    m_service.bell().ring(); // for those who wait for events
    m_server.reset();
}

void ControlServer::serve(Socket& client)
{
    const Result<Socket::Peer> peer = client.peer();
    if (!peer || peer->user != geteuid())
        return;
    Paused paused;
    converse(client, paused);
    for (const std::filesystem::path& database : paused) {
        if (!m_ending.token().isCancelled())
            static_cast<void>(
                m_service.start(database, m_ending.token())); // its error is in the status
    }
}

void ControlServer::converse(Socket& client, Paused& paused)
{
    LineReader lines(client, longestRequest);
    for (;;) {
        // Whoever replaces a large database says nothing for long.
        const Result<std::string> line =
            lines.next(paused.empty() ? in(quietTime) : Socket::Deadline::max());
        if (!line) {
            if (line.error().code == ErrorCode::InvalidArgument)
                static_cast<void>(send(client, encodeFailure(line.error())));
            return;
        }
        const Result<ControlRequest> request = decodeRequest(*line);
        if (!send(client, answer(request, paused)))
            return;
        if (request && request->what == ControlRequest::What::Subscribe)
            return sendEvents(client);
    }
}

std::string ControlServer::answer(const Result<ControlRequest>& request, Paused& paused)
{
    if (!request)
        return encodeFailure(request.error());
    const Result<ControlAnswer> done = carryOut(*request, paused);
    return done ? encodeAnswer(*done) : encodeFailure(done.error());
}

Result<ControlAnswer> ControlServer::carryOut(const ControlRequest& request, Paused& paused)
{
    const CancellationToken token = m_ending.token();
    const auto plain = [](const Result<void>& done) {
        return done ? Result<ControlAnswer>(ControlAnswer()) : done.error();
    };
    switch (request.what) {
    case ControlRequest::What::Status:
    case ControlRequest::What::Subscribe: return ControlAnswer{m_service.report(), {}, {}};
    case ControlRequest::What::Start:
        paused.erase(request.database);
        return plain(m_service.start(request.database, token));
    case ControlRequest::What::Stop: return plain(m_service.stop(request.database, token));
    case ControlRequest::What::Pause: {
        const Result<void> stopped = m_service.stop(request.database, token);
        if (stopped || !isLeftAlone(stopped.error()))
            paused.insert(request.database);
        return plain(stopped);
    }
    case ControlRequest::What::Sync: return plain(m_service.sync(request.database, token));
    case ControlRequest::What::Snapshot: {
        auto made = m_service.snapshot(request.database, request.replica, token);
        if (!made)
            return std::move(made).error();
        return ControlAnswer{{}, *std::move(made), {}};
    }
    case ControlRequest::What::Compare: {
        auto made = m_service.compare(request.database, request.replica, token);
        if (!made)
            return std::move(made).error();
        return ControlAnswer{{}, {}, *std::move(made)};
    }
    }
    return Error{ErrorCode::Internal, "unknown request"};
}

/// Until the client is gone.
void ControlServer::sendEvents(Socket& client)
{
    Changes changes;
    static_cast<void>(changes.news(m_service.report()));
    std::uint64_t heard = 0;
    Socket::Deadline sendAtLeast = in(longestSilence);
    while (!m_ending.token().waitFor(betweenEvents) && !isGone(client)) {
        heard = m_service.bell().wait(heard, longestLook);
        const std::vector<ReplicationReport> news = changes.news(m_service.report());
        if (news.empty() && std::chrono::steady_clock::now() < sendAtLeast)
            continue;
        if (!send(client, encodeAnswer({news, {}, {}})))
            return;
        sendAtLeast = in(longestSilence);
    }
}

} // namespace walkeeper
