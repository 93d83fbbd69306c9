#pragma once

#include "core/base/cancellation.h"

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

    CancellationToken token() const { return m_source.token(); }

private:
    void watch() const;

    CancellationSource m_source;
    int m_pipe[2] = {-1, -1}; ///< the handler and the destructor write, the watcher reads
    std::thread m_watcher;
};

} // namespace walkeeper::app
