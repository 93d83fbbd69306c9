#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace walkeeper::app {

/// A program that runs beside the replication, with our environment, input and output.
/// For one thread. Wait for it before it is destroyed: the destructor waits as well.
class Subprocess
{
public:
    /// command  the program, looked for in $PATH, and its arguments; not empty
    static Result<Subprocess> start(const std::vector<std::string>& command);

    Subprocess(Subprocess&&) noexcept;
    Subprocess& operator=(Subprocess&&) = delete;
    ~Subprocess();

    /// Cancelled when it has ended.
    CancellationToken ended() const;
    /// Nothing happens if it has ended.
    void signal(int number);
    /// Waits for its end, without a limit of time.
    /// errors  Internal: "exit status 3" or "signal: Killed"
    Result<void> wait();

private:
    struct State;
    explicit Subprocess(std::unique_ptr<State> state);

    std::unique_ptr<State> m_state; ///< null: moved from
};

} // namespace walkeeper::app
