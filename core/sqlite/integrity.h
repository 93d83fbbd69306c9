#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace walkeeper {

enum class IntegrityCheck : std::uint8_t {
    None,
    Quick, ///< PRAGMA quick_check: structure only
    Full,  ///< PRAGMA integrity_check: indexes against tables too
};

/// Lets SQLite check a database file that nobody changes meanwhile; no side file is made.
/// gives   what is wrong, at most 10 lines; nothing if the database is sound
/// errors  Cancelled; those of opening. A file that SQLite refuses to read is a finding
Result<std::vector<std::string>> checkIntegrity(const std::filesystem::path& database,
                                                IntegrityCheck check,
                                                const CancellationToken& token);

} // namespace walkeeper
