#include "core/restore/part_verifier.h"

#include "core/base/ordered_run.h"
#include "core/restore/segment_loader.h"
#include "core/restore/snapshot_reader.h"

#include <algorithm>
#include <thread>

namespace walkeeper {

namespace {

/// Verifies segments, newest first. What the workers share is touched only during their turns.
class VerifyingWorker final : public OrderedWorker
{
public:
    VerifyingWorker(std::unique_ptr<SegmentLoader> loader, std::span<const StoredSegment> segments,
                    ChainCheck& chain, VerifiedParts& verified)
        : m_loader(std::move(loader)),
          m_segments(segments),
          m_chain(chain),
          m_verified(verified)
    {
    }

    Result<void> prepare(std::size_t item) override
    {
        return m_loader->load(segment(item), UINT64_MAX);
    }

    Result<void> turn(std::size_t item) override
    {
        if (m_loader->damage()) {
            m_verified.damage.breaks.push_back({segment(item), *m_loader->damage()});
            m_chain.forget();
            return {};
        }
        m_verified.frames += m_loader->scan().frames();
        if (std::optional<ChainBreak> broken = m_chain.add(segment(item), m_loader->scan()))
            m_verified.damage.breaks.push_back(*std::move(broken));
        return {};
    }

    Result<void> complete(std::size_t /*item*/) override { return {}; }

private:
    const StoredSegment& segment(std::size_t item) const
    {
        return m_segments[m_segments.size() - 1 - item];
    }

    std::unique_ptr<SegmentLoader> m_loader;
    std::span<const StoredSegment> m_segments;
    ChainCheck& m_chain;
    VerifiedParts& m_verified;
};

/// Gives the damage of one snapshot, if there is any.
Result<std::optional<Finding>> verifySnapshot(SnapshotReader& reader, const Generation& generation,
                                              const StoredSnapshot& snapshot,
                                              std::optional<std::uint32_t> pageSize)
{
    std::vector<std::byte> piece(SnapshotReader::pieceSize);
    Result<void> opened = reader.open(generation, snapshot, pageSize);
    std::optional<Error> error;
    if (!opened)
        error = std::move(opened).error();
    while (!error) {
        const Result<std::size_t> size = reader.read(piece);
        if (!size)
            error = size.error();
        else if (*size < piece.size())
            return std::optional<Finding>();
    }
    if (!concernsOneObject(*error))
        return *error;
    return std::optional(reader.finding(*error));
}

Result<void> verifySegments(ObjectStore& store, const Generation& generation,
                            std::span<const StoredSegment> segments, WalGeometry geometry,
                            const ReadOptions& options, ProgressMeter& progress,
                            const CancellationToken& token, VerifiedParts& verified)
{
    ChainCheck chain(generation, geometry);
    // Nothing is looked at twice here, so there is no use in keeping a whole segment.
    const Result<void> run = runOrdered(
        segments.size(), options.threads,
        [&]() -> std::unique_ptr<OrderedWorker> {
            return std::make_unique<VerifyingWorker>(
                std::make_unique<SegmentLoader>(store, generation, geometry, 0, progress, token),
                segments, chain, verified);
        },
        token);
    verified.warnings = chain.warnings();
    return run;
}

} // namespace

ReadOptions readOptions(unsigned threads)
{
    constexpr unsigned most = 8;
    const unsigned wanted = threads != 0 ? threads : std::thread::hardware_concurrency();
    return {.threads = std::clamp(wanted, 1u, most)};
}

Result<VerifiedParts> verifyParts(ObjectStore& store, const Generation& generation,
                                  std::span<const StoredSegment> segments,
                                  std::span<const StoredSnapshot> snapshots,
                                  const ReadOptions& options, ProgressMeter& progress,
                                  const CancellationToken& token)
{
    VerifiedParts verified;
    std::optional<std::uint32_t> pageSize;
    if (!segments.empty()) {
        progress.enter(Stage::Segments);
        const Result<WalGeometry> geometry =
            readGeometry(store, generation, segments, snapshots, token);
        if (!geometry && !concernsOneObject(geometry.error()))
            return geometry.error();
        // Without a single readable header any page size does: each segment will be refused.
        const WalGeometry used = geometry ? *geometry : WalGeometry{4096, ByteOrder::Little};
        if (geometry)
            pageSize = geometry->pageSize;
        if (Result<void> run = verifySegments(store, generation, segments, used, options, progress,
                                              token, verified);
            !run)
            return std::move(run).error();
    }
    progress.enter(Stage::Snapshot);
    SnapshotReader reader(store, progress, token);
    for (const StoredSnapshot& snapshot : snapshots) {
        Result<std::optional<Finding>> damage =
            verifySnapshot(reader, generation, snapshot, pageSize);
        if (!damage)
            return std::move(damage).error();
        if (*damage)
            verified.damage.snapshots.emplace_back(snapshot, **std::move(damage));
    }
    return verified;
}

} // namespace walkeeper
