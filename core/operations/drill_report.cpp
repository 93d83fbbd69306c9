#include "core/operations/drill_report.h"

namespace walkeeper {

std::string_view drillOutcomeName(DrillOutcome outcome)
{
    switch (outcome) {
    case DrillOutcome::Passed: return "passed";
    case DrillOutcome::Failed: return "failed";
    case DrillOutcome::Inconclusive: break;
    }
    return "inconclusive";
}

std::string_view drillReasonName(DrillReason::Kind kind)
{
    switch (kind) {
    case DrillReason::Kind::NotReached: return "not-reached";
    case DrillReason::Kind::NoSuchMoment: return "no-such-moment";
    case DrillReason::Kind::NoRoom: return "no-room";
    case DrillReason::Kind::NoScratch: return "no-scratch";
    case DrillReason::Kind::NotRestored: return "not-restored";
    case DrillReason::Kind::Unsound: return "unsound";
    case DrillReason::Kind::AssertionFailed: return "assertion-failed";
    case DrillReason::Kind::AssertionUndecided: return "assertion-undecided";
    }
    return "";
}

bool DrillReason::isFailure() const
{
    return kind == Kind::NotRestored || kind == Kind::Unsound || kind == Kind::AssertionFailed;
}

} // namespace walkeeper
