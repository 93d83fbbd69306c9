#include "app/cli/restore_candidates.h"

#include "app/cli/output.h"

#include <algorithm>
#include <tuple>

namespace walkeeper::app {

namespace {

struct Refusal {
    const ChosenReplica* replica = nullptr;
    Error error;
};

Result<RestorePlan> planWith(const ChosenReplica& chosen, const RestoreTarget& target,
                             Environment& environment)
{
    if (Result<void> allowed = refuseEncrypted(chosen); !allowed)
        return std::move(allowed).error();
    return planRestore(chosen.url, target, environment.operations, environment.token);
}

Error noneFits(const std::vector<Refusal>& refusals)
{
    const bool areAllEmpty =
        std::all_of(refusals.begin(), refusals.end(), [](const Refusal& refusal) {
            return refusal.error.code == ErrorCode::NotFound;
        });
    if (areAllEmpty)
        return {ErrorCode::NotFound, "no matching backups found in any of the " +
                                         std::to_string(refusals.size()) + " replicas"};
    return {ErrorCode::Unavailable,
            "none of the " + std::to_string(refusals.size()) + " replicas can serve the restore"};
}

} // namespace

Result<std::vector<RestoreCandidate>>
findCandidates(const ReplicaChoice& choice, const RestoreOptions& options, Environment& environment)
{
    std::vector<RestoreCandidate> candidates;
    std::vector<Refusal> refusals;
    for (const ChosenReplica& chosen : choice.replicas) {
        Result<RestorePlan> plan = planWith(chosen, options.target, environment);
        if (plan) {
            candidates.push_back({chosen, *std::move(plan)});
            continue;
        }
        if (plan.error().code == ErrorCode::Cancelled || choice.replicas.size() == 1)
            return std::move(plan).error();
        refusals.push_back({&chosen, plan.error()});
    }
    for (const Refusal& refusal : refusals)
        printWarning(environment.err,
                     nameForPeople(*refusal.replica) + ": " + refusal.error.message);
    if (candidates.empty() && refusals.empty())
        return Error{ErrorCode::NotFound, "no matching backups found: the database has no replica"};
    if (candidates.empty())
        return noneFits(refusals);

    // Whole chains before broken ones, unless the newest reachable state is all that is asked for.
    const bool prefersWhole = options.onBroken == BrokenChain::Refuse;
    std::stable_sort(candidates.begin(), candidates.end(),
                     [&](const RestoreCandidate& a, const RestoreCandidate& b) {
                         const bool aIsLast = prefersWhole && a.plan.obstacle.has_value();
                         const bool bIsLast = prefersWhole && b.plan.obstacle.has_value();
                         return std::tuple(aIsLast, b.plan.asOf) < std::tuple(bIsLast, a.plan.asOf);
                     });
    return candidates;
}

} // namespace walkeeper::app
