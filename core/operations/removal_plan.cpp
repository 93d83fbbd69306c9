#include "core/operations/removal_plan.h"

#include "core/history/restore_plan.h"

#include <algorithm>
#include <limits>

namespace walkeeper {

namespace {

using WholeReplica = RemovalTarget::WholeReplica;
using WholeGeneration = RemovalTarget::WholeGeneration;
using OneSnapshot = RemovalTarget::OneSnapshot;

/// Takes objects out of one generation, in an order that can stop anywhere.
class Taking
{
public:
    Taking(Generation& rest, RemovalPlan& plan) : m_rest(rest), m_plan(plan) {}

    /// Of a whole generation: from its end, so that what is left is a shorter history.
    void everything()
    {
        while (!m_rest.snapshots.empty()) {
            const StoredSnapshot last = m_rest.snapshots.back();
            if (m_rest.snapshots.size() == 1)
                walNotNeededBy(last);
            snapshot(last.index);
            if (!m_rest.snapshots.empty())
                walNotNeededBy(m_rest.snapshots.back());
        }
        wal(0, std::numeric_limits<std::uint64_t>::max());
        for (const Finding& finding : m_rest.findings)
            useless(finding);
    }

    void snapshot(WalIndex index)
    {
        const auto found = std::ranges::find(m_rest.snapshots, index, &StoredSnapshot::index);
        m_plan.steps.push_back({m_rest.keyOf(*found)});
        ++m_plan.going.snapshots;
        m_plan.going.bytes += found->storedBytes;
        m_rest.snapshots.erase(found);
    }

    /// WAL files [first, last), the newest bytes first.
    void wal(std::uint64_t first, std::uint64_t last)
    {
        const auto from = std::ranges::find_if(
            m_rest.segments, [&](const StoredSegment& each) { return each.name.index >= first; });
        const auto to = std::find_if(from, m_rest.segments.end(), [&](const StoredSegment& each) {
            return each.name.index >= last;
        });
        cut(from, to);
    }

private:
    /// What follows on a snapshot and was stored after it, back from the end. The rest may hold
    /// pages that the snapshot was copied without.
    void walNotNeededBy(const StoredSnapshot& base)
    {
        auto from = m_rest.segments.end();
        while (from != m_rest.segments.begin() && std::prev(from)->name.index > base.index &&
               std::prev(from)->created > base.created)
            --from;
        cut(from, m_rest.segments.end());
    }

    void cut(std::vector<StoredSegment>::iterator from, std::vector<StoredSegment>::iterator to)
    {
        if (from == to)
            return;
        std::vector<ObjectKey> step;
        for (auto each = to; each != from;) {
            --each;
            step.push_back(m_rest.keyOf(*each));
            ++m_plan.going.segments;
            m_plan.going.bytes += each->storedBytes;
        }
        m_rest.segments.erase(from, to);
        m_plan.steps.push_back(std::move(step));
    }

    void useless(const Finding& finding)
    {
        if (finding.kind != FindingKind::EmptyObject &&
            finding.kind != FindingKind::DuplicateObject)
            return;
        if (Result<ObjectKey> key = ObjectKey::parse(finding.object)) {
            m_plan.steps.push_back({*std::move(key)});
            ++m_plan.uselessObjects;
        }
    }

