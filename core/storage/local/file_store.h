#pragma once

#include "core/io/file_system.h"
#include "core/storage/object_store.h"
#include "core/storage/store_url.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace walkeeper {

/// Objects as files below a folder. Any thread.
///
/// - Only regular files are objects; links are followed. Pipes, sockets, devices, dangling
///   links, links back to a folder above and folders that may not be read are listed as
///   unreadable.
/// - The modified time is the file's, in nanoseconds; copying a replica without -p changes it.
/// - put writes ".<name>.<random>.tmp" beside the object and renames it when it is safe on the
///   disk. A crash leaves that file behind; it is listed, as any other file.
/// - put goes only where the last list looked, and earlier puts went: Unavailable once the root is
///   another folder, or once folders are gone that objects were put into. An empty mount point is
///   not written to in place of the disk. The next list takes things as they are.
class FileStore final : public ObjectStore
{
public:
    /// files  must outlive the store
    /// root   need not exist: it is then an empty store, and put creates it
    FileStore(FileSystem& files, std::filesystem::path root);

    Result<void> list(const ObjectKey& folder, const ListOptions& options,
                      const std::function<void(ListPage)>& page,
                      const CancellationToken& token) override;
    Result<std::unique_ptr<ByteSource>> open(const ObjectKey& key, ByteRange range,
                                             const CancellationToken& token) override;
    Result<ObjectInfo> put(const ObjectKey& key, ByteSource& body,
                           const CancellationToken& token) override;
    Result<void> remove(std::span<const ObjectKey> keys, const CancellationToken& token) override;

private:
    using Identity = std::pair<std::uint64_t, std::uint64_t>; ///< device, inode

    std::filesystem::path pathOf(const ObjectKey& key) const;
    void noteRoot(const std::optional<Identity>& root);
    void notePut(const Identity& root, const std::filesystem::path& folder);
    Result<Identity> checkGround(const std::vector<std::filesystem::path>& created);
    void forget(const std::filesystem::path& folder);

    FileSystem& m_files;
    const std::filesystem::path m_root;

    std::mutex m_mutex; ///< guards what follows
    std::optional<Identity> m_rootSeen;
    std::set<std::filesystem::path> m_foldersSeen; ///< below the root, with objects of ours
};

/// For the registry: a store over the folder that a file URL names.
Result<std::unique_ptr<ObjectStore>> makeFileStore(const StoreUrl& url, FileSystem& files);

} // namespace walkeeper
