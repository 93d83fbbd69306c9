#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <sys/types.h>

namespace walkeeper {

/// One stream socket: it listens, or it is one end of a connection. One thread at a time, but for
/// shutDown().
class Socket
{
public:
    using Deadline = std::chrono::steady_clock::time_point;

    /// Listens in the file system, for this user only. errors  AlreadyExists: the name is taken
    static Result<Socket> listenLocal(const std::filesystem::path& path);
    /// host  a name or address of this machine; empty: all its interfaces
    /// port  0 chooses one
    static Result<Socket> listenTcp(const std::string& host, std::uint16_t port);
    /// Waits at most a second for somebody who is behind with taking connections.
    /// errors  NotFound: no such name; Unavailable: nobody listens there, or takes connections
    static Result<Socket> connectLocal(const std::filesystem::path& path);

    Socket(Socket&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    Socket& operator=(Socket&&) = delete;
    ~Socket();

    /// Waits for the next connection.
    /// errors  Cancelled: it was shut down; Unavailable: try again in a moment
    Result<Socket> accept();

    /// Gives how many bytes came; 0 at the end. errors  Busy: none came in time
    Result<std::size_t> receive(std::span<char> into, Deadline deadline);
    /// errors  Busy: the other side does not take them in time
    Result<void> send(std::string_view bytes, Deadline deadline);
    /// Says that nothing more will be sent.
    void endSending();
    /// Ends all calls that wait, and those to come. Any thread.
    void shutDown();

    /// Of a TCP socket that listens.
    std::uint16_t port() const;
    struct Peer {
        uid_t user = 0;
        pid_t process = 0;
    };
    /// Who is at the other end of a local connection.
    Result<Peer> peer() const;

private:
    explicit Socket(int descriptor) : m_descriptor(descriptor) {}

    int m_descriptor;
};

} // namespace walkeeper
