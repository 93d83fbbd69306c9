#include "core/base/ordered_run.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace walkeeper {

namespace {

/// Hands out the items and the turns. Shared between the threads of one run.
class Turnstile
{
public:
    Turnstile(std::size_t count, const CancellationToken& token) : m_count(count), m_token(token) {}

    /// The next item, or nothing when there is none or the run has failed.
    std::optional<std::size_t> begin()
    {
        const std::lock_guard lock(m_mutex);
        if (m_error || m_next == m_count || m_token.isCancelled())
            return std::nullopt;
        return m_next++;
    }

    /// Waits until every earlier item has had its turn. False if the run has failed meanwhile.
    bool await(std::size_t item)
    {
        std::unique_lock lock(m_mutex);
        m_moved.wait(lock, [&] { return m_error || m_turn == item; });
        return !m_error;
    }

    void passOn()
    {
        const std::lock_guard lock(m_mutex);
        ++m_turn;
        m_moved.notify_all();
    }

    void fail(Error error)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_error)
            m_error = std::move(error);
        m_moved.notify_all();
    }

    Result<void> outcome()
    {
        const std::lock_guard lock(m_mutex);
        if (m_error)
            return *m_error;
        if (m_turn < m_count)
            return Error{ErrorCode::Cancelled, "cancelled"};
        return {};
    }

private:
    const std::size_t m_count;
    const CancellationToken m_token;
    std::mutex m_mutex; ///< guards everything below
    std::condition_variable m_moved;
    std::size_t m_next = 0; ///< not begun
    std::size_t m_turn = 0; ///< whose turn it is
    std::optional<Error> m_error;
};

void work(Turnstile& turnstile, OrderedWorker& worker)
{
    while (const std::optional<std::size_t> item = turnstile.begin()) {
        Result<void> done = worker.prepare(*item);
        // An error waits for its turn, so that the first one in order is reported.
        if (!turnstile.await(*item))
            return;
        if (done)
            done = worker.turn(*item);
        if (!done)
            return turnstile.fail(std::move(done).error());
        turnstile.passOn();
        done = worker.complete(*item);
        if (!done)
            return turnstile.fail(std::move(done).error());
    }
}

} // namespace

Result<void> runOrdered(std::size_t count, unsigned threads,
                        const std::function<std::unique_ptr<OrderedWorker>()>& makeWorker,
                        const CancellationToken& token)
{
    const std::size_t workerCount =
        std::clamp<std::size_t>(threads, 1, std::max<std::size_t>(count, 1));
    std::vector<std::unique_ptr<OrderedWorker>> workers(workerCount);
    std::ranges::generate(workers, makeWorker);

    Turnstile turnstile(count, token);
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < workerCount; ++i)
        others.emplace_back([&turnstile, &worker = *workers[i]] { work(turnstile, worker); });
    work(turnstile, *workers.front());
    others.clear(); // joins
    return turnstile.outcome();
}

} // namespace walkeeper
