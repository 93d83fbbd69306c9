#pragma once

#include "core/io/file_system.h"

#include <filesystem>
#include <string_view>

namespace walkeeper {

/// Gives a file another content, or makes it: written beside it, synced, renamed, with the rights
/// of before. A failure leaves the file as it was, and nothing else.
/// target  a link stays, and the file that it leads to is replaced
Result<void> replaceFile(const std::filesystem::path& target, std::string_view content,
                         FileSystem& files);

} // namespace walkeeper
