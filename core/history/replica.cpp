#include "core/history/replica.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <tuple>

namespace walkeeper {

namespace {

std::string hex8(WalIndex index)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%08x", index);
    return text.data();
}

std::vector<std::string_view> components(std::string_view key)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const auto slash = key.find('/');
        parts.push_back(key.substr(0, slash));
        if (slash == std::string_view::npos)
            return parts;
        key.remove_prefix(slash + 1);
    }
}

/// What a key below "generations" names.
struct Place {
    std::optional<GenerationId> generation;
    std::optional<WalIndex> snapshot;
    std::optional<SegmentName> segment;
    bool isFolder = false; ///< of a generation, or of its snapshots or segments
};

/// The reference leaves such names behind when it is stopped in the middle of a write.
bool isUnfinishedWrite(std::string_view name)
{
    return name.ends_with(".tmp");
}

Place placeOf(const ObjectKey& key)
{
    Place place;
    const auto parts = components(key.text());
    if (parts.size() < 2)
        return place;
    if (const Result<GenerationId> id = GenerationId::parse(parts[1]))
        place.generation = *id;
    place.isFolder =
        place.generation && (parts.size() == 2 ||
                             (parts.size() == 3 && (parts[2] == "snapshots" || parts[2] == "wal")));
    if (!place.generation || parts.size() != 4)
        return place;
    if (parts[2] == "snapshots") {
        if (const Result<WalIndex> index = parseSnapshotName(parts[3]))
            place.snapshot = *index;
    } else if (parts[2] == "wal") {
        if (const Result<SegmentName> name = parseSegmentName(parts[3]))
            place.segment = *name;
    }
    return place;
}

/// Sorts listed objects into generations.
class Collector
{
public:
    void add(const ListPage& page)
    {
        for (const ObjectInfo& object : page.objects)
            add(object);
        for (const UnreadableObject& object : page.unreadable)
            addUnreadable(object);
    }

    Replica finish()
    {
        for (auto& [id, generation] : m_generations) {
            std::ranges::sort(generation.snapshots, {}, &StoredSnapshot::index);
            std::ranges::sort(generation.segments, {}, [](const StoredSegment& segment) {
                return std::tuple(segment.name.index, segment.name.offset,
                                  segment.name.offsetDigits);
            });
            dropDuplicates(generation);
            std::vector<Finding> found = checkContinuity(generation);
            std::ranges::move(found, std::back_inserter(generation.findings));
            m_replica.generations.push_back(std::move(generation));
        }
        std::ranges::stable_sort(m_replica.generations, {},
                                 [](const Generation& g) { return g.created(); });
        return std::move(m_replica);
    }

    std::size_t seen() const { return m_seen; }
    /// A folder that could not be looked into: without it nothing can be said about the replica.
    const std::optional<UnreadableObject>& unlistable() const { return m_unlistable; }

private:
    Generation& generation(GenerationId id)
    {
        Generation& found = m_generations[id];
        found.id = id;
        return found;
    }

    std::vector<Finding>& findingsOf(const Place& place)
    {
        return place.generation ? generation(*place.generation).findings : m_replica.findings;
    }

    void add(const ObjectInfo& object)
    {
        ++m_seen;
        const Place place = placeOf(object.key);
        if (!place.snapshot && !place.segment) {
            const bool unfinished = isUnfinishedWrite(object.key.name());
            findingsOf(place).push_back(
                {FindingKind::Stranger,
                 Severity::Note,
                 object.key.text(),
                 {},
                 unfinished ? "a write that was never finished; it is not used"
                            : "the name is not one of this format; it is not used"});
            return;
        }
        Generation& owner = generation(*place.generation);
        if (object.size == 0) {
            owner.findings.push_back({FindingKind::EmptyObject,
                                      Severity::Warning,
                                      object.key.text(),
                                      {},
                                      "it is empty: an upload that was never finished; it is "
                                      "not used"});
        } else if (place.snapshot) {
            owner.snapshots.push_back({*place.snapshot, object.size, object.modified});
        } else {
            owner.segments.push_back({*place.segment, object.size, object.modified});
        }
    }

    void addUnreadable(const UnreadableObject& object)
    {
        ++m_seen;
        const Place place = placeOf(object.key);
        if (place.isFolder) {
            m_unlistable = object;
            return;
        }
        const bool needed = place.snapshot || place.segment;
        findingsOf(place).push_back({FindingKind::UnreadableObject,
                                     needed ? Severity::Damage : Severity::Note,
                                     object.key.text(),
                                     {},
                                     object.error.message});
    }

    static void dropDuplicates(Generation& generation)
    {
        const auto same = [](const StoredSegment& a, const StoredSegment& b) {
            return a.name.index == b.name.index && a.name.offset == b.name.offset;
        };
        for (std::size_t i = 1; i < generation.segments.size(); ++i) {
            if (same(generation.segments[i - 1], generation.segments[i]))
                generation.findings.push_back(
                    {FindingKind::DuplicateObject,
                     Severity::Warning,
                     generation.keyOf(generation.segments[i]).text(),
                     {},
                     "another object has the same place in the WAL; this one is not used"});
        }
        const auto last = std::unique(generation.segments.begin(), generation.segments.end(), same);
        generation.segments.erase(last, generation.segments.end());
    }

    std::map<GenerationId, Generation> m_generations;
    Replica m_replica;
    std::optional<UnreadableObject> m_unlistable;
    std::size_t m_seen = 0;
};

