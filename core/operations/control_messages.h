#pragma once

#include "core/operations/replication_control.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace walkeeper {

// What goes over the control socket: one JSON object a line, each with "version". README.md lists
// the keys. Nothing here does any I/O.

inline constexpr int controlVersion = 1;

struct ControlRequest {
    enum class What : std::uint8_t {
        Status,
        Start,
        Stop,
        Pause,
        Sync,
        Snapshot,
        Compare,
        Subscribe
    };

    What what = What::Status;
    std::string database; ///< absolute; empty for status and subscribe
    std::string replica;  ///< of a snapshot or comparison; empty: each

    bool operator==(const ControlRequest&) const = default;
};

/// One line, without its end.
std::string encodeRequest(const ControlRequest& request);
/// errors  InvalidArgument: not a request; Unsupported: of another version
Result<ControlRequest> decodeRequest(std::string_view line);

/// What an answer holds, besides whether it worked. Live events have the reports that changed.
struct ControlAnswer {
    std::vector<ReplicationReport> reports;
    std::vector<Replicator::NamedSnapshot> snapshots;
    std::vector<Replicator::NamedComparison> comparisons;
};

std::string encodeAnswer(const ControlAnswer& answer);
std::string encodeFailure(const Error& error);
/// errors  the one that was sent; InvalidArgument: not an answer; Unsupported: of another version
Result<ControlAnswer> decodeAnswer(std::string_view line);

/// Reports as an indented JSON array, for people and scripts; the same keys as in an answer.
std::string reportsJson(const std::vector<ReplicationReport>& reports);

} // namespace walkeeper
