#pragma once

#include "core/io/socket.h"

#include <atomic>
#include <cstddef>
#include <functional>
#include <list>
#include <thread>

namespace walkeeper {

/// Serves each connection in a thread of its own, a few at once; one more is closed at once.
/// Nothing runs while nobody asks.
class ConnectionServer
{
public:
    /// Talks to one client and returns; the connection is closed then.
    using Serve = std::function<void(Socket&)>;

    ConnectionServer(Socket listener, std::size_t most, Serve serve);
    /// Breaks what is open, and waits for serve() to return.
    ~ConnectionServer();
    ConnectionServer(const ConnectionServer&) = delete;
    ConnectionServer& operator=(const ConnectionServer&) = delete;

private:
    struct Client {
        explicit Client(Socket connection) : socket(std::move(connection)) {}

        Socket socket;
        std::thread thread;
        std::atomic<bool> isDone = false;
    };

    void run();
    void take(Socket connection);
    void removeDone();

    Socket m_listener;
    const std::size_t m_most;
    const Serve m_serve;
    std::atomic<bool> m_isStopping = false;
    std::list<Client> m_clients; ///< of the thread below, until it has ended
    std::thread m_thread;
};

} // namespace walkeeper
