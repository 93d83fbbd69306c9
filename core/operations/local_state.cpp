#include "core/operations/local_state.h"

#include "core/io/file_holders.h"
#include "core/io/file_lock.h"
#include "core/replicate/lock_name.h"

#include <algorithm>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

struct FoundFile {
    fs::path path;
    std::uint64_t size = 0;
};

/// What is in the folder, as it is to go: files, then the folders that they stand in.
struct Contents {
    std::vector<FoundFile> files;
    std::vector<fs::path> folders; ///< innermost first
    std::vector<fs::path> strangers;
};

Result<std::vector<DirectoryEntry>> entriesOf(const fs::path& folder, FileSystem& files,
                                              const CancellationToken& token)
{
    Result<std::vector<DirectoryEntry>> entries = files.entries(folder, token);
    if (!entries && entries.error().code == ErrorCode::NotFound)
        return std::vector<DirectoryEntry>();
    if (entries)
        std::ranges::sort(*entries, {}, &DirectoryEntry::name);
    return entries;
}

bool isFolder(const DirectoryEntry& entry)
{
    return entry.status && entry.status->kind == FileKind::Directory;
}

/// Whatever has a name of the format goes; anything else stays.
class Look
{
public:
    Look(const MetaDirectory& meta, FileSystem& files, const CancellationToken& token)
        : m_meta(meta),
          m_files(files),
          m_token(token)
    {
    }

    Result<Contents> take()
    {
        if (Result<void> seen = top(); !seen)
            return std::move(seen).error();
        return std::move(m_contents);
    }

private:
    void add(const fs::path& path, const DirectoryEntry& entry)
    {
        m_contents.files.push_back({path, entry.status ? entry.status->size : 0});
    }

    Result<void> top()
    {
        const auto entries = entriesOf(m_meta.path(), m_files, m_token);
        if (!entries)
            return entries.error();
        const std::string name = m_meta.generationFile().filename().string();
        for (const DirectoryEntry& entry : *entries) {
            const fs::path path = m_meta.path() / entry.name;
            if (isFolder(entry) && path == m_meta.generationsFolder()) {
                if (Result<void> seen = generations(); !seen)
                    return seen;
            } else if (!isFolder(entry) && (entry.name == name || entry.name == name + ".tmp")) {
                // First: without it the rest is no state any more.
                m_contents.files.insert(m_contents.files.begin(),
                                        {path, entry.status ? entry.status->size : 0});
            } else if (entry.name != replicationLockName) {
                m_contents.strangers.push_back(path);
            }
        }
        return {};
    }

    Result<void> generations()
    {
        const auto entries = entriesOf(m_meta.generationsFolder(), m_files, m_token);
        if (!entries)
            return entries.error();
        for (const DirectoryEntry& entry : *entries) {
            const Result<GenerationId> id = GenerationId::parse(entry.name);
            if (!id || !isFolder(entry)) {
                m_contents.strangers.push_back(m_meta.generationsFolder() / entry.name);
                continue;
            }
            if (Result<void> seen = generation(*id); !seen)
                return seen;
        }
        m_contents.folders.push_back(m_meta.generationsFolder());
        return {};
    }

    Result<void> generation(GenerationId id)
    {
        const auto inside = entriesOf(m_meta.generationFolder(id), m_files, m_token);
        if (!inside)
            return inside.error();
        for (const DirectoryEntry& entry : *inside) {
            const fs::path path = m_meta.generationFolder(id) / entry.name;
            if (!isFolder(entry) || path != m_meta.walFolder(id)) {
                m_contents.strangers.push_back(path);
                continue;
            }
            if (Result<void> seen = wals(path); !seen)
                return seen;
        }
        m_contents.folders.push_back(m_meta.generationFolder(id));
        return {};
    }

    Result<void> wals(const fs::path& folder)
    {
        const auto entries = entriesOf(folder, m_files, m_token);
        if (!entries)
            return entries.error();
        for (const DirectoryEntry& entry : *entries) {
            if (!isFolder(entry) && parseShadowWalName(entry.name))
                add(folder / entry.name, entry);
            else
                m_contents.strangers.push_back(folder / entry.name);
        }
        m_contents.folders.push_back(folder);
        return {};
    }

    const MetaDirectory& m_meta;
    FileSystem& m_files;
    const CancellationToken& m_token;
    Contents m_contents;
};

Result<void> checkHolders(const fs::path& database)
{
    for (const FileHolder& holder : holdersOf(database)) {
        if (holder.program.find("litestream") != std::string::npos)
            return Error{ErrorCode::Busy, holder.program + " (process " +
                                              std::to_string(holder.process) + ") replicates " +
                                              database.string() + "; stop it first"};
    }
    return {};
}

/// errors  Busy
Result<FileLock> takeLock(const fs::path& database, const MetaDirectory& folder, FileSystem& files)
{
    Result<FileLock> lock = FileLock::acquire(files, folder.path() / replicationLockName);
    if (!lock && lock.error().code == ErrorCode::Busy)
        return Error{ErrorCode::Busy, "the local state of " + database.string() +
                                          " is in use: the database is being replicated; stop "
                                          "that first"};
    if (!lock)
        return lock;
    if (Result<void> free = checkHolders(database); !free)
        return std::move(free).error();
    return lock;
}

} // namespace

Result<LocalState> findLocalState(const MetaDirectory& folder, FileSystem& files,
                                  const CancellationToken& token)
{
    Result<Contents> contents = Look(folder, files, token).take();
    if (!contents)
        return std::move(contents).error();
    LocalState state{folder.path(), contents->files.size(), 0, std::move(contents->strangers)};
    for (const FoundFile& each : contents->files)
        state.bytes += each.size;
    return state;
}

Result<RemovalReport> deleteLocalState(const fs::path& database, const MetaDirectory& folder,
                                       FileSystem& files, const CancellationToken& token)
{
    const Result<FileStatus> there = files.status(folder.path());
    if (!there && there.error().code == ErrorCode::NotFound)
        return RemovalReport{};
    if (!there)
        return there.error();
    const Result<FileLock> lock = takeLock(database, folder, files);
    if (!lock)
        return lock.error();
    const Result<Contents> contents = Look(folder, files, token).take();
    if (!contents)
        return contents.error();
    RemovalReport report;
    for (const FoundFile& each : contents->files) {
        const Result<void> removed =
            token.isCancelled() ? Result<void>(cancelledError()) : files.remove(each.path);
        if (!removed && !report.stopped)
            report.stopped = removed.error();
        if (!removed) {
            report.left.push_back(each.path.string());
            continue;
        }
        ++report.objects;
        report.bytes += each.size;
    }
    if (report.stopped)
        return report;
    // Folders that hold something else stay, and so does the lock with them.
    for (const fs::path& each : contents->folders)
        static_cast<void>(files.remove(each));
    for (const fs::path& each : contents->strangers)
        report.left.push_back(each.string());
    if (contents->strangers.empty()) {
        static_cast<void>(files.remove(folder.path() / replicationLockName));
        static_cast<void>(files.remove(folder.path()));
    }
    if (Result<void> synced = files.syncDirectory(folder.path().parent_path()); !synced)
        report.stopped = std::move(synced).error();
    return report;
}

} // namespace walkeeper
