#include "core/replicate/copied_times.h"

#include "core/replicate/generation_writer.h"

#include <algorithm>

namespace walkeeper {

void CopiedTimes::note(const Position& end, Timestamp now)
{
    if (!m_copied.empty() && m_copied.back().end == end)
        return;
    if (m_copied.size() >= m_limit)
        merge();
    m_copied.push_back({end, now});
}

std::optional<Timestamp> CopiedTimes::firstAfter(const Position& stored) const
{
    const auto isStored = [&](const Copied& each) {
        return each.end.generation == stored.generation && !isBefore(stored, each.end);
    };
    // Behind the last that is stored; all of them if the generation is none of those.
    const auto last = std::find_if(m_copied.rbegin(), m_copied.rend(), isStored);
    const auto next = last.base();
    return next == m_copied.end() ? std::nullopt : std::optional(next->time);
}

/// Halves what is kept. The newest stays as it is: most replicas are close behind it.
void CopiedTimes::merge()
{
    std::vector<Copied> kept;
    std::size_t i = 0;
    for (; i + 2 < m_copied.size(); i += 2)
        kept.push_back({m_copied[i + 1].end, m_copied[i].time});
    for (; i < m_copied.size(); ++i)
        kept.push_back(m_copied[i]);
    m_copied = std::move(kept);
}

} // namespace walkeeper
