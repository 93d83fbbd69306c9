#include "core/operations/restore_destination.h"

#include <array>
#include <string_view>
#include <system_error>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

constexpr std::array companions = {"-wal", "-shm", "-journal"};

/// Nothing if there is none.
Result<std::optional<FileStatus>> statusOf(const fs::path& path, FileSystem& files)
{
    Result<FileStatus> status = files.status(path);
    if (status)
        return std::optional(*std::move(status));
    if (status.error().code == ErrorCode::NotFound)
        return std::optional<FileStatus>();
    return std::move(status).error();
}

/// Where the files are made: beside the database itself, if a link leads to it.
fs::path folderOf(const fs::path& path, bool exists)
{
    std::error_code failure;
    const fs::path real = exists ? fs::canonical(path, failure) : path;
    return (failure ? path : real).parent_path();
}

} // namespace

Result<DestinationFacts> examineDestination(const fs::path& path, FileSystem& files)
{
    DestinationFacts facts;
    facts.path = path;
    const Result<std::optional<FileStatus>> there = statusOf(path, files);
    if (!there)
        return there.error();
    if (*there) {
        facts.kind = (*there)->kind;
        facts.databaseBytes = (*there)->size;
    }
    for (const char* suffix : companions) {
        fs::path companion = path;
        companion += suffix;
        const Result<std::optional<FileStatus>> found = statusOf(companion, files);
        if (!found)
            return found.error();
        if (*found && !facts.kind && !facts.leftover)
            facts.leftover = companion;
        if (*found && facts.kind && std::string_view(suffix) == "-wal")
            facts.databaseBytes += (*found)->size;
    }
    const Result<FolderRoom> room = files.room(folderOf(path, facts.kind.has_value()));
    if (room)
        facts.room = *room;
    else if (room.error().code != ErrorCode::NotFound)
        return room.error();
    return facts;
}

} // namespace walkeeper
