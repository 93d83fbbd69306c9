#pragma once

#include <string_view>

namespace walkeeper {

/// The file in a database's metadata folder that its replicator holds locked.
inline constexpr std::string_view replicationLockName = "walkeeper.lock";

} // namespace walkeeper
