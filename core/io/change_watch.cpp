#include "core/io/change_watch.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <set>
#include <system_error>

#ifdef __linux__
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>
#endif

namespace walkeeper {

#ifdef __linux__

namespace {

constexpr int pauseMilliseconds = 5;

} // namespace

ChangeWatch::ChangeWatch(Callback changed)
    : m_changed(std::move(changed)),
      m_events(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      m_stop(::eventfd(0, EFD_CLOEXEC))
{
    if (m_events >= 0 && m_stop >= 0)
        m_thread = std::thread([this] { run(); });
}

ChangeWatch::~ChangeWatch()
{
    if (m_thread.joinable()) {
        const std::uint64_t one = 1;
        while (::write(m_stop, &one, sizeof one) < 0 && errno == EINTR) {
        }
        m_thread.join();
    }
    for (const int descriptor : {m_events, m_stop}) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

Result<void> ChangeWatch::watch(std::uint64_t id, const std::filesystem::path& path)
{
    forget(id);
    if (!m_thread.joinable())
        return Error{ErrorCode::Unsupported, "the system does not tell of changes to files"};
    const std::lock_guard lock(m_mutex);
    const int watch = ::inotify_add_watch(m_events, path.c_str(), IN_MODIFY);
    if (watch < 0) {
        const int number = errno;
        return Error{number == ENOENT ? ErrorCode::NotFound : ErrorCode::Unsupported,
                     "cannot watch " + path.string() + ": " +
                         std::generic_category().message(number)};
    }
    m_ids[watch] = id;
    m_watches[id] = watch;
    return {};
}

void ChangeWatch::forget(std::uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_watches.find(id);
    if (found == m_watches.end())
        return;
    ::inotify_rm_watch(m_events, found->second);
    m_ids.erase(found->second);
    m_watches.erase(found);
}

void ChangeWatch::run()
{
    alignas(inotify_event) std::array<char, 4096> buffer{};
    std::array<pollfd, 2> waited = {pollfd{m_events, POLLIN, 0}, pollfd{m_stop, POLLIN, 0}};
    for (;;) {
        if (::poll(waited.data(), waited.size(), -1) < 0 && errno != EINTR)
            return;
        if (waited[1].revents != 0)
            return;
        const ssize_t size = ::read(m_events, buffer.data(), buffer.size());
        std::set<int> written;
        bool lost = false; // there were more than the system keeps
        for (ssize_t at = 0; at < size;) {
            inotify_event event = {};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            written.insert(event.wd);
            lost = lost || (event.mask & IN_Q_OVERFLOW) != 0;
            at += static_cast<ssize_t>(sizeof event + event.len);
        }
        std::set<std::uint64_t> ids;
        {
            const std::lock_guard lock(m_mutex);
            for (const auto& [watch, id] : m_ids) {
                if (lost || written.contains(watch))
                    ids.insert(id);
            }
        }
        for (const std::uint64_t id : ids)
            m_changed(id);
        // A writer at full speed must not wake this thread at each of its writes, which would slow
        // the writer down. What comes meanwhile waits, and is one event.
        if (::poll(&waited[1], 1, pauseMilliseconds) > 0)
            return;
    }
}

#else

ChangeWatch::ChangeWatch(Callback changed) : m_changed(std::move(changed)) {}
ChangeWatch::~ChangeWatch() = default;

Result<void> ChangeWatch::watch(std::uint64_t, const std::filesystem::path&)
{
    return Error{ErrorCode::Unsupported, "the system does not tell of changes to files"};
}

void ChangeWatch::forget(std::uint64_t) {}

#endif

} // namespace walkeeper
