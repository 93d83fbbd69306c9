#pragma once

#include "core/io/file_system.h"

#include <filesystem>

namespace walkeeper {

/// A folder of its own for files that are only looked at, removed with everything in it.
class ScratchFolder
{
public:
    /// parent  the system's folder for temporary files if empty
    /// name    what it is for, as a part of the folder's name
    static Result<ScratchFolder> make(const std::filesystem::path& parent, std::string_view name,
                                      FileSystem& files);

    ScratchFolder(ScratchFolder&& other) noexcept;
    ScratchFolder& operator=(ScratchFolder&&) = delete;
    ~ScratchFolder();

    const std::filesystem::path& path() const { return m_path; }

private:
    explicit ScratchFolder(std::filesystem::path path);

    std::filesystem::path m_path; ///< empty once there is nothing to remove
};

} // namespace walkeeper
