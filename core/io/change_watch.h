#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace walkeeper {

/// Is told by the operating system when files are written to (inotify on Linux). Opens none of
/// them. Where the system tells nothing, neither does this: have a slow poll behind it.
/// Any thread.
class ChangeWatch
{
public:
    using Callback = std::function<void(std::uint64_t id)>;

    /// changed  called from the watch's own thread with the id of what was written to; short
    explicit ChangeWatch(Callback changed);
    ~ChangeWatch();
    ChangeWatch(const ChangeWatch&) = delete;
    ChangeWatch& operator=(const ChangeWatch&) = delete;

    /// Watches the file that stands at `path` now; in the place of what `id` watched before.
    /// errors  NotFound; Unsupported: the system cannot tell, or has no watch left
    Result<void> watch(std::uint64_t id, const std::filesystem::path& path);
    void forget(std::uint64_t id);

private:
    void run();

    const Callback m_changed;
    int m_events = -1;
    int m_stop = -1;
    std::mutex m_mutex; ///< guards the two below
    std::map<int, std::uint64_t> m_ids;
    std::map<std::uint64_t, int> m_watches;
    std::thread m_thread;
};

} // namespace walkeeper
