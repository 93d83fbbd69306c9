#pragma once

#include "tests/replicate/commit_audit.h"

#include <filesystem>

namespace walkeeper::test {

struct RestartedReplication {
    CommitAudit audit;
    std::uint64_t commits = 0;      ///< of the application
    std::uint64_t restored = 0;     ///< of them in what the replica restores to
    std::uint64_t missedResets = 0; ///< generations that began for that
};

/// Replicates a database and lets go of it again and again without a final sync, while its
/// application commits and checkpoints at random, also in the middle of what the engine does. So
/// the first pin often stands over a tail that is not copied but is backfilled, and the next commit
/// resets the WAL under that pin.
///
/// folder  gets database and replica
Result<RestartedReplication> restartUnderLoad(const std::filesystem::path& folder, unsigned seed,
                                              int restarts);

/// One of several rounds, in a folder of its own, and says what came of it. The first seed is
/// WALKEEPER_SEED.
Result<RestartedReplication> roundUnderLoad(unsigned round);

} // namespace walkeeper::test
