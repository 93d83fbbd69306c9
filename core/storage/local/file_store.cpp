#include "core/storage/local/file_store.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t pageSize = 1000;               ///< entries handed over at once
constexpr std::size_t copyBufferSize = 256 * 1024;   ///< bytes between two looks at the token
constexpr std::size_t longestRead = 4 * 1024 * 1024; ///< as above, for the reader's own buffer

/// Collects a listing into pages.
class PageWriter
{
public:
    explicit PageWriter(const std::function<void(ListPage)>& handOver) : m_handOver(handOver) {}

    void add(ObjectInfo object) { addTo(m_page.objects, std::move(object)); }
    void add(ObjectKey folder) { addTo(m_page.folders, std::move(folder)); }
    void add(UnreadableObject entry) { addTo(m_page.unreadable, std::move(entry)); }
    void flush()
    {
        if (m_count > 0)
            m_handOver(std::exchange(m_page, {}));
        m_count = 0;
    }

private:
    template <class Entry>
    void addTo(std::vector<Entry>& entries, Entry entry)
    {
        entries.push_back(std::move(entry));
        if (++m_count == pageSize)
            flush();
    }

    const std::function<void(ListPage)>& m_handOver;
    ListPage m_page;
    std::size_t m_count = 0;
};

bool isFolder(const DirectoryEntry& entry)
{
    return entry.status && entry.status->kind == FileKind::Directory;
}

/// Byte order of the keys; a folder stands where the first key inside it would.
void sortByKey(std::vector<DirectoryEntry>& entries)
{
    for (DirectoryEntry& entry : entries)
        if (isFolder(entry))
            entry.name += '/';
    std::sort(entries.begin(), entries.end(),
              [](const DirectoryEntry& a, const DirectoryEntry& b) { return a.name < b.name; });
    for (DirectoryEntry& entry : entries)
        if (isFolder(entry))
            entry.name.pop_back();
}

/// One walk through a folder, or through everything below it.
class Walk
{
public:
    Walk(FileSystem& files, PageWriter& pages, ListOptions::Depth depth,
         const CancellationToken& token)
        : m_files(files),
          m_pages(pages),
          m_depth(depth),
          m_token(token)
    {
    }

    /// NotFound if there is no folder at `path`.
    Result<void> visit(const fs::path& path, const ObjectKey& key, const FileStatus& status)
    {
        if (m_token.isCancelled())
            return cancelledError();
        auto entries = m_files.entries(path, m_token);
        if (!entries)
            return std::move(entries).error();
        sortByKey(*entries);
        m_above.emplace_back(status.device, status.inode);
        for (const DirectoryEntry& entry : *entries) {
            if (m_token.isCancelled())
                return cancelledError();
            if (auto added = add(entry, path, key); !added)
                return added;
        }
        m_above.pop_back();
        return {};
    }

private:
    Result<void> add(const DirectoryEntry& entry, const fs::path& path, const ObjectKey& key)
    {
        ObjectKey child = key.child(entry.name);
        if (!entry.status) {
            m_pages.add(UnreadableObject{std::move(child), entry.status.error()});
            return {};
        }
        const FileStatus& status = *entry.status;
        switch (status.kind) {
        case FileKind::Regular:
            m_pages.add(ObjectInfo{std::move(child), status.size, status.modified, std::nullopt});
            return {};
        case FileKind::Other:
            m_pages.add(UnreadableObject{
                std::move(child), Error{ErrorCode::InvalidArgument,
                                        (path / entry.name).string() +
                                            " is a pipe, a socket or a device, not a file"}});
            return {};
        case FileKind::Directory: break;
        }
        if (m_depth == ListOptions::Depth::OneLevel) {
            m_pages.add(std::move(child));
            return {};
        }
        return descend(path / entry.name, std::move(child), status);
    }

    Result<void> descend(const fs::path& path, ObjectKey key, const FileStatus& status)
    {
        const std::pair self(status.device, status.inode);
        if (std::find(m_above.begin(), m_above.end(), self) != m_above.end()) {
            m_pages.add(UnreadableObject{
                std::move(key), Error{ErrorCode::InvalidArgument,
                                      path.string() + " is a link back to a folder above it"}});
            return {};
        }
        Result<void> visited = visit(path, key, status);
        if (visited || visited.error().code == ErrorCode::Cancelled)
            return visited;
        if (visited.error().code != ErrorCode::NotFound) // else it was removed meanwhile
            m_pages.add(UnreadableObject{std::move(key), std::move(visited).error()});
        return {};
    }

    FileSystem& m_files;
    PageWriter& m_pages;
    const ListOptions::Depth m_depth;
    const CancellationToken& m_token;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> m_above; ///< device and inode
};

class FileSource final : public ByteSource
{
public:
    FileSource(std::unique_ptr<File> file, ByteRange range, CancellationToken token)
        : m_file(std::move(file)),
          m_offset(range.offset),
          m_left(range.length.value_or(UINT64_MAX)),
          m_token(std::move(token))
    {
    }

