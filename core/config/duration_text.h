#pragma once

#include "core/base/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace walkeeper {

/// Reads a duration in Go's notation: "10s", "1h30m", "1.5h", "-250ms", "0".
/// Units: ns, us (or µs), ms, s, m, h.
///
/// errors  InvalidArgument for any other shape, and beyond about 292 years
Result<std::chrono::nanoseconds> parseDuration(std::string_view text);

/// Go's notation: "41s", "-7.4s", "48m55s", "1h0m0s", "296ms", "1.5µs", "0s".
std::string formatDuration(std::chrono::nanoseconds duration);

} // namespace walkeeper
