#include "core/operations/replicator_watch.h"

#include "core/operations/control_client.h"
#include "core/operations/control_socket.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <utility>

namespace walkeeper {

namespace {

constexpr std::chrono::milliseconds betweenLooks(500);

std::string programOf(pid_t process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/comm");
    std::string name;
    std::getline(file, name);
    return name;
}

void merge(std::vector<ReplicationReport>& reports, const std::vector<ReplicationReport>& news)
{
    const auto isBefore = [](const ReplicationReport& one, const ReplicationReport& other) {
        return one.database.path < other.database.path;
    };
    for (const ReplicationReport& each : news) {
        const auto at = std::lower_bound(reports.begin(), reports.end(), each, isBefore);
        if (at != reports.end() && at->database.path == each.database.path)
            *at = each;
        else
            reports.insert(at, each);
    }
}

} // namespace

ReplicatorWatch::ReplicatorWatch(std::filesystem::path folder, std::function<void()> changed)
    : m_folder(std::move(folder)),
      m_changed(std::move(changed)),
      m_thread([this] { look(); })
{
}

ReplicatorWatch::~ReplicatorWatch()
{
    m_ending.cancel();
    m_thread.join();
    for (Follower& follower : m_followers)
        follower.thread.join();
}

std::vector<OtherReplicator> ReplicatorWatch::running() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<OtherReplicator> all;
    for (const auto& [socket, replicator] : m_running)
        all.push_back(replicator);
    std::sort(all.begin(), all.end(),
              [](const auto& one, const auto& other) { return one.process < other.process; });
    return all;
}

void ReplicatorWatch::look()
{
    const std::filesystem::path ours = controlSocketPath(m_folder);
    do {
        removeDone();
        // A folder that cannot be trusted has nobody in it to be followed.
        const auto sockets = controlSockets(m_folder);
        for (const auto& socket : sockets ? *sockets : std::vector<std::filesystem::path>()) {
            const bool isFollowed =
                std::any_of(m_followers.begin(), m_followers.end(),
                            [&](const Follower& each) { return each.socket == socket; });
            if (socket == ours || isFollowed)
                continue;
            Follower& follower = m_followers.emplace_back(socket);
            follower.thread = std::thread([this, &follower] {
                follow(follower.socket);
                follower.isDone = true;
            });
        }
    } while (!m_ending.token().waitFor(betweenLooks));
}

void ReplicatorWatch::removeDone()
{
    for (auto each = m_followers.begin(); each != m_followers.end();) {
        if (each->isDone) {
            each->thread.join();
            each = m_followers.erase(each);
        } else {
            ++each;
        }
    }
}

void ReplicatorWatch::follow(const std::filesystem::path& socket)
{
    const auto client = ControlClient::connect(socket);
    if (!client)
        return;
    // One that does not answer in time is asked again at the next look.
    auto reports = (*client)->status(m_ending.token());
    if (!reports)
        return;
    OtherReplicator known{(*client)->process(), programOf((*client)->process()),
                          *std::move(reports)};
    take(socket, known);
    static_cast<void>((*client)->subscribe(
        [&](const std::vector<ReplicationReport>& news) {
            merge(known.reports, news);
            take(socket, known);
        },
        m_ending.token()));
    {
        const std::lock_guard lock(m_mutex);
        m_running.erase(socket);
    }
    m_changed();
}

void ReplicatorWatch::take(const std::filesystem::path& socket, const OtherReplicator& news)
{
    {
        const std::lock_guard lock(m_mutex);
        m_running[socket] = news;
    }
    m_changed();
}

} // namespace walkeeper
