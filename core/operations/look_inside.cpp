#include "core/operations/look_inside.h"

#include "core/operations/browse_replica.h"
#include "core/operations/state_doubts.h"

#include <algorithm>
#include <optional>

namespace walkeeper {

namespace {

OpenedMoment opened(std::unique_ptr<MomentDatabase> database, RestorePlan plan,
                    std::vector<Finding> warnings, const std::vector<Finding>& damage)
{
    OpenedMoment moment;
    const MomentFacts& facts = database->facts();
    moment.position = facts.position.value_or(Position{plan.generation, plan.snapshot.index, 0});
    moment.time = facts.time;
    moment.findings = std::move(warnings);
    if (!facts.position)
        moment.findings.push_back(aloneWarning(plan));
    moment.findings.insert(moment.findings.end(), damage.begin(), damage.end());
    if (plan.obstacle && damage.empty())
        moment.findings.push_back(plan.obstacle->finding);
    moment.database = std::move(database);
    moment.plan = std::move(plan);
    return moment;
}

} // namespace

Result<std::unique_ptr<LookInside>> LookInside::open(const StoreUrl& source,
                                                     const OperationContext& context,
                                                     const MomentLimits& limits,
                                                     const CancellationToken& token)
{
    Result<OpenedReplica> found = openReplica(source, context, token);
    if (!found)
        return std::move(found).error();
    std::unique_ptr<LookInside> look(
        new LookInside(source, std::move(found->store), std::move(found->replica)));
    Result<std::shared_ptr<MomentIndex>> index =
        MomentIndex::create(*look->m_store, context.files, limits);
    if (!index)
        return std::move(index).error();
    look->m_index = *std::move(index);
    return look;
}

LookInside::LookInside(StoreUrl source, std::unique_ptr<ObjectStore> store, Replica replica)
    : m_source(std::move(source)),
      m_store(std::move(store)),
      m_replica(std::move(replica))
{
}

Result<void> LookInside::refresh(const CancellationToken& token)
{
    Result<Replica> replica = browseReplica(*m_store, m_source, token);
    if (!replica)
        return std::move(replica).error();
    m_replica = *std::move(replica);
    return {};
}

Result<OpenedMoment> LookInside::at(const RestoreTarget& target, BrokenChain onBroken,
                                    const CancellationToken& token, ProgressSink& progress)
{
    // What a plan is refused for may be good for another target, so it is learnt for this one only.
    std::optional<Replica> learnt;
    std::vector<Finding> damage;
    for (;;) {
        const Replica& replica = learnt ? *learnt : m_replica;
        Result<RestorePlan> plan = planRestore(replica, target);
        if (!plan)
            return std::move(plan).error();
        const Generation& generation = *replica.find(plan->generation);
        ProgressMeter meter(progress, m_index->bytesToRead(*plan));
        Result<FoundMoment> found = m_index->find(generation, *plan, meter, token);
        if (!found)
            return std::move(found).error();
        std::unique_ptr<MomentDatabase> database;
        PartDamage met = std::move(found->damage);
        if (met.isEmpty()) {
            Result<std::unique_ptr<MomentDatabase>> shown =
                MomentDatabase::open(std::move(found->moment), token);
            if (!shown)
                return std::move(shown).error();
            database = *std::move(shown);
            Result<PartDamage> settled =
                settleDoubts(*database, *plan, generation, *found, token, progress);
            if (!settled)
                return std::move(settled).error();
            met = *std::move(settled);
        }
        if (met.isEmpty()) {
            if (plan->obstacle && onBroken == BrokenChain::Refuse)
                return obstacleError(*plan->obstacle);
            return opened(std::move(database), *std::move(plan), std::move(found->warnings),
                          damage);
        }
        std::ranges::move(findingsOf(met), std::back_inserter(damage));
        if (!learnt)
            learnt = m_replica;
        learn(*learnt, plan->generation, met);
    }
}

Result<PartDamage> LookInside::settleDoubts(MomentDatabase& database, const RestorePlan& plan,
                                            const Generation& generation, const FoundMoment& found,
                                            const CancellationToken& token, ProgressSink& progress)
{
    const StateDoubts doubts{found.suspects, found.warnings};
    if (!isDoubtful(plan, generation, doubts))
        return PartDamage{};
    progress.report({.stage = Stage::Integrity});
    const Result<std::vector<std::string>> problems = database.checkIntegrity(token);
    if (!problems)
        return problems.error();
    return problems->empty() ? PartDamage{} : damageOf(plan, generation, doubts, problems->front());
}

} // namespace walkeeper
