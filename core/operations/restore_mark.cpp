#include "core/operations/restore_mark.h"

#include "core/operations/safety_copy.h"

#include <utility>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

/// Whether it is a file that was to get the name when it was complete, or one that SQLite has made
/// beside that.
bool isTemporaryOf(std::string_view file, std::string_view name)
{
    return file.starts_with("." + std::string(name) + ".") &&
           file.find(".tmp") != std::string_view::npos;
}

bool isDatabase(std::string_view file, std::string_view name)
{
    if (!file.starts_with(name))
        return false;
    const std::string_view suffix = file.substr(name.size());
    return suffix.empty() || suffix == "-wal" || suffix == "-shm" || suffix == "-journal";
}

} // namespace

RestoreMark::RestoreMark(FileSystem& files, fs::path path, FileLock lock)
    : m_files(files),
      m_path(std::move(path)),
      m_lock(std::move(lock))
{
}

RestoreMark::RestoreMark(RestoreMark&& other) noexcept
    : m_files(other.m_files),
      m_path(std::exchange(other.m_path, {})),
      m_lock(std::move(other.m_lock))
{
}

RestoreMark::~RestoreMark()
{
    // One that cannot be removed is taken over later.
    if (!m_path.empty())
        static_cast<void>(m_files.remove(m_path));
}

Result<RestoreMark> RestoreMark::set(const fs::path& folder, FileSystem& files)
{
    fs::path path = folder / fileName;
    Result<FileLock> lock = FileLock::acquire(files, path);
    if (!lock)
        return std::move(lock).error();
    return RestoreMark(files, std::move(path), *std::move(lock));
}

Result<std::optional<RestoreMark>> RestoreMark::takeOver(const fs::path& folder, FileSystem& files)
{
    const Result<FileStatus> there = files.status(folder / fileName);
    if (!there && there.error().code == ErrorCode::NotFound)
        return std::optional<RestoreMark>();
    if (!there)
        return there.error();
    Result<RestoreMark> mark = set(folder, files);
    if (!mark)
        return std::move(mark).error();
    return std::optional(*std::move(mark));
}

Result<void> removeUnfinished(const fs::path& folder, const std::string& name, FileSystem& files,
                              const CancellationToken& token)
{
    const Result<std::vector<DirectoryEntry>> entries = files.entries(folder, token);
    if (!entries)
        return entries.error();
    for (const DirectoryEntry& entry : *entries) {
        if (!isDatabase(entry.name, name) && !isTemporaryOf(entry.name, name) &&
            !isTemporaryOf(entry.name, begunNoteName))
            continue;
        if (Result<void> removed = files.remove(folder / entry.name); !removed)
            return removed;
    }
    return {};
}

} // namespace walkeeper
