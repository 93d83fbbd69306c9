#pragma once

#include "core/io/file_system.h"

namespace walkeeper {

/// What is made through it gets the access of a file that is there already, and folders that of its
/// folder: whoever may use that file may use the others too, and nobody else. Private while there
/// is no such file. An access list is not copied, but what it keeps from anybody stays so. Any
/// thread.
class FilesLike final : public FileSystem
{
public:
    /// files  must outlive it
    FilesLike(FileSystem& files, std::filesystem::path model);

    Result<std::unique_ptr<File>> open(const std::filesystem::path& path, OpenMode mode,
                                       const FileAccess& ofNew) override;
    Result<FileStatus> status(const std::filesystem::path& path) override;
    Result<std::vector<DirectoryEntry>> entries(const std::filesystem::path& path,
                                                const CancellationToken& token) override;
    Result<std::vector<std::filesystem::path>> createDirectories(const std::filesystem::path& path,
                                                                 const FileAccess& ofNew) override;
    Result<void> renameNew(const std::filesystem::path& from,
                           const std::filesystem::path& to) override;
    Result<void> renameOver(const std::filesystem::path& from,
                            const std::filesystem::path& to) override;
    Result<void> exchange(const std::filesystem::path& one,
                          const std::filesystem::path& other) override;
    Result<void> copyAccess(const std::filesystem::path& from,
                            const std::filesystem::path& to) override;
    Result<void> remove(const std::filesystem::path& path) override;
    Result<void> syncDirectory(const std::filesystem::path& path) override;
    Result<FolderRoom> room(const std::filesystem::path& folder) override;

private:
    FileSystem& m_files;
    const std::filesystem::path m_model;
};

} // namespace walkeeper
