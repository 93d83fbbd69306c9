#pragma once

#include "core/base/time.h"

#include <atomic>

namespace walkeeper::test {

/// A clock that stands still until a test moves it. Any thread.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(Timestamp now = Timestamp(std::chrono::seconds(1'700'000'000)))
        : m_now(now.time_since_epoch().count())
    {
    }

    Timestamp now() const override { return Timestamp(Timestamp::duration(m_now.load())); }
    void set(Timestamp now) { m_now = now.time_since_epoch().count(); }
    void advance(Timestamp::duration by) { m_now += by.count(); }

private:
    std::atomic<Timestamp::rep> m_now;
};

} // namespace walkeeper::test
