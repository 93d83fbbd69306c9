#include "app/demo/demo_writer.h"

#include "core/base/time.h"
#include "core/sqlite/connection.h"

#include <array>
#include <cmath>
#include <cstdio>

#include <poll.h>
#include <unistd.h>

namespace walkeeper::app {

namespace {

constexpr std::chrono::milliseconds betweenCommits(300);
constexpr std::chrono::hours past(24 * 30);
constexpr double secondsOfDay = 86400;

struct Station {
    const char* name;
    int height; ///< metres
};
constexpr std::array stations = {Station{"Harbour", 4}, Station{"Old mill", 87},
                                 Station{"North ridge", 1240}, Station{"Airfield", 212}};

/// Warm by day, cold by night and on the heights, with a slow change over the days.
double celsiusAt(Timestamp time, const Station& station)
{
    const double seconds = std::chrono::duration<double>(time.time_since_epoch()).count();
    const double day = seconds / secondsOfDay * 6.2831853;
    return 11.0 - 6.0 * std::cos(day) + 3.5 * std::sin(day / 6.3) - station.height / 154.0;
}

std::string readingsAt(Timestamp time)
{
    std::string sql;
    int id = 0;
    for (const Station& station : stations) {
        ++id;
        const double celsius = celsiusAt(time, station);
        std::array<char, 220> row{};
        std::snprintf(row.data(), row.size(),
                      "INSERT INTO reading(station, measured, celsius, humidity, hectopascal)"
                      " VALUES(%d, '%s', %.1f, %d, %.1f);",
                      id, formatTimestamp(time).c_str(), celsius,
                      static_cast<int>(82 - 2 * celsius), 1013.2 - station.height / 8.3);
        sql += row.data();
    }
    return sql;
}

Result<void> fill(Connection& database, Timestamp now)
{
    Result<void> done = database.execute(
        "BEGIN;"
        "CREATE TABLE station(id INTEGER PRIMARY KEY, name TEXT NOT NULL, height_m INTEGER);"
        "CREATE TABLE reading(id INTEGER PRIMARY KEY, station INTEGER NOT NULL"
        " REFERENCES station(id), measured TEXT NOT NULL, celsius REAL NOT NULL,"
        " humidity INTEGER NOT NULL, hectopascal REAL NOT NULL);"
        "CREATE INDEX reading_by_time ON reading(measured);");
    for (const Station& station : stations) {
        if (done)
            done = database.execute("INSERT INTO station(name, height_m) VALUES('" +
                                    std::string(station.name) + "', " +
                                    std::to_string(station.height) + ")");
    }
    for (Timestamp time = now - past; done && time < now; time += std::chrono::hours(1))
        done = database.execute(readingsAt(time));
    return done ? database.execute("COMMIT") : done;
}

/// False when the one who started it has closed the pipe or is gone.
bool isWanted(std::chrono::milliseconds pause)
{
    pollfd input{STDIN_FILENO, POLLIN, 0};
    return poll(&input, 1, static_cast<int>(pause.count())) == 0;
}

} // namespace

Result<void> runDemoWriter(const std::filesystem::path& path)
{
    Result<Connection> database = Connection::open(path, OpenDatabase::ReadWrite);
    if (!database)
        return std::move(database).error();
    database->setBusyTimeout(std::chrono::seconds(5));
    Result<void> done = database->execute("PRAGMA synchronous = normal");
    const auto tables =
        database->query("SELECT 1 FROM sqlite_schema WHERE name = 'reading' AND type = 'table'");
    if (!tables)
        return tables.error();
    const SystemClock clock;
    if (done && tables->empty())
        done = fill(*database, clock.now());
    for (int commits = 1; done && isWanted(betweenCommits); ++commits) {
        done = database->execute("BEGIN IMMEDIATE;" + readingsAt(clock.now()) + "COMMIT");
        std::printf("%d\n", commits);
        std::fflush(stdout);
    }
    return done;
}

} // namespace walkeeper::app
