#pragma once

#include "core/base/time.h"
#include "core/config/replication_config.h"

#include <chrono>
#include <optional>

namespace walkeeper {

// When a replica does what. Pure.

/// Sum that stays at the latest moment there is instead of passing it.
Timestamp plusSaturated(Timestamp time, std::chrono::nanoseconds by);

struct SnapshotTimes {
    std::chrono::nanoseconds interval{};  ///< 0: off
    std::chrono::nanoseconds retention{}; ///< 0: everything is kept
    /// Of the snapshot with the highest index in the current generation.
    std::optional<Timestamp> newest;
    Timestamp now;
};

/// When the next snapshot is due; `now` if it is overdue, nothing if none ever is.
///
/// A generation without a snapshot needs one at once. Else one is due `interval` after the
/// newest, and in any case when the newest gets older than the retention: only a younger one lets
/// old history go. A snapshot dated far ahead, by a clock that was wrong, does not put off the
/// next.
std::optional<Timestamp> nextSnapshot(const SnapshotTimes& times);

/// Shortest time between two turns that store segments. A configured sync-interval holds
/// everywhere; without one it is 100 ms where objects are files, and the reference's second where
/// each costs money.
std::chrono::nanoseconds uploadInterval(const ReplicaConfig& config);

/// When to look for what is too old; nothing if the retention is off. Never rarer than the
/// retention is long.
std::optional<Timestamp> nextRetention(const ReplicaConfig& config,
                                       const std::optional<Timestamp>& last, Timestamp now);

/// `last + interval`, but never further away from `now` than the interval: clocks may be set back.
Timestamp nextAfter(const std::optional<Timestamp>& last, std::chrono::nanoseconds interval,
                    Timestamp now);

} // namespace walkeeper