Result<void> measureLtx(ObjectStore& store, const ObjectKey& folder, LtxLayout& layout,
                        const CancellationToken& token)
{
    return store.list(
        folder, {ListOptions::Depth::AllLevels},
        [&](const ListPage& page) {
            for (const ObjectInfo& object : page.objects) {
                if (!object.key.name().ends_with(".ltx"))
                    continue;
                ++layout.files;
                layout.storedBytes += object.size;
                layout.updated =
                    std::max(layout.updated.value_or(object.modified), object.modified);
            }
        },
        token);
}

} // namespace

std::optional<Timestamp> Generation::created() const
{
    std::optional<Timestamp> earliest;
    const auto take = [&](Timestamp time) { earliest = std::min(earliest.value_or(time), time); };
    std::ranges::for_each(snapshots, take, &StoredSnapshot::created);
    std::ranges::for_each(segments, take, &StoredSegment::created);
    return earliest;
}

std::optional<Timestamp> Generation::updated() const
{
    std::optional<Timestamp> latest;
    const auto take = [&](Timestamp time) { latest = std::max(latest.value_or(time), time); };
    std::ranges::for_each(snapshots, take, &StoredSnapshot::created);
    std::ranges::for_each(segments, take, &StoredSegment::created);
    return latest;
}

ObjectKey Generation::keyOf(const StoredSnapshot& snapshot) const
{
    return snapshotsFolder(id).child(snapshotName(snapshot.index));
}

ObjectKey Generation::keyOf(const StoredSegment& segment) const
{
    return walFolder(id).child(segmentName(segment.name));
}

std::uint64_t Generation::storedBytes() const
{
    std::uint64_t bytes = 0;
    for (const StoredSnapshot& snapshot : snapshots)
        bytes += snapshot.storedBytes;
    for (const StoredSegment& segment : segments)
        bytes += segment.storedBytes;
    return bytes;
}

const Generation* Replica::find(GenerationId id) const
{
    const auto found = std::ranges::find(generations, id, &Generation::id);
    return found == generations.end() ? nullptr : &*found;
}

Result<Replica> listReplica(ObjectStore& store, const std::function<void(std::size_t)>& seen,
                            const CancellationToken& token)
{
    const ObjectKey ltxFolder = ObjectKey().child("ltx");
    bool hasLtx = false;
    Result<void> listed = store.list(
        ObjectKey(), {},
        [&](const ListPage& page) {
            hasLtx = hasLtx || std::ranges::find(page.folders, ltxFolder) != page.folders.end();
        },
        token);
    if (!listed)
        return std::move(listed).error();

    Collector collector;
    listed = store.list(
        generationsFolder(), {ListOptions::Depth::AllLevels},
        [&](const ListPage& page) {
            collector.add(page);
            if (seen)
                seen(collector.seen());
        },
        token);
    if (!listed)
        return std::move(listed).error();

    if (const auto& folder = collector.unlistable())
        return folder->error;

    Replica replica = collector.finish();
    if (hasLtx) {
        LtxLayout layout;
        if (Result<void> measured = measureLtx(store, ltxFolder, layout, token); !measured)
            return std::move(measured).error();
        if (layout.files > 0) {
            replica.ltx = layout;
            replica.findings.push_back({FindingKind::LtxLayout,
                                        Severity::Note,
                                        "ltx",
                                        {},
                                        std::to_string(layout.files) +
                                            " files in Litestream 0.5's layout, which this "
                                            "version recognises but does not read"});
        }
    }
    return replica;
}

std::vector<Finding> checkContinuity(const Generation& generation)
{
    std::vector<Finding> findings;
    const std::string folder = walFolder(generation.id).text();
    if (generation.snapshots.empty() && !generation.segments.empty())
        findings.push_back({FindingKind::NoSnapshot,
                            Severity::Damage,
                            snapshotsFolder(generation.id).text(),
                            {},
                            "no snapshot: nothing of this generation can be restored"});
    if (generation.snapshots.empty() || generation.segments.empty())
        return findings;

    const WalIndex oldest = generation.snapshots.front().index;
    const WalIndex firstIndex = generation.segments.front().name.index;
    if (firstIndex < oldest)
        findings.push_back({FindingKind::BeforeSnapshot,
                            Severity::Note,
                            folder,
                            {},
                            "WAL files older than the oldest snapshot; they are of no use"});

    // A snapshot starts a chain of its own: WAL files missing before it cost only what lies
    // between, and that is said; none missing right at a snapshot's index is also fine when it
    // is the newest of all.
    WalIndex expected = oldest;
    for (std::size_t i = 0; i < generation.segments.size(); ++i) {
        const SegmentName& name = generation.segments[i].name;
        if (name.index < oldest)
            continue;
        const bool startsIndex = i == 0 || generation.segments[i - 1].name.index != name.index;
        if (!startsIndex)
            continue;
        if (name.index > expected)
            findings.push_back({FindingKind::MissingIndex, Severity::Damage, folder,
                                Position{generation.id, expected, 0},
                                name.index == expected + 1
                                    ? "WAL file " + hex8(expected) + " is missing"
                                    : "WAL files " + hex8(expected) + " to " +
                                          hex8(name.index - 1) + " are missing"});
        if (name.offset != 0)
            findings.push_back({FindingKind::MissingStart, Severity::Damage,
                                generation.keyOf(generation.segments[i]).text(),
                                Position{generation.id, name.index, 0},
                                "the beginning of WAL file " + hex8(name.index) +
                                    " is missing: its first segment starts at byte " +
                                    std::to_string(name.offset)});
        expected = name.index + 1;
    }
    return findings;
}

} // namespace walkeeper
