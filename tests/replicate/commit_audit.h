#pragma once

#include "core/base/result.h"
#include "core/format/generations/position.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace walkeeper::test {

/// What a local replica holds of the load writers' commits, counted commit by commit.
struct CommitAudit {
    struct GenerationAudit {
        GenerationId generation;
        std::uint64_t commits = 0; ///< all, of other writers too
        std::uint64_t walFiles = 0;
        std::uint64_t lastCount = 0; ///< the counter after the newest commit
    };
    std::vector<GenerationAudit> generations;
    /// Commits that are missing, each with its place: a step of the counter by more than one, or a
    /// frame that does not continue the one before it.
    std::vector<std::string> losses;

    std::uint64_t commits() const;
    std::uint64_t resets() const; ///< WAL files but the first of each generation
};

/// Reads every segment of a local replica in order and follows the counter through the page images.
/// errors  those of the files; damage counts as a loss
Result<CommitAudit> auditCommits(const std::filesystem::path& replica);

/// The counter in a database file.
Result<std::uint64_t> countIn(const std::filesystem::path& database);

/// The last commit that SQLite has confirmed to a load writer.
std::uint64_t confirmedCount(const std::filesystem::path& notes);
/// How many of its transactions SQLite has refused because the database was busy.
std::uint64_t collisionCount(const std::filesystem::path& notes);

} // namespace walkeeper::test
