#include "core/timetravel/moment_index.h"

#include "core/base/ordered_run.h"
#include "core/restore/growth_check.h"
#include "core/restore/page_selection.h"
#include "core/restore/snapshot_reader.h"
#include "core/restore/state_check.h"

#include <algorithm>
#include <array>
#include <type_traits>

namespace walkeeper {

namespace {

/// Half of the memory is for what is known of segments; a quarter is for what the threads unpack
/// into, and later for the pages of a moment.
constexpr std::uint64_t halves = 2;
constexpr std::uint64_t quarters = 4;
constexpr std::uint64_t bytesPerThread = 2 * lz4PieceSize;
constexpr std::uint64_t bytesPerSegment = 240; ///< with its name, its part and one piece
constexpr std::uint64_t bytesPerFrame = 16;    ///< while its segment is being read
constexpr std::size_t headSize = 100;          ///< of a database

/// What is known of a segment besides its frames, to be kept as bytes.
struct SegmentFacts {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    std::optional<WalHeader> header;
    std::optional<WalSalts> salts;
    WalChecksum last;
    std::optional<SegmentScan::Joint> joint;
};
static_assert(std::is_trivially_copyable_v<SegmentFacts>);

/// Stops a search whose reason stands in its damage.
Error damaged()
{
    return {ErrorCode::Corrupt, "damaged"};
}

PartName nameOf(GenerationId generation, const StoredSegment& segment)
{
    return {generation, segment.name.index, segment.name.offset};
}

PartName nameOf(GenerationId generation, const StoredSnapshot& snapshot)
{
    return {generation, snapshot.index, std::nullopt};
}

std::uint64_t headerBytes(const StoredSegment& segment)
{
    return segment.name.offset == 0 ? walHeaderSize : 0;
}

Error tooMany(const std::string& what, std::uint64_t count, std::uint64_t most)
{
    return {ErrorCode::Unsupported, what + " (" + std::to_string(count) + " against " +
                                        std::to_string(most) +
                                        ") to look into it; restore this moment instead"};
}

} // namespace

/// One moment on its way.
struct MomentIndex::Search {
    const Generation& generation;
    const RestorePlan& plan;
    ProgressMeter& progress;
    const CancellationToken& token;
    WalGeometry geometry = {4096, ByteOrder::Little};
    FoundMoment found = {};
    MomentFacts facts = {};
    StoredSegment newest = {}; ///< holds the newest commit
    bool cutsNewest = false;   ///< frames of the newest segment are behind the target
    std::uint32_t pageLimit = 0;
};

/// Scans segments of a plan that are not known yet, oldest first.
class IndexingWorker final : public OrderedWorker
{
public:
    IndexingWorker(MomentIndex& index, MomentIndex::Search& search,
                   std::span<const StoredSegment> segments)
        : m_index(index),
          m_search(search),
          m_segments(segments),
          m_mostFrames(index.m_limits.memory / 2 / bytesPerFrame),
          m_scanner(index.m_store, search.token,
                    [&search](std::size_t bytes) { search.progress.addBytes(bytes); })
    {
    }

    Result<void> prepare(std::size_t item) override
    {
        const StoredSegment& segment = m_segments[item];
        m_damage.reset();
        m_commits.clear();
        SegmentScanner frames(m_search.geometry, segment.name.offset, UINT64_MAX,
                              [this](const SegmentCommit& commit) { m_commits.push_back(commit); });
        Result<ScannedPart> part =
            m_scanner.scan(m_search.generation.keyOf(segment), [&](ByteView plain) -> Result<void> {
                frames.push(plain);
                if (frames.scan().pages.size() > m_mostFrames)
                    return tooMany("one of its WAL segments has too many frames",
                                   frames.scan().frames(), m_mostFrames);
                return {};
            });
        if (!part && !concernsOneObject(part.error()))
            return std::move(part).error();
        if (!part && frames.scan().pages.size() > m_mostFrames)
            return std::move(part).error();
        if (!part)
            m_damage = findingFor(m_search.generation.keyOf(segment), part.error());
        else if (const std::optional<SegmentDamage>& damage = frames.finish())
            m_damage = findingFor(m_search.generation, segment, *damage);
        if (part)
            m_part = *std::move(part);
        m_scan = std::move(frames.scan());
        return {};
    }

