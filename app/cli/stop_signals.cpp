#include "app/cli/stop_signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace walkeeper::app {

namespace {

/// In the pipe a signal is its number, which is never 0.
constexpr char quitByte = 0;

// A signal handler can reach nothing else.
std::atomic<int> signalPipe = -1;
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void onStopSignal(int number)
{
    const int savedError = errno;
    const char byte = static_cast<char>(number);
    // Only what is safe in a handler: one write to a pipe. Taking a lock here could deadlock.
    if (write(signalPipe.load(), &byte, 1) < 0) {
        // The pipe is full of the same news.
    }
    errno = savedError;
}

void setHandlers(void (*handler)(int), int flags)
{
    struct sigaction action {
    };
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART | flags;
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
    setHandlers(onStopSignal, static_cast<int>(SA_RESETHAND));
}

StopSignals::~StopSignals()
{
    if (!m_watcher.joinable())
        return;
    setHandlers(SIG_DFL, 0);
    while (write(m_pipe[1], &quitByte, 1) < 0 && errno == EINTR) {
    }
    m_watcher.join();
    signalPipe = -1;
    close(m_pipe[0]);
    close(m_pipe[1]);
}

void StopSignals::expectSecond()
{
    m_expectsSecond = true;
    if (m_watcher.joinable() && !token().isCancelled())
        setHandlers(onStopSignal, 0);
}

void StopSignals::watch()
{
    for (;;) {
        char byte = 0;
        const ssize_t size = read(m_pipe[0], &byte, 1);
        if (size < 0 && errno == EINTR)
            continue;
        if (size != 1 || byte == quitByte)
            return;
        m_newest = byte;
        if (!m_first.token().isCancelled()) {
            m_first.cancel();
        } else if (m_expectsSecond) {
            setHandlers(SIG_DFL, 0);
            m_second.cancel();
        }
    }
}

} // namespace walkeeper::app
