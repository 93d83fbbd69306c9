// A program that has a database open in one of several ways until it is ended.

#include <sqlite3.h>

#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

int waitForEnd()
{
    std::puts("ready");
    std::fflush(stdout);
    for (;;)
        ::pause();
}

int hold(const char* path, const char* sql)
{
    sqlite3* database = nullptr;
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK ||
        sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        std::fprintf(stderr, "%s\n", sqlite3_errmsg(database));
        return 1;
    }
    return waitForEnd();
}

int holdDescriptor(const char* path, bool isMapped)
{
    std::puts("opening");
    std::fflush(stdout);
    const int descriptor = ::open(path, O_RDONLY);
    if (descriptor < 0)
        return 1;
    if (isMapped) {
        if (::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, descriptor, 0) == MAP_FAILED)
            return 1;
        ::close(descriptor);
    }
    return waitForEnd();
}

} // namespace

/// idle|unread|reading|writing|descriptor|mapped PATH
int main(int count, char** arguments)
{
    if (count != 3)
        return 2;
    const char* how = arguments[1];
    const char* path = arguments[2];
    if (std::strcmp(how, "unread") == 0)
        return hold(path, "");
    if (std::strcmp(how, "idle") == 0)
        return hold(path, "SELECT * FROM mine");
    if (std::strcmp(how, "reading") == 0)
        return hold(path, "BEGIN; SELECT * FROM mine");
    if (std::strcmp(how, "writing") == 0)
        return hold(path, "BEGIN IMMEDIATE; INSERT INTO mine VALUES ('lost')");
    return holdDescriptor(path, std::strcmp(how, "mapped") == 0);
}
