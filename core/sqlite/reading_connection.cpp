#include "core/sqlite/reading_connection.h"

#include "core/sqlite/read_authorizer.h"
#include "core/sqlite/sqlite_error.h"
#include "core/sqlite/unchanging_uri.h"

#include <sqlite3.h>

#include <algorithm>
#include <optional>

namespace walkeeper {

namespace {

constexpr int progressSteps = 1000;  ///< virtual machine steps between two looks at the token
constexpr int longestPattern = 1000; ///< of LIKE, which cannot be interrupted within one value

std::string_view viewOf(const char* text)
{
    return text ? std::string_view(text) : std::string_view();
}

/// Its own mistakes are the asker's: everything else is about the database.
ErrorCode readingErrorCode(int code)
{
    switch (code & 0xff) {
    case SQLITE_ERROR:
    case SQLITE_AUTH:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_READONLY:
    case SQLITE_CONSTRAINT: return ErrorCode::InvalidArgument;
    default: return errorCodeOf(code);
    }
}

} // namespace

struct ReadingConnection::State {
    ~State() { sqlite3_close_v2(database); }

    bool isPastDeadline() const
    {
        return deadline && std::chrono::steady_clock::now() >= *deadline;
    }
    bool isOver() const { return token.isCancelled() || isPastDeadline(); }
    Error lastError();
    void setLimits();
    Result<void> setUp();
    Result<void> findRtrees();
    static int authorize(void* self, int action, const char* first, const char* second,
                         const char* schema, const char* trigger);

    sqlite3* database = nullptr;
    CancellationToken token;
    std::optional<std::chrono::steady_clock::time_point> deadline;
    ReadAuthorizer authorizer;
    std::string refused; ///< in words, by the last prepare
};

Error ReadingConnection::State::lastError()
{
    const int code = sqlite3_extended_errcode(database);
    if ((code & 0xff) == SQLITE_INTERRUPT)
        return {ErrorCode::Cancelled, "cancelled"};
    if (!refused.empty())
        return {ErrorCode::InvalidArgument,
                "looking into a moment only reads: " + refused + " is refused"};
    if ((code & 0xff) == SQLITE_TOOBIG)
        return {ErrorCode::InvalidArgument,
                "a value is longer than the " + std::to_string(longestValue >> 20) +
                    " MiB that can be looked at; restore the moment to get it"};
    return {readingErrorCode(code), sqlite3_errmsg(database)};
}

int ReadingConnection::State::authorize(void* self, int action, const char* first,
                                        const char* second, const char* /*schema*/,
                                        const char* /*trigger*/)
{
    State& state = *static_cast<State*>(self);
    std::optional<std::string> refusal =
        state.authorizer.refusal({action, viewOf(first), viewOf(second)});
    if (!refusal)
        return SQLITE_OK;
    state.refused = *std::move(refusal);
    return SQLITE_DENY;
}

void ReadingConnection::State::setLimits()
{
    sqlite3_extended_result_codes(database, 1);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, static_cast<int>(longestValue));
    sqlite3_limit(database, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, longestPattern);
    sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_progress_handler(
        database, progressSteps,
        [](void* self) { return static_cast<State*>(self)->isOver() ? 1 : 0; }, this);
}

Result<void> ReadingConnection::State::setUp()
{
    setLimits();
    // Four megabytes of pages; what is sorted beyond that goes to temporary files of the VFS.
    constexpr const char* pragmas =
        "PRAGMA query_only=1; PRAGMA cache_size=-4096; PRAGMA temp_store=1; PRAGMA mmap_size=0;";
    if (sqlite3_exec(database, pragmas, nullptr, nullptr, nullptr) != SQLITE_OK)
        return lastError();
    if (Result<void> found = findRtrees(); !found)
        return found;
    sqlite3_set_authorizer(database, authorize, this);
    return {};
}

Result<void> ReadingConnection::State::findRtrees()
{
    constexpr const char* question =
        "SELECT name FROM sqlite_schema WHERE type='table' AND sql LIKE 'CREATE VIRTUAL TABLE%' "
        "AND (sql LIKE '%rtree%' OR sql LIKE '%geopoly%')";
    const auto allow = [](void* self, int, char** values, char**) {
        for (const char* suffix : {"_node", "_rowid", "_parent"})
            static_cast<State*>(self)->authorizer.allowPreparedChanges(
                std::string(viewOf(values[0])) + suffix);
        return 0;
    };
    if (sqlite3_exec(database, question, allow, this, nullptr) != SQLITE_OK)
        return lastError();
    return {};
}

Result<ReadingConnection> ReadingConnection::open(const std::string& vfs, const std::string& file)
{
    return open(file, SQLITE_OPEN_READONLY, vfs.c_str());
}

