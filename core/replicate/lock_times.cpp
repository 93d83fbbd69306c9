#include "core/replicate/lock_times.h"

#include <algorithm>

namespace walkeeper {

void LockTimes::add(std::chrono::microseconds held)
{
    if (m_times.size() < kept)
        m_times.push_back(held);
    else
        m_times[m_next] = held;
    m_next = (m_next + 1) % kept;
}

std::chrono::microseconds LockTimes::p99() const
{
    if (m_times.empty())
        return {};
    std::vector<std::chrono::microseconds> times = m_times;
    // The nearest rank: the smallest one that 99 % of all do not exceed.
    const std::size_t rank = (times.size() * 99 + 99) / 100;
    const auto place = times.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::ranges::nth_element(times, place);
    return *place;
}

} // namespace walkeeper
