#pragma once

#include "core/base/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace walkeeper {

/// A moment in UTC. Nanoseconds, because file systems keep them and the reference compares them.
using Timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Reads RFC 3339, such as "2026-01-31T12:00:00Z" or "2026-01-31T13:00:00.25+01:00".
/// errors  InvalidArgument for any other shape, and for dates that do not exist
Result<Timestamp> parseTimestamp(std::string_view text);

/// RFC 3339 in UTC, whole seconds (cut, not rounded): "2026-01-31T12:00:00Z".
std::string formatTimestamp(Timestamp time);

/// RFC 3339 in UTC with as many digits of a second as the moment has, so that it reads back equal.
std::string formatTimestampExact(Timestamp time);

/// Where logic takes "now" from, so that tests can choose it. Callable from any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock
{
public:
    Timestamp now() const override { return std::chrono::system_clock::now(); }
};

} // namespace walkeeper
