#include "core/history/commits.h"

#include "core/history/part_reader.h"

#include <algorithm>

namespace walkeeper {

namespace {

constexpr std::size_t chunkSize = 4 * 1024 * 1024;

/// Goes through consecutive segments, oldest first, and collects their commits.
class CommitCollector
{
public:
    CommitCollector(ObjectStore& store, const Generation& generation, WalGeometry geometry,
                    const CancellationToken& token)
        : m_generation(generation),
          m_geometry(geometry),
          m_reader(store, token),
          m_chunk(chunkSize)
    {
    }

    Result<void> add(std::size_t place)
    {
        const StoredSegment& segment = m_generation.segments[place];
        const std::size_t pointsBefore = m_found.points.size();
        const std::size_t findingsBefore = m_found.findings.size();
        Result<void> scanned = scan(segment, place);
        if (!scanned && !concernsOneObject(scanned.error()))
            return scanned;
        if (!scanned)
            m_found.findings.push_back(findingFor(m_generation.keyOf(segment), scanned.error()));
        if (m_found.findings.size() != findingsBefore) {
            m_found.points.resize(pointsBefore);
            m_previous.reset();
            m_openFrames = 0;
        }
        return {};
    }

    RestorePoints take() { return std::move(m_found); }

private:
    Result<void> scan(const StoredSegment& segment, std::size_t place)
    {
        if (m_previous && m_index != segment.name.index) {
            m_previous.reset();
            m_openFrames = 0;
        }
        m_index = segment.name.index;

        std::int64_t counted = -static_cast<std::int64_t>(m_openFrames);
        SegmentScanner scanner(m_geometry, segment.name.offset, UINT64_MAX,
                               [&](const SegmentCommit& commit) {
                                   addPoint(segment, place, commit, counted);
                                   counted = std::int64_t{commit.frame} + 1;
                               });
        if (Result<void> opened = m_reader.open(m_generation.keyOf(segment)); !opened)
            return opened;
        for (;;) {
            const Result<std::size_t> size = m_reader.read(m_chunk);
            if (!size)
                return size.error();
            scanner.push(ByteView(m_chunk).first(*size));
            if (*size < m_chunk.size())
                break;
        }
        if (const std::optional<SegmentDamage>& damage = scanner.finish()) {
            m_found.findings.push_back(findingFor(m_generation, segment, *damage));
            return {};
        }
        if (m_previous) {
            if (const std::optional<Finding> seam =
                    seamFinding(m_generation, *m_previous, segment, scanner.scan(), m_geometry)) {
                m_found.findings.push_back(*seam);
                return {};
            }
        }
        m_openFrames = static_cast<std::uint32_t>(std::int64_t{scanner.scan().frames()} - counted);
        m_previous = std::move(scanner.scan());
        m_previous->pages = {};
        return {};
    }

    /// counted  frame behind the commit before; negative if that was in an earlier segment
    void addPoint(const StoredSegment& segment, std::size_t place, const SegmentCommit& commit,
                  std::int64_t counted)
    {
        const std::uint64_t firstFrame = segment.name.offset == 0 ? walHeaderSize : 0;
        RestorePoint point;
        point.position = {m_generation.id, segment.name.index,
                          segment.name.offset + firstFrame +
                              (std::uint64_t{commit.frame} + 1) *
                                  walFrameSize(m_geometry.pageSize)};
        point.time = segment.created;
        if (place > 0)
            point.after = m_generation.segments[place - 1].created;
        point.frames = static_cast<std::uint32_t>(std::int64_t{commit.frame} + 1 - counted);
        point.databasePages = commit.databasePages;
        point.pageSize = m_geometry.pageSize;
        m_found.points.push_back(point);
    }

    const Generation& m_generation;
    const WalGeometry m_geometry;
    PartReader m_reader;
    std::vector<std::byte> m_chunk;
    RestorePoints m_found;
    std::optional<SegmentScan> m_previous; ///< verified, of the same WAL file
    WalIndex m_index = 0;
    std::uint32_t m_openFrames = 0; ///< at the end of it, behind its last commit
};

Finding geometryFinding(const Generation& generation, const Error& error)
{
    return {FindingKind::BadWalHeader,
            Severity::Damage,
            walFolder(generation.id).text(),
            {},
            error.message};
}

} // namespace

Result<RestorePoints> readCommits(ObjectStore& store, const Generation& generation,
                                  SegmentRange range, const CancellationToken& token)
{
    range.last = std::min(range.last, generation.segments.size());
    if (range.first >= range.last)
        return RestorePoints{};
    const Result<WalGeometry> geometry =
        readGeometry(store, generation, generation.segments, generation.snapshots, token);
    if (!geometry && !concernsOneObject(geometry.error()))
        return geometry.error();
    if (!geometry)
        return RestorePoints{{}, {geometryFinding(generation, geometry.error())}};

    CommitCollector collector(store, generation, *geometry, token);
    for (std::size_t place = range.first; place < range.last; ++place) {
        if (Result<void> added = collector.add(place); !added)
            return std::move(added).error();
    }
    return collector.take();
}

Result<RestorePoints> readNewestCommits(ObjectStore& store, const Generation& generation,
                                        std::size_t limit, const CancellationToken& token)
{
    RestorePoints newest;
    std::size_t last = generation.segments.size();
    for (std::size_t step = 8; last > 0 && newest.points.size() < limit; step *= 2) {
        std::size_t first = last - std::min(last, step);
        // A commit may begin in one segment and end in the next: begin where a WAL file begins,
        // unless that is far.
        const std::size_t least = first - std::min(first, step);
        while (first > least && generation.segments[first].name.offset != 0)
            --first;
        Result<RestorePoints> read = readCommits(store, generation, {first, last}, token);
        if (!read)
            return read;
        newest.points.insert(newest.points.end(), read->points.rbegin(), read->points.rend());
        newest.findings.insert(newest.findings.end(), read->findings.begin(), read->findings.end());
        last = first;
    }
    if (newest.points.size() > limit)
        newest.points.resize(limit);
    return newest;
}

} // namespace walkeeper
