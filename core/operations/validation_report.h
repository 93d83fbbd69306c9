#pragma once

#include "core/format/generations/position.h"
#include "core/history/finding.h"
#include "core/replicate/replica_comparison.h"
#include "core/storage/store_url.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace walkeeper {

/// How much is proved. Each rung includes the ones before it.
enum class ValidationRung : std::uint8_t {
    Listing, ///< the names form unbroken chains; nothing is unpacked
    Objects, ///< every object unpacks, every frame and every joint between segments is right
    Restore, ///< the newest state of each generation restores, and SQLite finds it sound
    /// A restore is what the live database holds at the same commit. Only its replicator can tell:
    /// see ReplicationControl::compare() and addComparison().
    Comparison,
};

std::string_view rungName(ValidationRung rung);
/// One sentence: what passing this rung proves, and what it does not.
std::string_view rungProves(ValidationRung rung);

struct ValidateRequest {
    StoreUrl source;
    ValidationRung rung = ValidationRung::Objects;
    std::optional<GenerationId> generation; ///< all if not set
    std::filesystem::path scratch;          ///< folder for the restore; the system's if empty
    unsigned parallelism = 0;
};

struct RungResult {
    ValidationRung rung = ValidationRung::Listing;
    bool passed = false;
    std::uint64_t objects = 0; ///< looked at
    std::uint64_t bytes = 0;   ///< stored bytes read
    std::uint64_t frames = 0;  ///< WAL frames verified
};

struct ValidationReport {
    std::vector<RungResult> rungs; ///< in order; stops behind the first that could not be run
    std::vector<Finding> findings;
    std::chrono::milliseconds elapsed{};

    /// No finding is damage.
    bool passed() const;
};

/// Adds the last rung, which was made by the replicator.
void addComparison(ValidationReport& report, const ReplicaComparison& comparison);

} // namespace walkeeper
