#include "core/io/file_holders.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

bool holds(const fs::path& process, const fs::path& file)
{
    std::error_code failure;
    for (fs::directory_iterator at(process / "fd", failure), end; !failure && at != end;
         at.increment(failure)) {
        std::error_code gone;
        if (fs::read_symlink(at->path(), gone) == file && !gone)
            return true;
    }
    return false;
}

} // namespace

std::vector<FileHolder> holdersOf(const fs::path& path)
{
    std::vector<FileHolder> found;
    std::error_code failure;
    const fs::path file = fs::canonical(path, failure);
    if (failure)
        return found;
    for (fs::directory_iterator at("/proc", failure), end; !failure && at != end;
         at.increment(failure)) {
        const std::string name = at->path().filename().string();
        FileHolder holder;
        const auto [rest, bad] =
            std::from_chars(name.data(), name.data() + name.size(), holder.process);
        if (bad != std::errc() || rest != name.data() + name.size() ||
            holder.process == ::getpid() || !holds(at->path(), file))
            continue;
        std::error_code gone;
        holder.program = fs::read_symlink(at->path() / "exe", gone).filename().string();
        found.push_back(std::move(holder));
    }
    return found;
}

bool isOpenInThisProcess(const fs::path& path)
{
    struct stat file = {};
    if (::stat(path.c_str(), &file) < 0)
        return false;
    std::error_code failure;
    for (fs::directory_iterator at("/proc/self/fd", failure), end; !failure && at != end;
         at.increment(failure)) {
        struct stat open = {};
        if (::stat(at->path().c_str(), &open) == 0 && open.st_dev == file.st_dev &&
            open.st_ino == file.st_ino)
            return true;
    }
    return false;
}

} // namespace walkeeper
