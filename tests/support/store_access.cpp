#include "tests/support/store_access.h"

#include "tests/support/give_up.h"

#include <algorithm>
#include <utility>

namespace walkeeper::test {

namespace {

[[noreturn]] void fail(std::string_view doing, const Error& error)
{
    giveUp("cannot " + std::string(doing) + ": " + error.message);
}

} // namespace

ObjectKey key(std::string_view text)
{
    auto parsed = ObjectKey::parse(text);
    if (!parsed)
        fail("make a key", parsed.error());
    return *parsed;
}

ObjectInfo putText(ObjectStore& store, std::string_view name, std::string_view content)
{
    MemorySource body(asBytes(content));
    auto info = store.put(key(name), body, {});
    if (!info)
        fail("put an object", info.error());
    return *info;
}

std::string readText(ObjectStore& store, std::string_view name, ByteRange range)
{
    auto source = store.open(key(name), range, {});
    if (!source)
        fail("open an object", source.error());
    std::string text;
    std::vector<std::byte> buffer(70'000);
    while (true) {
        const auto count = (*source)->read(buffer);
        if (!count)
            fail("read an object", count.error());
        if (*count == 0)
            return text;
        text.append(reinterpret_cast<const char*>(buffer.data()), *count);
    }
}

void removeAll(ObjectStore& store, const Names& names)
{
    std::vector<ObjectKey> keys;
    for (const std::string& name : names)
        keys.push_back(key(name));
    if (const auto removed = store.remove(keys, {}); !removed)
        fail("remove objects", removed.error());
}

Names listed(ObjectStore& store, std::string_view folder, ListOptions::Depth depth)
{
    Names names;
    const auto addPage = [&](const ListPage& page) {
        std::vector<std::pair<std::string, std::string>> entries; // what sorts, what is shown
        for (const ObjectInfo& object : page.objects)
            entries.emplace_back(object.key.text(),
                                 object.key.text() + " " + std::to_string(object.size));
        for (const ObjectKey& below : page.folders)
            entries.emplace_back(below.text() + "/", below.text() + "/");
        for (const UnreadableObject& object : page.unreadable)
            entries.emplace_back(object.key.text(), object.key.text() + "!");
        const auto byKey = [](const auto& a, const auto& b) { return a.key < b.key; };
        if (!std::is_sorted(page.objects.begin(), page.objects.end(), byKey) ||
            !std::is_sorted(page.unreadable.begin(), page.unreadable.end(), byKey))
            names.push_back("a page that is not in order:");
        std::sort(entries.begin(), entries.end());
        for (auto& entry : entries)
            names.push_back(std::move(entry.second));
    };
    if (const auto done = store.list(key(folder), {depth}, addPage, {}); !done)
        fail("list a folder", done.error());
    return names;
}

} // namespace walkeeper::test
