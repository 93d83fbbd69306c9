#include "core/io/new_file.h"

#include <ranges>
#include <utility>

namespace walkeeper {

namespace {

void removeFolders(FileSystem& files, const std::vector<std::filesystem::path>& folders)
{
    // A folder that somebody has put something into meanwhile stays; so a failure is fine.
    for (const std::filesystem::path& folder : folders | std::views::reverse)
        static_cast<void>(files.remove(folder));
}

} // namespace

Result<NewFile> NewFile::create(FileSystem& files, std::filesystem::path target)
{
    Result<std::vector<std::filesystem::path>> made = files.createDirectories(target.parent_path());
    if (!made)
        return std::move(made).error();
    const std::filesystem::path temporary = temporaryBeside(target);
    Result<std::unique_ptr<File>> file = files.open(temporary, OpenMode::CreateNew);
    if (!file) {
        removeFolders(files, *made);
        return std::move(file).error();
    }
    return NewFile(files, std::move(target), temporary, *std::move(made), *std::move(file));
}

NewFile::NewFile(FileSystem& files, std::filesystem::path target, std::filesystem::path temporary,
                 std::vector<std::filesystem::path> madeFolders, std::unique_ptr<File> file)
    : m_files(files),
      m_target(std::move(target)),
      m_temporary(std::move(temporary)),
      m_madeFolders(std::move(madeFolders)),
      m_file(std::move(file))
{
}

NewFile::NewFile(NewFile&& other) noexcept
    : m_files(other.m_files),
      m_target(std::move(other.m_target)),
      m_temporary(std::exchange(other.m_temporary, {})),
      m_madeFolders(std::exchange(other.m_madeFolders, {})),
      m_file(std::move(other.m_file))
{
}

NewFile::~NewFile()
{
    if (m_temporary.empty())
        return;
    m_file.reset();
    static_cast<void>(m_files.remove(m_temporary));
    removeFolders(m_files, m_madeFolders);
}

Result<void> NewFile::commit()
{
    m_file.reset();
    if (Result<void> renamed = m_files.renameNew(m_temporary, m_target); !renamed)
        return renamed;
    m_temporary.clear();
    // Folders that were made for it must not be lost either.
    for (const std::filesystem::path& folder : m_madeFolders) {
        if (Result<void> synced = m_files.syncDirectory(folder.parent_path()); !synced)
            return synced;
    }
    return m_files.syncDirectory(m_target.parent_path());
}

} // namespace walkeeper