    Result<std::size_t> read(ByteSpan into) override
    {
        if (m_token.isCancelled())
            return cancelledError();
        const auto wanted =
            static_cast<std::size_t>(std::min<std::uint64_t>({into.size(), m_left, longestRead}));
        auto count = m_file->readAt(m_offset, into.first(wanted));
        if (count) {
            m_offset += *count;
            m_left -= *count;
        }
        return count;
    }

private:
    std::unique_ptr<File> m_file;
    std::uint64_t m_offset;
    std::uint64_t m_left;
    CancellationToken m_token;
};

Error missingObject(const fs::path& path)
{
    return {ErrorCode::NotFound, "there is no object " + path.string()};
}

/// One put: creates a temporary file and, unless it is kept, removes all traces of itself.
class PendingFile
{
public:
    PendingFile(FileSystem& files, fs::path target)
        : m_files(files),
          m_target(std::move(target)),
          m_temporary(temporaryBeside(m_target))
    {
    }
    ~PendingFile()
    {
        if (m_kept)
            return;
        m_file.reset();
        // Best effort: the error that brought us here is the one to tell.
        if (m_exists)
            (void)m_files.remove(m_temporary);
        for (auto folder = m_created.rbegin(); folder != m_created.rend(); ++folder)
            (void)m_files.remove(*folder / "");
    }
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;

    Result<void> create()
    {
        // A remove() in another thread may take away the empty folder between the two steps.
        constexpr int attempts = 100;
        for (int attempt = 1;; ++attempt) {
            auto created = m_files.createDirectories(m_target.parent_path());
            if (!created)
                return std::move(created).error();
            m_created.insert(m_created.end(), created->begin(), created->end());
            auto file = m_files.open(m_temporary, OpenMode::CreateNew);
            if (file) {
                m_file = *std::move(file);
                m_exists = true;
                return {};
            }
            if (file.error().code != ErrorCode::NotFound || attempt == attempts)
                return std::move(file).error();
        }
    }

    const std::vector<fs::path>& createdFolders() const { return m_created; }

    Result<void> fill(ByteSource& body, const CancellationToken& token)
    {
        std::vector<std::byte> buffer(copyBufferSize);
        std::uint64_t offset = 0;
        while (true) {
            if (token.isCancelled())
                return cancelledError();
            auto count = body.read(buffer);
            if (!count)
                return std::move(count).error();
            if (*count == 0)
                return m_file->sync();
            if (auto done = m_file->writeAt(offset, ByteView(buffer).first(*count)); !done)
                return done;
            offset += *count;
        }
    }

    /// Gives the object its name. Until then nobody can see it.
    Result<FileStatus> publish()
    {
        auto status = m_file->status();
        if (!status)
            return status;
        if (auto renamed = m_files.renameOver(m_temporary, m_target); !renamed)
            return std::move(renamed).error();
        m_kept = true;
        if (auto synced = syncFolders(); !synced)
            return std::move(synced).error();
        return status;
    }

private:
    Result<void> syncFolders()
    {
        std::set<fs::path> folders = {m_target.parent_path()};
        for (const fs::path& created : m_created)
            folders.insert(created.parent_path());
        for (const fs::path& folder : folders) {
            auto synced = m_files.syncDirectory(folder);
            // Missing: somebody has removed the object already.
            if (!synced && synced.error().code != ErrorCode::NotFound)
                return synced;
        }
        return {};
    }

    FileSystem& m_files;
    const fs::path m_target;
    const fs::path m_temporary;
    std::vector<fs::path> m_created; ///< folders, outermost first
    std::unique_ptr<File> m_file;
    bool m_exists = false;
    bool m_kept = false;
};

} // namespace

FileStore::FileStore(FileSystem& files, fs::path root)
    : m_files(files),
      // Without a slash at the end, so that it is found again as the parent of what is in it.
      m_root(root.has_filename() ? std::move(root) : root.parent_path())
{
}

fs::path FileStore::pathOf(const ObjectKey& key) const
{
    return key.isRoot() ? m_root : m_root / key.text();
}

void FileStore::noteRoot(const std::optional<Identity>& root)
{
    const std::lock_guard lock(m_mutex);
    m_rootSeen = root;
    m_foldersSeen.clear();
}

void FileStore::notePut(const Identity& root, const fs::path& folder)
{
    const std::lock_guard lock(m_mutex);
    m_rootSeen = root;
    for (fs::path each = folder; each != m_root; each = each.parent_path())
        m_foldersSeen.insert(each);
}

void FileStore::forget(const fs::path& folder)
{
    const std::lock_guard lock(m_mutex);
    m_foldersSeen.erase(folder);
}

