// Measures how long it takes to look into moments of a local replica of a database of 1 GB.
//
//     walkeeper-moment-bench DATA_FOLDER [MEGABYTES]
//
// The first run makes the replica in DATA_FOLDER: a snapshot, then 200 segments, each a commit that
// changes 50 rows anywhere. The next ones measure, in a process that has done nothing else.

#include "core/history/commits.h"
#include "core/io/lz4_stream.h"
#include "core/operations/browse_replica.h"
#include "core/operations/look_inside.h"
#include "tests/bench/measurement.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>

namespace fs = std::filesystem;
using namespace walkeeper;
using namespace walkeeper::bench;

namespace {

using SteadyClock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr unsigned commits = 200;
constexpr unsigned moves = 50;
const GenerationId generation(0x0123456789abcdef);

/// A stretch of a file, to its end.
class FileTail final : public ByteSource
{
public:
    FileTail(const fs::path& path, std::uint64_t offset) : m_file(path, std::ios::binary)
    {
        m_file.seekg(static_cast<std::streamoff>(offset));
    }

    Result<std::size_t> read(ByteSpan into) override
    {
        m_file.read(reinterpret_cast<char*>(into.data()),
                    static_cast<std::streamsize>(into.size()));
        return static_cast<std::size_t>(m_file.gcount());
    }

private:
    std::ifstream m_file;
};

Result<void> store(ObjectStore& replica, const ObjectKey& key, const fs::path& file,
                   std::uint64_t offset)
{
    FileTail plain(file, offset);
    Lz4Compressor packed(plain);
    const Result<ObjectInfo> put = replica.put(key, packed, {});
    return put ? Result<void>() : put.error();
}

Result<void> run(sqlite3* database, const std::string& sql)
{
    if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK)
        return {};
    return Error{ErrorCode::Internal, sqlite3_errmsg(database)};
}

Result<void> fill(sqlite3* database, unsigned megabytes)
{
    // Half of each row does not pack, as is usual for what people store.
    return run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
                         "PRAGMA wal_autocheckpoint = 10000;"
                         "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, body TEXT);"
                         "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT);"
                         "INSERT INTO note (text) VALUES ('a few'), ('rows');"
                         "INSERT INTO item (name, body)"
                         " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT " +
                             std::to_string(megabytes * 950) +
                             ") SELECT 'item ' || i, hex(randomblob(250)) ||"
                             " replace(hex(zeroblob(250)), '00', 'ab') FROM n;"
                             "CREATE INDEX item_name ON item (name);"
                             "PRAGMA wal_checkpoint(TRUNCATE);"
                             "PRAGMA wal_autocheckpoint = 0;");
}

Result<void> makeReplica(const fs::path& folder, unsigned megabytes)
{
    const fs::path file = folder / "source.db";
    fs::remove(file);
    sqlite3* raw = nullptr;
    sqlite3_open(file.c_str(), &raw);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(raw, sqlite3_close);
    if (Result<void> filled = fill(raw, megabytes); !filled)
        return filled;
    const StoreRegistry stores = standardRegistry();
    const auto replica = stores.open({.scheme = "file", .path = (folder / "replica").string()});
    if (!replica)
        return replica.error();
    if (Result<void> stored =
            store(**replica, snapshotsFolder(generation).child(snapshotName(0)), file, 0);
        !stored)
        return stored;
    std::uint64_t end = 0;
    for (unsigned commit = 0; commit < commits; ++commit) {
        if (Result<void> updated =
                run(raw, "UPDATE item SET name = 'changed " + std::to_string(commit) +
                             "' WHERE id IN (SELECT abs(random()) % " +
                             std::to_string(megabytes * 950) +
                             " FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
                             "n LIMIT 50) SELECT i FROM n))");
            !updated)
            return updated;
        const fs::path wal = folder / "source.db-wal";
        if (Result<void> stored =
                store(**replica, walFolder(generation).child(segmentName({0, end})), wal, end);
            !stored)
            return stored;
        end = fs::file_size(wal);
    }
    return {};
}

std::uint64_t peakBytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        std::uint64_t kilobytes = 0;
        if (word == "VmHWM:" && status >> kilobytes)
            return kilobytes << 10;
    }
    return 0;
}

/// Bytes of this process's files that have no name.
std::uint64_t namelessBytes()
{
    std::uint64_t bytes = 0;
    for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
        std::error_code failure;
        if (fs::read_symlink(entry, failure).string().find("walkeeper-moment") != std::string::npos)
            bytes += fs::file_size(entry, failure);
    }
    return bytes;
}

