#include "core/restore/state_check.h"

#include <string>

namespace walkeeper {

std::optional<Finding> snapshotAheadOfTarget(const Generation& generation, const RestorePlan& plan)
{
    const StoredSnapshot& snapshot = plan.snapshot;
    if (plan.segments.back().name.index != snapshot.index ||
        plan.segments.back().created > snapshot.created)
        return std::nullopt;
    return Finding{FindingKind::SnapshotAhead,
                   Severity::Note,
                   generation.keyOf(snapshot).text(),
                   {},
                   "it may be newer than the wanted position, so it is of no use for it"};
}

std::optional<Finding> snapshotAheadOfWal(const ObjectKey& snapshot,
                                          std::uint32_t counterInSnapshot,
                                          std::uint32_t counterInWal)
{
    if (counterInSnapshot <= counterInWal)
        return std::nullopt;
    return Finding{FindingKind::SnapshotAhead,
                   Severity::Damage,
                   snapshot.text(),
                   {},
                   "it is newer than the WAL that goes with it (change counter " +
                       std::to_string(counterInSnapshot) + " against " +
                       std::to_string(counterInWal) + "), so the two do not make one state"};
}

std::optional<Finding> absurdSize(const Generation& generation, const StoredSegment& newest,
                                  const Position& at, const SizeClaim& claim)
{
    // Only unused pages need not be written, and each is named by four bytes of a page that is.
    if (claim.databasePages <= (claim.storedPages + 1) * (claim.pageSize / 4))
        return std::nullopt;
    return Finding{FindingKind::BadFrame, Severity::Damage, generation.keyOf(newest).text(), at,
                   "its last commit names a database of " + std::to_string(claim.databasePages) +
                       " pages, of which only " + std::to_string(claim.storedPages) +
                       " were ever stored"};
}

} // namespace walkeeper
