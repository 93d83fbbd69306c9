#include "app/cli/subprocess.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <utility>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace walkeeper::app {

struct Subprocess::State {
    pid_t process = -1;
    int status = 0; ///< valid once the watcher has been joined
    CancellationSource ended;
    std::mutex mutex;      ///< guards the next one
    bool isReaped = false; ///< its number may belong to another process from now on
    std::thread watcher;

    void watch();
};

namespace {

/// Signals that we take care of have their usual meaning in the program.
Result<pid_t> spawn(const std::vector<std::string>& command)
{
    std::vector<char*> arguments;
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);

    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t usual;
    sigemptyset(&usual);
    for (const int number : {SIGINT, SIGTERM, SIGPIPE})
        sigaddset(&usual, number);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    pid_t process = -1;
    const int failure = posix_spawnp(&process, command.front().c_str(), nullptr, &attributes,
                                     arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    if (failure != 0)
        return Error{ErrorCode::InvalidArgument, "cannot start exec command: " + command.front() +
                                                     ": " + std::strerror(failure)};
    return process;
}

} // namespace

void Subprocess::State::watch()
{
    // First only look, so that no signal goes to a stranger who has got the number since.
    siginfo_t info{};
    while (waitid(P_PID, static_cast<id_t>(process), &info, WEXITED | WNOWAIT) < 0 &&
           errno == EINTR) {
    }
    {
        const std::lock_guard lock(mutex);
        isReaped = true;
        while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
        }
    }
    ended.cancel();
}

Result<Subprocess> Subprocess::start(const std::vector<std::string>& command)
{
    const Result<pid_t> process = spawn(command);
    if (!process)
        return process.error();
    auto state = std::make_unique<State>();
    state->process = *process;
    state->watcher = std::thread([each = state.get()] { each->watch(); });
    return Subprocess(std::move(state));
}

Subprocess::Subprocess(std::unique_ptr<State> state) : m_state(std::move(state)) {}

Subprocess::Subprocess(Subprocess&&) noexcept = default;

Subprocess::~Subprocess()
{
    if (m_state && m_state->watcher.joinable())
        m_state->watcher.join();
}

CancellationToken Subprocess::ended() const
{
    return m_state->ended.token();
}

void Subprocess::signal(int number)
{
    const std::lock_guard lock(m_state->mutex);
    if (!m_state->isReaped)
        kill(m_state->process, number);
}

Result<void> Subprocess::wait()
{
    if (m_state->watcher.joinable())
        m_state->watcher.join();
    const int status = m_state->status;
    if (WIFSIGNALED(status))
        return Error{ErrorCode::Internal, std::string("signal: ") + strsignal(WTERMSIG(status))};
    if (WEXITSTATUS(status) != 0)
        return Error{ErrorCode::Internal, "exit status " + std::to_string(WEXITSTATUS(status))};
    return {};
}

} // namespace walkeeper::app
