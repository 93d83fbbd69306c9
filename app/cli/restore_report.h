#pragma once

#include "app/cli/restore_candidates.h"
#include "core/operations/safety_copy.h"

namespace walkeeper::app {

struct Restored {
    const ChosenReplica& replica;
    const std::filesystem::path& output;
    const RestoreReport& report;
    const std::optional<SafetyCopy>& before = {}; ///< of a restore in place
};

/// One line, or JSON; findings as warnings on standard error.
void printRestored(const Restored& restored, bool isJson, Environment& environment);

/// Nothing was done, and that was asked for: a line on standard error, or JSON.
/// reason  stable word for JSON
void printSkipped(std::string_view reason, std::string_view sentence, bool isJson,
                  Environment& environment);

void printPlan(const RestoreCandidate& candidate, bool isJson, Environment& environment);

} // namespace walkeeper::app
