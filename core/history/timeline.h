#pragma once

#include "core/history/replica.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace walkeeper {

/// One object of a replica on the axis of time.
struct TimelineEntry {
    enum class Kind : std::uint8_t { Snapshot, Segment };

    Timestamp time;
    std::uint32_t generation = 0; ///< place in Replica::generations
    std::uint32_t part = 0;       ///< place in Generation::snapshots or Generation::segments
    Kind kind = Kind::Segment;
};

/// Snapshots and segments of all generations, in time order.
class Timeline
{
public:
    Timeline() = default;
    explicit Timeline(const Replica& replica);

    const std::vector<TimelineEntry>& entries() const { return m_entries; }
    bool isEmpty() const { return m_entries.empty(); }

    /// Place of the last entry that is not after `time`; entries().size() if there is none.
    std::size_t atOrBefore(Timestamp time) const;

private:
    std::vector<TimelineEntry> m_entries;
};

} // namespace walkeeper
