#include "core/replicate/standing_failure.h"

#include "core/replicate/replica_schedule.h"

#include <algorithm>

namespace walkeeper {

std::chrono::milliseconds retryPause(std::uint32_t attempts)
{
    using std::chrono::milliseconds;
    constexpr milliseconds first(500);
    constexpr milliseconds longest(60'000);
    constexpr std::uint32_t mostDoublings = 7; // 64 s, which is beyond the longest
    return std::min(longest, first * (1u << std::min(attempts - 1, mostDoublings)));
}

void StandingFailure::failed(Error error, Timestamp now)
{
    if (m_failure) {
        m_failure->error = std::move(error);
        ++m_failure->attempts;
    } else {
        m_failure = StandingError{std::move(error), now};
    }
    m_last = now;
}

Timestamp StandingFailure::nextTry(Timestamp now) const
{
    return nextAfter(m_last, retryPause(m_failure->attempts), now);
}

} // namespace walkeeper