/// From the wish to see a moment to the first 100 rows of its largest table.
Result<Milliseconds> firstRows(LookInside& look, const RestoreTarget& target)
{
    const SteadyClock::time_point start = SteadyClock::now();
    NoProgress silent;
    const Result<OpenedMoment> moment = look.at(target, BrokenChain::Refuse, {}, silent);
    if (!moment)
        return moment.error();
    if (const auto tables = moment->database->tables({}); !tables)
        return tables.error();
    const Result<Rows> rows = moment->database->rows({.table = "item"}, {.limit = 100}, {});
    if (!rows)
        return rows.error();
    return Milliseconds(SteadyClock::now() - start);
}

const char* verdict(bool isMet)
{
    return isMet ? "met" : "MISSED";
}

/// A row by its key, anywhere in the table.
Result<Milliseconds> rowsAnywhere(LookInside& look, std::mt19937& random, unsigned megabytes)
{
    NoProgress silent;
    const Result<OpenedMoment> moment = look.at({}, BrokenChain::Refuse, {}, silent);
    if (!moment)
        return moment.error();
    const SteadyClock::time_point start = SteadyClock::now();
    for (unsigned i = 0; i < 200; ++i) {
        const Result<Rows> row = moment->database->query(
            "SELECT * FROM item WHERE id = " + std::to_string(random() % (megabytes * 950)), {},
            {});
        if (!row)
            return row.error();
    }
    return Milliseconds(SteadyClock::now() - start) / 200;
}

Result<void> measureMoments(const fs::path& folder, unsigned megabytes)
{
    const StoreUrl url{.scheme = "file", .path = (folder / "replica").string()};
    const SystemClock clock;
    const StoreRegistry stores = standardRegistry();
    const OperationContext context{nativeFileSystem(), clock, stores};
    const Result<OpenedReplica> opened = openReplica(url, context, {});
    if (!opened)
        return opened.error();
    const Generation& only = opened->replica.generations.front();
    Result<RestorePoints> points = readCommits(*opened->store, only, {0, only.segments.size()}, {});
    const auto look = LookInside::open(url, context, {}, {});
    if (!points || !look)
        return points ? look.error() : points.error();

    const Result<Milliseconds> first = firstRows(**look, {});
    if (!first)
        return first.error();
    std::mt19937 random(1);
    std::vector<double> times;
    for (unsigned move = 0; move < moves; ++move) {
        const RestorePoint& point = points->points[random() % points->points.size()];
        const Result<Milliseconds> time =
            firstRows(**look, {RestoreTarget::AtPosition{point.position}, std::nullopt});
        if (!time)
            return time.error();
        times.push_back(time->count());
    }
    std::ranges::sort(times);
    const Result<Milliseconds> anywhere = rowsAnywhere(**look, random, megabytes);
    if (!anywhere)
        return anywhere.error();
    std::printf("first rows of the first moment, index included  %s\n", timeText(*first).c_str());
    std::printf("first rows of another moment: median            %s\n",
                timeText(Milliseconds(times[times.size() / 2])).c_str());
    std::printf("first rows of another moment: slowest of %u     %s   (target 1 s: %s)\n", moves,
                timeText(Milliseconds(times.back())).c_str(), verdict(times.back() <= 1000));
    std::printf("a row anywhere, by its key                      %s\n",
                timeText(*anywhere).c_str());
    const std::uint64_t memory = peakBytes();
    const std::uint64_t disk = namelessBytes();
    const MomentLimits limits;
    std::printf("memory at its peak                              %s   (target 64 MiB: %s)\n",
                memoryText(memory).c_str(), verdict(memory <= limits.memory));
    std::printf("disk                                            %s   (target 256 MiB: %s)\n",
                memoryText(disk).c_str(), verdict(disk <= limits.disk));
    const bool isMet = times.back() <= 1000 && memory <= limits.memory && disk <= limits.disk;
    return isMet ? Result<void>() : Error{ErrorCode::Unsupported, "a target is missed"};
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: walkeeper-moment-bench DATA_FOLDER [MEGABYTES]\n");
        return 2;
    }
    const fs::path folder = argv[1];
    const unsigned megabytes = argc > 2 ? static_cast<unsigned>(std::stoul(argv[2])) : 1000;
    Result<void> done;
    if (!fs::exists(folder / "replica"))
        done = makeReplica(folder, megabytes);
    else
        done = measureMoments(folder, megabytes);
    if (!done) {
        std::fprintf(stderr, "%s\n", done.error().message.c_str());
        return 1;
    }
    return 0;
}
