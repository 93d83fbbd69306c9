#include "core/base/turn_queue.h"

#include <algorithm>
#include <utility>

namespace walkeeper {

namespace {

using Clock = TurnQueue::Clock;

Clock::time_point later(Clock::time_point from, Clock::duration by)
{
    return by > Clock::time_point::max() - from ? Clock::time_point::max() : from + by;
}

} // namespace

TurnQueue::TurnQueue(unsigned threads)
{
    for (unsigned i = 0; i < std::max(1u, threads); ++i)
        m_threads.emplace_back([this] { run(); });
}

TurnQueue::~TurnQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_changed.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
}

std::uint64_t TurnQueue::add(Turn turn)
{
    const std::lock_guard lock(m_mutex);
    const std::uint64_t id = ++m_lastId;
    Item item;
    item.turn = std::move(turn);
    item.due = item.notBefore = Clock::now();
    m_items.emplace(id, std::move(item));
    m_changed.notify_all();
    return id;
}

void TurnQueue::wake(std::uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_items.find(id);
    if (found == m_items.end())
        return;
    Item& item = found->second;
    if (item.isRunning) {
        item.isWoken = true;
        return;
    }
    const Clock::time_point due = std::max(Clock::now(), item.notBefore);
    if (due >= item.due)
        return;
    item.due = due;
    m_changed.notify_one();
}

void TurnQueue::remove(std::uint64_t id)
{
    std::unique_lock lock(m_mutex);
    const auto found = m_items.find(id);
    if (found == m_items.end())
        return;
    found->second.isRemoved = true;
    m_ended.wait(lock, [&] { return !found->second.isRunning; });
    m_items.erase(found);
}

/// The thing whose turn is next among those that are not running, and when.
std::optional<std::uint64_t> TurnQueue::nextDue(Clock::time_point& when)
{
    std::optional<std::uint64_t> next;
    for (const auto& [id, item] : m_items) {
        if (!item.isRunning && !item.isRemoved && (!next || item.due < when)) {
            next = id;
            when = item.due;
        }
    }
    return next;
}

void TurnQueue::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_isStopping) {
        Clock::time_point when = Clock::time_point::max();
        const std::optional<std::uint64_t> id = nextDue(when);
        if (id && when <= Clock::now())
            take(lock, m_items.at(*id)); // map entries stay where they are
        else
            waitUntil(lock, when);
    }
}

void TurnQueue::take(std::unique_lock<std::mutex>& lock, Item& item)
{
    item.isRunning = true;
    item.isWoken = false;
    m_changed.notify_one(); // somebody else looks after what is due next
    lock.unlock();
    const Next next = item.turn();
    lock.lock();
    const Clock::time_point now = Clock::now();
    item.isRunning = false;
    item.notBefore = later(now, next.notBefore);
    item.due = std::max(item.isWoken ? now : later(now, next.in), item.notBefore);
    m_ended.notify_all();
}

/// One thread sleeps with a timer, so that not all of them wake for one turn.
void TurnQueue::waitUntil(std::unique_lock<std::mutex>& lock, Clock::time_point when)
{
    if (when >= m_alarm) {
        m_changed.wait(lock);
        return;
    }
    m_alarm = when;
    m_changed.wait_until(lock, when);
    if (m_alarm == when)
        m_alarm = Clock::time_point::max();
}

} // namespace walkeeper
