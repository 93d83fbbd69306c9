#include "core/operations/remove_from_replica.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

namespace walkeeper {

namespace {

/// Of one request: small enough to show progress, large enough for stores that are far away.
constexpr std::size_t batchSize = 250;

/// Stored bytes by key.
std::map<std::string, std::uint64_t> sizesOf(const Replica& replica)
{
    std::map<std::string, std::uint64_t> sizes;
    for (const Generation& each : replica.generations) {
        for (const StoredSnapshot& snapshot : each.snapshots)
            sizes[each.keyOf(snapshot).text()] = snapshot.storedBytes;
        for (const StoredSegment& segment : each.segments)
            sizes[each.keyOf(segment).text()] = segment.storedBytes;
    }
    return sizes;
}

/// Which of the planned objects are still there. Everything from a step on if the store does not
/// say.
std::vector<std::string> whatIsLeft(ObjectStore& store, const RemovalPlan& plan,
                                    const std::vector<std::string>& notTried)
{
    std::set<std::string> there;
    // Also for somebody who has cancelled: the answer is what is told then.
    const Result<void> listed =
        store.list(generationsFolder(), {.depth = ListOptions::Depth::AllLevels},
                   [&there](const ListPage& page) {
                       for (const ObjectInfo& each : page.objects)
                           there.insert(each.key.text());
                   },
                   {});
    if (!listed)
        return notTried;
    std::vector<std::string> left;
    for (const std::vector<ObjectKey>& step : plan.steps) {
        for (const ObjectKey& key : step) {
            if (there.contains(key.text()))
                left.push_back(key.text());
        }
    }
    return left;
}

std::vector<std::string> keysFrom(const RemovalPlan& plan, std::size_t step, std::size_t first)
{
    std::vector<std::string> keys;
    for (; step < plan.steps.size(); ++step, first = 0) {
        for (std::size_t i = first; i < plan.steps[step].size(); ++i)
            keys.push_back(plan.steps[step][i].text());
    }
    return keys;
}

Result<Replica> listAgain(ObjectStore& store, const RemovalPlan& plan, const ReplicaUse& use,
                          const CancellationToken& token)
{
    Result<Replica> now = listReplica(store, {}, token);
    if (!now)
        return std::move(now).error();
    const Result<RemovalPlan> again = planRemoval(*now, plan.target, use);
    if (!again)
        return Error(again.error()).during("nothing was deleted");
    if (again->steps != plan.steps || again->going != plan.going)
        return Error{ErrorCode::Busy, "nothing was deleted: the replica has changed since this was "
                                      "planned; look at the new plan"};
    return now;
}

} // namespace

Result<RemovalReport> removeFromReplica(ObjectStore& store, const RemovalPlan& plan,
                                        const ReplicaUse& use, const CancellationToken& token,
                                        ProgressSink& progress)
{
    progress.report({.stage = Stage::Listing});
    const Result<Replica> now = listAgain(store, plan, use, token);
    if (!now)
        return now.error();
    const std::map<std::string, std::uint64_t> sizes = sizesOf(*now);
    const std::size_t planned = keysFrom(plan, 0, 0).size();
    RemovalReport report;
    Progress state{.stage = Stage::Removing, .totalBytes = plan.going.bytes};
    progress.report(state);
    for (std::size_t step = 0; step < plan.steps.size() && !report.stopped; ++step) {
        const std::span<const ObjectKey> keys = plan.steps[step];
        for (std::size_t first = 0; first < keys.size(); first += batchSize) {
            const auto batch = keys.subspan(first, std::min(batchSize, keys.size() - first));
            const Result<void> removed =
                token.isCancelled() ? Result<void>(cancelledError()) : store.remove(batch, token);
            if (!removed) {
                report.stopped = removed.error();
                report.left = whatIsLeft(store, plan, keysFrom(plan, step, first));
                break;
            }
            for (const ObjectKey& key : batch)
                state.doneBytes += sizes.contains(key.text()) ? sizes.at(key.text()) : 0;
            progress.report(state);
        }
    }
    // Too late to keep anything.
    if (report.stopped && report.stopped->code == ErrorCode::Cancelled && report.left.empty())
        report.stopped.reset();
    report.objects = planned - report.left.size();
    report.bytes = plan.going.bytes;
    for (const std::string& key : report.left)
        report.bytes -= sizes.contains(key) ? sizes.at(key) : 0;
    return report;
}

Result<RemovalReport> removeFromReplica(const StoreUrl& url, const RemovalPlan& plan,
                                        const ReplicaUse& use, const OperationContext& context,
                                        const CancellationToken& token, ProgressSink& progress)
{
    const Result<std::unique_ptr<ObjectStore>> store = context.stores.open(url, context.files);
    if (!store)
        return store.error();
    return removeFromReplica(**store, plan, use, token, progress);
}

} // namespace walkeeper
