#include "core/restore/restorer.h"

#include "core/base/ordered_run.h"
#include "core/restore/growth_check.h"
#include "core/restore/page_selection.h"
#include "core/restore/segment_loader.h"
#include "core/restore/snapshot_reader.h"
#include "core/restore/state_check.h"

#include <algorithm>
#include <array>
#include <future>

namespace walkeeper {

namespace {

std::uint64_t pageOffset(std::uint32_t page, std::uint32_t pageSize)
{
    return (std::uint64_t{page} - 1) * pageSize;
}

/// What the workers of one restore share; touched only during their turns, but for the file and
/// the counters.
struct SharedRestore {
    const Generation& generation;
    const RestorePlan& plan;
    const WalGeometry geometry;
    File& file;
    ProgressMeter& progress;
    ChainCheck chain{generation, geometry};
    PageSelection selection = {};
    GrowthCheck growth{lockPage(geometry.pageSize)};
    std::optional<WalIndex> index = {}; ///< of the WAL file that is under way
    StoredSegment newest = {};          ///< holds the newest commit
    RestoredPages result = {};
    bool cutsNewest = false;         ///< frames of the newest segment are behind the target
    bool hasChangeCounter = false;   ///< written by the one worker that writes page 1
    std::uint32_t changeCounter = 0; ///< of the newest page 1 in the WAL
};

/// Stops a run whose reason stands in the result.
Error damaged()
{
    return {ErrorCode::Corrupt, "damaged"};
}

class RestoringWorker final : public OrderedWorker
{
public:
    RestoringWorker(std::unique_ptr<SegmentLoader> loader, SharedRestore& shared)
        : m_loader(std::move(loader)),
          m_shared(shared)
    {
    }

    Result<void> prepare(std::size_t item) override
    {
        const StoredSegment& wanted = segment(item);
        const bool isLast = wanted.name.index == m_shared.plan.segments.back().name.index;
        const std::uint64_t limit =
            isLast ? m_shared.plan.lastOffset.value_or(UINT64_MAX) : UINT64_MAX;
        return m_loader->load(wanted, limit);
    }

    Result<void> turn(std::size_t item) override
    {
        const StoredSegment& current = segment(item);
        if (m_loader->damage()) {
            m_shared.result.damage.breaks.push_back({current, *m_loader->damage()});
            return damaged();
        }
        if (std::optional<ChainBreak> broken = m_shared.chain.add(current, m_loader->scan())) {
            m_shared.result.damage.breaks.push_back(*std::move(broken));
            return damaged();
        }
        if (item == 0 && m_shared.plan.lastOffset.value_or(UINT64_MAX) < m_loader->scan().end)
            m_shared.cutsNewest = true;
        if (m_shared.index != current.name.index) {
            m_shared.selection.enterWal();
            m_shared.growth.enterWal(current.name.index);
        }
        m_shared.index = current.name.index;
        PageSelection::Selected selected = m_shared.selection.select(m_loader->scan());
        m_shared.growth.add(std::span(m_loader->scan().pages).first(selected.committed),
                            selected.databasePages);
        if (selected.databasePages && !m_shared.result.position)
            notePosition(current);
        m_chosen = std::move(selected.frames);
        return {};
    }

    Result<void> complete(std::size_t /*item*/) override
    {
        const std::uint32_t pageSize = m_shared.geometry.pageSize;
        Result<void> written = m_loader->replay(
            m_chosen, [&](std::uint32_t, std::uint32_t page, ByteView content) -> Result<void> {
                if (page == 1) {
                    m_shared.changeCounter = loadBig32(content.data() + changeCounterOffset);
                    m_shared.hasChangeCounter = true;
                }
                return m_shared.file.writeAt(pageOffset(page, pageSize), content);
            });
        m_shared.progress.addPages(m_chosen.size());
        return written;
    }

private:
    const StoredSegment& segment(std::size_t item) const
    {
        const auto& segments = m_shared.plan.segments;
        return segments[segments.size() - 1 - item];
    }

    void notePosition(const StoredSegment& current)
    {
        const std::uint64_t header = current.name.offset == 0 ? walHeaderSize : 0;
        const std::uint64_t frames = std::uint64_t{m_loader->scan().lastCommit->frame} + 1;
        m_shared.result.position = Position{m_shared.generation.id, current.name.index,
                                            current.name.offset + header +
                                                frames * walFrameSize(m_shared.geometry.pageSize)};
        m_shared.result.time = current.created;
        m_shared.newest = current;
    }

