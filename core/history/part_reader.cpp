#include "core/history/part_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <ranges>

namespace walkeeper {

namespace {

constexpr std::size_t databaseHeaderSize = 100;

FindingKind kindOf(SegmentFault fault)
{
    switch (fault) {
    case SegmentFault::BadHeader: return FindingKind::BadWalHeader;
    case SegmentFault::PageSizeMismatch: return FindingKind::PageSizeMismatch;
    case SegmentFault::HalfFrame:
    case SegmentFault::PageZero: return FindingKind::BadFrame;
    case SegmentFault::SaltMismatch: return FindingKind::SaltMismatch;
    case SegmentFault::BadChecksum: return FindingKind::BadFrameChecksum;
    }
    return FindingKind::BadFrame;
}

Result<WalGeometry> geometryOf(PartReader& reader, const ObjectKey& segment)
{
    std::array<std::byte, walHeaderSize> head{};
    if (Result<void> opened = reader.open(segment); !opened)
        return std::move(opened).error();
    const Result<std::size_t> size = reader.read(head);
    if (!size)
        return size.error();
    const Result<WalHeader> header = parseWalHeader(ByteView(head).first(*size));
    if (!header)
        return header.error();
    return WalGeometry{header->pageSize, header->order};
}

Result<WalGeometry> geometryOfSnapshot(PartReader& reader, const ObjectKey& snapshot)
{
    std::array<std::byte, databaseHeaderSize> head{};
    if (Result<void> opened = reader.open(snapshot); !opened)
        return std::move(opened).error();
    const Result<std::size_t> size = reader.read(head);
    if (!size)
        return size.error();
    const Result<std::uint32_t> pageSize = databasePageSize(ByteView(head).first(*size));
    if (!pageSize)
        return pageSize.error();
    return WalGeometry{*pageSize, ByteOrder::Little};
}

} // namespace

PartReader::PartReader(ObjectStore& store, const CancellationToken& token,
                       std::function<void(std::size_t)> onPacked)
    : m_store(store),
      m_token(token),
      m_onPacked(std::move(onPacked))
{
}

PartReader::~PartReader() = default;

Result<void> PartReader::open(const ObjectKey& key)
{
    m_packed.reset();
    Result<std::unique_ptr<ByteSource>> opened = m_store.open(key, {}, m_token);
    if (!opened)
        return std::move(opened).error();
    m_packed = std::make_unique<CountedSource>(*std::move(opened), m_onPacked);
    m_unpacked.reset(*m_packed);
    return {};
}

Result<std::size_t> PartReader::read(ByteSpan into)
{
    std::size_t filled = 0;
    while (filled < into.size()) {
        if (m_token.isCancelled())
            return cancelledError();
        const Result<std::size_t> more = m_unpacked.read(into.subspan(filled));
        if (!more)
            return more.error();
        if (*more == 0)
            break;
        filled += *more;
    }
    return filled;
}

bool concernsOneObject(const Error& error)
{
    switch (error.code) {
    case ErrorCode::NotFound:
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unsupported:
    case ErrorCode::Corrupt:
    case ErrorCode::PermissionDenied: return true;
    case ErrorCode::AlreadyExists:
    case ErrorCode::Unauthenticated:
    case ErrorCode::Busy:
    case ErrorCode::Unavailable:
    case ErrorCode::NoSpace:
    case ErrorCode::Cancelled:
    case ErrorCode::Internal: return false;
    }
    return false;
}

Finding findingFor(const ObjectKey& key, const Error& error)
{
    const bool packing = error.code == ErrorCode::Corrupt;
    return {packing ? FindingKind::BadCompression : FindingKind::UnreadableObject,
            Severity::Damage,
            key.text(),
            {},
            error.message};
}

Finding findingFor(const Generation& generation, const StoredSegment& segment,
                   const SegmentDamage& damage)
{
    return {kindOf(damage.fault), Severity::Damage, generation.keyOf(segment).text(),
            Position{generation.id, segment.name.index, damage.offset}, damage.text};
}

std::optional<Finding> seamFinding(const Generation& generation, const SegmentScan& previous,
                                   const StoredSegment& nextSegment, const SegmentScan& next,
                                   WalGeometry geometry)
{
    const std::string object = generation.keyOf(nextSegment).text();
    const WalIndex index = nextSegment.name.index;
    if (previous.end < next.start)
        return Finding{FindingKind::GapInWal, Severity::Damage, object,
                       Position{generation.id, index, previous.end},
                       "bytes " + std::to_string(previous.end) + " to " +
                           std::to_string(next.start) + " of the WAL are missing before it"};
    if (previous.end > next.start)
        return Finding{FindingKind::OverlapInWal, Severity::Damage, object,
                       Position{generation.id, index, next.start},
                       "it begins at byte " + std::to_string(next.start) +
                           ", but the segment before ends at byte " + std::to_string(previous.end)};
    if (const std::optional<SegmentDamage> damage = checkJoint(previous, next, geometry))
        return findingFor(generation, nextSegment, *damage);
    return std::nullopt;
}

Result<WalGeometry> readGeometry(ObjectStore& store, const Generation& generation,
                                 std::span<const StoredSegment> segments,
                                 std::span<const StoredSnapshot> snapshots,
                                 const CancellationToken& token)
{
    PartReader reader(store, token);
    Error failure{ErrorCode::Corrupt, "no part names the page size"};
    for (const StoredSegment& segment : segments) {
        if (segment.name.offset != 0)
            continue;
        const ObjectKey key = generation.keyOf(segment);
        Result<WalGeometry> geometry = geometryOf(reader, key);
        if (geometry || !concernsOneObject(geometry.error()))
            return geometry;
        failure = std::move(geometry).error().during(key.text());
    }
    for (const StoredSnapshot& snapshot : snapshots | std::views::reverse) {
        const ObjectKey key = generation.keyOf(snapshot);
        Result<WalGeometry> geometry = geometryOfSnapshot(reader, key);
        if (geometry || !concernsOneObject(geometry.error()))
            return geometry;
        failure = std::move(geometry).error().during(key.text());
    }
    return failure;
}

Result<std::uint32_t> databasePageSize(ByteView head)
{
    constexpr std::string_view magic("SQLite format 3\0", 16);
    if (head.size() < databaseHeaderSize ||
        std::memcmp(head.data(), magic.data(), magic.size()) != 0)
        return Error{ErrorCode::Corrupt, "it holds no SQLite database"};
    const std::uint32_t stored = loadBig16(head.data() + 16);
    const std::uint32_t pageSize = stored == 1 ? maxPageSize : stored;
    if (!isPageSize(pageSize))
        return Error{ErrorCode::Corrupt, "its database header names an impossible page size of " +
                                             std::to_string(stored) + " bytes"};
    return pageSize;
}

} // namespace walkeeper
