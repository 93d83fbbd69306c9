#pragma once

#include "core/io/file_system.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace walkeeper {

/// What stands where a database is to be restored to, as far as it can be seen without opening it.
struct DestinationFacts {
    std::filesystem::path path; ///< as it was asked for
    /// Of what is there, links followed; not set: nothing, the name is free.
    std::optional<FileKind> kind;
    std::uint64_t databaseBytes = 0; ///< of a file that is there, with what its WAL holds
    /// A -wal, -shm or -journal of another database that a new file would be taken to belong to.
    std::optional<std::filesystem::path> leftover;
    /// Of the folder in which files have to be made; not set: there is no such folder.
    std::optional<FolderRoom> room;

    bool isFree() const { return !kind && !leftover; }
};

/// Looks only; nothing is opened or changed.
/// errors  those of FileSystem, but for NotFound
Result<DestinationFacts> examineDestination(const std::filesystem::path& path, FileSystem& files);

} // namespace walkeeper
