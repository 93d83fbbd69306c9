#include "tests/core/operations/used_database.h"

#include "core/sqlite/connection.h"

#include <QTest>

#include <fstream>

namespace walkeeper::test {

namespace fs = std::filesystem;

UsedDatabase::UsedDatabase(const std::string& journalMode)
{
    fs::create_directories(path().parent_path());
    Result<Connection> connection = Connection::open(path(), OpenDatabase::ReadWrite);
    m_ok = connection && connection->query("PRAGMA journal_mode = " + journalMode) &&
           connection->execute("CREATE TABLE mine (x); INSERT INTO mine VALUES ('before')");
}

RestoreRequest UsedDatabase::request() const
{
    RestoreRequest request;
    request.source = m_folder.url();
    request.output = path();
    request.check = IntegrityCheck::Full;
    return request;
}

bool UsedDatabase::leaveWal() const
{
    Result<Connection> connection = Connection::open(path(), OpenDatabase::Existing);
    if (!connection)
        return false;
    connection->keepWalOnClose();
    return connection->execute("INSERT INTO mine VALUES ('in the WAL')") &&
           fs::file_size(path().string() + "-wal") > 0;
}

void UsedDatabase::removeRemains() const
{
    const fs::directory_iterator all(path().parent_path());
    for (const fs::path& each : std::vector<fs::path>(begin(all), end(all))) {
        if (each.filename() != path().filename())
            fs::remove_all(each);
    }
}

Result<RestoredInPlace> UsedDatabase::restore(const OperationContext& context)
{
    NoProgress silent;
    return restoreInPlace(request(), context, {}, silent);
}

std::string stateOf(const fs::path& database)
{
    Result<Connection> connection = Connection::open(database, OpenDatabase::Existing);
    if (!connection)
        return connection.error().message;
    const auto sound = connection->query("PRAGMA integrity_check");
    if (!sound)
        return sound.error().message;
    if (sound->front().front() != "ok")
        return sound->front().front();
    if (const auto mine = connection->query("SELECT x FROM mine"))
        return mine->empty() ? "empty" : mine->back().front();
    const auto readings = connection->query("SELECT count(*) FROM reading");
    return readings ? "restored" : readings.error().message;
}

ChildProcess holder(const std::string& how, const fs::path& database)
{
    auto child = ChildProcess::start({DATABASE_HOLDER, how, database.string()});
    return *std::move(child);
}

bool hasSaid(const ChildProcess& child, const std::string& text)
{
    return QTest::qWaitFor([&] { return child.said().find(text) != std::string::npos; }, 20000);
}

bool waitsForALease(const ChildProcess& child)
{
    std::ifstream file("/proc/" + std::to_string(child.pid()) + "/wchan");
    std::string where;
    file >> where;
    return where.find("break_lease") != std::string::npos;
}

} // namespace walkeeper::test
