#pragma once

#include "core/base/result.h"
#include "core/io/file_system.h"

#include <filesystem>
#include <utility>

namespace walkeeper {

/// A lock that one process at a time can hold; the system drops it when the holder ends, however.
/// The file stays. Never for a database: closing its descriptor would drop SQLite's locks.
class FileLock
{
public:
    /// Creates the file if need be. errors  Busy: somebody else holds it
    static Result<FileLock> acquire(FileSystem& files, const std::filesystem::path& path);

    FileLock(FileLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}

    int m_descriptor;
};

} // namespace walkeeper
