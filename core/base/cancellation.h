#pragma once

#include <chrono>
#include <memory>

namespace walkeeper {

/// A cheap copy of one flag. A token made without a source is never cancelled.
/// Shared between threads: every member may be called from any thread.
class CancellationToken
{
public:
    CancellationToken() = default;

    bool isCancelled() const;
    /// Sleeps, but no longer than until the cancellation. True if it is cancelled by then.
    bool waitFor(std::chrono::milliseconds duration) const;

private:
    friend class CancellationSource;
    struct State;
    explicit CancellationToken(std::shared_ptr<State> state);

    std::shared_ptr<State> m_state;
};

/// The one place that can cancel the tokens it gave out. May be called from any thread.
class CancellationSource
{
public:
    CancellationSource();

    CancellationToken token() const;
    void cancel();

private:
    std::shared_ptr<CancellationToken::State> m_state;
};

} // namespace walkeeper
