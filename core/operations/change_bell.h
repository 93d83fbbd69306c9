#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace walkeeper {

/// Tells any number of waiting threads that something has changed, without saying what. Any thread.
class ChangeBell
{
public:
    void ring();
    /// From now on nobody waits any more.
    void close();
    bool isClosed() const;

    /// Waits until it has rung more often than `heard`, at most that long, and gives how often it
    /// has rung by now.
    std::uint64_t wait(std::uint64_t heard, std::chrono::milliseconds limit) const;
    /// Waits for the whole time unless it is closed; true if it is.
    bool waitForClose(std::chrono::milliseconds limit) const;

private:
    mutable std::mutex m_mutex; ///< guards the two below
    std::uint64_t m_rings = 0;
    bool m_isClosed = false;
    mutable std::condition_variable m_rung;
};

} // namespace walkeeper
