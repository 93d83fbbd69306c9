#pragma once

#include "core/io/connection_server.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace walkeeper {

/// Where metrics are served.
struct MetricsAddress {
    std::string host; ///< empty: all interfaces
    std::uint16_t port = 0;

    bool operator==(const MetricsAddress&) const = default;
};

/// Reads "host:port", ":9090" or "[::1]:9090".
/// errors  InvalidArgument, without a port in the reference's words
Result<MetricsAddress> parseMetricsAddress(std::string_view text);

/// Answers GET /metrics over HTTP, and nothing else. A client has a few seconds for all it does.
class MetricsServer
{
public:
    /// text  asked for once a request; from any thread, also several at once
    static Result<std::unique_ptr<MetricsServer>> start(const MetricsAddress& address,
                                                        std::function<std::string()> text);

    /// "http://localhost:9090/metrics"
    const std::string& url() const { return m_url; }

private:
    MetricsServer(Socket listener, std::string url, std::function<std::string()> text);

    std::string m_url;
    ConnectionServer m_server;
};

/// The whole answer to what a client has sent up to the empty line. Pure.
std::string answerMetricsRequest(std::string_view request,
                                 const std::function<std::string()>& text);

} // namespace walkeeper
