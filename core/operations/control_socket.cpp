#include "core/operations/control_socket.h"

#include "core/io/socket.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <optional>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view namePrefix = "replicator-";
constexpr std::string_view nameSuffix = ".sock";

Error systemError(const std::string& doing)
{
    return {errno == ENOENT ? ErrorCode::NotFound : ErrorCode::PermissionDenied,
            doing + ": " + std::strerror(errno)};
}

/// errors  NotFound; PermissionDenied: whoever else may enter could pose as a replicator
Result<void> checkOwnership(const fs::path& folder)
{
    struct stat status {
    };
    if (lstat(folder.c_str(), &status) != 0)
        return systemError("cannot look at " + folder.string());
    constexpr mode_t others = S_IRWXG | S_IRWXO;
    if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & others) != 0)
        return Error{ErrorCode::PermissionDenied,
                     folder.string() + " is not a folder that only this user may enter; no "
                                       "replicator is asked, or can be asked, through it"};
    return {};
}

/// The process that listens at a socket of this name.
std::optional<pid_t> processOf(const std::string& name)
{
    const std::string_view text(name);
    if (!text.starts_with(namePrefix) || !text.ends_with(nameSuffix))
        return std::nullopt;
    pid_t process = 0;
    const char* end = text.data() + text.size() - nameSuffix.size();
    const auto [stop, failure] = std::from_chars(text.data() + namePrefix.size(), end, process);
    if (failure != std::errc() || stop != end || process <= 0)
        return std::nullopt;
    return process;
}

bool hasEnded(pid_t process)
{
    return kill(process, 0) != 0 && errno == ESRCH;
}

} // namespace

fs::path controlFolder(const VariableLookup& variable)
{
    const auto runtime = variable ? variable("XDG_RUNTIME_DIR") : std::nullopt;
    if (runtime && runtime->starts_with('/'))
        return fs::path(*runtime) / "walkeeper";
    return "/tmp/walkeeper-" + std::to_string(geteuid());
}

Result<void> prepareControlFolder(const fs::path& folder)
{
    if (mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        return systemError("cannot make " + folder.string());
    return checkOwnership(folder);
}

fs::path controlSocketPath(const fs::path& folder)
{
    return folder / (std::string(namePrefix) + std::to_string(getpid()) + std::string(nameSuffix));
}

Result<std::vector<fs::path>> controlSockets(const fs::path& folder)
{
    std::vector<fs::path> sockets;
    if (Result<void> mine = checkOwnership(folder); !mine) {
        if (mine.error().code == ErrorCode::NotFound)
            return sockets;
        return std::move(mine).error();
    }
    std::error_code failure;
    for (fs::directory_iterator each(folder, failure), end; !failure && each != end;
         each.increment(failure)) {
        const std::optional<pid_t> process = processOf(each->path().filename().string());
        if (!process)
            continue;
        if (hasEnded(*process))
            unlink(each->path().c_str());
        else
            sockets.push_back(each->path());
    }
    if (failure)
        return Error{ErrorCode::PermissionDenied,
                     "cannot list " + folder.string() + ": " + failure.message()};
    std::sort(sockets.begin(), sockets.end());
    return sockets;
}

} // namespace walkeeper
