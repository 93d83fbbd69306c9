#pragma once

#include "core/io/file_system.h"
#include "core/storage/object_store.h"
#include "core/storage/store_url.h"

#include <filesystem>
#include <memory>

namespace walkeeper {

/// Objects as files below a folder. Any thread.
///
/// - Only regular files are objects; links are followed. Pipes, sockets, devices, dangling
///   links, links back to a folder above and folders that may not be read are listed as
///   unreadable.
/// - The modified time is the file's, in nanoseconds; copying a replica without -p changes it.
/// - put writes ".<name>.<random>.tmp" beside the object and renames it when it is safe on the
///   disk. A crash leaves that file behind; it is listed, as any other file.
/// - New folders have mode 0700, new files 0600.
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
    std::filesystem::path pathOf(const ObjectKey& key) const;

    FileSystem& m_files;
    const std::filesystem::path m_root;
};

/// For the registry: a store over the folder that a file URL names.
Result<std::unique_ptr<ObjectStore>> makeFileStore(const StoreUrl& url);

} // namespace walkeeper
