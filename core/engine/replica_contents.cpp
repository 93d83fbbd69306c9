#include "core/engine/replica_contents.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace walkeeper {

namespace {

std::vector<WalFile> groupByIndex(const std::vector<StoredSegment>& segments)
{
    std::vector<WalFile> files;
    for (std::uint32_t i = 0; i < segments.size(); ++i) {
        if (files.empty() || files.back().index != segments[i].name.index)
            files.push_back({segments[i].name.index, i, 0});
        ++files.back().segments;
    }
    return files;
}

GenerationContents describe(const Generation& generation)
{
    GenerationContents contents;
    contents.walFiles = groupByIndex(generation.segments);
    contents.snapshotEntries.resize(generation.snapshots.size());
    contents.segmentEntries.resize(generation.segments.size());
    for (const StoredSnapshot& snapshot : generation.snapshots)
        contents.snapshotBytes += snapshot.storedBytes;
    for (const StoredSegment& segment : generation.segments)
        contents.segmentBytes += segment.storedBytes;
    contents.created = generation.created();
    contents.updated = generation.updated();
    return contents;
}

void indexEntries(const Timeline& timeline, std::vector<GenerationContents>& generations)
{
    const auto& entries = timeline.entries();
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
        GenerationContents& generation = generations[entries[i].generation];
        auto& places = entries[i].kind == TimelineEntry::Kind::Snapshot ? generation.snapshotEntries
                                                                        : generation.segmentEntries;
        places[entries[i].part] = i;
    }
}

/// Gives each generation the first lane that is free again when it begins.
std::uint32_t assignLanes(std::vector<GenerationContents>& generations)
{
    std::vector<Timestamp> laneEnds;
    for (GenerationContents& generation : generations) {
        if (!generation.created)
            continue;
        const auto free = std::find_if(laneEnds.begin(), laneEnds.end(),
                                       [&](Timestamp end) { return end <= *generation.created; });
        generation.lane = static_cast<std::uint32_t>(free - laneEnds.begin());
        if (free == laneEnds.end())
            laneEnds.push_back(*generation.updated);
        else
            *free = *generation.updated;
    }
    return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(laneEnds.size()));
}

void add(TimelineTotals& totals, const TimelineEntry& entry, const Replica& replica)
{
    const Generation& generation = replica.generations[entry.generation];
    if (entry.kind == TimelineEntry::Kind::Snapshot) {
        ++totals.snapshots;
        totals.snapshotBytes += generation.snapshots[entry.part].storedBytes;
    } else {
        ++totals.segments;
        totals.walBytes += generation.segments[entry.part].storedBytes;
    }
}

std::vector<TimelineTotals> addUp(const Timeline& timeline, const Replica& replica)
{
    const auto& entries = timeline.entries();
    std::vector<TimelineTotals> steps;
    steps.reserve(entries.size() / totalsStep + 1);
    TimelineTotals totals;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i % totalsStep == 0)
            steps.push_back(totals);
        add(totals, entries[i], replica);
    }
    return steps;
}

struct PartName {
    GenerationId generation;
    std::optional<WalIndex> snapshot;
    std::optional<SegmentName> segment;
};

/// Takes "generations/<id>/snapshots/<name>" or "generations/<id>/wal/<name>" apart, as far as it
/// goes.
std::optional<PartName> parsePart(std::string_view key)
{
    constexpr std::string_view folder = "generations/";
    constexpr std::size_t idLength = 16;
    if (!key.starts_with(folder))
        return std::nullopt;
    key.remove_prefix(folder.size());
    const auto id = GenerationId::parse(key.substr(0, idLength));
    if (!id)
        return std::nullopt;
    PartName part{*id, {}, {}};
    key.remove_prefix(idLength);
    if (key.starts_with("/snapshots/")) {
        if (const auto index = parseSnapshotName(key.substr(11)))
            part.snapshot = *index;
    } else if (key.starts_with("/wal/")) {
        if (const auto name = parseSegmentName(key.substr(5)))
            part.segment = *name;
    }
    return part;
}

std::optional<std::uint32_t> placeOf(const Replica& replica, GenerationId id)
{
    const auto found = std::find_if(replica.generations.begin(), replica.generations.end(),
                                    [id](const Generation& each) { return each.id == id; });
    if (found == replica.generations.end())
        return std::nullopt;
    return static_cast<std::uint32_t>(found - replica.generations.begin());
}

bool isBefore(const StoredSegment& segment, const std::pair<WalIndex, std::uint64_t>& place)
{
    return std::tie(segment.name.index, segment.name.offset) < std::tie(place.first, place.second);
}