    Generation& m_rest;
    RemovalPlan& m_plan;
};

bool isEmpty(const Generation& generation)
{
    return generation.snapshots.empty() && generation.segments.empty();
}

/// Whether the snapshots that are left lead to the beginning of this WAL file.
bool isReached(const Replica& replica, GenerationId generation, WalIndex index)
{
    const Generation& rest = *replica.find(generation);
    if (rest.snapshots.empty() || rest.snapshots.front().index > index)
        return false;
    const auto next = std::ranges::find_if(
        rest.segments, [index](const StoredSegment& each) { return each.name.index >= index; });
    if (next == rest.segments.end() || next->name.index > index)
        return next == rest.segments.end();
    const Result<RestorePlan> plan =
        planRestore(replica, {RestoreTarget::AtPosition{{generation, index, 1}}, generation});
    return plan && !plan->obstacle;
}

bool isCurrent(const Replica& replica, const ReplicaUse& use, GenerationId id)
{
    if (use.current && replica.find(*use.current))
        return id == *use.current;
    const auto newest = std::ranges::max_element(replica.generations, {}, &Generation::updated);
    return newest != replica.generations.end() && newest->id == id;
}

Error inUse(const std::string& what)
{
    return {ErrorCode::Busy, what + "; stop the replication first"};
}

Result<void> check(const Replica& replica, const RemovalTarget& target, const ReplicaUse& use)
{
    if (std::holds_alternative<WholeReplica>(target.what)) {
        if (replica.generations.empty())
            return Error{ErrorCode::NotFound, "the replica holds nothing"};
        if (use.isReplicated)
            return inUse("a database is being replicated into this replica");
        return {};
    }
    const auto* one = std::get_if<OneSnapshot>(&target.what);
    const GenerationId id =
        one ? one->generation : std::get<WholeGeneration>(target.what).generation;
    const Generation* generation = replica.find(id);
    if (!generation)
        return Error{ErrorCode::NotFound, "the replica holds no generation " + id.text()};
    const bool isWritten = use.isReplicated && isCurrent(replica, use, id);
    if (!one)
        return isWritten ? inUse("generation " + id.text() + " is being written to")
                         : Result<void>();
    if (std::ranges::find(generation->snapshots, one->index, &StoredSnapshot::index) ==
        generation->snapshots.end())
        return Error{ErrorCode::NotFound,
                     "generation " + id.text() + " has no such snapshot any more"};
    if (isWritten && generation->snapshots.back().index == one->index)
        return inUse("this is the newest snapshot of the generation that is being written to");
    return {};
}

void takeSnapshot(Generation& rest, const Replica& replica, WalIndex index, RemovalPlan& plan)
{
    const auto found = std::ranges::find(rest.snapshots, index, &StoredSnapshot::index);
    const bool isFirst = found == rest.snapshots.begin();
    const auto next = std::next(found);
    const std::uint64_t end =
        next == rest.snapshots.end() ? std::numeric_limits<std::uint64_t>::max() : next->index;
    Taking taking(rest, plan);
    if (rest.snapshots.size() == 1)
        return taking.everything();
    taking.snapshot(index);
    // What stands before the oldest snapshot is of no use to anybody.
    if (isFirst || !isReached(replica, rest.id, index))
        taking.wal(isFirst ? 0 : index, end);
}

std::size_t strangersAmong(const std::vector<Finding>& findings)
{
    return static_cast<std::size_t>(std::ranges::count_if(findings, [](const Finding& each) {
        return each.kind == FindingKind::Stranger || each.kind == FindingKind::UnreadableObject;
    }));
}

} // namespace

Result<RemovalPlan> planRemoval(const Replica& replica, const RemovalTarget& target,
                                const ReplicaUse& use)
{
    if (Result<void> possible = check(replica, target, use); !possible)
        return std::move(possible).error();
    RemovalPlan plan;
    plan.target = target;
    plan.remaining = replica;
    auto& generations = plan.remaining.generations;
    if (const auto* one = std::get_if<OneSnapshot>(&target.what)) {
        Generation& rest = *std::ranges::find(generations, one->generation, &Generation::id);
        takeSnapshot(rest, plan.remaining, one->index, plan);
    } else {
        const auto* whole = std::get_if<WholeGeneration>(&target.what);
        for (Generation& each : generations) {
            if (whole && each.id != whole->generation)
                continue;
            plan.strangers += strangersAmong(each.findings);
            Taking(each, plan).everything();
        }
        if (!whole)
            plan.strangers +=
                strangersAmong(replica.findings) + (replica.ltx ? replica.ltx->files : 0);
    }
    plan.going.generations = static_cast<std::size_t>(std::ranges::count_if(generations, isEmpty));
    std::erase_if(generations, isEmpty);
    for (Generation& each : generations)
        each.findings = checkContinuity(each);
    return plan;
}

bool holdsMoment(const Replica& replica, const Position& moment)
{
    const Generation* generation = replica.find(moment.generation);
    if (!generation)
        return false;
    if (moment.offset == 0)
        return std::ranges::find(generation->snapshots, moment.index, &StoredSnapshot::index) !=
               generation->snapshots.end();
    const bool isStored = std::ranges::any_of(generation->segments, [&](const StoredSegment& each) {
        return each.name.index == moment.index && each.name.offset < moment.offset;
    });
    if (!isStored)
        return false;
    const Result<RestorePlan> plan =
        planRestore(replica, {RestoreTarget::AtPosition{moment}, moment.generation});
    return plan && !plan->obstacle;
}

RemovalCount countOf(const Replica& replica)
{
    RemovalCount count;
    for (const Generation& each : replica.generations) {
        count.generations += isEmpty(each) ? 0U : 1U;
        count.snapshots += each.snapshots.size();
        count.segments += each.segments.size();
        count.bytes += each.storedBytes();
    }
    return count;
}

std::optional<RestorableSpan> restorableSpan(const Replica& replica)
{
    std::optional<RestorableSpan> span;
    for (const Generation& each : replica.generations) {
        if (each.snapshots.empty())
            continue;
        const Result<RestorePlan> newest = planRestore(replica, {RestoreTarget::Latest{}, each.id});
        if (!newest)
            continue;
        const Timestamp oldest =
            std::ranges::min(each.snapshots, {}, &StoredSnapshot::created).created;
        if (!span)
            span = {oldest, newest->asOf};
        span->oldest = std::min(span->oldest, oldest);
        span->newest = std::max(span->newest, newest->asOf);
    }
    return span;
}

} // namespace walkeeper
