#pragma once

#include "core/base/cancellation.h"

#include <atomic>
#include <thread>

namespace walkeeper::app {

/// While one of these lives, SIGINT and SIGTERM cancel its token instead of ending the program;
/// a second one ends it at once. At most one at a time; made and destroyed by the main thread.
class StopSignals
{
public:
    StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    ~StopSignals();

    CancellationToken token() const { return m_first.token(); }

    /// For a program that has to put things in order: from now on the second signal cancels
    /// another token, and only the third one ends the program at once.
    void expectSecond();
    CancellationToken secondToken() const { return m_second.token(); }
    /// The number of the newest one; 0 if there was none.
    int newest() const { return m_newest; }

private:
    void watch();

    CancellationSource m_first;
    CancellationSource m_second;
    std::atomic<int> m_newest = 0;
    std::atomic<bool> m_expectsSecond = false;
    int m_pipe[2] = {-1, -1}; ///< the handler and the destructor write, the watcher reads
    std::thread m_watcher;
};

} // namespace walkeeper::app
