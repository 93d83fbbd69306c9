#include "core/operations/change_bell.h"

namespace walkeeper {

void ChangeBell::ring()
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_rings;
    }
    m_rung.notify_all();
}

void ChangeBell::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
    }
    m_rung.notify_all();
}

bool ChangeBell::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_isClosed;
}

std::uint64_t ChangeBell::wait(std::uint64_t heard, std::chrono::milliseconds limit) const
{
    std::unique_lock lock(m_mutex);
    m_rung.wait_for(lock, limit, [&] { return m_isClosed || m_rings != heard; });
    return m_rings;
}

bool ChangeBell::waitForClose(std::chrono::milliseconds limit) const
{
    std::unique_lock lock(m_mutex);
    return m_rung.wait_for(lock, limit, [&] { return m_isClosed; });
}

} // namespace walkeeper
