#pragma once

#include "core/history/replica.h"

#include <chrono>
#include <optional>
#include <vector>

namespace walkeeper {

/// What a replica's configuration says of how long its history is kept.
struct RetentionSettings {
    std::chrono::nanoseconds retention{};        ///< 0: for ever
    std::chrono::nanoseconds checkInterval{};    ///< how often it is looked for what is too old
    std::chrono::nanoseconds snapshotInterval{}; ///< 0: only as the retention needs them

    bool operator==(const RetentionSettings&) const = default;
};

struct ForecastFacts {
    /// The generation that is written to; not set: the one with the newest object.
    std::optional<GenerationId> current;
    Timestamp now;
    RetentionSettings settings;
    std::vector<Position> moments; ///< of which it is asked whether they go, as in holdsMoment()
};

/// What a replica will hold at some time.
struct ReplicaForecast {
    Timestamp at;
    std::size_t snapshots = 0;
    std::uint64_t bytes = 0;         ///< stored
    std::optional<Timestamp> oldest; ///< moment that can be restored
    std::vector<Position> lost;      ///< moments that can be restored now and cannot then

    bool operator==(const ReplicaForecast&) const = default;
};

/// Pure: what a replica will hold `ahead` of now, if the database goes on changing as much as in
/// the last day and somebody replicates it all the time. Snapshots and deletions are those of
/// nextSnapshot() and planRetention().
ReplicaForecast forecastRetention(const Replica& replica, const ForecastFacts& facts,
                                  std::chrono::nanoseconds ahead);

} // namespace walkeeper
