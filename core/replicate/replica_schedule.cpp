#include "core/replicate/replica_schedule.h"

#include <algorithm>

namespace walkeeper {

namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds localPause = std::chrono::milliseconds(100);

} // namespace

Timestamp plusSaturated(Timestamp time, nanoseconds by)
{
    if (time.time_since_epoch() > nanoseconds::max() - by)
        return Timestamp::max();
    return time + by;
}

std::optional<Timestamp> nextSnapshot(const SnapshotTimes& times)
{
    if (!times.newest)
        return times.now;
    nanoseconds age = times.interval > nanoseconds::zero() ? times.interval : nanoseconds::max();
    if (times.retention > nanoseconds::zero())
        age = std::min(age, times.retention);
    if (age == nanoseconds::max())
        return std::nullopt;
    if (*times.newest > plusSaturated(times.now, age))
        return times.now;
    return std::max(plusSaturated(*times.newest, age), times.now);
}

nanoseconds uploadInterval(const ReplicaConfig& config)
{
    if (config.hasSyncInterval || config.url.scheme != "file")
        return config.syncInterval;
    return std::min(config.syncInterval, localPause);
}

Timestamp nextAfter(const std::optional<Timestamp>& last, nanoseconds interval, Timestamp now)
{
    if (!last)
        return now;
    return std::clamp(plusSaturated(*last, interval), now, plusSaturated(now, interval));
}

std::optional<Timestamp> nextRetention(const ReplicaConfig& config,
                                       const std::optional<Timestamp>& last, Timestamp now)
{
    if (config.retention <= nanoseconds::zero())
        return std::nullopt;
    return nextAfter(last, std::min(config.retentionCheckInterval, config.retention), now);
}

} // namespace walkeeper