/// Gives the root as it is now.
/// created  folders that had to be made for a put
Result<FileStore::Identity> FileStore::checkGround(const std::vector<fs::path>& created)
{
    const auto root = m_files.status(m_root);
    if (!root)
        return root.error();
    const Identity identity(root->device, root->inode);
    const std::lock_guard lock(m_mutex);
    const bool isGone = std::ranges::any_of(created, [this](const fs::path& each) {
        return m_foldersSeen.contains(each) || (each == m_root && m_rootSeen);
    });
    if (isGone || (m_rootSeen && *m_rootSeen != identity))
        return Error{ErrorCode::Unavailable,
                     m_root.string() + " is not the folder that it was: what was stored there is "
                                       "gone, or its disk is not mounted"};
    return identity;
}

Result<void> FileStore::list(const ObjectKey& folder, const ListOptions& options,
                             const std::function<void(ListPage)>& page,
                             const CancellationToken& token)
{
    if (token.isCancelled())
        return cancelledError();
    const fs::path path = pathOf(folder);
    auto root = m_files.status(m_root);
    if (!root && root.error().code != ErrorCode::NotFound)
        return std::move(root).error();
    noteRoot(root ? std::optional(Identity(root->device, root->inode)) : std::nullopt);
    auto status = folder.isRoot() ? std::move(root) : m_files.status(path);
    if (!status)
        return status.error().code == ErrorCode::NotFound ? Result<void>()
                                                          : std::move(status).error();
    if (status->kind != FileKind::Directory) {
        if (!folder.isRoot())
            return {}; // an object of that name is no folder, so nothing is in it
        return Error{ErrorCode::InvalidArgument, path.string() + " is not a folder"};
    }
    PageWriter pages(page);
    Walk walk(m_files, pages, options.depth, token);
    Result<void> visited = walk.visit(path, folder, *status);
    if (!visited && visited.error().code != ErrorCode::NotFound)
        return visited;
    pages.flush();
    return {};
}

Result<std::unique_ptr<ByteSource>> FileStore::open(const ObjectKey& key, ByteRange range,
                                                    const CancellationToken& token)
{
    if (token.isCancelled())
        return cancelledError();
    const fs::path path = pathOf(key);
    auto file = m_files.open(path, OpenMode::Read);
    if (!file) {
        if (file.error().code == ErrorCode::InvalidArgument)
            if (auto status = m_files.status(path); status && status->kind == FileKind::Directory)
                return missingObject(path);
        if (file.error().code == ErrorCode::NotFound)
            return missingObject(path);
        return std::move(file).error();
    }
    if (range.offset > 0) {
        auto status = (*file)->status();
        if (!status)
            return std::move(status).error();
        if (range.offset > status->size)
            return Error{ErrorCode::InvalidArgument,
                         path.string() + " has only " + std::to_string(status->size) +
                             " bytes, reading from byte " + std::to_string(range.offset) +
                             " was asked for"};
    }
    return std::unique_ptr<ByteSource>(
        std::make_unique<FileSource>(*std::move(file), range, token));
}

Result<ObjectInfo> FileStore::put(const ObjectKey& key, ByteSource& body,
                                  const CancellationToken& token)
{
    if (key.isRoot())
        return Error{ErrorCode::InvalidArgument, "an object needs a name"};
    if (token.isCancelled())
        return cancelledError();
    PendingFile file(m_files, pathOf(key));
    if (auto created = file.create(); !created)
        return std::move(created).error();
    // Behind the creation: an open file holds its file system, so that nothing can be exchanged
    // between this look and the renaming.
    const Result<Identity> ground = checkGround(file.createdFolders());
    if (!ground)
        return ground.error();
    if (auto filled = file.fill(body, token); !filled)
        return std::move(filled).error();
    // While the temporary file keeps others from removing the folder as an empty one.
    notePut(*ground, pathOf(key).parent_path());
    auto status = file.publish();
    if (!status) {
        noteRoot(std::nullopt); // who knows what is left
        return std::move(status).error();
    }
    return ObjectInfo{key, status->size, status->modified, std::nullopt};
}

Result<void> FileStore::remove(std::span<const ObjectKey> keys, const CancellationToken& token)
{
    std::set<fs::path> folders; // that may be empty now
    Result<void> outcome;
    for (const ObjectKey& key : keys) {
        if (token.isCancelled()) {
            outcome = cancelledError();
            break;
        }
        if (key.isRoot())
            continue; // no object has that name
        const fs::path path = pathOf(key);
        folders.insert(path.parent_path());
        auto removed = m_files.remove(path);
        if (removed)
            continue;
        if (auto status = m_files.status(path); status && status->kind == FileKind::Directory)
            continue; // a folder that is not empty is no object
        outcome = std::move(removed);
        break;
    }
    for (fs::path folder : folders) {
        // The slash at the end makes sure that a link to a folder is never taken for a file.
        while (folder != m_root) {
            forget(folder);
            if (!m_files.remove(folder / ""))
                break;
            folder = folder.parent_path();
        }
    }
    return outcome;
}

Result<std::unique_ptr<ObjectStore>> makeFileStore(const StoreUrl& url, FileSystem& files)
{
    return std::unique_ptr<ObjectStore>(std::make_unique<FileStore>(files, fs::path(url.path)));
}

} // namespace walkeeper
