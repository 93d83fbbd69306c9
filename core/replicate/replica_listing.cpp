#include "core/replicate/replica_listing.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace walkeeper {

namespace {

/// The components of a key below "generations/".
std::vector<std::string_view> placeOf(const ObjectKey& key)
{
    std::vector<std::string_view> parts;
    std::string_view rest = key.text();
    while (!rest.empty()) {
        const std::size_t slash = std::min(rest.find('/'), rest.size());
        parts.push_back(rest.substr(0, slash));
        rest.remove_prefix(std::min(slash + 1, rest.size()));
    }
    if (!parts.empty())
        parts.erase(parts.begin());
    return parts;
}

/// Sorts what a listing gives into generations.
class PartCollector
{
public:
    void add(const ListPage& page)
    {
        for (const ObjectInfo& object : page.objects)
            add(object);
        for (const UnreadableObject& each : page.unreadable) {
            if (m_error || !isOurs(each.key))
                continue;
            m_error = each.error;
        }
    }

    const std::optional<Error>& error() const { return m_error; }

    std::vector<ListedGeneration> generations()
    {
        std::vector<ListedGeneration> all;
        for (auto& [id, generation] : m_generations) {
            std::ranges::sort(generation.snapshots, {}, &ListedSnapshot::index);
            std::ranges::sort(generation.segments, {}, [](const ListedSegment& segment) {
                return std::pair(segment.name.index, segment.name.offset);
            });
            all.push_back(std::move(generation));
        }
        return all;
    }

private:
    void add(const ObjectInfo& object)
    {
        const std::vector<std::string_view> place = placeOf(object.key);
        if (place.size() != 3)
            return;
        const Result<GenerationId> id = GenerationId::parse(place[0]);
        if (!id)
            return;
        ListedGeneration& generation = m_generations[*id];
        generation.id = *id;
        if (place[1] == "snapshots") {
            if (const Result<WalIndex> index = parseSnapshotName(place[2]); index)
                generation.snapshots.push_back({*index, object.size, object.modified});
        } else if (place[1] == "wal") {
            if (const Result<SegmentName> name = parseSegmentName(place[2]); name)
                generation.segments.push_back({*name, object.size, object.modified});
        }
    }

    /// Could it be, or hold, a part?
    static bool isOurs(const ObjectKey& key)
    {
        const std::vector<std::string_view> place = placeOf(key);
        if (place.empty())
            return true;
        if (!GenerationId::parse(place[0]))
            return false;
        if (place.size() == 1)
            return true;
        if (place[1] != "snapshots" && place[1] != "wal")
            return false;
        return place.size() == 2 || parseSnapshotName(place[2]) || parseSegmentName(place[2]);
    }

    std::map<GenerationId, ListedGeneration> m_generations;
    std::optional<Error> m_error;
};

Result<std::vector<ListedGeneration>> listBelow(ObjectStore& store, const ObjectKey& folder,
                                                const CancellationToken& token)
{
    PartCollector collector;
    ListOptions options;
    options.depth = ListOptions::Depth::AllLevels;
    if (Result<void> listed = store.list(
            folder, options, [&](const ListPage& page) { collector.add(page); }, token);
        !listed)
        return std::move(listed).error().during("cannot list " + folder.text());
    if (collector.error())
        return Error(*collector.error()).during("cannot list " + folder.text());
    return collector.generations();
}

} // namespace

std::optional<Timestamp> ListedGeneration::newest() const
{
    std::optional<Timestamp> newest;
    for (const ListedSnapshot& snapshot : snapshots)
        newest = std::max(newest.value_or(snapshot.created), snapshot.created);
    for (const ListedSegment& segment : segments)
        newest = std::max(newest.value_or(segment.created), segment.created);
    return newest;
}

std::uint64_t ListedGeneration::storedBytes() const
{
    std::uint64_t bytes = 0;
    for (const ListedSnapshot& snapshot : snapshots)
        bytes += snapshot.storedBytes;
    for (const ListedSegment& segment : segments)
        bytes += segment.storedBytes;
    return bytes;
}

ObjectKey ListedGeneration::keyOf(const ListedSnapshot& snapshot) const
{
    return snapshotsFolder(id).child(snapshotName(snapshot.index));
}

ObjectKey ListedGeneration::keyOf(const ListedSegment& segment) const
{
    return walFolder(id).child(segmentName(segment.name));
}

Result<ListedGeneration> listParts(ObjectStore& store, GenerationId generation,
                                   const CancellationToken& token)
{
    Result<std::vector<ListedGeneration>> found =
        listBelow(store, generationFolder(generation), token);
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return ListedGeneration{generation, {}, {}};
    return std::move(found->front());
}

Result<std::vector<ListedGeneration>> listAllParts(ObjectStore& store,
                                                   const CancellationToken& token)
{
    return listBelow(store, generationsFolder(), token);
}

} // namespace walkeeper
