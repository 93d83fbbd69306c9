#include "core/operations/metrics_server.h"

#include <array>
#include <charconv>
#include <chrono>
#include <memory>
#include <system_error>
#include <utility>

namespace walkeeper {

namespace {

constexpr std::size_t mostClients = 16;
constexpr std::size_t longestRequest = 8192;
constexpr std::chrono::seconds clientTime(5);
constexpr std::string_view endOfRequest = "\r\n\r\n";

std::string answer(std::string_view status, std::string_view type, const std::string& body)
{
    return "HTTP/1.1 " + std::string(status) + "\r\nContent-Type: " + std::string(type) +
           "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n" + body;
}

std::string refusal(std::string_view status)
{
    return answer(status, "text/plain; charset=utf-8", std::string(status.substr(4)) + "\n");
}

/// What the client sends, up to the empty line; less if it ends, is too slow, or talks too much.
std::string readRequest(Socket& client, Socket::Deadline deadline)
{
    std::string request;
    std::array<char, 2048> buffer{};
    while (request.size() < longestRequest && request.find(endOfRequest) == std::string::npos) {
        const Result<std::size_t> count = client.receive(buffer, deadline);
        if (!count || *count == 0)
            return request;
        request.append(buffer.data(), *count);
    }
    return request;
}

/// Closing with something unread would take the answer away from the client.
void drain(Socket& client, Socket::Deadline deadline)
{
    constexpr int most = 32;
    std::array<char, 4096> buffer{};
    client.endSending();
    for (int i = 0; i < most; ++i) {
        const Result<std::size_t> count = client.receive(buffer, deadline);
        if (!count || *count == 0)
            return;
    }
}

void serve(Socket& client, const std::function<std::string()>& text)
{
    const auto deadline = std::chrono::steady_clock::now() + clientTime;
    const std::string request = readRequest(client, deadline);
    if (request.empty() || std::chrono::steady_clock::now() >= deadline)
        return;
    if (client.send(answerMetricsRequest(request, text), deadline))
        drain(client, deadline);
}

} // namespace

Result<MetricsAddress> parseMetricsAddress(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    const bool isBare = colon == std::string_view::npos || colon + 1 == text.size() ||
                        text.find(']', colon) != std::string_view::npos;
    if (isBare)
        return Error{ErrorCode::InvalidArgument,
                     "must specify port for bind address: \"" + std::string(text) + "\""};
    MetricsAddress address;
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    address.host = host;
    const std::string_view port = text.substr(colon + 1);
    const auto [end, failure] =
        std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (failure != std::errc() || end != port.data() + port.size() ||
        (host.find(':') != std::string_view::npos && text.front() != '['))
        return Error{ErrorCode::InvalidArgument,
                     "the bind address \"" + std::string(text) + "\" is not HOST:PORT"};
    return address;
}

std::string answerMetricsRequest(std::string_view request, const std::function<std::string()>& text)
{
    const std::string_view line = request.substr(0, request.find("\r\n"));
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (request.find(endOfRequest) == std::string_view::npos)
        return refusal(request.size() >= longestRequest ? "431 Request Header Fields Too Large"
                                                        : "400 Bad Request");
    if (first == std::string_view::npos || first == last ||
        !line.substr(last + 1).starts_with("HTTP/1."))
        return refusal("400 Bad Request");
    const std::string_view target = line.substr(first + 1, last - first - 1);
    if (target.substr(0, target.find('?')) != "/metrics")
        return refusal("404 Not Found");
    if (line.substr(0, first) != "GET")
        return refusal("405 Method Not Allowed");
    return answer("200 OK", "text/plain; version=0.0.4; charset=utf-8", text());
}

Result<std::unique_ptr<MetricsServer>> MetricsServer::start(const MetricsAddress& address,
                                                            std::function<std::string()> text)
{
    Result<Socket> listener = Socket::listenTcp(address.host, address.port);
    if (!listener)
        return std::move(listener).error();
    std::string host = address.host.empty() ? "localhost" : address.host;
    if (host.find(':') != std::string::npos)
        host = "[" + host + "]";
    std::string url = "http://" + host + ":" + std::to_string(listener->port()) + "/metrics";
    return std::unique_ptr<MetricsServer>(
        new MetricsServer(*std::move(listener), std::move(url), std::move(text)));
}

MetricsServer::MetricsServer(Socket listener, std::string url, std::function<std::string()> text)
    : m_url(std::move(url)),
      m_server(std::move(listener), mostClients,
               [text = std::move(text)](Socket& client) { serve(client, text); })
{
}

} // namespace walkeeper
