#include "core/io/socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace walkeeper {

namespace {

constexpr int waitingConnections = 16;
/// For a listener that lets its connections wait, and may never go on.
constexpr timeval connectPatience{.tv_sec = 1, .tv_usec = 0};

Error systemError(ErrorCode code, const std::string& doing, int number)
{
    return {code, doing + ": " + std::strerror(number)};
}

struct AddressListFree {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

Result<sockaddr_un> localAddress(const std::filesystem::path& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string& text = path.native();
    if (text.size() >= sizeof(address.sun_path))
        return Error{ErrorCode::InvalidArgument, text + ": the path of a socket may have at most " +
                                                     std::to_string(sizeof(address.sun_path) - 1) +
                                                     " bytes"};
    text.copy(address.sun_path, text.size());
    return address;
}

/// True if the socket is ready for `events`, or broken, before the deadline.
bool waitFor(int descriptor, short events, Socket::Deadline deadline)
{
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return false;
        pollfd entry{descriptor, events, 0};
        const int count =
            poll(&entry, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 3'600'000)));
        if (count > 0)
            return true;
        if (count < 0 && errno != EINTR)
            return true; // the call to come says what is wrong
    }
}

Error tooSlow()
{
    return {ErrorCode::Busy, "the other side of a connection is too slow"};
}

/// A descriptor that listens, or -1 and errno.
int listenAt(int family, const sockaddr* address, socklen_t size)
{
    const int descriptor = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return -1;
    constexpr int on = 1;
    constexpr int off = 0;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == AF_INET6)
        setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(descriptor, address, size) == 0 && listen(descriptor, waitingConnections) == 0)
        return descriptor;
    const int failure = errno;
    close(descriptor);
    errno = failure;
    return -1;
}

} // namespace

Result<Socket> Socket::listenLocal(const std::filesystem::path& path)
{
    const Result<sockaddr_un> address = localAddress(path);
    if (!address)
        return address.error();
    Socket listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (listener.m_descriptor < 0)
        return systemError(ErrorCode::Internal, "make a socket", errno);
    // The folder keeps others out; the mode is for those who move it.
    fchmod(listener.m_descriptor, 0600);
    if (bind(listener.m_descriptor, reinterpret_cast<const sockaddr*>(&*address),
             sizeof(sockaddr_un)) != 0)
        return systemError(errno == EADDRINUSE ? ErrorCode::AlreadyExists : ErrorCode::Unavailable,
                           "cannot make the socket " + path.string(), errno);
    if (listen(listener.m_descriptor, waitingConnections) != 0)
        return systemError(ErrorCode::Unavailable, "cannot listen at " + path.string(), errno);
    return listener;
}

Result<Socket> Socket::listenTcp(const std::string& host, std::uint16_t port)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    const int failure = getaddrinfo(host.empty() ? nullptr : host.c_str(),
                                    std::to_string(port).c_str(), &hints, &found);
    if (failure != 0)
        return Error{ErrorCode::InvalidArgument,
                     "cannot listen on " + host + ": " + gai_strerror(failure)};
    const std::unique_ptr<addrinfo, AddressListFree> list(found);
    // A socket for all IPv6 addresses takes IPv4 as well; of a name, the IPv4 address is meant.
    const std::array<int, 2> families =
        host.empty() ? std::array{AF_INET6, AF_INET} : std::array{AF_INET, AF_INET6};
    int number = EADDRNOTAVAIL;
    for (const int family : families) {
        for (const addrinfo* each = list.get(); each != nullptr; each = each->ai_next) {
            if (each->ai_family != family)
                continue;
            const int descriptor = listenAt(family, each->ai_addr, each->ai_addrlen);
            if (descriptor >= 0)
                return Socket(descriptor);
            number = errno;
        }
    }
    return systemError(ErrorCode::Unavailable,
                       "cannot listen on " + host + ":" + std::to_string(port), number);
}

Result<Socket> Socket::connectLocal(const std::filesystem::path& path)
{
    const Result<sockaddr_un> address = localAddress(path);
    if (!address)
        return address.error();
    Socket connection(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connection.m_descriptor < 0)
        return systemError(ErrorCode::Internal, "make a socket", errno);
    setsockopt(connection.m_descriptor, SOL_SOCKET, SO_SNDTIMEO, &connectPatience,
               sizeof connectPatience);
    if (connect(connection.m_descriptor, reinterpret_cast<const sockaddr*>(&*address),
                sizeof(sockaddr_un)) != 0)
        return systemError(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable,
                           "cannot connect to " + path.string(), errno);
    return connection;
}

Socket::~Socket()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

Result<Socket> Socket::accept()
{
    for (;;) {
        const int descriptor = accept4(m_descriptor, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor >= 0)
            return Socket(descriptor);
        if (errno == EINVAL || errno == EBADF)
            return Error{ErrorCode::Cancelled, "the socket was shut down"};
        if (errno != EINTR && errno != ECONNABORTED)
            return systemError(ErrorCode::Unavailable, "take a connection", errno);
    }
}

Result<std::size_t> Socket::receive(std::span<char> into, Deadline deadline)
{
    for (;;) {
        if (!waitFor(m_descriptor, POLLIN, deadline))
            return tooSlow();
        const ssize_t count = recv(m_descriptor, into.data(), into.size(), MSG_DONTWAIT);
        if (count >= 0)
            return static_cast<std::size_t>(count);
        if (errno != EINTR && errno != EAGAIN)
            return systemError(ErrorCode::Unavailable, "read from a connection", errno);
    }
}

Result<void> Socket::send(std::string_view bytes, Deadline deadline)
{
    while (!bytes.empty()) {
        if (!waitFor(m_descriptor, POLLOUT, deadline))
            return tooSlow();
        const ssize_t count =
            ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(count));
        else if (errno != EINTR && errno != EAGAIN)
            return systemError(ErrorCode::Unavailable, "write to a connection", errno);
    }
    return {};
}

void Socket::endSending()
{
    ::shutdown(m_descriptor, SHUT_WR);
}

void Socket::shutDown()
{
    ::shutdown(m_descriptor, SHUT_RDWR);
}

std::uint16_t Socket::port() const
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    getsockname(m_descriptor, reinterpret_cast<sockaddr*>(&address), &size);
    if (address.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

Result<Socket::Peer> Socket::peer() const
{
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (getsockopt(m_descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return systemError(ErrorCode::Internal, "ask who is at the other end", errno);
    return Peer{credentials.uid, credentials.pid};
}

} // namespace walkeeper
