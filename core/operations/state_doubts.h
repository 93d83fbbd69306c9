#pragma once

#include "core/history/restore_plan.h"
#include "core/restore/part_verifier.h"

#include <span>
#include <string>
#include <vector>

namespace walkeeper {

// Where checksums prove nothing, between WAL files, between a snapshot and its WAL, and at the end
// of what is left of a broken chain, SQLite's own check decides whether the parts of a plan make
// one state. Pure.

/// What reading the parts has left open.
struct StateDoubts {
    std::span<const WalIndex> suspects; ///< see GrowthCheck
    std::span<const Finding> warnings;  ///< of the joints
};

bool isDoubtful(const RestorePlan& plan, const Generation& generation, const StateDoubts& doubts);

/// What is damaged, if SQLite has found a problem where there were doubts.
PartDamage damageOf(const RestorePlan& plan, const Generation& generation,
                    const StateDoubts& doubts, const std::string& problem);

/// Notes damage in the replica's model, so that the next plan goes around it.
void learn(Replica& replica, GenerationId id, const PartDamage& damage);
std::vector<Finding> findingsOf(const PartDamage& damage);

/// For a state that is the snapshot's.
Finding aloneWarning(const RestorePlan& plan);

} // namespace walkeeper