    Result<void> turn(std::size_t item) override
    {
        const StoredSegment& segment = m_segments[item];
        if (m_damage) {
            m_search.found.damage.breaks.push_back({segment, *std::move(m_damage)});
            return damaged();
        }
        return m_index.addSegment(nameOf(m_search.generation.id, segment),
                                  {.stored = segment, .pageSize = m_search.geometry.pageSize},
                                  m_scan, m_commits, m_part);
    }

    Result<void> complete(std::size_t /*item*/) override { return {}; }

private:
    MomentIndex& m_index;
    MomentIndex::Search& m_search;
    const std::span<const StoredSegment> m_segments;
    const std::uint64_t m_mostFrames;
    PartScanner m_scanner;
    ScannedPart m_part;
    SegmentScan m_scan;
    std::vector<SegmentCommit> m_commits;
    std::optional<Finding> m_damage;
};

Result<std::shared_ptr<MomentIndex>> MomentIndex::create(ObjectStore& store, FileSystem& files,
                                                         const MomentLimits& limits)
{
    Result<std::unique_ptr<ScratchFile>> scratch =
        ScratchFile::create(files, limits.folder, limits.disk);
    if (!scratch)
        return std::move(scratch).error();
    return std::shared_ptr<MomentIndex>(new MomentIndex(store, *std::move(scratch), limits));
}

MomentIndex::MomentIndex(ObjectStore& store, std::unique_ptr<ScratchFile> scratch,
                         const MomentLimits& limits)
    : m_store(store),
      m_limits(limits),
      m_scratch(std::move(scratch)),
      m_pieces(store, *m_scratch),
      m_frames(*m_scratch),
      m_facts(*m_scratch)
{
}

/// Null if it is unknown, or was stored again since.
const MomentIndex::Segment* MomentIndex::known(GenerationId generation,
                                               const StoredSegment& segment) const
{
    const auto place = m_segmentPlaces.find(nameOf(generation, segment));
    if (place == m_segmentPlaces.end() || m_segments[place->second].stored != segment)
        return nullptr;
    return &m_segments[place->second];
}

const MomentIndex::Snapshot* MomentIndex::known(GenerationId generation,
                                                const StoredSnapshot& snapshot) const
{
    const auto found = m_snapshots.find(nameOf(generation, snapshot));
    return found != m_snapshots.end() && found->second.stored == snapshot ? &found->second
                                                                          : nullptr;
}

std::uint64_t MomentIndex::bytesToRead(const RestorePlan& plan) const
{
    std::uint64_t bytes = known(plan.generation, plan.snapshot) ? 0 : plan.snapshot.storedBytes;
    for (const StoredSegment& segment : plan.segments)
        bytes += known(plan.generation, segment) ? 0 : segment.storedBytes;
    return bytes;
}

Result<FoundMoment> MomentIndex::find(const Generation& generation, const RestorePlan& plan,
                                      ProgressMeter& progress, const CancellationToken& token)
{
    Search search{generation, plan, progress, token};
    search.facts.time = plan.snapshot.created;
    const auto outcome = [&search](Result<void> failed) -> Result<FoundMoment> {
        if (search.found.damage.isEmpty())
            return std::move(failed).error();
        return std::move(search.found);
    };
    if (Result<void> read = readSegments(search); !read)
        return outcome(std::move(read));
    if (Result<void> read = readSnapshotPart(search); !read)
        return outcome(std::move(read));
    Result<PageMap> pages = selectPages(search);
    if (!pages)
        return outcome(std::move(pages).error());
    const Snapshot& snapshot = *known(generation.id, plan.snapshot);
    search.found.moment.reset(new Moment(shared_from_this(), search.facts, *std::move(pages)));
    search.found.moment->m_snapshot = snapshot.part;
    search.found.moment->m_snapshotEnd =
        std::min(m_pieces.plainBytes(snapshot.part),
                 std::uint64_t{search.pageLimit} * search.facts.pageSize);
    return std::move(search.found);
}

Result<WalGeometry> MomentIndex::geometryOf(Search& search)
{
    const GenerationId id = search.generation.id;
    if (const auto known = m_geometries.find(id); known != m_geometries.end())
        return known->second;
    const Result<WalGeometry> found =
        readGeometry(m_store, search.generation, search.plan.segments,
                     std::span(&search.plan.snapshot, 1), search.token);
    if (!found && concernsOneObject(found.error()))
        return search.geometry; // any will do: each segment will be refused
    if (found)
        m_geometries.emplace(id, *found);
    return found;
}

Result<void> MomentIndex::readSegments(Search& search)
{
    if (search.plan.segments.empty())
        return {};
    const Result<WalGeometry> geometry = geometryOf(search);
    if (!geometry)
        return geometry.error();
    search.geometry = *geometry;
    std::vector<StoredSegment> missing;
    for (const StoredSegment& segment : search.plan.segments) {
        if (!known(search.generation.id, segment))
            missing.push_back(segment);
    }
    const std::uint64_t most = m_limits.memory / halves / bytesPerSegment;
    if (m_segments.size() + missing.size() > most)
        return tooMany("there are too many WAL segments since its snapshot",
                       m_segments.size() + missing.size(), most);
    search.progress.enter(Stage::Segments);
    const std::uint64_t threads = std::clamp<std::uint64_t>(
        m_limits.memory / quarters / bytesPerThread, 1, std::max(1u, m_limits.threads));
    return runOrdered(
        missing.size(), static_cast<unsigned>(threads),
        [&]() -> std::unique_ptr<OrderedWorker> {
            return std::make_unique<IndexingWorker>(*this, search, missing);
        },
        search.token);
}

Result<void> MomentIndex::addSegment(const PartName& name, Segment segment, const SegmentScan& scan,
                                     std::span<const SegmentCommit> commits,
                                     const ScannedPart& part)
{
    const Result<std::uint32_t> first = m_frames.add(scan.pages, commits);
    if (!first)
        return first.error();
    segment.frames = {*first, scan.frames()};
    segment.place = m_segments.size();
    const SegmentFacts facts{scan.start, scan.end, scan.header, scan.salts, scan.last, scan.joint};
    if (Result<void> noted =
            m_facts.writeAt(segment.place * sizeof facts, std::as_bytes(std::span(&facts, 1)));
        !noted)
        return noted;
    const Result<PartId> id = m_pieces.add(name, part);
    if (!id)
        return id.error();
    segment.part = *id;
    m_segmentPlaces[name] = segment.place;
    m_segments.push_back(segment);
    return {};
}

/// limit  commits that end after this offset of the WAL file do not count
Result<SegmentScan> MomentIndex::scanOf(const Segment& segment, std::uint64_t limit) const
{
    SegmentFacts facts;
    if (Result<void> read = m_facts.readAt(segment.place * sizeof facts,
                                           std::as_writable_bytes(std::span(&facts, 1)));
        !read)
        return std::move(read).error();
    SegmentScan scan;
    scan.start = facts.start;
    scan.end = facts.end;
    scan.header = facts.header;
    scan.salts = facts.salts;
    scan.last = facts.last;
    scan.joint = facts.joint;
    const std::uint64_t begin = scan.start + headerBytes(segment.stored);
    const std::uint64_t commits =
        limit > begin ? (limit - begin) / walFrameSize(segment.pageSize) : 0;
    if (Result<void> read = m_frames.read(segment.frames, commits, scan); !read)
        return std::move(read).error();
    return scan;
}

Result<void> MomentIndex::readSnapshotPart(Search& search)
{
    if (known(search.generation.id, search.plan.snapshot))
        return {};
    search.progress.enter(Stage::Snapshot);
    const StoredSnapshot& stored = search.plan.snapshot;
    const ObjectKey key = search.generation.keyOf(stored);
    std::optional<std::uint32_t> expected;
    if (!search.plan.segments.empty())
        expected = search.geometry.pageSize;

    Snapshot snapshot{stored};
    std::optional<SnapshotFault> fault;
    std::size_t pieces = 0;
    PartScanner scanner(m_store, search.token,
                        [&](std::size_t bytes) { search.progress.addBytes(bytes); });
    const Result<ScannedPart> part = scanner.scan(key, [&](ByteView plain) -> Result<void> {
        m_pieces.offer(pieces++, plain);
        if (pieces > 1)
            return {};
        fault = snapshotFault(plain, expected);
        if (fault)
            return fault->error;
        snapshot.pageSize = *databasePageSize(plain);
        snapshot.changeCounter = loadBig32(plain.data() + changeCounterOffset);
        return {};
    });
    if (part && pieces == 0)
        fault = snapshotFault({}, expected);
    if (part && !fault)
        return addSnapshot(search, snapshot, *part);
    m_pieces.withdraw();
    const Error error = fault ? fault->error : part.error();
    if (!concernsOneObject(error))
        return error;
    Finding finding = findingFor(key, error);
    if (fault)
        finding.kind = fault->kind;
    search.found.damage.snapshots.emplace_back(stored, std::move(finding));
    return damaged();
}

Result<void> MomentIndex::addSnapshot(Search& search, Snapshot snapshot, const ScannedPart& part)
{
    const PartName name = nameOf(search.generation.id, snapshot.stored);
    const Result<PartId> id = m_pieces.add(name, part);
    if (!id) {
        m_pieces.withdraw();
        return id.error();
    }
    snapshot.part = *id;
    m_snapshots.insert_or_assign(name, snapshot);
    return {};
}

/// The end of the last commit of a segment.
Position MomentIndex::positionOf(const Search& search, const Segment& segment,
                                 const SegmentScan& scan)
{
    const std::uint64_t frames = std::uint64_t{scan.lastCommit->frame} + 1;
    return {search.generation.id, segment.stored.name.index,
            scan.start + headerBytes(segment.stored) + frames * walFrameSize(segment.pageSize)};
}

/// Goes through the plan's segments, newest first, as a restore does.
Result<PageMap> MomentIndex::selectPages(Search& search)
{
    const RestorePlan& plan = search.plan;
    const Snapshot& snapshot = *known(search.generation.id, plan.snapshot);
    ChainCheck chain(search.generation, search.geometry);
    PageSelection selection;
    GrowthCheck growth(lockPage(search.geometry.pageSize));
    PageMap pages(*m_scratch, m_limits.memory / quarters);
    std::optional<WalIndex> index;
    for (std::size_t i = plan.segments.size(); i-- > 0;) {
        if (search.token.isCancelled())
            return cancelledError();
        const Segment& segment = *known(search.generation.id, plan.segments[i]);
        const StoredSegment& stored = segment.stored;
        const bool isLast = stored.name.index == plan.segments.back().name.index;
        const std::uint64_t limit = isLast ? plan.lastOffset.value_or(UINT64_MAX) : UINT64_MAX;
        const Result<SegmentScan> scan = scanOf(segment, limit);
        if (!scan)
            return scan.error();
        if (std::optional<ChainBreak> broken = chain.add(stored, *scan)) {
            search.found.damage.breaks.push_back(*std::move(broken));
            return damaged();
        }
        if (i + 1 == plan.segments.size() && limit < scan->end)
            search.cutsNewest = true;
        if (index != stored.name.index) {
            selection.enterWal();
            growth.enterWal(stored.name.index);
            index = stored.name.index;
        }
        const PageSelection::Selected selected = selection.select(*scan);
        growth.add(std::span(scan->pages).first(selected.committed), selected.databasePages);
        if (selected.databasePages && !search.facts.position) {
            search.facts.position = positionOf(search, segment, *scan);
            search.facts.time = stored.created;
            search.newest = stored;
        }
        for (const std::uint32_t frame : selected.frames) {
            if (Result<void> added = pages.add(scan->pages[frame], segment.frames.first + frame);
                !added)
                return std::move(added).error();
        }
    }
    pages.finish();

    search.facts.pageSize = snapshot.pageSize;
    search.facts.pagesFromWal = pages.size();
    search.pageLimit = selection.limit();
    const std::uint64_t snapshotPages = m_pieces.plainBytes(snapshot.part) / snapshot.pageSize;
    growth.finish(static_cast<std::uint32_t>(std::min<std::uint64_t>(snapshotPages, UINT32_MAX)));
    search.found.warnings = chain.warnings();
    search.found.suspects = growth.suspects();
    if (Result<void> sound = checkState(search, pages, selection.databasePages()); !sound)
        return std::move(sound).error();
    return pages;
}

/// Whether snapshot, WAL and size make one state.
Result<void> MomentIndex::checkState(Search& search, const PageMap& pages,
                                     const std::optional<std::uint32_t>& databasePages)
{
    const Snapshot& snapshot = *known(search.generation.id, search.plan.snapshot);
    std::optional<Finding> ahead;
    if (search.cutsNewest)
        ahead = snapshotAheadOfTarget(search.generation, search.plan);
    const Result<std::optional<std::uint32_t>> firstPage = pages.find(1);
    if (!firstPage)
        return firstPage.error();
    if (!ahead && *firstPage) {
        std::array<std::byte, 4> counter{};
        if (Result<void> read = readFrame(**firstPage, changeCounterOffset, counter, search.token);
            !read)
            return read;
        ahead = snapshotAheadOfWal(search.generation.keyOf(search.plan.snapshot),
                                   snapshot.changeCounter, loadBig32(counter.data()));
    }
    if (ahead) {
        search.found.damage.snapshots.emplace_back(search.plan.snapshot, *std::move(ahead));
        return damaged();
    }
    search.facts.databaseBytes = m_pieces.plainBytes(snapshot.part);
    if (!databasePages)
        return {};
    const std::uint64_t fromSnapshot =
        std::min<std::uint64_t>(search.facts.databaseBytes / snapshot.pageSize, search.pageLimit);
    if (auto absurd =
            absurdSize(search.generation, search.newest, *search.facts.position,
                       {*databasePages, pages.size() + fromSnapshot, snapshot.pageSize})) {
        search.found.damage.breaks.push_back({search.newest, *std::move(absurd)});
        return damaged();
    }
    search.facts.databaseBytes = std::uint64_t{*databasePages} * snapshot.pageSize;
    return {};
}

Result<void> MomentIndex::readFrame(std::uint32_t frame, std::uint64_t offset, ByteSpan into,
                                    const CancellationToken& token)
{
    const auto behind = std::ranges::upper_bound(
        m_segments, frame, {}, [](const Segment& segment) { return segment.frames.first; });
    const Segment& segment = *std::prev(behind);
    const std::uint64_t start = headerBytes(segment.stored) +
                                (frame - segment.frames.first) * walFrameSize(segment.pageSize) +
                                walFrameHeaderSize;
    return m_pieces.read(segment.part, start + offset, into, token);
}

Result<void> MomentIndex::readSnapshot(PartId part, std::uint64_t offset, ByteSpan into,
                                       const CancellationToken& token)
{
    return m_pieces.read(part, offset, into, token);
}

} // namespace walkeeper
