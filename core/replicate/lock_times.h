#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace walkeeper {

/// How long writers were kept waiting each time, of the last thousand times. For one thread.
class LockTimes
{
public:
    static constexpr std::size_t kept = 1000;

    void add(std::chrono::microseconds held);
    /// 99 of 100 times were no longer than this; 0 if there was none.
    std::chrono::microseconds p99() const;

private:
    std::vector<std::chrono::microseconds> m_times; ///< a ring once it is full
    std::size_t m_next = 0;
};

} // namespace walkeeper
