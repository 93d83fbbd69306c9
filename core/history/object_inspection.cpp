#include "core/history/object_inspection.h"

#include "core/history/part_reader.h"

#include <algorithm>
#include <functional>

namespace walkeeper {

namespace {

constexpr std::size_t chunkSize = std::size_t{4} << 20;
constexpr std::size_t databaseHeaderSize = 100;

/// Hands over an object's plain bytes as they come. True at its end, false where it is damaged:
/// then the finding is in `inspection`.
Result<bool> readThrough(ObjectStore& store, ObjectInspection& inspection,
                         const CancellationToken& token,
                         const std::function<void(ByteView)>& onBytes)
{
    PartReader reader(store, token,
                      [&inspection](std::size_t packed) { inspection.storedBytes += packed; });
    if (Result<void> opened = reader.open(inspection.key); !opened)
        return std::move(opened).error().during(inspection.key.text());
    std::vector<std::byte> chunk(chunkSize);
    for (;;) {
        const Result<std::size_t> size = reader.read(chunk);
        if (!size && size.error().code != ErrorCode::Corrupt)
            return Error(size.error()).during(inspection.key.text());
        if (!size) {
            inspection.damage = findingFor(inspection.key, size.error());
            return false;
        }
        inspection.plainBytes += *size;
        onBytes(ByteView(chunk).first(*size));
        if (*size < chunk.size())
            return true;
    }
}

/// Of the segment's own WAL file, whose first segment need not be the first that is stored.
Result<WalGeometry> geometryFor(ObjectStore& store, const Generation& generation,
                                const StoredSegment& segment, const CancellationToken& token)
{
    const auto first =
        std::find_if(generation.segments.begin(), generation.segments.end(),
                     [&segment](const StoredSegment& each) {
                         return each.name.index == segment.name.index && each.name.offset == 0;
                     });
    if (first != generation.segments.end()) {
        Result<WalGeometry> own = readGeometry(store, generation, {&*first, 1}, {}, token);
        if (own || !concernsOneObject(own.error()))
            return own;
    }
    return readGeometry(store, generation, generation.segments, generation.snapshots, token);
}

} // namespace

std::uint64_t ObjectInspection::Segment::offsetOf(std::size_t frame) const
{
    return std::max(start, walHeaderSize) + frame * walFrameSize(geometry.pageSize);
}

Result<DatabaseHeader> parseDatabaseHeader(ByteView bytes)
{
    const Result<std::uint32_t> pageSize = databasePageSize(bytes);
    if (!pageSize)
        return pageSize.error();
    const auto field = [bytes](std::size_t offset) { return loadBig32(bytes.data() + offset); };
    DatabaseHeader header;
    header.pageSize = *pageSize;
    header.pages = field(28);
    header.freePages = field(36);
    header.schemaVersion = field(40);
    header.textEncoding = field(56);
    header.userVersion = field(60);
    header.applicationId = field(68);
    header.writtenBy = field(96);
    return header;
}

Result<ObjectInspection> inspectSegment(ObjectStore& store, const Generation& generation,
                                        const StoredSegment& segment,
                                        const CancellationToken& token)
{
    const Result<WalGeometry> geometry = geometryFor(store, generation, segment, token);
    if (!geometry)
        return geometry.error();
    ObjectInspection inspection;
    inspection.key = generation.keyOf(segment);
    ObjectInspection::Segment content;
    content.geometry = *geometry;
    content.start = segment.name.offset;
    SegmentScanner scanner(
        *geometry, segment.name.offset, UINT64_MAX,
        [&content](const SegmentCommit& commit) { content.commits.push_back(commit); });
    const Result<bool> whole =
        readThrough(store, inspection, token, [&scanner](ByteView bytes) { scanner.push(bytes); });
    if (!whole)
        return whole.error();
    const std::optional<SegmentDamage>& damage = scanner.finish();
    if (damage && !inspection.damage)
        inspection.damage = findingFor(generation, segment, *damage);
    content.header = scanner.scan().header;
    content.salts = scanner.scan().salts;
    content.pages = std::move(scanner.scan().pages);
    inspection.content = std::move(content);
    return inspection;
}

Result<ObjectInspection> inspectSnapshot(ObjectStore& store, const Generation& generation,
                                         const StoredSnapshot& snapshot,
                                         const CancellationToken& token)
{
    ObjectInspection inspection;
    inspection.key = generation.keyOf(snapshot);
    std::vector<std::byte> head;
    const Result<bool> whole = readThrough(store, inspection, token, [&head](ByteView bytes) {
        const std::size_t wanted = std::min(databaseHeaderSize - head.size(), bytes.size());
        head.insert(head.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(wanted));
    });
    if (!whole)
        return whole.error();
    const Result<DatabaseHeader> header = parseDatabaseHeader(head);
    if (!header && !inspection.damage)
        inspection.damage = findingFor(inspection.key, header.error());
    inspection.content = ObjectInspection::Snapshot{header ? *header : DatabaseHeader{}};
    return inspection;
}

} // namespace walkeeper
