#pragma once

#include <filesystem>
#include <string>

namespace walkeeper {

/// The name under which SQLite only reads a file that nobody changes meanwhile: it takes no lock
/// and makes no side file. '?', '#' and '%' in the path are part of it.
std::string unchangingUri(const std::filesystem::path& path);

} // namespace walkeeper
