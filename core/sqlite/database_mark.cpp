#include "core/sqlite/database_mark.h"

#include "core/sqlite/connection.h"

#include <array>
#include <cstring>
#include <string_view>
#include <system_error>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

/// What every database that holds something begins with.
constexpr std::string_view databaseMark("SQLite format 3\0", 16);

} // namespace

Result<bool> isDatabaseFile(const fs::path& path)
{
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (fs::exists(status) && !fs::is_regular_file(status))
        return false; // a pipe would have SQLite wait
    if (path.filename().string().ends_with("-shm"))
        return false;
    Result<Connection> connection = Connection::open(fs::absolute(path), OpenDatabase::Existing);
    if (!connection)
        return std::move(connection).error();
    std::array<std::byte, databaseMark.size()> start{};
    const Result<std::size_t> size = connection->readDatabase(0, start);
    if (!size)
        return Error(size.error()).during("cannot read " + path.string());
    return *size == 0 ||
           (*size == start.size() && std::memcmp(start.data(), databaseMark.data(), *size) == 0);
}

} // namespace walkeeper