    std::unique_ptr<SegmentLoader> m_loader;
    SharedRestore& m_shared;
    std::vector<std::uint32_t> m_chosen; ///< frames of the loaded segment that are to be written
};

/// Writes those pages of a piece of the snapshot that nothing newer has replaced.
Result<void> writePiece(ByteView piece, std::uint64_t offset, std::uint32_t pageSize,
                        const PageSelection& selection, File& file, ProgressMeter& progress)
{
    const auto writeRun = [&](std::size_t begin, std::size_t end) -> Result<void> {
        if (begin == end)
            return {};
        progress.addPages((end - begin + pageSize - 1) / pageSize);
        return file.writeAt(offset + begin, piece.subspan(begin, end - begin));
    };
    std::size_t runBegin = 0;
    for (std::size_t at = 0; at < piece.size(); at += pageSize) {
        const std::uint64_t page = (offset + at) / pageSize + 1;
        if (page <= UINT32_MAX && selection.wantsFromSnapshot(static_cast<std::uint32_t>(page)))
            continue;
        if (Result<void> written = writeRun(runBegin, at); !written)
            return written;
        runBegin = std::min(at + pageSize, piece.size());
    }
    Result<void> written = writeRun(runBegin, piece.size());
    file.beginWriteOut();
    return written;
}

/// A snapshot that is newer than the last page 1 of the WAL has seen commits that the WAL lacks.
std::optional<Finding> aheadOfWal(ByteView firstPiece, const SharedRestore& shared)
{
    if (shared.cutsNewest) {
        if (auto ahead = snapshotAheadOfTarget(shared.generation, shared.plan))
            return ahead;
    }
    if (!shared.hasChangeCounter)
        return std::nullopt;
    return snapshotAheadOfWal(shared.generation.keyOf(shared.plan.snapshot),
                              loadBig32(firstPiece.data() + changeCounterOffset),
                              shared.changeCounter);
}

/// Reads one piece while the one before is being written.
Result<void> writeSnapshot(SnapshotReader& reader, SharedRestore& shared)
{
    std::array<std::vector<std::byte>, 2> pieces;
    pieces.fill(std::vector<std::byte>(SnapshotReader::pieceSize));
    std::future<Result<void>> writing;
    const auto finishWriting = [&writing] {
        return writing.valid() ? writing.get() : Result<void>();
    };

    std::uint64_t offset = 0;
    for (std::size_t turn = 0;; turn = 1 - turn) {
        const Result<std::size_t> size = reader.read(pieces[turn]);
        if (Result<void> written = finishWriting(); !written)
            return written;
        if (!size)
            return size.error();
        const ByteView piece = ByteView(pieces[turn]).first(*size);
        if (offset == 0) {
            if (std::optional<Finding> ahead = aheadOfWal(piece, shared)) {
                shared.result.damage.snapshots.emplace_back(shared.plan.snapshot, *ahead);
                return damaged();
            }
        }
        writing = std::async(std::launch::async, [&, piece, offset] {
            return writePiece(piece, offset, reader.pageSize(), shared.selection, shared.file,
                              shared.progress);
        });
        offset += piece.size();
        if (piece.size() < pieces[turn].size())
            break;
    }
    shared.result.databaseBytes = offset;
    return finishWriting();
}

Result<void> restoreSnapshot(ObjectStore& store, SharedRestore& shared,
                             const CancellationToken& token)
{
    shared.progress.enter(Stage::Snapshot);
    SnapshotReader reader(store, shared.progress, token);
    std::optional<std::uint32_t> expected;
    if (!shared.plan.segments.empty())
        expected = shared.geometry.pageSize;
    Result<void> done = reader.open(shared.generation, shared.plan.snapshot, expected);
    if (done)
        done = writeSnapshot(reader, shared);
    if (!done) {
        // Errors of the file that is written are none of these three.
        const ErrorCode code = done.error().code;
        const bool isDamage = code == ErrorCode::Corrupt || code == ErrorCode::Unsupported ||
                              code == ErrorCode::NotFound;
        if (isDamage && shared.result.damage.isEmpty())
            shared.result.damage.snapshots.emplace_back(shared.plan.snapshot,
                                                        reader.finding(done.error()));
        return done;
    }
    shared.result.pageSize = reader.pageSize();
    const std::uint64_t snapshotPages = shared.result.databaseBytes / reader.pageSize();
    shared.growth.finish(
        static_cast<std::uint32_t>(std::min<std::uint64_t>(snapshotPages, UINT32_MAX)));
    shared.result.suspects = shared.growth.suspects();
    if (const auto pages = shared.selection.databasePages()) {
        if (auto absurd = absurdSize(shared.generation, shared.newest, *shared.result.position,
                                     {*pages, shared.progress.pages(), reader.pageSize()})) {
            shared.result.damage.breaks.push_back({shared.newest, *std::move(absurd)});
            return damaged();
        }
        shared.result.databaseBytes = std::uint64_t{*pages} * reader.pageSize();
        return shared.file.resize(shared.result.databaseBytes);
    }
    return {};
}

Result<void> restoreSegments(ObjectStore& store, SharedRestore& shared, const ReadOptions& options,
                             const CancellationToken& token)
{
    shared.progress.enter(Stage::Segments);
    const unsigned threads = std::max(1u, options.threads);
    return runOrdered(
        shared.plan.segments.size(), threads,
        [&]() -> std::unique_ptr<OrderedWorker> {
            return std::make_unique<RestoringWorker>(
                std::make_unique<SegmentLoader>(store, shared.generation, shared.geometry,
                                                options.segmentMemory / threads, shared.progress,
                                                token),
                shared);
        },
        token);
}

} // namespace

Result<RestoredPages> restorePages(ObjectStore& store, const Generation& generation,
                                   const RestorePlan& plan, File& file, const ReadOptions& options,
                                   ProgressMeter& progress, const CancellationToken& token)
{
    // Without a single readable header any page size does: each segment will be refused.
    WalGeometry geometry{4096, ByteOrder::Little};
    if (!plan.segments.empty()) {
        const Result<WalGeometry> found =
            readGeometry(store, generation, plan.segments, std::span(&plan.snapshot, 1), token);
        if (!found && !concernsOneObject(found.error()))
            return found.error();
        if (found)
            geometry = *found;
    }
    SharedRestore shared{.generation = generation,
                         .plan = plan,
                         .geometry = geometry,
                         .file = file,
                         .progress = progress};
    shared.result.time = plan.snapshot.created;
    Result<void> done = restoreSegments(store, shared, options, token);
    if (done)
        done = restoreSnapshot(store, shared, token);
    if (!done && shared.result.damage.isEmpty())
        return std::move(done).error();
    shared.result.pagesWritten = progress.pages();
    shared.result.warnings = shared.chain.warnings();
    return std::move(shared.result);
}

} // namespace walkeeper
