#pragma once

#include "core/operations/drill_assertion.h"
#include "core/operations/restore_request.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace walkeeper {

enum class DrillOutcome : std::uint8_t {
    Passed,
    Failed,       ///< the replica cannot give the state, or not a sound one, or an assertion failed
    Inconclusive, ///< it could not be found out; says nothing about the replica
};

/// The stable lower-case word, for JSON and the catalogue.
std::string_view drillOutcomeName(DrillOutcome outcome);

/// Why a drill did not pass.
struct DrillReason {
    enum class Kind : std::uint8_t {
        NotReached,         ///< the store gives no answer, or there is no replica
        NoSuchMoment,       ///< the moment that was asked for is not there
        NoRoom,             ///< on the disk for the scratch folder
        NoScratch,          ///< no scratch folder can be made, or written to
        NotRestored,        ///< the state cannot be restored: what is damaged
        Unsound,            ///< SQLite's own check has found something
        AssertionFailed,    ///< `text` is about the assertion
        AssertionUndecided, ///< it took too long
    };

    Kind kind = Kind::NotReached;
    std::string text; ///< one English line

    bool isFailure() const;
    bool operator==(const DrillReason&) const = default;
};

std::string_view drillReasonName(DrillReason::Kind kind);

struct DrillRequest {
    StoreUrl source;
    RestoreTarget target; ///< the newest state unless something else is asked for
    std::vector<DrillAssertion> assertions;
    std::filesystem::path scratch; ///< where the scratch folder is made; the system's if empty
    std::chrono::milliseconds assertionLimit = std::chrono::minutes(1); ///< for each
    unsigned parallelism = 0;
};

struct DrillReport {
    DrillOutcome outcome = DrillOutcome::Passed;
    std::vector<DrillReason> reasons;        ///< none if it passed
    std::optional<RestoreReport> restored;   ///< the moment and the figures; not set: not restored
    std::optional<bool> isSound;             ///< SQLite's own check; not set: not come to
    std::vector<AssertionResult> assertions; ///< those that were tried
    std::chrono::milliseconds elapsed{};     ///< of everything
};

} // namespace walkeeper
