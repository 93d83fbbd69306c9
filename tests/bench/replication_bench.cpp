// Measures replication beside the reference program, both on the same load at the same time or in
// turn, and prints one table.
//
//     walkeeper-replication-bench CLI DATA_FOLDER [CASE...]
//
//     latency     200 commits at random moments: from the commit to its segment
//     idle        one idle database, for SECONDS_IDLE (environment, 300)
//     memory      peak with 100 MB of database under load
//     hundred     100 idle databases in one process
//     writer      speed of an application beside either program, 5 pairs
//     snapshot    the first snapshot of 1 GB
//     catch-up    1 GB of WAL that was written while the program was away: until all is stored

#include "tests/bench/measurement.h"
#include "tests/support/child_process.h"
#include "tests/support/reference_program.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace walkeeper;
using namespace walkeeper::bench;
using test::ChildProcess;
using SteadyClock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

namespace {

/// Unwinds, so that the programs under measurement are ended.
[[noreturn]] void giveUp(const std::string& why)
{
    throw std::runtime_error(why);
}

struct Programs {
    std::string ours;
    std::string reference;
};

/// A database with an application's connection.
class Application
{
public:
    explicit Application(const fs::path& path, bool checkpoints = true)
    {
        if (sqlite3_open(path.c_str(), &m_database) != SQLITE_OK)
            giveUp("cannot open " + path.string());
        sqlite3_busy_timeout(m_database, 30'000);
        run("PRAGMA journal_mode = wal; PRAGMA synchronous = NORMAL;"
            "CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, d BLOB)");
        if (!checkpoints)
            run("PRAGMA wal_autocheckpoint = 0");
        int on = 1;
        sqlite3_file_control(m_database, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
        sqlite3_db_config(m_database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
    ~Application() { sqlite3_close(m_database); }
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    void run(const std::string& sql)
    {
        if (sqlite3_exec(m_database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            giveUp(sql + ": " + sqlite3_errmsg(m_database));
    }
    void commit() { run("INSERT INTO t(d) VALUES (randomblob(300))"); }
    /// Rows of 4 KB, a thousand a transaction.
    void fill(std::uint64_t bytes)
    {
        for (std::uint64_t done = 0; done < bytes; done += 4'000'000)
            run("WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 1000) "
                "INSERT INTO t(d) SELECT randomblob(2000) || zeroblob(2000) FROM r");
    }

private:
    sqlite3* m_database = nullptr;
};

std::string replicaUrl(const fs::path& replica)
{
    return "file://" + replica.string();
}

ChildProcess replicate(const std::string& program, const fs::path& database,
                       const fs::path& replica)
{
    Result<ChildProcess> process =
        ChildProcess::start({program, "replicate", database, replicaUrl(replica)});
    if (!process)
        giveUp(process.error().message);
    return *std::move(process);
}

void stop(ChildProcess& process)
{
    process.signal(SIGINT);
    static_cast<void>(process.wait(std::chrono::seconds(60)));
}

/// Files below a replica whose names end in `suffix`.
std::size_t countFiles(const fs::path& replica, const std::string& suffix)
{
    std::size_t count = 0;
    std::error_code failure;
    for (fs::recursive_directory_iterator at(replica, failure), end; !failure && at != end;
         at.increment(failure))
        count += at->path().string().ends_with(suffix) ? 1u : 0u;
    return count;
}

void waitFor(const std::string& what, const std::function<bool()>& isThere)
{
    const auto end = SteadyClock::now() + std::chrono::minutes(1);
    while (!isThere()) {
        if (SteadyClock::now() > end)
            giveUp(what + " does not come");
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// The first snapshot is stored, and nothing moves any more.
void waitUntilSettled(const fs::path& replica)
{
    waitFor("the first snapshot", [&] { return countFiles(replica, ".snapshot.lz4") > 0; });
    waitFor("the first segment", [&] { return countFiles(replica, ".wal.lz4") > 0; });
    std::this_thread::sleep_for(std::chrono::seconds(3));
}

// --- what the system says of a process ---

std::uint64_t processorTime(int pid) ///< nanoseconds, all threads
{
    std::uint64_t sum = 0;
    for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
        std::uint64_t nanoseconds = 0;
        std::ifstream(task.path() / "schedstat") >> nanoseconds;
        sum += nanoseconds;
    }
    return sum;
}

std::uint64_t field(int pid, const char* file, const std::string& name)
{
    std::ifstream lines("/proc/" + std::to_string(pid) + "/" + file);
    std::string word;
    while (lines >> word) {
        std::uint64_t value = 0;
        if (word == name && lines >> value)
            return value;
    }
    return 0;
}

std::size_t entriesOf(int pid, const char* folder)
{
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& each :
         fs::directory_iterator("/proc/" + std::to_string(pid) + "/" + folder))
        ++count;
    return count;
}

struct Idle {
    double percent = 0; ///< of a core
    std::uint64_t writtenBytes = 0;
    double megabytes = 0;
    std::size_t descriptors = 0;
    std::size_t threads = 0;
};

std::vector<Idle> watchIdle(const std::vector<int>& pids, int seconds)
{
    std::vector<std::uint64_t> before;
    std::vector<std::uint64_t> written;
    for (const int pid : pids) {
        before.push_back(processorTime(pid));
        written.push_back(field(pid, "io", "wchar:"));
    }
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    std::vector<Idle> idle;
    for (std::size_t i = 0; i < pids.size(); ++i) {
        const int pid = pids[i];
        idle.push_back({static_cast<double>(processorTime(pid) - before[i]) / 1e7 / seconds,
                        field(pid, "io", "wchar:") - written[i],
                        static_cast<double>(field(pid, "status", "VmHWM:")) / 1024,
                        entriesOf(pid, "fd"), entriesOf(pid, "task")});
    }
    return idle;
}

bool report(const char* what, const std::string& ours, const std::string& theirs,
            const std::string& target, bool isMet)
{
    std::printf("%-44s %-22s %-22s %-24s %s\n", what, ours.c_str(), theirs.c_str(), target.c_str(),
                isMet ? "met" : "MISSED");
    std::fflush(stdout);
    return isMet;
}

std::string text(const char* format, double value)
{
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, value);
    return buffer.data();
}

// --- cases ---

/// From a commit's return to the appearance of the segment that holds it.
class LatencyProbe
{
public:
    LatencyProbe(const std::string& program, fs::path folder)
        : m_folder(std::move(folder)),
          m_application(m_folder / "app.db")
    {
        m_application.commit();
        m_process = std::make_unique<ChildProcess>(
            replicate(program, m_folder / "app.db", m_folder / "replica"));
    }
    void settle() { waitUntilSettled(m_folder / "replica"); }

    void measureOne()
    {
        const std::size_t before = countFiles(m_folder / "replica", ".wal.lz4");
        m_application.commit();
        const auto since = SteadyClock::now();
        waitFor("a segment", [&] { return countFiles(m_folder / "replica", ".wal.lz4") > before; });
        m_times.push_back(Milliseconds(SteadyClock::now() - since).count());
    }
    double typical() const { return median(m_times); }
    double worst() const { return *std::max_element(m_times.begin(), m_times.end()); }
    void end() { stop(*m_process); }

private:
    fs::path m_folder;
    Application m_application;
    std::unique_ptr<ChildProcess> m_process;
    std::vector<double> m_times;
};

fs::path fresh(const fs::path& folder)
{
    fs::remove_all(folder);
    fs::create_directories(folder);
    return folder;
}

bool latency(const Programs& programs, const fs::path& data)
{
    LatencyProbe ours(programs.ours, fresh(data / "latency-ours"));
    LatencyProbe theirs(programs.reference, fresh(data / "latency-theirs"));
    ours.settle();
    theirs.settle();
    const auto run = [](LatencyProbe& probe, unsigned seed) {
        std::mt19937 random(seed);
        for (int i = 0; i < 200; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50 + random() % 400));
            probe.measureOne();
        }
    };
    std::thread beside(run, std::ref(theirs), 1);
    run(ours, 1);
    beside.join();
    ours.end();
    theirs.end();
    bool met = report("commit to segment, median of 200", text("%.1f ms", ours.typical()),
                      text("%.1f ms", theirs.typical()), "<= 20 ms", ours.typical() <= 20);
    met &= report("commit to segment, worst of 200", text("%.1f ms", ours.worst()),
                  text("%.1f ms", theirs.worst()), "<= 250 ms", ours.worst() <= 250);
    return met;
}

bool idle(const Programs& programs, const fs::path& data)
{
    const char* wanted = std::getenv("SECONDS_IDLE");
    const int seconds = wanted ? std::atoi(wanted) : 300;
    const fs::path a = fresh(data / "idle-ours");
    const fs::path b = fresh(data / "idle-theirs");
    Application first(a / "app.db");
    Application second(b / "app.db");
    first.commit();
    second.commit();
    ChildProcess ours = replicate(programs.ours, a / "app.db", a / "replica");
    ChildProcess theirs = replicate(programs.reference, b / "app.db", b / "replica");
    waitUntilSettled(a / "replica");
    waitUntilSettled(b / "replica");
    // The checkpoint that an interval makes, and what follows from it, is over by then.
    std::this_thread::sleep_for(std::chrono::seconds(75));
    const std::vector<Idle> found = watchIdle({ours.pid(), theirs.pid()}, seconds);
    stop(ours);
    stop(theirs);
    bool met = report("one idle database, share of a core", text("%.4f %%", found[0].percent),
                      text("%.4f %%", found[1].percent), "<= 0.02 %", found[0].percent <= 0.02);
    met &= report("one idle database, bytes written", std::to_string(found[0].writtenBytes),
                  std::to_string(found[1].writtenBytes), "0", found[0].writtenBytes == 0);
    return met;
}

double peakUnderLoad(const std::string& program, const fs::path& folder)
{
    Application application(folder / "app.db");
    application.fill(100'000'000);
    ChildProcess process = replicate(program, folder / "app.db", folder / "replica");
    waitUntilSettled(folder / "replica");
    for (int i = 0; i < 5; ++i)
        application.fill(8'000'000);
    std::this_thread::sleep_for(std::chrono::seconds(3));
    const double peak = static_cast<double>(field(process.pid(), "status", "VmHWM:")) / 1024;
    stop(process);
    return peak;
}

bool memory(const Programs& programs, const fs::path& data)
{
    const double ours = peakUnderLoad(programs.ours, fresh(data / "memory-ours"));
    const double theirs = peakUnderLoad(programs.reference, fresh(data / "memory-theirs"));
    return report("peak memory at 100 MB of database", text("%.1f MiB", ours),
                  text("%.1f MiB", theirs), "<= 32 MiB", ours <= 32);
}

Idle hundredIdle(const std::string& program, const fs::path& folder)
{
    constexpr int databases = 100;
    std::ofstream config(folder / "litestream.yml");
    config << "dbs:\n";
    for (int i = 0; i < databases; ++i) {
        const fs::path own = folder / std::to_string(i);
        fs::create_directories(own);
        Application(own / "app.db").commit();
        config << "  - path: " << (own / "app.db").string()
               << "\n    replicas:\n      - path: " << (own / "replica").string() << "\n";
    }
    config.close();
    Result<ChildProcess> process =
        ChildProcess::start({program, "replicate", "-config", folder / "litestream.yml"});
    if (!process)
        giveUp(process.error().message);
    for (int i = 0; i < databases; ++i)
        waitFor("a snapshot of each", [&] {
            return countFiles(folder / std::to_string(i) / "replica", ".snapshot.lz4") > 0;
        });
    std::this_thread::sleep_for(std::chrono::seconds(80));
    const Idle found = watchIdle({process->pid()}, 60).front();
    stop(*process);
    return found;
}

bool hundred(const Programs& programs, const fs::path& data)
{
    const Idle ours = hundredIdle(programs.ours, fresh(data / "hundred-ours"));
    const Idle theirs = hundredIdle(programs.reference, fresh(data / "hundred-theirs"));
    bool met = report("100 idle databases, share of a core", text("%.3f %%", ours.percent),
                      text("%.3f %%", theirs.percent), "<= 0.5 %", ours.percent <= 0.5);
    met &= report("100 idle databases, peak memory", text("%.1f MiB", ours.megabytes),
                  text("%.1f MiB", theirs.megabytes), "<= 64 MiB", ours.megabytes <= 64);
    met &= report("100 idle databases, descriptors", std::to_string(ours.descriptors),
                  std::to_string(theirs.descriptors), "<= 700", ours.descriptors <= 700);
    return report("100 idle databases, threads", std::to_string(ours.threads),
                  std::to_string(theirs.threads), "a bounded pool", ours.threads < 20) &&
           met;
}

double commitsBeside(const std::string& program, const fs::path& folder)
{
    Application application(folder / "app.db");
    application.commit();
    ChildProcess process = replicate(program, folder / "app.db", folder / "replica");
    waitUntilSettled(folder / "replica");
    const auto end = SteadyClock::now() + std::chrono::seconds(6);
    double commits = 0;
    for (; SteadyClock::now() < end; ++commits)
        application.commit();
    stop(process);
    return commits / 6;
}

bool writer(const Programs& programs, const fs::path& data)
{
    std::vector<double> ratios;
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int pair = 0; pair < 5; ++pair) {
        ours.push_back(commitsBeside(programs.ours, fresh(data / "writer-ours")));
        theirs.push_back(commitsBeside(programs.reference, fresh(data / "writer-theirs")));
        ratios.push_back(ours.back() / theirs.back());
    }
    return report("a writer at full load, commits a second", text("%.0f", median(ours)),
                  text("%.0f", median(theirs)), ">= 95 %: " + text("%.0f %%", 100 * median(ratios)),
                  median(ratios) >= 0.95);
}

double untilStored(const std::string& program, const fs::path& folder)
{
    ::sync();
    const auto since = SteadyClock::now();
    ChildProcess process = replicate(program, folder / "app.db", folder / "replica");
    waitFor("the replica", [&] {
        return countFiles(folder / "replica", ".snapshot.lz4") > 0 &&
               countFiles(folder / "replica", ".wal.lz4") > 0;
    });
    const double took = Milliseconds(SteadyClock::now() - since).count();
    process.signal(SIGKILL);
    static_cast<void>(process.wait(std::chrono::seconds(10)));
    return took;
}

/// When the newest segment got its name, by the system's clock; and how much there is of them.
struct Stored {
    double bytes = 0;
    double newest = 0; ///< milliseconds
};
Stored storedSegments(const fs::path& replica)
{
    Stored stored;
    for (const auto& entry : fs::recursive_directory_iterator(replica)) {
        struct stat status = {};
        if (!entry.path().string().ends_with(".wal.lz4") ||
            ::stat(entry.path().c_str(), &status) != 0)
            continue;
        stored.bytes += static_cast<double>(status.st_size);
        stored.newest =
            std::max(stored.newest, static_cast<double>(status.st_ctim.tv_sec) * 1e3 +
                                        static_cast<double>(status.st_ctim.tv_nsec) / 1e6);
    }
    return stored;
}

/// A program that was away comes back. It is over when nothing has come for three seconds.
double untilCaughtUp(const std::string& program, const fs::path& folder)
{
    const fs::path replica = folder / "replica";
    {
        Application application(folder / "app.db", false);
        application.commit();
        // A reader keeps the WAL from beginning anew, so that the generation can go on.
        Application reader(folder / "app.db", false);
        ChildProcess before = replicate(program, folder / "app.db", replica);
        waitUntilSettled(replica);
        application.commit();
        reader.run("BEGIN; SELECT COUNT(*) FROM t");
        std::this_thread::sleep_for(std::chrono::seconds(3));
        stop(before);
        application.fill(1'000'000'000);
    }
    ::sync();
    const double least = storedSegments(replica).bytes + 400e6;
    const double since = Milliseconds(std::chrono::system_clock::now().time_since_epoch()).count();
    ChildProcess process = replicate(program, folder / "app.db", replica);
    Stored stored;
    for (int quiet = 0; quiet < 30 || stored.bytes < least; ++quiet) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        const Stored now = storedSegments(replica);
        if (now.bytes != stored.bytes)
            quiet = 0;
        stored = now;
        if (quiet > 1200)
            giveUp("the WAL does not come");
    }
    stop(process);
    return stored.newest - since;
}

/// Both in turn, each from the same state.
bool contest(const char* what, const Programs& programs, const fs::path& folder,
             const std::function<double(const std::string& program)>& measure, double times)
{
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int round = 0; round < 3; ++round) {
        fresh(folder);
        ours.push_back(measure(programs.ours));
        fresh(folder);
        theirs.push_back(measure(programs.reference));
    }
    fs::remove_all(folder);
    const double ratio = median(theirs) / median(ours);
    return report(what, text("%.0f ms", median(ours)), text("%.0f ms", median(theirs)),
                  text(">= %.0fx", times) + ": " + text("%.1fx", ratio), ratio >= times);
}

bool snapshot(const Programs& programs, const fs::path& data)
{
    const fs::path folder = data / "first-snapshot";
    const auto measure = [&](const std::string& program) {
        {
            Application application(folder / "app.db");
            application.fill(1'000'000'000);
            application.run("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        return untilStored(program, folder);
    };
    return contest("the first snapshot of 1 GB", programs, folder, measure, 1);
}

bool catchUp(const Programs& programs, const fs::path& data)
{
    const fs::path folder = data / "catch-up";
    const auto measure = [&](const std::string& program) { return untilCaughtUp(program, folder); };
    return contest("catching up with 1 GB of WAL", programs, folder, measure, 2);
}

struct Case {
    const char* name;
    bool (*run)(const Programs&, const fs::path&);
};
constexpr Case cases[] = {{"latency", latency}, {"idle", idle},     {"memory", memory},
                          {"hundred", hundred}, {"writer", writer}, {"snapshot", snapshot},
                          {"catch-up", catchUp}};

int measureAll(int argc, char** argv)
{
    if (argc < 3)
        giveUp("usage: walkeeper-replication-bench CLI DATA_FOLDER [CASE...]");
    const Result<test::ReferenceProgram> reference = test::ReferenceProgram::find();
    if (!reference)
        giveUp(reference.error().message);
    const Programs programs{argv[1], reference->path()};
    const fs::path data = fs::absolute(argv[2]);
    // Whoever looks for replicators of this user does not meet these.
    fs::create_directories(data);
    setenv("XDG_RUNTIME_DIR", data.c_str(), 1);
    const std::vector<std::string> wanted(argv + 3, argv + argc);
    std::printf("%-44s %-22s %-22s %-24s\n", "what", "walkeeper", "reference", "target");
    bool met = true;
    for (const Case& each : cases) {
        if (wanted.empty() || std::find(wanted.begin(), wanted.end(), each.name) != wanted.end())
            met &= each.run(programs, data);
    }
    return met ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return measureAll(argc, argv);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
}
