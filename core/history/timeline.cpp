#include "core/history/timeline.h"

#include <algorithm>

namespace walkeeper {

Timeline::Timeline(const Replica& replica)
{
    for (std::uint32_t g = 0; g < replica.generations.size(); ++g) {
        const Generation& generation = replica.generations[g];
        for (std::uint32_t i = 0; i < generation.snapshots.size(); ++i)
            m_entries.push_back(
                {generation.snapshots[i].created, g, i, TimelineEntry::Kind::Snapshot});
        for (std::uint32_t i = 0; i < generation.segments.size(); ++i)
            m_entries.push_back(
                {generation.segments[i].created, g, i, TimelineEntry::Kind::Segment});
    }
    std::ranges::stable_sort(m_entries, {}, &TimelineEntry::time);
}

std::size_t Timeline::atOrBefore(Timestamp time) const
{
    const auto after = std::ranges::upper_bound(m_entries, time, {}, &TimelineEntry::time);
    if (after == m_entries.begin())
        return m_entries.size();
    return static_cast<std::size_t>(after - m_entries.begin()) - 1;
}

} // namespace walkeeper
