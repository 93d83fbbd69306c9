#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace walkeeper {

/// Whether a file begins as a database does, or is empty as a new one is.
/// For any file that somebody names: it may be one that this process watches, and a descriptor of
/// our own would drop all of the process's locks on it when it is closed. So the file is read
/// through SQLite, and a wal-index (-shm) not at all. Takes no lock, changes nothing. Any thread.
/// errors  NotFound, PermissionDenied: it cannot be opened
Result<bool> isDatabaseFile(const std::filesystem::path& path);

} // namespace walkeeper
