#pragma once

#include "core/storage/object_store.h"

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace walkeeper::test {

enum class PutFault : std::uint8_t {
    None,
    AtOnce,     ///< before the body is touched
    HalfWay,    ///< a part of the body was read
    Afterwards, ///< the object is there, and yet an error comes back
    Truncates,  ///< a part is left under the final name, as on a server without renaming
    Empties,    ///< likewise, with no byte
    Stalls,     ///< nothing moves until the token is cancelled
};

/// Another store whose put() fails in one way, for keys that a filter picks; and a record of
/// what was asked of it.
class PutFaultStore final : public ObjectStore
{
public:
    explicit PutFaultStore(ObjectStore& real) : m_real(real) {}

    PutFault fault = PutFault::None;
    std::function<bool(const ObjectKey&)> applies; ///< to all if not set
    std::function<void()> onStall;
    std::vector<std::string> puts; ///< names, as they begin
    std::atomic<int> lists = 0;
    std::atomic<int> opens = 0;

    Result<void> list(const ObjectKey& folder, const ListOptions& options,
                      const std::function<void(ListPage)>& page,
                      const CancellationToken& token) override
    {
        ++lists;
        return m_real.list(folder, options, page, token);
    }
    Result<std::unique_ptr<ByteSource>> open(const ObjectKey& key, ByteRange range,
                                             const CancellationToken& token) override
    {
        ++opens;
        return m_real.open(key, range, token);
    }
    Result<void> remove(std::span<const ObjectKey> keys, const CancellationToken& token) override
    {
        return m_real.remove(keys, token);
    }

    Result<ObjectInfo> put(const ObjectKey& key, ByteSource& body,
                           const CancellationToken& token) override
    {
        puts.emplace_back(key.name());
        const PutFault now = !applies || applies(key) ? fault : PutFault::None;
        switch (now) {
        case PutFault::None: return m_real.put(key, body, token);
        case PutFault::AtOnce: return failure();
        case PutFault::HalfWay: {
            std::vector<std::byte> some(40);
            if (const Result<std::size_t> got = body.read(some); !got)
                return got.error();
            return failure();
        }
        case PutFault::Afterwards: {
            const Result<ObjectInfo> stored = m_real.put(key, body, token);
            return stored ? failure() : stored;
        }
        case PutFault::Truncates:
        case PutFault::Empties: {
            std::vector<std::byte> some(now == PutFault::Empties ? 0 : 40);
            if (const Result<std::size_t> got = body.read(some); !got)
                return got.error();
            MemorySource part(some);
            const Result<ObjectInfo> stored = m_real.put(key, part, token);
            return stored ? failure() : stored;
        }
        case PutFault::Stalls: break;
        }
        if (onStall)
            onStall();
        while (!token.waitFor(std::chrono::seconds(10))) {
        }
        return cancelledError();
    }

private:
    static Result<ObjectInfo> failure()
    {
        return Error{ErrorCode::Unavailable, "the planned fault"};
    }

    ObjectStore& m_real;
};

} // namespace walkeeper::test
