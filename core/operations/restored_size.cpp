#include "core/operations/restored_size.h"

#include "core/history/commits.h"
#include "core/history/part_reader.h"

#include <array>

namespace walkeeper {

namespace {

constexpr std::size_t headerSize = 100;
constexpr std::size_t pageCountAt = 28; ///< four bytes, big-endian; SQLite file format, section 1.3

Result<std::optional<std::uint64_t>> snapshotBytes(ObjectStore& store, const Generation& generation,
                                                   const StoredSnapshot& snapshot,
                                                   const CancellationToken& token)
{
    std::array<std::byte, headerSize> head{};
    PartReader reader(store, token);
    Result<void> opened = reader.open(generation.keyOf(snapshot));
    const Result<std::size_t> size =
        opened ? reader.read(head) : Result<std::size_t>(std::move(opened).error());
    if (!size && !concernsOneObject(size.error()))
        return size.error();
    const Result<std::uint32_t> pageSize =
        size ? databasePageSize(ByteView(head).first(*size)) : Result<std::uint32_t>(size.error());
    const std::uint32_t pages = loadBig32(head.data() + pageCountAt);
    if (!pageSize || pages == 0)
        return std::optional<std::uint64_t>();
    return std::optional(std::uint64_t{pages} * *pageSize);
}

} // namespace

Result<std::optional<std::uint64_t>> restoredBytes(ObjectStore& store, const Generation& generation,
                                                   const RestorePlan& plan,
                                                   const CancellationToken& token)
{
    Generation planned = generation;
    planned.snapshots = {plan.snapshot};
    planned.segments = plan.segments;
    const Result<RestorePoints> newest = readNewestCommits(store, planned, 1, token);
    if (!newest)
        return newest.error();
    if (!newest->points.empty())
        return std::optional(newest->points.front().databaseBytes());
    return snapshotBytes(store, generation, plan.snapshot, token);
}

} // namespace walkeeper