/// True if the finding is about what lies before a segment rather than about the segment.
bool isAboutAJoint(FindingKind kind)
{
    return kind == FindingKind::MissingIndex || kind == FindingKind::MissingStart ||
           kind == FindingKind::GapInWal || kind == FindingKind::SaltJump;
}

void placeOnSegments(PlacedFinding& placed, const ReplicaContents& contents, std::uint32_t place,
                     std::pair<WalIndex, std::uint64_t> where)
{
    const auto& segments = contents.replica.generations[place].segments;
    if (segments.empty())
        return;
    auto at = std::lower_bound(segments.begin(), segments.end(), where, isBefore);
    if (at == segments.end())
        --at;
    placed.entry =
        contents.generations[place].segmentEntries[static_cast<std::size_t>(at - segments.begin())];
    placed.to = at->created;
    placed.from = isAboutAJoint(placed.finding.kind) && at != segments.begin()
                      ? std::min(std::prev(at)->created, at->created)
                      : at->created;
}

void placeOnSnapshot(PlacedFinding& placed, const ReplicaContents& contents, std::uint32_t place,
                     WalIndex index)
{
    const auto& snapshots = contents.replica.generations[place].snapshots;
    const auto at =
        std::find_if(snapshots.begin(), snapshots.end(),
                     [index](const StoredSnapshot& each) { return each.index == index; });
    if (at == snapshots.end())
        return;
    placed.entry = contents.generations[place]
                       .snapshotEntries[static_cast<std::size_t>(at - snapshots.begin())];
    placed.from = placed.to = at->created;
}

PlacedFinding place(const ReplicaContents& contents, const Finding& finding)
{
    PlacedFinding placed{finding, {}, {}, {}, {}};
    const auto part = parsePart(finding.object);
    if (part)
        placed.generation = placeOf(contents.replica, part->generation);
    else if (finding.at)
        placed.generation = placeOf(contents.replica, finding.at->generation);
    if (!placed.generation)
        return placed;
    if (part && part->segment)
        placeOnSegments(placed, contents, *placed.generation,
                        {part->segment->index, part->segment->offset});
    else if (part && part->snapshot)
        placeOnSnapshot(placed, contents, *placed.generation, *part->snapshot);
    else if (finding.at)
        placeOnSegments(placed, contents, *placed.generation,
                        {finding.at->index, finding.at->offset});
    return placed;
}

} // namespace

TimelineTotals TimelineTotals::operator-(const TimelineTotals& other) const
{
    return {segments - other.segments, snapshots - other.snapshots, walBytes - other.walBytes,
            snapshotBytes - other.snapshotBytes};
}

TimelineTotals totalsBefore(const ReplicaContents& contents, std::size_t entry)
{
    if (contents.totals.empty())
        return {};
    const std::size_t step = std::min(entry / totalsStep, contents.totals.size() - 1);
    TimelineTotals totals = contents.totals[step];
    for (std::size_t i = step * totalsStep; i < entry; ++i)
        add(totals, contents.timeline.entries()[i], contents.replica);
    return totals;
}

ReplicaContents makeReplicaContents(StoreUrl url, Replica replica)
{
    ReplicaContents contents;
    contents.url = std::move(url);
    contents.replica = std::move(replica);
    contents.timeline = Timeline(contents.replica);
    std::vector<Finding> findings = contents.replica.findings;
    for (const Generation& generation : contents.replica.generations) {
        contents.generations.push_back(describe(generation));
        contents.storedBytes += generation.storedBytes();
        contents.snapshots += generation.snapshots.size();
        contents.segments += generation.segments.size();
        findings.insert(findings.end(), generation.findings.begin(), generation.findings.end());
    }
    indexEntries(contents.timeline, contents.generations);
    contents.lanes = assignLanes(contents.generations);
    contents.totals = addUp(contents.timeline, contents.replica);
    contents.findings = shareFindings(placeFindings(contents, findings));
    return contents;
}

std::vector<PlacedFinding> placeFindings(const ReplicaContents& contents,
                                         std::span<const Finding> findings)
{
    std::vector<PlacedFinding> placed;
    placed.reserve(findings.size());
    for (const Finding& finding : findings)
        placed.push_back(place(contents, finding));
    return placed;
}

Findings shareFindings(std::vector<PlacedFinding> findings)
{
    std::stable_sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) {
        return a.finding.severity > b.finding.severity;
    });
    return std::make_shared<const std::vector<PlacedFinding>>(std::move(findings));
}

} // namespace walkeeper