Result<ReadingConnection> ReadingConnection::openUnchanging(const std::filesystem::path& file)
{
    return open(unchangingUri(file), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
}

Result<ReadingConnection> ReadingConnection::open(const std::string& file, int flags,
                                                  const char* vfs)
{
    auto state = std::make_unique<State>();
    const int code = sqlite3_open_v2(file.c_str(), &state->database, flags, vfs);
    if (code != SQLITE_OK)
        return state->lastError();
    if (Result<void> setUp = state->setUp(); !setUp)
        return std::move(setUp).error();
    return ReadingConnection(std::move(state));
}

ReadingConnection::ReadingConnection(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ReadingConnection::ReadingConnection(ReadingConnection&&) noexcept = default;
ReadingConnection& ReadingConnection::operator=(ReadingConnection&&) noexcept = default;
ReadingConnection::~ReadingConnection() = default;

void ReadingConnection::setToken(const CancellationToken& token)
{
    m_state->token = token;
}

void ReadingConnection::setDeadline(std::chrono::steady_clock::time_point deadline)
{
    m_state->deadline = deadline;
}

bool ReadingConnection::isPastDeadline() const
{
    return m_state->isPastDeadline();
}

Result<ReadingStatement> ReadingConnection::prepare(std::string_view sql)
{
    sqlite3* database = m_state->database;
    m_state->refused.clear();
    if (m_state->isOver())
        return Error{ErrorCode::Cancelled, "cancelled"};
    if (sql.size() > longestValue)
        return Error{ErrorCode::InvalidArgument, "this SQL is too long"};
    sqlite3_stmt* raw = nullptr;
    const char* rest = nullptr;
    const int code =
        sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &raw, &rest);
    ReadingStatement statement(*m_state, raw);
    if (code != SQLITE_OK)
        return m_state->lastError();
    if (!raw)
        return Error{ErrorCode::InvalidArgument, "there is no statement in this SQL"};
    if (sqlite3_stmt_readonly(raw) == 0)
        return Error{ErrorCode::InvalidArgument,
                     "looking into a moment only reads: a statement that writes is refused"};
    const auto left = static_cast<int>(sql.data() + sql.size() - rest);
    sqlite3_stmt* second = nullptr;
    const int more = sqlite3_prepare_v2(database, rest, left, &second, nullptr);
    sqlite3_finalize(second);
    if (more != SQLITE_OK || second)
        return Error{ErrorCode::InvalidArgument, "there is more than one statement in this SQL"};
    return statement;
}

void ReadingStatement::Closer::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

ReadingStatement::ReadingStatement(ReadingConnection::State& state, sqlite3_stmt* statement)
    : m_state(&state),
      m_statement(statement)
{
    for (int column = 0; column < sqlite3_column_count(statement); ++column)
        m_columns.emplace_back(viewOf(sqlite3_column_name(statement, column)));
}

Result<void> ReadingStatement::bound(int code)
{
    if (code != SQLITE_OK)
        return m_state->lastError();
    return {};
}

Result<void> ReadingStatement::bind(int index, std::string_view text)
{
    return bound(sqlite3_bind_text64(m_statement.get(), index, text.data(), text.size(),
                                     SQLITE_TRANSIENT, SQLITE_UTF8));
}

Result<void> ReadingStatement::bind(int index, std::int64_t value)
{
    return bound(sqlite3_bind_int64(m_statement.get(), index, value));
}

Result<bool> ReadingStatement::next()
{
    m_state->refused.clear();
    if (m_state->isOver())
        return Error{ErrorCode::Cancelled, "cancelled"};
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    return m_state->lastError();
}

Cell ReadingStatement::cell(std::size_t place, std::uint64_t most) const
{
    sqlite3_stmt* statement = m_statement.get();
    const int column = static_cast<int>(place);
    Cell cell;
    const auto take = [&](Cell::Type type, const void* bytes) {
        cell.type = type;
        cell.size = static_cast<std::uint64_t>(sqlite3_column_bytes(statement, column));
        if (bytes)
            cell.bytes.assign(static_cast<const char*>(bytes),
                              static_cast<std::size_t>(std::min(cell.size, most)));
    };
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        cell.type = Cell::Type::Integer;
        cell.integer = sqlite3_column_int64(statement, column);
        break;
    case SQLITE_FLOAT:
        cell.type = Cell::Type::Real;
        cell.real = sqlite3_column_double(statement, column);
        break;
    case SQLITE_TEXT: take(Cell::Type::Text, sqlite3_column_text(statement, column)); break;
    case SQLITE_BLOB: take(Cell::Type::Blob, sqlite3_column_blob(statement, column)); break;
    default: break;
    }
    return cell;
}

std::string quotedName(std::string_view name)
{
    std::string quoted = "\"";
    for (const char c : name)
        quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

std::string quotedNames(const std::vector<std::string>& names)
{
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "" : ", ") + quotedName(name);
    return list;
}

} // namespace walkeeper
