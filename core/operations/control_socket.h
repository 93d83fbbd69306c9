#pragma once

#include "core/base/result.h"
#include "core/config/environment_expansion.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace walkeeper {

/// Where replicators of this user listen: $XDG_RUNTIME_DIR/walkeeper, else /tmp/walkeeper-UID.
std::filesystem::path controlFolder(const VariableLookup& variable);

/// Makes the folder if need be, for this user only.
/// errors  PermissionDenied: it is another user's, or others may enter it; those of the system
Result<void> prepareControlFolder(const std::filesystem::path& folder);

/// Where this process listens.
std::filesystem::path controlSocketPath(const std::filesystem::path& folder);

/// The sockets that are there, by name. Those of processes that have ended without removing them
/// are removed. A folder that is missing has none.
/// errors  PermissionDenied: as above
Result<std::vector<std::filesystem::path>> controlSockets(const std::filesystem::path& folder);

} // namespace walkeeper
