#include "tests/support/workload_database.h"

#include <sqlite3.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

namespace walkeeper::test {

namespace {

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
using Connection = std::unique_ptr<sqlite3, Finalize>;

Error sqliteError(sqlite3* database, const std::string& doing)
{
    return Error{ErrorCode::Corrupt, doing + ": " + sqlite3_errmsg(database)};
}

Statement prepare(sqlite3* database, const std::string& sql)
{
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
    return Statement(statement);
}

/// FNV-1a, 64 bits: enough to tell states apart that nobody forges.
class ContentDigest
{
public:
    void add(const void* bytes, std::size_t count)
    {
        const auto* from = static_cast<const unsigned char*>(bytes);
        for (std::size_t i = 0; i < count; ++i)
            m_value = (m_value ^ from[i]) * 0x100000001b3;
        m_value = (m_value ^ count) * 0x100000001b3;
    }
    std::string text() const
    {
        std::array<char, 20> text{};
        std::snprintf(text.data(), text.size(), "%016llx",
                      static_cast<unsigned long long>(m_value));
        return text.data();
    }

private:
    std::uint64_t m_value = 0xcbf29ce484222325;
};

Result<std::vector<std::string>> firstColumn(sqlite3* database, const std::string& sql)
{
    const Statement statement = prepare(database, sql);
    std::vector<std::string> values;
    int state = SQLITE_ERROR;
    while (statement && (state = sqlite3_step(statement.get())) == SQLITE_ROW)
        values.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0)));
    if (state != SQLITE_DONE)
        return sqliteError(database, sql);
    return values;
}

Result<void> addTable(sqlite3* database, const std::string& table, ContentDigest& digest)
{
    const Statement rows =
        prepare(database, "SELECT rowid, * FROM \"" + table + "\" ORDER BY rowid");
    int state = SQLITE_ERROR;
    while (rows && (state = sqlite3_step(rows.get())) == SQLITE_ROW) {
        for (int column = 0; column < sqlite3_column_count(rows.get()); ++column) {
            const int type = sqlite3_column_type(rows.get(), column);
            const void* bytes = sqlite3_column_blob(rows.get(), column);
            const int count = sqlite3_column_bytes(rows.get(), column);
            digest.add(&type, sizeof type);
            digest.add(bytes, static_cast<std::size_t>(count));
        }
    }
    if (state != SQLITE_DONE)
        return sqliteError(database, "read table " + table);
    return {};
}

} // namespace

WorkloadDatabase::WorkloadDatabase(std::filesystem::path path, unsigned pageSize, unsigned seed)
    : m_path(std::move(path)),
      m_random(seed)
{
    open();
    execute("PRAGMA page_size=" + std::to_string(pageSize));
    execute("PRAGMA journal_mode=WAL");
    execute("CREATE TABLE IF NOT EXISTS item(id INTEGER PRIMARY KEY, name TEXT, body BLOB)");
    execute("CREATE TABLE IF NOT EXISTS note(id INTEGER PRIMARY KEY, text TEXT)");
    execute("CREATE INDEX IF NOT EXISTS item_by_name ON item(name)");
}

