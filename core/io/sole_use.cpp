#include "core/io/sole_use.h"

#include "core/io/file_holders.h"

#include <cerrno>
#include <system_error>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace walkeeper {

namespace {

Error openElsewhere(const std::filesystem::path& path)
{
    std::string who;
    for (const FileHolder& holder : holdersOf(path))
        who += (who.empty() ? "" : ", ") + holder.program + " (process " +
               std::to_string(holder.process) + ")";
    if (who.empty())
        who = "a program that cannot be named";
    return {ErrorCode::Busy, path.string() + " is open in " + who};
}

} // namespace

#ifdef __linux__

Result<SoleUse> SoleUse::acquire(const std::filesystem::path& path)
{
    // Before the file is opened: closing any descriptor drops all locks of this process on it.
    if (isOpenInThisProcess(path))
        return Error{ErrorCode::Busy, path.string() + " is open in this program itself"};
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (descriptor < 0 && errno == EWOULDBLOCK)
        return openElsewhere(path); // where it is under a lease
    if (descriptor < 0) {
        const int number = errno;
        const bool isDenied = number == EACCES || number == EPERM;
        return Error{number == ENOENT ? ErrorCode::NotFound
                     : isDenied       ? ErrorCode::PermissionDenied
                                      : ErrorCode::Unavailable,
                     "cannot open " + path.string() + ": " +
                         std::generic_category().message(number)};
    }
    SoleUse use(descriptor);
    // Whoever opens the file makes the system send a signal: one that is ignored by default.
    if (::fcntl(descriptor, F_SETSIG, SIGURG) == 0 && ::fcntl(descriptor, F_SETLEASE, F_WRLCK) == 0)
        return use;
    switch (errno) {
    case EAGAIN: return openElsewhere(path);
    case EACCES:
    case EPERM:
        return Error{ErrorCode::PermissionDenied,
                     path.string() + " belongs to another user; only that user or root can find "
                                     "out whether it is open somewhere"};
    default:
        return Error{ErrorCode::Unsupported, "the file system of " + path.string() +
                                                 " cannot tell whether it is open somewhere"};
    }
}

bool SoleUse::isAwaited() const
{
    return ::fcntl(m_descriptor, F_GETLEASE) != F_WRLCK;
}

#else

Result<SoleUse> SoleUse::acquire(const std::filesystem::path& path)
{
    static_cast<void>(openElsewhere);
    return Error{ErrorCode::Unsupported,
                 "this system cannot tell whether " + path.string() + " is open somewhere"};
}

bool SoleUse::isAwaited() const
{
    return true;
}

#endif

SoleUse::~SoleUse()
{
    if (m_descriptor < 0)
        return;
#ifdef __linux__
    // A process that was just forked may share the descriptor still, and so the lease.
    static_cast<void>(::fcntl(m_descriptor, F_SETLEASE, F_UNLCK));
#endif
    ::close(m_descriptor);
}

} // namespace walkeeper
