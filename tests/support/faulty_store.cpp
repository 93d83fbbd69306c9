#include "tests/support/faulty_store.h"

namespace walkeeper::test {

/// What a FaultyStore opened, which must outlive it.
class FaultySource final : public ByteSource
{
public:
    FaultySource(std::unique_ptr<ByteSource> real, FaultyStore& store)
        : m_real(std::move(real)),
          m_store(store)
    {
    }

    Result<std::size_t> read(ByteSpan into) override
    {
        if (m_store.fails(StoreCall::Read))
            return m_store.m_fault.error;
        return m_real->read(into);
    }

private:
    std::unique_ptr<ByteSource> m_real;
    FaultyStore& m_store;
};

bool FaultyStore::fails(StoreCall call)
{
    const std::lock_guard lock(m_mutex);
    const int number = ++m_calls[call];
    if (m_isHealed || call != m_fault.call || m_fault.nth == 0)
        return false;
    if (number != m_fault.nth && !(m_fault.andAllLater && number > m_fault.nth))
        return false;
    m_failed = true;
    return true;
}

int FaultyStore::calls(StoreCall call) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_calls.find(call);
    return found == m_calls.end() ? 0 : found->second;
}

Result<void> FaultyStore::list(const ObjectKey& folder, const ListOptions& options,
                               const std::function<void(ListPage)>& page,
                               const CancellationToken& token)
{
    if (fails(StoreCall::List))
        return m_fault.error;
    return m_real.list(folder, options, page, token);
}

Result<std::unique_ptr<ByteSource>> FaultyStore::open(const ObjectKey& key, ByteRange range,
                                                      const CancellationToken& token)
{
    if (fails(StoreCall::Open))
        return m_fault.error;
    auto source = m_real.open(key, range, token);
    if (!source)
        return source;
    return std::unique_ptr<ByteSource>(std::make_unique<FaultySource>(*std::move(source), *this));
}

Result<ObjectInfo> FaultyStore::put(const ObjectKey& key, ByteSource& body,
                                    const CancellationToken& token)
{
    if (fails(StoreCall::Put))
        return m_fault.error;
    return m_real.put(key, body, token);
}

Result<void> FaultyStore::remove(std::span<const ObjectKey> keys, const CancellationToken& token)
{
    if (fails(StoreCall::Remove))
        return m_fault.error;
    return m_real.remove(keys, token);
}

} // namespace walkeeper::test
