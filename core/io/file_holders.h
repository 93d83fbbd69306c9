#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace walkeeper {

/// Another process that has a file open.
struct FileHolder {
    std::int64_t process = 0;
    std::string program; ///< name of its executable, without the folder
};

/// Who else has the file open, as far as this user may see; the file itself is not opened.
/// Takes a look at every process, so not for every turn. Empty where the system does not tell.
std::vector<FileHolder> holdersOf(const std::filesystem::path& path);

/// Whether this process has the file open, under whatever name; the file itself is not opened.
bool isOpenInThisProcess(const std::filesystem::path& path);

} // namespace walkeeper
