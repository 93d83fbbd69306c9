#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace walkeeper {

/// A fixed number of threads that run what they are given, first come, first served.
/// submit() may be called from any thread, join() only from the one that made the runner.
class JobRunner final
{
public:
    explicit JobRunner(std::size_t threads);
    ~JobRunner(); ///< joins
    JobRunner(const JobRunner&) = delete;
    JobRunner& operator=(const JobRunner&) = delete;

    /// False, and nothing is run, once join() was called.
    bool submit(std::function<void()> work);

    /// Takes no more work, runs what is queued and waits for the end of it. Whoever wants this to
    /// be short cancels the work first.
    void join();

private:
    void runQueue();

    std::mutex m_mutex; ///< guards the two below
    std::deque<std::function<void()>> m_queue;
    bool m_isClosed = false;
    std::condition_variable m_changed;
    std::vector<std::thread> m_threads;
};

} // namespace walkeeper
