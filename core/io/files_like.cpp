#include "core/io/files_like.h"

#include "core/io/access_list.h"

#include <utility>

namespace walkeeper {

namespace {

/// least  what its maker must be able to do with it
FileAccess accessLike(FileSystem& files, const std::filesystem::path& model,
                      const FileAccess& least)
{
    const Result<FileStatus> status = files.status(model);
    if (!status)
        return least;
    const Result<std::uint32_t> mode = modeWithoutAccessList(model, status->access.mode);
    if (!mode)
        return least;
    return {*mode | least.mode, status->access.owner};
}

} // namespace

FilesLike::FilesLike(FileSystem& files, std::filesystem::path model)
    : m_files(files),
      m_model(std::move(model))
{
}

Result<std::unique_ptr<File>> FilesLike::open(const std::filesystem::path& path, OpenMode mode,
                                              const FileAccess& ofNew)
{
    return m_files.open(path, mode,
                        mode == OpenMode::CreateNew ? accessLike(m_files, m_model, ofNew) : ofNew);
}

Result<std::vector<std::filesystem::path>>
FilesLike::createDirectories(const std::filesystem::path& path, const FileAccess& ofNew)
{
    const std::filesystem::path folder = m_model.parent_path();
    return m_files.createDirectories(path,
                                     accessLike(m_files, folder.empty() ? "." : folder, ofNew));
}

Result<FileStatus> FilesLike::status(const std::filesystem::path& path)
{
    return m_files.status(path);
}

Result<std::vector<DirectoryEntry>> FilesLike::entries(const std::filesystem::path& path,
                                                       const CancellationToken& token)
{
    return m_files.entries(path, token);
}

Result<void> FilesLike::renameNew(const std::filesystem::path& from,
                                  const std::filesystem::path& to)
{
    return m_files.renameNew(from, to);
}

Result<void> FilesLike::renameOver(const std::filesystem::path& from,
                                   const std::filesystem::path& to)
{
    return m_files.renameOver(from, to);
}

Result<void> FilesLike::exchange(const std::filesystem::path& one,
                                 const std::filesystem::path& other)
{
    return m_files.exchange(one, other);
}

Result<void> FilesLike::copyAccess(const std::filesystem::path& from,
                                   const std::filesystem::path& to)
{
    return m_files.copyAccess(from, to);
}

Result<void> FilesLike::remove(const std::filesystem::path& path)
{
    return m_files.remove(path);
}

Result<void> FilesLike::syncDirectory(const std::filesystem::path& path)
{
    return m_files.syncDirectory(path);
}

Result<FolderRoom> FilesLike::room(const std::filesystem::path& folder)
{
    return m_files.room(folder);
}

} // namespace walkeeper
