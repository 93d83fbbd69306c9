#include "core/storage/memory/memory_store.h"

#include <algorithm>
#include <utility>

namespace walkeeper {

namespace {

constexpr std::size_t pageSize = 1000;            ///< entries handed over at once
constexpr std::size_t copyBufferSize = 64 * 1024; ///< bytes between two looks at the token

const Clock& systemClock()
{
    static const SystemClock clock;
    return clock;
}

ObjectKey knownKey(std::string_view text)
{
    return *ObjectKey::parse(text); // it was a key when it was put
}

Error missingObject(const ObjectKey& key)
{
    return {ErrorCode::NotFound, "there is no object " + key.text()};
}

class ContentSource final : public ByteSource
{
public:
    ContentSource(std::shared_ptr<const std::vector<std::byte>> content, ByteView range,
                  CancellationToken token)
        : m_content(std::move(content)),
          m_range(range),
          m_token(std::move(token))
    {
    }

    Result<std::size_t> read(ByteSpan into) override
    {
        if (m_token.isCancelled())
            return cancelledError();
        return m_range.read(into);
    }

private:
    std::shared_ptr<const std::vector<std::byte>> m_content; ///< keeps m_range alive
    MemorySource m_range;
    CancellationToken m_token;
};

} // namespace

MemoryStore::MemoryStore() : MemoryStore(systemClock()) {}

MemoryStore::MemoryStore(const Clock& clock) : m_clock(clock) {}

/// Collects up to a page from the key `from` on, and moves `from` behind it.
ListPage MemoryStore::nextPage(const std::string& prefix, ListOptions::Depth depth,
                               std::string& from) const
{
    const std::lock_guard lock(m_mutex);
    ListPage page;
    auto it = m_objects.lower_bound(from);
    while (it != m_objects.end() && it->first.starts_with(prefix) &&
           page.objects.size() + page.folders.size() < pageSize) {
        const auto& [text, object] = *it;
        const std::size_t slash = text.find('/', prefix.size());
        if (depth == ListOptions::Depth::OneLevel && slash != std::string::npos) {
            const std::string folder = text.substr(0, slash);
            page.folders.push_back(knownKey(folder));
            from = folder + static_cast<char>('/' + 1); // the first key behind the folder
            it = m_objects.lower_bound(from);
            continue;
        }
        page.objects.push_back(
            {knownKey(text), object.content->size(), object.modified, std::nullopt});
        from = text + '\0'; // the first key behind the object
        ++it;
    }
    return page;
}

Result<void> MemoryStore::list(const ObjectKey& folder, const ListOptions& options,
                               const std::function<void(ListPage)>& page,
                               const CancellationToken& token)
{
    const std::string prefix = folder.isRoot() ? "" : folder.text() + "/";
    std::string from = prefix;
    while (true) {
        if (token.isCancelled())
            return cancelledError();
        ListPage next = nextPage(prefix, options.depth, from);
        if (next.objects.empty() && next.folders.empty())
            return {};
        page(std::move(next));
    }
}

Result<std::unique_ptr<ByteSource>> MemoryStore::open(const ObjectKey& key, ByteRange range,
                                                      const CancellationToken& token)
{
    if (token.isCancelled())
        return cancelledError();
    Content content;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_objects.find(key.text());
        if (found == m_objects.end())
            return missingObject(key);
        content = found->second.content;
    }
    if (range.offset > content->size())
        return Error{ErrorCode::InvalidArgument,
                     key.text() + " has only " + std::to_string(content->size()) +
                         " bytes, reading from byte " + std::to_string(range.offset) +
                         " was asked for"};
    const ByteView rest = ByteView(*content).subspan(static_cast<std::size_t>(range.offset));
    const auto length = static_cast<std::size_t>(
        std::min<std::uint64_t>(rest.size(), range.length.value_or(UINT64_MAX)));
    return std::unique_ptr<ByteSource>(
        std::make_unique<ContentSource>(content, rest.first(length), token));
}

Result<ObjectInfo> MemoryStore::put(const ObjectKey& key, ByteSource& body,
                                    const CancellationToken& token)
{
    if (key.isRoot())
        return Error{ErrorCode::InvalidArgument, "an object needs a name"};
    std::vector<std::byte> content;
    while (true) {
        if (token.isCancelled())
            return cancelledError();
        const std::size_t size = content.size();
        content.resize(size + copyBufferSize);
        auto count = body.read(ByteSpan(content).subspan(size));
        if (!count)
            return std::move(count).error();
        content.resize(size + *count);
        if (*count == 0)
            break;
    }
    content.shrink_to_fit();
    ObjectInfo info{key, content.size(), m_clock.now(), std::nullopt};
    const std::lock_guard lock(m_mutex);
    m_objects[key.text()] = {std::make_shared<const std::vector<std::byte>>(std::move(content)),
                             info.modified};
    return info;
}

Result<void> MemoryStore::remove(std::span<const ObjectKey> keys, const CancellationToken& token)
{
    for (const ObjectKey& key : keys) {
        if (token.isCancelled())
            return cancelledError();
        const std::lock_guard lock(m_mutex);
        m_objects.erase(key.text());
    }
    return {};
}

Result<void> MemoryStore::setModified(const ObjectKey& key, Timestamp time)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_objects.find(key.text());
    if (found == m_objects.end())
        return missingObject(key);
    found->second.modified = time;
    return {};
}

} // namespace walkeeper
