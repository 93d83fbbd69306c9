// An application that writes a database until it is killed. Each commit raises one counter by one,
// adds a row with that number, and is noted in a file once SQLite has confirmed it.
//
//   load-writer DATABASE NOTES SEED [small] [large] [spill] [rollback] [savepoint] [vacuum]
//   [reopen]
//                                   [passive] [full] [restart] [truncate] [autocheckpoint]
//                                   [pause=US] [timeout=MS]
//
// Kinds of transactions are mixed at random; small ones are always among them. The file has two
// numbers of eight bytes: the last commit, and how often SQLite said that the database is busy; a
// transaction that is tried again at once until it succeeds counts once.

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <set>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace {

class LoadWriter
{
public:
    struct Times {
        unsigned pause = 0;   ///< microseconds between two transactions
        int timeout = 30'000; ///< milliseconds to wait for a lock
    };

    LoadWriter(std::string path, int notes, unsigned seed, std::set<std::string> kinds, Times times)
        : m_path(std::move(path)),
          m_notes(notes),
          m_random(seed),
          m_kinds(std::move(kinds)),
          m_times(times)
    {
        open();
        execute("PRAGMA journal_mode = wal");
        execute("CREATE TABLE IF NOT EXISTS counter(id INTEGER PRIMARY KEY, mark TEXT);"
                "INSERT OR IGNORE INTO counter VALUES (1, 'walkeeper-commit:0000000000000000');"
                "CREATE TABLE IF NOT EXISTS ledger(n INTEGER PRIMARY KEY, payload BLOB)");
        if (m_kinds.count("savepoint") > 0)
            execute("CREATE TABLE IF NOT EXISTS ballast(id INTEGER PRIMARY KEY, d BLOB);"
                    "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 200) "
                    "INSERT OR IGNORE INTO ballast SELECT i, zeroblob(3000) FROM r");
    }

    [[noreturn]] void run()
    {
        sqlite3_busy_timeout(m_database, m_times.timeout);
        for (;;) {
            step();
            if (m_times.pause > 0)
                ::usleep(m_times.pause + static_cast<unsigned>(m_random() % (m_times.pause + 1)));
        }
    }

private:
    void open()
    {
        if (sqlite3_open(m_path.c_str(), &m_database) != SQLITE_OK)
            std::exit(2);
        sqlite3_busy_timeout(m_database, 30'000);
        execute("PRAGMA cache_size = 5; PRAGMA synchronous = NORMAL");
        if (m_kinds.count("autocheckpoint") == 0)
            execute("PRAGMA wal_autocheckpoint = 0");
    }

    bool execute(const std::string& sql)
    {
        const int state = sqlite3_exec(m_database, sql.c_str(), nullptr, nullptr, nullptr);
        if ((state & 0xff) == SQLITE_BUSY)
            noteCollision();
        return state == SQLITE_OK;
    }

    void noteCollision()
    {
        if (std::exchange(m_isColliding, true))
            return;
        ++m_collisions;
        static_cast<void>(::pwrite(m_notes, &m_collisions, sizeof m_collisions, 8));
    }

    bool takes(const char* kind, unsigned oneIn)
    {
        return m_kinds.count(kind) > 0 && m_random() % oneIn == 0;
    }

    void step()
    {
        if (takes("reopen", 200)) {
            sqlite3_close(m_database);
            open();
        }
        for (const char* mode : {"passive", "full", "restart", "truncate"}) {
            if (takes(mode, 60))
                execute(std::string("PRAGMA wal_checkpoint(") + mode + ")");
        }
        if (takes("vacuum", 1500))
            execute("VACUUM");
        if (!execute("BEGIN IMMEDIATE"))
            return;
        bool rollsBack = false;
        if (takes("spill", 40))
            insertBlobs(60, 3000);
        else if (takes("large", 20))
            insertBlobs(10, 6000);
        else if (takes("savepoint", 60))
            writeAroundSavepoint();
        else if (takes("rollback", 30)) {
            insertBlobs(60, 3000);
            rollsBack = true;
        }
        const std::int64_t number = raiseCounter();
        if (rollsBack || number < 0 || !execute("COMMIT")) {
            execute("ROLLBACK");
            return;
        }
        m_isColliding = false;
        static_cast<void>(::pwrite(m_notes, &number, sizeof number, 0));
    }

    /// Changes many pages, goes back to a savepoint after they have left the cache, and goes on:
    /// SQLite 3.40.1 can leave committed frames without a checksum then.
    void writeAroundSavepoint()
    {
        const auto change = [this](const char* which) {
            execute(std::string("UPDATE ballast SET d = randomblob(3000) WHERE id ") + which);
        };
        change("<= 20");
        execute("SAVEPOINT a");
        change("BETWEEN 30 AND 60");
        change("BETWEEN 45 AND 60");
        execute("ROLLBACK TO a");
        execute("RELEASE a");
        change("BETWEEN 100 AND 104");
    }

    /// Rows below zero are ballast; the oldest go, so that the file stays small and pages are
    /// reused.
    void insertBlobs(int count, int bytes)
    {
        for (int i = 0; i < count; ++i)
            execute(
                "INSERT INTO ledger VALUES ((SELECT min(min(n), 0) - 1 FROM ledger), randomblob(" +
                std::to_string(bytes) + "))");
        execute("DELETE FROM ledger WHERE n < 0 AND n > (SELECT min(n) FROM ledger) + 400");
    }

    std::int64_t raiseCounter()
    {
        std::int64_t number = -1;
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(m_database, "SELECT mark FROM counter", -1, &statement, nullptr);
        if (sqlite3_step(statement) == SQLITE_ROW) {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
            number = std::strtoll(text + std::strlen("walkeeper-commit:"), nullptr, 16) + 1;
        }
        sqlite3_finalize(statement);
        if (number < 0)
            return -1;
        std::array<char, 128> sql{};
        std::snprintf(sql.data(), sql.size(),
                      "UPDATE counter SET mark = 'walkeeper-commit:%016llx'",
                      static_cast<unsigned long long>(number));
        if (!execute(sql.data()))
            return -1;
        std::snprintf(sql.data(), sql.size(), "INSERT INTO ledger VALUES (%lld, randomblob(20))",
                      static_cast<long long>(number));
        return execute(sql.data()) ? number : -1;
    }

    std::string m_path;
    int m_notes;
    std::mt19937 m_random;
    std::set<std::string> m_kinds;
    Times m_times;
    std::int64_t m_collisions = 0;
    bool m_isColliding = false;
    sqlite3* m_database = nullptr;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4)
        return 2;
    std::set<std::string> kinds;
    LoadWriter::Times times;
    for (int i = 4; i < argc; ++i) {
        if (std::strncmp(argv[i], "pause=", 6) == 0)
            times.pause = static_cast<unsigned>(std::atoi(argv[i] + 6));
        else if (std::strncmp(argv[i], "timeout=", 8) == 0)
            times.timeout = std::atoi(argv[i] + 8);
        else
            kinds.insert(argv[i]);
    }
    const int notes = ::open(argv[2], O_RDWR | O_CREAT, 0600);
    if (notes < 0)
        return 2;
    LoadWriter(argv[1], notes, static_cast<unsigned>(std::atoi(argv[3])), kinds, times).run();
}
