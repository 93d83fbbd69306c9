#pragma once

#include "core/io/file_system.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace walkeeper {

/// A file that appears under its name only when it is complete: written beside it, synced,
/// renamed. Without commit() nothing stays behind, missing folders that were made included.
class NewFile
{
public:
    /// Makes missing folders and the temporary file.
    static Result<NewFile> create(FileSystem& files, std::filesystem::path target);

    NewFile(NewFile&&) noexcept;
    NewFile& operator=(NewFile&&) = delete;
    ~NewFile();

    File& file() { return *m_file; }
    const std::filesystem::path& temporaryPath() const { return m_temporary; }

    /// Renames to the final name and syncs the folder. The file must be synced already.
    /// errors  AlreadyExists if the name was taken meanwhile
    Result<void> commit();

private:
    NewFile(FileSystem& files, std::filesystem::path target, std::filesystem::path temporary,
            std::vector<std::filesystem::path> madeFolders, std::unique_ptr<File> file);

    FileSystem& m_files;
    std::filesystem::path m_target;
    std::filesystem::path m_temporary;                ///< empty once there is nothing to clean up
    std::vector<std::filesystem::path> m_madeFolders; ///< outermost first
    std::unique_ptr<File> m_file;
};

} // namespace walkeeper
