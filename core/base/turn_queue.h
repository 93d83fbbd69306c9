#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace walkeeper {

/// Lets many things that are mostly idle take turns on a few threads. A thing never has two turns
/// at once. Any thread; a turn may wake others and itself, but not remove.
class TurnQueue
{
public:
    using Clock = std::chrono::steady_clock;

    /// When the thing wants its next turn.
    struct Next {
        Clock::duration in = Clock::duration::max(); ///< by itself; max(): only when it is woken
        Clock::duration notBefore{};                 ///< even if it is woken
    };
    using Turn = std::function<Next()>;

    explicit TurnQueue(unsigned threads);
    ~TurnQueue(); ///< ends running turns' threads; begins no more
    TurnQueue(const TurnQueue&) = delete;
    TurnQueue& operator=(const TurnQueue&) = delete;

    /// The first turn comes at once.
    std::uint64_t add(Turn turn);
    /// As soon as may be. An id that is gone is ignored.
    void wake(std::uint64_t id);
    /// Waits until a turn that is under way has ended; none begins after that.
    void remove(std::uint64_t id);

private:
    struct Item {
        Turn turn;
        Clock::time_point due;
        Clock::time_point notBefore;
        bool isRunning = false;
        bool isWoken = false; ///< during its turn
        bool isRemoved = false;
    };

    void run();
    void take(std::unique_lock<std::mutex>& lock, Item& item);
    void waitUntil(std::unique_lock<std::mutex>& lock, Clock::time_point when);
    std::optional<std::uint64_t> nextDue(Clock::time_point& when);

    std::mutex m_mutex; ///< guards all below but the threads
    std::map<std::uint64_t, Item> m_items;
    std::uint64_t m_lastId = 0;
    bool m_isStopping = false;
    /// Until when some thread sleeps with a timer: the others need none.
    Clock::time_point m_alarm = Clock::time_point::max();
    std::condition_variable m_changed; ///< for the threads
    std::condition_variable m_ended;   ///< for remove()
    std::vector<std::thread> m_threads;
};

} // namespace walkeeper
