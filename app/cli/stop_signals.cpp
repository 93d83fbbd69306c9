#include "app/cli/stop_signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace walkeeper::app {

namespace {

constexpr char stopByte = 's';
constexpr char quitByte = 'q';

// A signal handler can reach nothing else.
std::atomic<int> signalPipe = -1;
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void onStopSignal(int)
{
    const int savedError = errno;
    // Only what is safe in a handler: one write to a pipe. Taking a lock here could deadlock.
    if (write(signalPipe.load(), &stopByte, 1) < 0) {
        // The pipe is full of the same news.
    }
    errno = savedError;
}

void setHandlers(void (*handler)(int))
{
    struct sigaction action {
    };
    action.sa_handler = handler;
    action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

} // namespace

StopSignals::StopSignals()
{
    // Without a pipe the signals keep their usual meaning.
    if (pipe2(m_pipe, O_CLOEXEC) != 0)
        return;
    signalPipe = m_pipe[1];
    m_watcher = std::thread([this] { watch(); });
    setHandlers(onStopSignal);
}

StopSignals::~StopSignals()
{
    if (!m_watcher.joinable())
        return;
    setHandlers(SIG_DFL);
    while (write(m_pipe[1], &quitByte, 1) < 0 && errno == EINTR) {
    }
    m_watcher.join();
    signalPipe = -1;
    close(m_pipe[0]);
    close(m_pipe[1]);
}

void StopSignals::watch() const
{
    CancellationSource source = m_source;
    for (;;) {
        char byte = 0;
        const ssize_t size = read(m_pipe[0], &byte, 1);
        if (size < 0 && errno == EINTR)
            continue;
        if (size != 1 || byte == quitByte)
            return;
        source.cancel();
    }
}

} // namespace walkeeper::app
