#pragma once

#include "core/base/cancellation.h"
#include "core/replicate/replication_report.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace walkeeper {

/// A replicator of this user in another process.
struct OtherReplicator {
    pid_t process = 0;
    std::string program; ///< its name, as the system knows it; empty if it does not
    std::vector<ReplicationReport> reports; ///< by path
};

/// Finds replicators of other processes as they come and go, and follows each of them over its
/// control socket. Any thread.
class ReplicatorWatch
{
public:
    /// changed  one has come, gone, or tells something new; called from any thread, short
    ReplicatorWatch(std::filesystem::path folder, std::function<void()> changed);
    ~ReplicatorWatch();
    ReplicatorWatch(const ReplicatorWatch&) = delete;
    ReplicatorWatch& operator=(const ReplicatorWatch&) = delete;

    /// Those that answer, by process.
    std::vector<OtherReplicator> running() const;

private:
    struct Follower {
        explicit Follower(std::filesystem::path path) : socket(std::move(path)) {}

        const std::filesystem::path socket;
        std::atomic<bool> isDone = false;
        std::thread thread;
    };

    void look();
    void removeDone();
    void follow(const std::filesystem::path& socket);
    void take(const std::filesystem::path& socket, const OtherReplicator& news);

    const std::filesystem::path m_folder;
    const std::function<void()> m_changed;
    CancellationSource m_ending;
    mutable std::mutex m_mutex; ///< guards the map
    std::map<std::filesystem::path, OtherReplicator> m_running;
    std::list<Follower> m_followers; ///< of the thread below, until it has ended
    std::thread m_thread;            ///< last: it uses the rest
};

} // namespace walkeeper
