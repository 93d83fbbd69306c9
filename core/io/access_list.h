#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>

namespace walkeeper {

/// What a file may let others do that has no POSIX access list of its own, so that nobody can do
/// more with it than with `path`: where that has a list, the mode's group bits say what the list
/// grants at most, not what the group may.
///
/// mode     permission bits of `path`
/// returns  those without what the list keeps from the group, and from anybody whom it names
Result<std::uint32_t> modeWithoutAccessList(const std::filesystem::path& path, std::uint32_t mode);

/// Gives `to` the access list of `from`, or none if that has none. The mode is to be set
/// afterwards.
Result<void> copyAccessList(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace walkeeper
