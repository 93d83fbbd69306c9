#pragma once

#include "core/storage/object_store.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>

namespace walkeeper::test {

/// What can be made to fail.
enum class StoreCall : std::uint8_t { List, Open, Read, Put, Remove };

struct StoreFault {
    int nth = 0; ///< which call of that kind fails, counted from 1; 0: none
    StoreCall call = StoreCall::Open;
    bool andAllLater = false;
    Error error{ErrorCode::Unavailable, "the planned fault"};
};

/// Another store with one planned fault, and a count of what was asked of it. Any thread.
class FaultyStore final : public ObjectStore
{
public:
    /// real  must outlive it and whatever it opens
    FaultyStore(ObjectStore& real, StoreFault fault) : m_real(real), m_fault(std::move(fault)) {}

    bool hasFailed() const { return m_failed; }
    /// Nothing fails from here on.
    void heal() { m_isHealed = true; }
    /// Calls of this kind, so far. A Read is one call of a source's read().
    int calls(StoreCall call) const;

    Result<void> list(const ObjectKey& folder, const ListOptions& options,
                      const std::function<void(ListPage)>& page,
                      const CancellationToken& token) override;
    Result<std::unique_ptr<ByteSource>> open(const ObjectKey& key, ByteRange range,
                                             const CancellationToken& token) override;
    Result<ObjectInfo> put(const ObjectKey& key, ByteSource& body,
                           const CancellationToken& token) override;
    Result<void> remove(std::span<const ObjectKey> keys, const CancellationToken& token) override;

private:
    friend class FaultySource;
    bool fails(StoreCall call);

    ObjectStore& m_real;
    const StoreFault m_fault;
    mutable std::mutex m_mutex;
    std::map<StoreCall, int> m_calls; ///< guarded by m_mutex
    std::atomic<bool> m_failed = false;
    std::atomic<bool> m_isHealed = false;
};

} // namespace walkeeper::test
