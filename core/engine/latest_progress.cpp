#include "core/engine/latest_progress.h"

namespace walkeeper {

void LatestProgress::report(const Progress& progress)
{
    const std::lock_guard lock(m_mutex);
    m_newest.progress = progress;
    m_isNew = true;
}

void LatestProgress::reportSeen(std::uint64_t objects)
{
    const std::lock_guard lock(m_mutex);
    m_newest.objectsSeen = objects;
    m_isNew = true;
}

std::optional<JobProgress> LatestProgress::take()
{
    const std::lock_guard lock(m_mutex);
    if (!m_isNew)
        return std::nullopt;
    m_isNew = false;
    return m_newest;
}

} // namespace walkeeper
