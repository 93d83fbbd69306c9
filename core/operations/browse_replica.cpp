#include "core/operations/browse_replica.h"

namespace walkeeper {

Result<Replica> browseReplica(const StoreUrl& url, const OperationContext& context,
                              const CancellationToken& token,
                              const std::function<void(std::size_t)>& seen)
{
    Result<std::unique_ptr<ObjectStore>> store = context.stores.open(url);
    if (!store)
        return std::move(store).error();
    return browseReplica(**store, url, token, seen);
}

Result<Replica> browseReplica(ObjectStore& store, const StoreUrl& url,
                              const CancellationToken& token,
                              const std::function<void(std::size_t)>& seen)
{
    Result<Replica> replica = listReplica(store, seen, token);
    if (!replica)
        return std::move(replica).error().during("cannot list " + url.shown());
    if (replica->isEmpty())
        return Error{ErrorCode::NotFound, "no replica at " + url.shown() +
                                              ": it has neither a folder \"generations\" with "
                                              "anything in it nor a folder \"ltx\""};
    return replica;
}

Result<OpenedReplica> openReplica(const StoreUrl& url, const OperationContext& context,
                                  const CancellationToken& token)
{
    Result<std::unique_ptr<ObjectStore>> store = context.stores.open(url);
    if (!store)
        return std::move(store).error();
    Result<Replica> replica = browseReplica(**store, url, token);
    if (!replica)
        return std::move(replica).error();
    if (replica->generations.empty() && replica->ltx)
        return ltxOnlyError(url, *replica->ltx);
    return OpenedReplica{*std::move(store), *std::move(replica)};
}

Result<RestorePoints> browseCommits(const StoreUrl& url, const Generation& generation,
                                    SegmentRange range, const OperationContext& context,
                                    const CancellationToken& token)
{
    Result<std::unique_ptr<ObjectStore>> store = context.stores.open(url);
    if (!store)
        return std::move(store).error();
    return readCommits(**store, generation, range, token);
}

Result<ObjectInspection> browseObject(const StoreUrl& url, const Generation& generation,
                                      const TimelineEntry& entry, const OperationContext& context,
                                      const CancellationToken& token)
{
    Result<std::unique_ptr<ObjectStore>> store = context.stores.open(url);
    if (!store)
        return std::move(store).error();
    if (entry.kind == TimelineEntry::Kind::Snapshot)
        return inspectSnapshot(**store, generation, generation.snapshots[entry.part], token);
    return inspectSegment(**store, generation, generation.segments[entry.part], token);
}

Error ltxOnlyError(const StoreUrl& url, const LtxLayout& layout)
{
    return {ErrorCode::Unsupported,
            url.shown() + " is a replica in Litestream 0.5's layout (" +
                std::to_string(layout.files) +
                " files below \"ltx\"); this version recognises it but cannot read it yet"};
}

} // namespace walkeeper
