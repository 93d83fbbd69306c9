#pragma once

#include "core/engine/engine_messages.h"

#include <mutex>
#include <optional>

namespace walkeeper {

/// The newest progress of one job. The job writes it as often as it likes; whoever shows it takes
/// it when it is time to. Shared between threads.
class LatestProgress final : public ProgressSink
{
public:
    void report(const Progress& progress) override;
    void reportSeen(std::uint64_t objects);

    /// What is new since it was last taken.
    std::optional<JobProgress> take();

private:
    std::mutex m_mutex; ///< guards the two below
    JobProgress m_newest;
    bool m_isNew = false;
};

} // namespace walkeeper
