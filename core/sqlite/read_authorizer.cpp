#include "core/sqlite/read_authorizer.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace walkeeper {

namespace {

/// Pragmas that only answer, with an argument or without.
constexpr std::array<std::string_view, 15> answeringPragmas = {
    "collation_list", "compile_options", "database_list", "foreign_key_check", "foreign_key_list",
    "function_list",  "index_info",      "index_list",    "index_xinfo",       "integrity_check",
    "module_list",    "quick_check",     "table_info",    "table_list",        "table_xinfo"};

/// Pragmas that answer as long as they get no argument.
constexpr std::array<std::string_view, 9> questionPragmas = {
    "application_id", "auto_vacuum", "data_version",   "encoding",    "freelist_count",
    "page_count",     "page_size",   "schema_version", "user_version"};

/// Functions that reach for files, code or programs, in case the library has them.
constexpr std::array<std::string_view, 5> reachingOut = {"load_extension", "readfile", "writefile",
                                                         "edit", "fts3_tokenizer"};

/// The same as a table-valued function.
constexpr std::array<std::string_view, 1> reachingTables = {"fsdir"};

std::string lowered(std::string_view text)
{
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

bool isIn(std::string_view name, const auto& names)
{
    return std::ranges::find(names, lowered(name)) != names.end();
}

std::string inWords(const ReadRequest& request)
{
    switch (request.action) {
    case SQLITE_ATTACH: return "ATTACH";
    case SQLITE_DETACH: return "DETACH";
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE: return "a change to " + std::string(request.first);
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT: return "a transaction";
    case SQLITE_PRAGMA: return "PRAGMA " + std::string(request.first);
    case SQLITE_FUNCTION: return std::string(request.second) + "()";
    case SQLITE_READ: return std::string(request.first);
    default: return "a statement that is no question";
    }
}

} // namespace

std::optional<std::string> ReadAuthorizer::refusal(const ReadRequest& request) const
{
    bool isAllowed = false;
    switch (request.action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE: isAllowed = true; break;
    case SQLITE_READ: isAllowed = !isIn(request.first, reachingTables); break;
    case SQLITE_FUNCTION: isAllowed = !isIn(request.second, reachingOut); break;
    case SQLITE_PRAGMA:
        isAllowed = isIn(request.first, answeringPragmas) ||
                    (request.second.empty() && isIn(request.first, questionPragmas));
        break;
    // SQLite asks for this when it gets to know a virtual table, even a table-valued function. The
    // real thing is refused by its defensive mode, and writes, which the connection never does.
    case SQLITE_UPDATE:
        isAllowed = request.first == "sqlite_master" || m_changeable.contains(request.first);
        break;
    case SQLITE_INSERT:
    case SQLITE_DELETE: isAllowed = m_changeable.contains(request.first); break;
    default: break;
    }
    return isAllowed ? std::nullopt : std::optional(inWords(request));
}

} // namespace walkeeper
