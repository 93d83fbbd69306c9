#include "core/engine/job_runner.h"

#include <utility>

namespace walkeeper {

JobRunner::JobRunner(std::size_t threads)
{
    m_threads.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i)
        m_threads.emplace_back([this] { runQueue(); });
}

JobRunner::~JobRunner()
{
    join();
}

bool JobRunner::submit(std::function<void()> work)
{
    const std::lock_guard lock(m_mutex);
    if (m_isClosed)
        return false;
    m_queue.push_back(std::move(work));
    m_changed.notify_one();
    return true;
}

void JobRunner::join()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
        m_changed.notify_all();
    }
    for (std::thread& thread : m_threads)
        thread.join();
    m_threads.clear();
}

void JobRunner::runQueue()
{
    for (;;) {
        std::function<void()> work;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_isClosed || !m_queue.empty(); });
            if (m_queue.empty())
                return;
            work = std::move(m_queue.front());
            m_queue.pop_front();
        }
        work();
    }
}

} // namespace walkeeper
