#pragma once

#include "core/replicate/replication_status.h"

#include <optional>

namespace walkeeper {

/// What a repeated task failed with, and when it may be tried again: after half a second at first,
/// then after twice the time before, at most a minute. For one thread.
class StandingFailure
{
public:
    void failed(Error error, Timestamp now);
    void succeeded() { m_failure.reset(); }

    const std::optional<StandingError>& error() const { return m_failure; }
    bool mayTry(Timestamp now) const { return !m_failure || now >= nextTry(now); }
    /// Never further away than the pause is long, though the clock may have been set back.
    /// Only while something failed.
    Timestamp nextTry(Timestamp now) const;

private:
    std::optional<StandingError> m_failure;
    Timestamp m_last; ///< of the newest failure
};

/// Pause behind that many failures in a row.
std::chrono::milliseconds retryPause(std::uint32_t attempts);

} // namespace walkeeper
