#include "tests/damage/chain_replica.h"

#include "core/sqlite/connection.h"
#include "core/sqlite/integrity.h"
#include "tests/support/recorded_replica.h"

#include <QTemporaryDir>

#include <algorithm>

namespace walkeeper::test {

namespace {

namespace fs = std::filesystem;

constexpr int transactionsInStep = 5;
constexpr int stepsInGeneration = 6;

void addTransactions(WorkloadDatabase& database, int& number)
{
    for (int i = 0; i < transactionsInStep; ++i) {
        const std::string n = std::to_string(++number);
        database.execute("BEGIN;"
                         "INSERT INTO chain(n, content) VALUES(" +
                         n + ", hex(printf('%.*c', 400 + " + n + " * 37 % 3000, 'x')) || " + n +
                         ");"
                         "UPDATE head SET n = " +
                         n +
                         ";"
                         "COMMIT;");
    }
}

Result<ChainReplica> makeChainReplica()
{
    static const QTemporaryDir folder;
    const fs::path path = folder.path().toStdString();
    const Result<ReferenceProgram> program = ReferenceProgram::find();
    if (!program)
        return program.error();

    ReplicaRecorder recorder(*program, path, 4096);
    WorkloadDatabase& database = recorder.database();
    database.execute("CREATE TABLE chain(n INTEGER PRIMARY KEY, content TEXT NOT NULL);"
                     "CREATE INDEX chain_by_content ON chain(content);"
                     "CREATE TABLE head(n INTEGER NOT NULL);"
                     "INSERT INTO head VALUES(0)");
    int number = 0;
    ReplicateSettings settings;
    settings.minCheckpointPages = 60;
    for (int generation = 0; generation < 2; ++generation) {
        for (int step = 0; step < stepsInGeneration; ++step) {
            if (step == 0)
                recorder.start(settings);
            addTransactions(database, number);
            recorder.record("chain");
            if (generation == 0 && step == stepsInGeneration / 2) {
                recorder.stop();
                recorder.hideSnapshots();
                recorder.start(settings);
            }
        }
        recorder.stop();
        if (generation == 0) {
            recorder.showSnapshots();
            recorder.forgetMetadata();
        }
    }
    if (!recorder.state())
        return recorder.state().error();
    return ChainReplica{recorder.replica(), number};
}

std::vector<fs::path> newest(const fs::path& root, const std::string& kind)
{
    const std::vector<fs::path> objects = objectsByTime(root);
    if (objects.empty())
        return {};
    const fs::path generation = objects.back().parent_path().parent_path();
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(generation / kind))
        found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

} // namespace

const Result<ChainReplica>& chainReplica()
{
    static const Result<ChainReplica> replica = makeChainReplica();
    return replica;
}

Result<int> chainState(const fs::path& database)
{
    const Result<std::vector<std::string>> problems =
        checkIntegrity(database, IntegrityCheck::Full, {});
    if (!problems)
        return problems.error();
    if (!problems->empty())
        return Error{ErrorCode::Corrupt, "integrity check: " + problems->front()};
    Result<Connection> connection = Connection::open(database, OpenDatabase::Unchanging);
    if (!connection)
        return std::move(connection).error();
    const auto tables = connection->query(
        "SELECT count(*) FROM sqlite_schema WHERE name IN ('chain', 'chain_by_content', 'head')");
    if (!tables)
        return tables.error();
    if (tables->front().front() != "3")
        return 0; // the state before the tables were made, or between their making
    const auto rows = connection->query(
        "SELECT coalesce((SELECT n FROM head), 0), count(*), coalesce(max(n), 0),"
        " coalesce(sum(content != hex(printf('%.*c', 400 + n * 37 % 3000, 'x')) || n), 0)"
        " FROM chain");
    if (!rows)
        return rows.error();
    const Connection::Row& row = rows->front();
    if (row[0] != row[1] || row[1] != row[2] || row[3] != "0")
        return Error{ErrorCode::Corrupt, "head " + row[0] + ", " + row[1] + " rows up to " +
                                             row[2] + ", " + row[3] + " of them wrong"};
    return std::stoi(row[0]);
}

void copyReplica(const fs::path& from, const fs::path& to)
{
    fs::create_directories(to);
    for (const auto& entry : fs::recursive_directory_iterator(from)) {
        const fs::path target = to / fs::relative(entry.path(), from);
        if (entry.is_directory()) {
            fs::create_directories(target);
        } else {
            fs::copy_file(entry.path(), target);
            fs::last_write_time(target, fs::last_write_time(entry.path()));
        }
    }
}

std::vector<fs::path> objectsByTime(const fs::path& root)
{
    std::vector<fs::path> objects;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.is_regular_file())
            objects.push_back(entry.path());
    }
    std::ranges::sort(objects, {}, [](const fs::path& path) { return fs::last_write_time(path); });
    return objects;
}

std::vector<fs::path> segmentsOf(const fs::path& root)
{
    return newest(root, "wal");
}

std::vector<fs::path> snapshotsOf(const fs::path& root)
{
    return newest(root, "snapshots");
}

} // namespace walkeeper::test