void WorkloadDatabase::open()
{
    if (sqlite3_open(m_path.c_str(), &m_database) != SQLITE_OK)
        m_state = sqliteError(m_database, "open " + m_path.string());
    sqlite3_busy_timeout(m_database, 30000);
    int on = 1;
    sqlite3_file_control(m_database, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
    sqlite3_db_config(m_database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    execute("PRAGMA wal_autocheckpoint=0");
    execute("PRAGMA synchronous=NORMAL");
}

void WorkloadDatabase::reconnect()
{
    close();
    open();
}

WorkloadDatabase::~WorkloadDatabase()
{
    close();
}

void WorkloadDatabase::close()
{
    sqlite3_close(m_database);
    m_database = nullptr;
}

void WorkloadDatabase::execute(const std::string& sql)
{
    if (!m_state)
        return;
    if (sqlite3_exec(m_database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        m_state = sqliteError(m_database, sql);
}

void WorkloadDatabase::truncateWal()
{
    // While somebody else runs a checkpoint SQLite gives up at once, whatever the busy timeout.
    constexpr int attempts = 3'000;
    constexpr int pause = 10; // milliseconds
    int state = m_state ? SQLITE_BUSY : SQLITE_OK;
    for (int i = 0; i < attempts && state == SQLITE_BUSY; ++i) {
        if (i > 0)
            sqlite3_sleep(pause);
        state = sqlite3_wal_checkpoint_v2(m_database, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                          nullptr);
    }
    if (state != SQLITE_OK)
        m_state = sqliteError(m_database, "cannot empty the WAL");
}

/// Half of it packs well, half does not, as in ordinary databases.
std::string WorkloadDatabase::randomText(unsigned bytes)
{
    static constexpr std::string_view phrase = "the same words over and over, as forms have them; ";
    std::string text(bytes, ' ');
    for (unsigned i = 0; i < bytes; ++i) {
        const bool isRandom = i % 64 < 32;
        text[i] = isRandom ? static_cast<char>('!' + m_random() % 90) : phrase[i % 64 - 32];
    }
    return text;
}

void WorkloadDatabase::insertItems(unsigned count, unsigned bytesEach)
{
    execute("BEGIN IMMEDIATE");
    const Statement insert =
        prepare(m_database, "INSERT INTO item(name, body) VALUES('name ' || ?1, ?2)");
    for (unsigned i = 0; i < count && m_state; ++i) {
        const std::string body = randomText(bytesEach);
        sqlite3_bind_int64(insert.get(), 1, static_cast<std::int64_t>(m_random() % 1000000));
        sqlite3_bind_blob(insert.get(), 2, body.data(), static_cast<int>(body.size()),
                          SQLITE_TRANSIENT);
        if (sqlite3_step(insert.get()) != SQLITE_DONE)
            m_state = sqliteError(m_database, "insert");
        sqlite3_reset(insert.get());
    }
    execute("COMMIT");
}

void WorkloadDatabase::updateItems(unsigned count, unsigned bytesEach)
{
    const auto rows = static_cast<std::uint64_t>(itemCount());
    if (rows == 0)
        return;
    execute("BEGIN IMMEDIATE");
    const Statement update = prepare(
        m_database,
        "UPDATE item SET body = ?2 WHERE id = (SELECT id FROM item WHERE id >= ?1 LIMIT 1)");
    for (unsigned i = 0; i < count && m_state; ++i) {
        const std::string body = randomText(bytesEach);
        sqlite3_bind_int64(update.get(), 1, static_cast<std::int64_t>(m_random() % rows));
        sqlite3_bind_blob(update.get(), 2, body.data(), static_cast<int>(body.size()),
                          SQLITE_TRANSIENT);
        if (sqlite3_step(update.get()) != SQLITE_DONE)
            m_state = sqliteError(m_database, "update");
        sqlite3_reset(update.get());
    }
    execute("COMMIT");
}

void WorkloadDatabase::deleteItems(double share)
{
    execute("DELETE FROM item WHERE (id * 2654435761 + " + std::to_string(m_random() % 1000) +
            ") % 1000 < " + std::to_string(static_cast<int>(share * 1000)));
}

void WorkloadDatabase::addNote()
{
    execute("INSERT INTO note(text) VALUES('" + std::to_string(m_random() % 100000) + "')");
}

void WorkloadDatabase::touch()
{
    execute("PRAGMA user_version=" + std::to_string(++m_touches));
}

std::int64_t WorkloadDatabase::itemCount()
{
    const Statement count = prepare(m_database, "SELECT ifnull(max(id), 0) FROM item");
    return count && sqlite3_step(count.get()) == SQLITE_ROW ? sqlite3_column_int64(count.get(), 0)
                                                            : 0;
}

Result<std::string> contentHash(const std::filesystem::path& path)
{
    // A file without a WAL is all there is: SQLite need not put anything beside it.
    const bool isAlone = !std::filesystem::exists(path.string() + "-wal");
    const std::string name = isAlone ? "file:" + path.string() + "?immutable=1" : path.string();
    sqlite3* opened = nullptr;
    const int state =
        sqlite3_open_v2(name.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, nullptr);
    const Connection database(opened);
    if (state != SQLITE_OK)
        return sqliteError(opened, "open " + path.string());
    sqlite3_busy_timeout(opened, 30000);
    int on = 1;
    sqlite3_file_control(opened, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);

    const auto check = firstColumn(opened, "PRAGMA integrity_check");
    if (!check)
        return check.error();
    if (check->size() != 1 || check->front() != "ok")
        return Error{ErrorCode::Corrupt, path.string() + ": " + check->front()};
    const auto tables =
        firstColumn(opened, "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                            "name NOT LIKE '\\_litestream%' ESCAPE '\\' ORDER BY name");
    if (!tables)
        return tables.error();
    ContentDigest digest;
    for (const std::string& table : *tables) {
        digest.add(table.data(), table.size());
        if (Result<void> added = addTable(opened, table, digest); !added)
            return added.error();
    }
    return digest.text();
}

} // namespace walkeeper::test
