#include "core/base/cancellation.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace walkeeper {

struct CancellationToken::State {
    std::atomic<bool> cancelled = false;
    std::mutex mutex; ///< only for sleeping and waking
    std::condition_variable wake;
};

CancellationToken::CancellationToken(std::shared_ptr<State> state) : m_state(std::move(state)) {}

bool CancellationToken::isCancelled() const
{
    return m_state && m_state->cancelled.load(std::memory_order_relaxed);
}

bool CancellationToken::waitFor(std::chrono::milliseconds duration) const
{
    if (!m_state) {
        std::this_thread::sleep_for(duration);
        return false;
    }
    std::unique_lock lock(m_state->mutex);
    return m_state->wake.wait_for(lock, duration, [this] { return m_state->cancelled.load(); });
}

CancellationSource::CancellationSource() : m_state(std::make_shared<CancellationToken::State>()) {}

CancellationToken CancellationSource::token() const
{
    return CancellationToken(m_state);
}

void CancellationSource::cancel()
{
    const std::lock_guard lock(m_state->mutex);
    m_state->cancelled = true;
    m_state->wake.notify_all();
}

} // namespace walkeeper
