#include "core/sqlite/integrity.h"

#include "core/sqlite/connection.h"

namespace walkeeper {

Result<std::vector<std::string>> checkIntegrity(const std::filesystem::path& database,
                                                IntegrityCheck check,
                                                const CancellationToken& token)
{
    std::vector<std::string> problems;
    if (check == IntegrityCheck::None)
        return problems;
    Result<Connection> connection = Connection::open(database, OpenDatabase::Unchanging);
    if (!connection)
        return std::move(connection).error();
    connection->setInterrupt([token] { return token.isCancelled(); });
    const Result<std::vector<Connection::Row>> rows = connection->query(
        check == IntegrityCheck::Quick ? "PRAGMA quick_check(10)" : "PRAGMA integrity_check(10)");
    if (!rows && rows.error().code == ErrorCode::Cancelled)
        return rows.error();
    if (!rows)
        return std::vector{rows.error().message};
    for (const Connection::Row& row : *rows) {
        if (!row.empty() && row.front() != "ok")
            problems.push_back(row.front());
    }
    return problems;
}

} // namespace walkeeper
