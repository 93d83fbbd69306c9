#include "core/operations/state_doubts.h"

#include <algorithm>

namespace walkeeper {

namespace {

std::string snapshotKey(const RestorePlan& plan)
{
    return snapshotsFolder(plan.generation).child(snapshotName(plan.snapshot.index)).text();
}

Finding aheadFinding(const RestorePlan& plan, const std::string& problem)
{
    return {FindingKind::SnapshotAhead,
            Severity::Damage,
            snapshotKey(plan),
            {},
            "the WAL that was stored does not reach as far as this snapshot, so the two do not "
            "make one state (" +
                problem + ")"};
}

/// A snapshot may have seen commits that the WAL in the plan does not hold, unless WAL was stored
/// after it. A generation of nothing but one snapshot is spared: there is nothing to turn to.
bool isSnapshotDoubtful(const RestorePlan& plan, const Generation& generation)
{
    if (plan.segments.empty())
        return !generation.segments.empty() || generation.snapshots.size() > 1;
    return std::ranges::all_of(plan.segments, [&](const StoredSegment& segment) {
        return segment.created <= plan.snapshot.created;
    });
}

/// Two objects that do not fit together do not tell which of them is the stranger: it can be the
/// one that a plan up to the break ends with.
bool isEndDoubtful(const RestorePlan& plan)
{
    return plan.obstacle && !plan.segments.empty();
}

/// The newest WAL file before which something seems to be missing, or that is not what it should
/// be.
WalIndex newestDoubt(const RestorePlan& plan, const StateDoubts& doubts)
{
    WalIndex newest = isEndDoubtful(plan) ? plan.segments.back().name.index : 0;
    for (const WalIndex index : doubts.suspects)
        newest = std::max(newest, index);
    for (const Finding& warning : doubts.warnings)
        newest = std::max(newest, warning.at ? warning.at->index : 0);
    return newest;
}

} // namespace

bool isDoubtful(const RestorePlan& plan, const Generation& generation, const StateDoubts& doubts)
{
    return !doubts.suspects.empty() || !doubts.warnings.empty() || isEndDoubtful(plan) ||
           isSnapshotDoubtful(plan, generation);
}

PartDamage damageOf(const RestorePlan& plan, const Generation& generation,
                    const StateDoubts& doubts, const std::string& problem)
{
    if (isSnapshotDoubtful(plan, generation))
        return PartDamage{{}, {{plan.snapshot, aheadFinding(plan, problem)}}};
    const WalIndex index = newestDoubt(plan, doubts);
    const auto segment = std::ranges::find_if(
        plan.segments, [&](const StoredSegment& s) { return s.name.index == index; });
    return PartDamage{{{*segment,
                        {FindingKind::LostWalEnd, Severity::Damage,
                         generation.keyOf(*segment).text(), Position{plan.generation, index, 0},
                         "commits that were made before it are missing, or it is of another "
                         "database: what it leads to is damaged (" +
                             problem + ")"}}},
                      {}};
}

void learn(Replica& replica, GenerationId id, const PartDamage& damage)
{
    for (Generation& generation : replica.generations) {
        if (generation.id != id)
            continue;
        for (const ChainBreak& broken : damage.breaks)
            generation.breaks.push_back(
                {broken.segment.name.index, broken.segment.name.offset, broken.finding});
        for (const auto& [snapshot, finding] : damage.snapshots) {
            std::erase(generation.snapshots, snapshot);
            generation.findings.push_back(finding);
        }
    }
}

std::vector<Finding> findingsOf(const PartDamage& damage)
{
    std::vector<Finding> findings;
    for (const ChainBreak& broken : damage.breaks)
        findings.push_back(broken.finding);
    for (const auto& [snapshot, finding] : damage.snapshots)
        findings.push_back(finding);
    return findings;
}

Finding aloneWarning(const RestorePlan& plan)
{
    return {FindingKind::SnapshotAlone, Severity::Warning, snapshotKey(plan),
            Position{plan.generation, plan.snapshot.index, 0},
            "the WAL that goes with this snapshot was not stored by then; the state is that of the "
            "snapshot, which only an integrity check can prove to be whole"};
}

} // namespace walkeeper
