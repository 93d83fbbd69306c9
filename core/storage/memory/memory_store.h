#pragma once

#include "core/storage/object_store.h"

#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace walkeeper {

/// Objects in memory: for tests, and for whoever needs a store that leaves nothing behind.
/// Any thread. The modified time is the clock's at the time of put.
class MemoryStore final : public ObjectStore
{
public:
    MemoryStore();
    /// clock  must outlive the store
    explicit MemoryStore(const Clock& clock);

    Result<void> list(const ObjectKey& folder, const ListOptions& options,
                      const std::function<void(ListPage)>& page,
                      const CancellationToken& token) override;
    Result<std::unique_ptr<ByteSource>> open(const ObjectKey& key, ByteRange range,
                                             const CancellationToken& token) override;
    Result<ObjectInfo> put(const ObjectKey& key, ByteSource& body,
                           const CancellationToken& token) override;
    Result<void> remove(std::span<const ObjectKey> keys, const CancellationToken& token) override;

    /// errors  NotFound
    Result<void> setModified(const ObjectKey& key, Timestamp time);

private:
    using Content = std::shared_ptr<const std::vector<std::byte>>;
    struct Object {
        Content content;
        Timestamp modified;
    };

    ListPage nextPage(const std::string& prefix, ListOptions::Depth depth, std::string& from) const;

    const Clock& m_clock;
    mutable std::mutex m_mutex;
    std::map<std::string, Object, std::less<>> m_objects; ///< by key; guarded by m_mutex
};

} // namespace walkeeper
