#pragma once

#include "core/base/time.h"
#include "core/operations/drill_report.h"

#include <chrono>
#include <optional>
#include <span>
#include <string>

namespace walkeeper {

/// How often a database is drilled, and how that went so far.
struct DrillPlan {
    std::string key;               ///< names the database, always the same
    std::chrono::hours interval{}; ///< 0: never by itself
    Timestamp since;               ///< the schedule was made then

    struct Last {
        Timestamp ended;
        DrillOutcome outcome = DrillOutcome::Passed;
        int inconclusiveInARow = 0; ///< up to and with this one
    };
    std::optional<Last> last; ///< not set: never drilled
};

/// Pure: when the next drill is due; it may be in the past. Nothing if it is never.
///
/// The first drills of databases that were scheduled together are spread over some hours, and so
/// are all that follow. A failed drill is repeated within a day, an inconclusive one within an
/// hour, then after twice as long each time; never later than the interval says. A time that is in
/// the future comes from a clock that was set back, and says nothing: the drill is due now.
std::optional<Timestamp> nextDrill(const DrillPlan& plan, Timestamp now);

/// Pure: the place of the one that is due and has waited longest. Nothing if none is due. Whoever
/// asks runs one at a time.
std::optional<std::size_t> dueDrill(std::span<const DrillPlan> plans, Timestamp now);

} // namespace walkeeper
