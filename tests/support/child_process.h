#pragma once

#include "core/base/result.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace walkeeper::test {

/// How a program ended.
struct ProcessResult {
    int exitCode = -1; ///< 128 + number if a signal ended it, as in a shell
    bool timedOut = false;
    std::string output; ///< standard output
    std::string errors; ///< standard error
    std::chrono::microseconds elapsed{};
    std::uint64_t peakBytes = 0; ///< largest resident set, as the system counted it

    /// For messages: exit code, then what it said.
    std::string text() const;
};

/// A program of another kind that a test started. Its environment is ours without what changes
/// how network clients and the reference behave (AWS_*, LITESTREAM_*, SSL_* and their like).
/// Ended when destroyed. One thread.
class ChildProcess
{
public:
    /// command  path of the program, then its arguments
    static Result<ChildProcess> start(const std::vector<std::string>& command);

    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    ~ChildProcess();

    bool isRunning() const;
    int pid() const { return m_pid; }
    /// What it wrote so far, both streams.
    std::string said() const;
    void signal(int number);
    /// Waits for the end; kills it when the time is over.
    ProcessResult wait(std::chrono::milliseconds limit);

private:
    ChildProcess() = default;

    int m_pid = -1;
    int m_pidDescriptor = -1;
    int m_output = -1;
    int m_errors = -1;
    std::chrono::steady_clock::time_point m_started{};
};

/// Runs a program to its end. Failing to start it gives exit code 127, as in a shell.
ProcessResult runProcess(const std::vector<std::string>& command,
                         std::chrono::milliseconds limit = std::chrono::minutes(2));

} // namespace walkeeper::test
