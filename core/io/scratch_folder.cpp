#include "core/io/scratch_folder.h"

#include <utility>

namespace walkeeper {

Result<ScratchFolder> ScratchFolder::make(const std::filesystem::path& parent,
                                          std::string_view name, FileSystem& files)
{
    std::error_code failure;
    const std::filesystem::path base =
        parent.empty() ? std::filesystem::temp_directory_path(failure) : parent;
    const std::filesystem::path path = temporaryBeside(base / name);
    if (Result<std::vector<std::filesystem::path>> made = files.createDirectories(path); !made)
        return std::move(made).error();
    return ScratchFolder(path);
}

ScratchFolder::ScratchFolder(std::filesystem::path path) : m_path(std::move(path)) {}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept
    : m_path(std::exchange(other.m_path, {}))
{
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    if (!m_path.empty())
        std::filesystem::remove_all(m_path, ignored);
}

} // namespace walkeeper
