#include "tests/support/child_process.h"

#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <utility>

// glibc 2.36 declares these without extern "C".
extern "C" {
#include <sys/pidfd.h>
}

extern char** environ;

namespace walkeeper::test {

namespace {

/// Variables that would make a result depend on the machine.
constexpr std::array disturbing = {
    std::string_view("AWS_"),          std::string_view("AZURE_"),
    std::string_view("GOOGLE_"),       std::string_view("LITESTREAM_"),
    std::string_view("SSL_CERT_"),     std::string_view("CURL_CA_BUNDLE="),
    std::string_view("REQUESTS_CA_B"), std::string_view("NODE_EXTRA_CA_"),
};

std::vector<char*> quietEnvironment()
{
    std::vector<char*> kept;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const bool disturbs = std::any_of(disturbing.begin(), disturbing.end(),
                                          [&](auto prefix) { return text.starts_with(prefix); });
        if (!disturbs)
            kept.push_back(*entry);
    }
    kept.push_back(nullptr);
    return kept;
}

std::string contentOf(int descriptor)
{
    std::string text;
    std::array<char, 65536> buffer;
    for (;;) {
        const ssize_t count =
            pread(descriptor, buffer.data(), buffer.size(), static_cast<off_t>(text.size()));
        if (count <= 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

Error systemError(std::string_view doing)
{
    return Error{ErrorCode::Internal, std::string(doing) + ": " + std::strerror(errno)};
}

void closeIfOpen(int& descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
    descriptor = -1;
}

} // namespace

std::string ProcessResult::text() const
{
    return "exit code " + std::to_string(exitCode) + (timedOut ? " (took too long)" : "") + "\n" +
           output + errors;
}

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& command)
{
    ChildProcess child;
    child.m_output = memfd_create("output", MFD_CLOEXEC);
    child.m_errors = memfd_create("errors", MFD_CLOEXEC);
    if (child.m_output < 0 || child.m_errors < 0)
        return systemError("make room for a program's output");

    std::vector<char*> arguments;
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    std::vector<char*> environment = quietEnvironment();

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, child.m_output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, child.m_errors, STDERR_FILENO);
    child.m_started = std::chrono::steady_clock::now();
    errno = posix_spawn(&child.m_pid, command.front().c_str(), &actions, nullptr, arguments.data(),
                        environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (errno != 0) {
        child.m_pid = -1;
        return systemError("start " + command.front());
    }
    child.m_pidDescriptor = pidfd_open(child.m_pid, 0);
    return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : m_pid(std::exchange(other.m_pid, -1)),
      m_pidDescriptor(std::exchange(other.m_pidDescriptor, -1)),
      m_output(std::exchange(other.m_output, -1)),
      m_errors(std::exchange(other.m_errors, -1)),
      m_started(other.m_started)
{
}

ChildProcess::~ChildProcess()
{
    if (m_pid > 0) {
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
    }
    closeIfOpen(m_pidDescriptor);
    closeIfOpen(m_output);
    closeIfOpen(m_errors);
}

bool ChildProcess::isRunning() const
{
    pollfd ended{m_pidDescriptor, POLLIN, 0};
    return m_pid > 0 && poll(&ended, 1, 0) == 0;
}

std::string ChildProcess::said() const
{
    return contentOf(m_output) + contentOf(m_errors);
}

void ChildProcess::signal(int number)
{
    if (m_pid > 0)
        kill(m_pid, number);
}

ProcessResult ChildProcess::wait(std::chrono::milliseconds limit)
{
    ProcessResult result;
    if (m_pid <= 0)
        return result;
    pollfd ended{m_pidDescriptor, POLLIN, 0};
    if (poll(&ended, 1, static_cast<int>(limit.count())) == 0) {
        result.timedOut = true;
        kill(m_pid, SIGKILL);
    }
    int status = 0;
    rusage usage{};
    wait4(m_pid, &status, 0, &usage);
    m_pid = -1;
    result.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - m_started);
    result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.peakBytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    result.output = contentOf(m_output);
    result.errors = contentOf(m_errors);
    return result;
}

ProcessResult runProcess(const std::vector<std::string>& command, std::chrono::milliseconds limit)
{
    Result<ChildProcess> child = ChildProcess::start(command);
    if (!child) {
        ProcessResult result;
        result.exitCode = 127;
        result.errors = child.error().message;
        return result;
    }
    return child->wait(limit);
}

} // namespace walkeeper::test
