// A program whose database outlives its disk: it writes notes, loses the database file, and finds
// the notes again when it opens it the next time.
//
//     embed <folder of the database> <URL of the replica>

#include <walkeeper/replicated_database.h>
#include <walkeeper/version.h>

#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

namespace {

using walkeeper::ReplicatedDatabase;
using walkeeper::Result;

/// What the program does with errors: it says them and ends.
template <class T>
T orEnd(Result<T> result)
{
    if (!result) {
        std::cerr << result.error().message << '\n';
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

void execute(sqlite3* database, const std::string& sql)
{
    if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        std::cerr << sqlite3_errmsg(database) << '\n';
        std::exit(1);
    }
}

/// The number of notes and a sum over them.
std::string summary(sqlite3* database)
{
    std::string text;
    const auto keep = [](void* into, int, char** values, char**) {
        *static_cast<std::string*>(into) = values[0];
        return 0;
    };
    sqlite3_exec(database, "SELECT count(*) || ' notes, ' || sum(length(text) * id) FROM note",
                 keep, &text, nullptr);
    return text;
}

void writeNotes(sqlite3* database, int count)
{
    execute(database, "CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT)");
    for (int i = 0; i < count; ++i)
        execute(database, "INSERT INTO note (text) VALUES (hex(randomblob(abs(random()) % 500)))");
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::cerr << "usage: embed <folder> <replica>\n";
        return 2;
    }
    const std::filesystem::path path = std::filesystem::path(argv[1]) / "notes.db";
    std::cout << "walkeeper " << walkeeper::version << '\n';

    auto database = orEnd(ReplicatedDatabase::open(path, {.url = argv[2]}));
    writeNotes(database.handle(), 200);
    const std::string before = summary(database.handle());
    orEnd(database.close());
    std::cout << "written: " << before << '\n';

    std::filesystem::remove(path);

    auto again = orEnd(ReplicatedDatabase::open(path, {.url = argv[2]}));
    const std::string after = summary(again.handle());
    std::cout << (again.restored() ? "restored: " : "kept: ") << after << '\n';
    orEnd(again.close());
    return before == after ? 0 : 1;
}
