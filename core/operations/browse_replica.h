#pragma once

#include "core/base/progress.h"
#include "core/history/commits.h"
#include "core/history/object_inspection.h"
#include "core/history/replica.h"
#include "core/history/timeline.h"
#include "core/operations/operation_context.h"

namespace walkeeper {

/// Lists a replica: one pass over the names, nothing unpacked.
/// errors  NotFound if there is no replica of either layout
Result<Replica> browseReplica(const StoreUrl& url, const OperationContext& context,
                              const CancellationToken& token,
                              const std::function<void(std::size_t)>& seen = {});

/// The same with a store that is open already; `url` is for messages.
Result<Replica> browseReplica(ObjectStore& store, const StoreUrl& url,
                              const CancellationToken& token,
                              const std::function<void(std::size_t)>& seen = {});

struct OpenedReplica {
    std::unique_ptr<ObjectStore> store;
    Replica replica;
};

/// Opens the store of a replica that can be read, and lists it.
/// errors  NotFound if there is none; Unsupported if it only holds Litestream 0.5's layout
Result<OpenedReplica> openReplica(const StoreUrl& url, const OperationContext& context,
                                  const CancellationToken& token);

/// Every commit of a range of segments, oldest first.
Result<RestorePoints> browseCommits(const StoreUrl& url, const Generation& generation,
                                    SegmentRange range, const OperationContext& context,
                                    const CancellationToken& token);

/// One stored object of a generation, taken apart.
Result<ObjectInspection> browseObject(const StoreUrl& url, const Generation& generation,
                                      const TimelineEntry& entry, const OperationContext& context,
                                      const CancellationToken& token);

/// The error for a replica that only holds Litestream 0.5's layout.
Error ltxOnlyError(const StoreUrl& url, const LtxLayout& layout);

} // namespace walkeeper
