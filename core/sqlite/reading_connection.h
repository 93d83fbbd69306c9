#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace walkeeper {

/// One value of a row, as SQLite keeps it.
struct Cell {
    enum class Type : std::uint8_t { Null, Integer, Real, Text, Blob };

    Type type = Type::Null;
    std::int64_t integer = 0;
    double real = 0;
    std::string bytes; ///< of a text (UTF-8, as far as what was stored is) or a blob; may be cut
    std::uint64_t size = 0; ///< bytes of the whole text or blob

    bool isCut() const { return bytes.size() < size; }
    bool operator==(const Cell&) const = default;
};

class ReadingStatement;

/// A connection that shows a database to whoever asks, and nothing else: an authorizer refuses what
/// writes, or reaches beyond the one database. It trusts neither the questions nor the schema.
/// For one thread at a time.
class ReadingConnection
{
public:
    /// vfs   name of the SQLite VFS that holds the database; temporary files go there too
    /// file  its name in there
    static Result<ReadingConnection> open(const std::string& vfs, const std::string& file);
    /// A file that nobody changes meanwhile; no side file is made. Temporary files go where the
    /// system has them.
    static Result<ReadingConnection> openUnchanging(const std::filesystem::path& file);

    ReadingConnection(ReadingConnection&&) noexcept;
    ReadingConnection& operator=(ReadingConnection&&) noexcept;
    ~ReadingConnection();

    /// Ends what is under way with Cancelled, from now on.
    void setToken(const CancellationToken& token);
    /// Ends what is under way with Cancelled at this time, too.
    void setDeadline(std::chrono::steady_clock::time_point deadline);
    bool isPastDeadline() const;

    /// errors  InvalidArgument: no SQL, more than one statement, or one that is refused. What
    ///         reading the schema gives
    Result<ReadingStatement> prepare(std::string_view sql);

    /// A longer text or blob is refused when it is looked at as a whole.
    static constexpr std::uint64_t longestValue = std::uint64_t{64} << 20;

private:
    friend class ReadingStatement;
    struct State;
    explicit ReadingConnection(std::unique_ptr<State> state);
    static Result<ReadingConnection> open(const std::string& file, int flags, const char* vfs);

    std::unique_ptr<State> m_state;
};

/// A question that is being answered row by row. The connection must outlive it.
class ReadingStatement
{
public:
    /// index  from 1
    Result<void> bind(int index, std::string_view text);
    Result<void> bind(int index, std::int64_t value);

    const std::vector<std::string>& columns() const { return m_columns; }

    /// Goes to the next row; false at the end.
    Result<bool> next();
    /// A value of the current row. most  bytes of a text or blob that are kept
    Cell cell(std::size_t column, std::uint64_t most) const;

private:
    friend class ReadingConnection;
    struct Closer {
        void operator()(sqlite3_stmt* statement) const;
    };

    ReadingStatement(ReadingConnection::State& state, sqlite3_stmt* statement);
    Result<void> bound(int code);

    ReadingConnection::State* m_state;
    std::unique_ptr<sqlite3_stmt, Closer> m_statement;
    std::vector<std::string> m_columns;
};

/// A name as SQL: in double quotes.
std::string quotedName(std::string_view name);
/// With commas between them.
std::string quotedNames(const std::vector<std::string>& names);

} // namespace walkeeper
