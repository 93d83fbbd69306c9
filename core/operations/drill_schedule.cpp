#include "core/operations/drill_schedule.h"

#include <algorithm>
#include <cstdint>

namespace walkeeper {

namespace {

using std::chrono::hours;
using std::chrono::nanoseconds;

constexpr hours longestSpread(6);
constexpr hours failedAgain(24);
constexpr hours inconclusiveAgain(1);
/// Clocks are put right by minutes now and then; more than this is a jump.
constexpr hours clockTolerance(1);

/// In thousandths, always the same for a name; FNV-1a.
std::uint64_t shareOf(std::string_view name)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : name) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3;
    }
    return (hash >> 32) % 1000;
}

nanoseconds pauseAfter(const DrillPlan::Last& last, nanoseconds interval)
{
    switch (last.outcome) {
    case DrillOutcome::Passed: return interval;
    case DrillOutcome::Failed: return std::min<nanoseconds>(interval, failedAgain);
    case DrillOutcome::Inconclusive: break;
    }
    constexpr int mostDoublings = 10;
    const int doublings = std::clamp(last.inconclusiveInARow - 1, 0, mostDoublings);
    return std::min<nanoseconds>(interval, inconclusiveAgain * (1 << doublings));
}

bool isFromTheFuture(Timestamp time, Timestamp now)
{
    return time > now + clockTolerance;
}

} // namespace

std::optional<Timestamp> nextDrill(const DrillPlan& plan, Timestamp now)
{
    if (plan.interval <= hours(0))
        return std::nullopt;
    const Timestamp from = plan.last ? plan.last->ended : plan.since;
    if (isFromTheFuture(from, now))
        return now;
    if (plan.last)
        return from + pauseAfter(*plan.last, plan.interval);
    const nanoseconds spread = std::min<nanoseconds>(plan.interval, longestSpread);
    return from + spread / 1000 * static_cast<std::int64_t>(shareOf(plan.key));
}

std::optional<std::size_t> dueDrill(std::span<const DrillPlan> plans, Timestamp now)
{
    std::optional<std::size_t> chosen;
    std::optional<Timestamp> earliest;
    for (std::size_t place = 0; place < plans.size(); ++place) {
        const std::optional<Timestamp> due = nextDrill(plans[place], now);
        if (!due || *due > now || (earliest && *earliest <= *due))
            continue;
        earliest = due;
        chosen = place;
    }
    return chosen;
}

} // namespace walkeeper
