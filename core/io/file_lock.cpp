#include "core/io/file_lock.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace walkeeper {

Result<FileLock> FileLock::acquire(FileSystem& files, const std::filesystem::path& path)
{
    const Result<std::unique_ptr<File>> made = files.open(path, OpenMode::CreateNew);
    if (!made && made.error().code != ErrorCode::AlreadyExists)
        return made.error();
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        const int number = errno;
        const bool isDenied = number == EACCES || number == EPERM || number == EROFS;
        return Error{isDenied ? ErrorCode::PermissionDenied : ErrorCode::Unavailable,
                     "cannot open the lock " + path.string() + ": " +
                         std::generic_category().message(number)};
    }
    FileLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) < 0)
        return Error{ErrorCode::Busy, path.string() + " is locked by another process"};
    return lock;
}

FileLock::~FileLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace walkeeper
