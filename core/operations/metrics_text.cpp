#include "core/operations/metrics_text.h"

#include <array>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <system_error>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

namespace walkeeper {

namespace {

using Labels = std::vector<std::pair<std::string_view, std::string>>;

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

std::string numberText(double value)
{
    std::array<char, 32> text{};
    const auto [end, failure] = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), failure == std::errc() ? end : text.data()};
}

double seconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

double secondsOf(Timestamp time)
{
    return seconds(time.time_since_epoch());
}

enum class Kind : std::uint8_t { Gauge, Counter };

/// One metric after the other, each with all its labels.
class Page
{
public:
    explicit Page(const std::vector<ReplicationReport>& reports) : m_reports(reports) {}

    void begin(std::string_view name, Kind kind, std::string_view help)
    {
        m_name = name;
        m_text += "# HELP " + m_name + " " + std::string(help) + "\n# TYPE " + m_name +
                  (kind == Kind::Gauge ? " gauge\n" : " counter\n");
    }

    void add(const Labels& labels, double value)
    {
        m_text += m_name;
        for (std::size_t i = 0; i < labels.size(); ++i)
            m_text += (i == 0 ? "{" : ",") + std::string(labels[i].first) + "=\"" +
                      escaped(labels[i].second) + "\"";
        m_text += (labels.empty() ? " " : "} ") + numberText(value) + "\n";
    }
    void add(const Labels& labels, std::uint64_t value) { add(labels, static_cast<double>(value)); }

    using DatabaseValue = std::function<std::optional<double>(const DatabaseStatus&)>;
    void databases(std::string_view name, Kind kind, std::string_view help,
                   const DatabaseValue& value)
    {
        begin(name, kind, help);
        for (const ReplicationReport& report : m_reports) {
            if (const std::optional<double> number = value(report.database))
                add({{"db", report.database.path.string()}}, *number);
        }
    }

    using ReplicaValue = std::function<std::optional<double>(const ReplicaStatus&)>;
    void replicas(std::string_view name, Kind kind, std::string_view help,
                  const ReplicaValue& value)
    {
        begin(name, kind, help);
        eachReplica([&](const Labels& labels, const ReplicaStatus& replica) {
            if (const std::optional<double> number = value(replica))
                add(labels, *number);
        });
    }

    void eachReplica(const std::function<void(const Labels&, const ReplicaStatus&)>& use) const
    {
        for (const ReplicationReport& report : m_reports) {
            for (const ReplicaStatus& replica : report.replicas)
                use({{"db", report.database.path.string()}, {"name", replica.name}}, replica);
        }
    }

    const std::vector<ReplicationReport>& reports() const { return m_reports; }
    std::string take() { return std::move(m_text); }

private:
    const std::vector<ReplicationReport>& m_reports;
    std::string m_name;
    std::string m_text;
};

double number(std::uint64_t value)
{
    return static_cast<double>(value);
}

void addDatabases(Page& page)
{
    page.databases("litestream_db_size", Kind::Gauge, "The current size of the real DB",
                   [](const DatabaseStatus& db) { return number(db.databaseBytes); });
    page.databases("litestream_wal_size", Kind::Gauge, "The current size of the real WAL",
                   [](const DatabaseStatus& db) { return number(db.walBytes); });
    page.databases("litestream_total_wal_bytes", Kind::Counter,
                   "Total number of bytes written to shadow WAL",
                   [](const DatabaseStatus& db) { return number(db.copiedBytes); });
    page.databases(
        "litestream_shadow_wal_index", Kind::Gauge, "The current index of the shadow WAL",
        [](const DatabaseStatus& db) -> std::optional<double> {
            return db.position ? std::optional(number(db.position->index)) : std::nullopt;
        });
    page.databases("litestream_shadow_wal_size", Kind::Gauge,
                   "Current size of shadow WAL, in bytes",
                   [](const DatabaseStatus& db) { return number(db.shadowBytes); });
    page.databases("litestream_sync_count", Kind::Counter, "Number of sync operations performed",
                   [](const DatabaseStatus& db) { return number(db.syncs); });
    page.databases("litestream_sync_error_count", Kind::Counter,
                   "Number of sync errors that have occurred",
                   [](const DatabaseStatus& db) { return number(db.syncErrors); });
    page.databases("litestream_sync_seconds", Kind::Counter,
                   "Time spent syncing shadow WAL, in seconds",
                   [](const DatabaseStatus& db) { return seconds(db.syncTime); });
}

void addCheckpoints(Page& page)
{
    page.begin("litestream_checkpoint_count", Kind::Counter,
               "Number of checkpoint operations performed; RESTART counts resets of the WAL");
    for (const ReplicationReport& report : page.reports()) {
        const std::string path = report.database.path.string();
        page.add({{"db", path}, {"mode", "PASSIVE"}}, report.database.passiveCheckpoints);
        page.add({{"db", path}, {"mode", "RESTART"}}, report.database.rotations);
    }
    page.begin("litestream_checkpoint_error_count", Kind::Counter,
               "Number of checkpoint errors that have occurred");
    for (const ReplicationReport& report : page.reports())
        page.add({{"db", report.database.path.string()}, {"mode", "PASSIVE"}},
                 report.database.checkpointErrors);
    page.begin("litestream_checkpoint_seconds", Kind::Counter,
               "Time spent checkpointing WAL, in seconds, of all modes together");
    for (const ReplicationReport& report : page.reports())
        page.add({{"db", report.database.path.string()}, {"mode", "PASSIVE"}},
                 seconds(report.database.checkpointTime));
}

void addReplicas(Page& page)
{
    page.replicas("litestream_replica_wal_bytes", Kind::Counter, "The number wal bytes written",
                  [](const ReplicaStatus& replica) { return number(replica.walBytes); });
    page.replicas("litestream_replica_wal_index", Kind::Gauge, "The current WAL index",
                  [](const ReplicaStatus& replica) -> std::optional<double> {
                      return replica.position ? std::optional(number(replica.position->index))
                                              : std::nullopt;
                  });
    page.replicas("litestream_replica_wal_offset", Kind::Gauge, "The current WAL offset",
                  [](const ReplicaStatus& replica) -> std::optional<double> {
                      return replica.position ? std::optional(number(replica.position->offset))
                                              : std::nullopt;
                  });
}

void addValidations(Page& page)
{
    page.begin("litestream_replica_validation_total", Kind::Counter,
               "The number of validations performed");
    page.eachReplica([&](Labels labels, const ReplicaStatus& replica) {
        labels.emplace_back("status", "ok");
        page.add(labels, replica.comparisonsAgreed);
        labels.back().second = "error";
        page.add(labels, replica.comparisonsFailed);
    });
}

void addOwnOfDatabases(Page& page)
{
    page.begin("walkeeper_db_state", Kind::Gauge, "1 for the state that the database is in");
    for (const ReplicationReport& report : page.reports())
        page.add({{"db", report.database.path.string()},
                  {"state", std::string(stateName(report.database.state))}},
                 std::uint64_t{1});
    page.databases("walkeeper_db_error", Kind::Gauge,
                   "1 while following the database fails, else 0",
                   [](const DatabaseStatus& db) { return db.error ? 1.0 : 0.0; });
    page.databases("walkeeper_db_last_sync_timestamp_seconds", Kind::Gauge,
                   "When the last commit was copied",
                   [](const DatabaseStatus& db) -> std::optional<double> {
                       return db.lastSync ? std::optional(secondsOf(*db.lastSync)) : std::nullopt;
                   });
    page.databases("walkeeper_db_write_lock_seconds", Kind::Counter,
                   "How long writers were kept waiting in all",
                   [](const DatabaseStatus& db) { return seconds(db.totalLock); });
    page.databases("walkeeper_db_write_lock_max_seconds", Kind::Gauge,
                   "How long writers were kept waiting at most at one time",
                   [](const DatabaseStatus& db) { return seconds(db.longestLock); });
    page.databases("walkeeper_db_write_lock_p99_seconds", Kind::Gauge,
                   "How long writers were kept waiting at most in 99 of 100 times, of the last "
                   "1000",
                   [](const DatabaseStatus& db) { return seconds(db.p99Lock); });
    page.begin("walkeeper_db_generation_count", Kind::Counter,
               "Generations begun since the start, by reason");
    for (const ReplicationReport& report : page.reports()) {
        const auto& counts = report.database.generationCounts;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (counts[i] > 0)
                page.add({{"db", report.database.path.string()},
                          {"reason", std::string(reasonName(static_cast<NewGenerationReason>(i)))}},
                         counts[i]);
        }
    }
}

void addOwnOfReplicas(Page& page)
{
    page.replicas(
        "walkeeper_replica_lag_bytes", Kind::Gauge, "Bytes of the WAL that are not stored yet",
        [](const ReplicaStatus& replica) -> std::optional<double> {
            return replica.lagBytes ? std::optional(number(*replica.lagBytes)) : std::nullopt;
        });
    page.replicas("walkeeper_replica_oldest_pending_timestamp_seconds", Kind::Gauge,
                  "When the oldest commit was copied that is not stored yet; none while all are",
                  [](const ReplicaStatus& replica) -> std::optional<double> {
                      return replica.lagSince ? std::optional(secondsOf(*replica.lagSince))
                                              : std::nullopt;
                  });
    page.replicas("walkeeper_replica_last_success_timestamp_seconds", Kind::Gauge,
                  "When a segment was stored last",
                  [](const ReplicaStatus& replica) -> std::optional<double> {
                      return replica.lastUpload ? std::optional(secondsOf(*replica.lastUpload))
                                                : std::nullopt;
                  });
    page.begin("walkeeper_replica_error", Kind::Gauge, "1 while the task fails, else 0");
    page.eachReplica([&](Labels labels, const ReplicaStatus& replica) {
        labels.emplace_back("task", "");
        const auto task = [&](const char* name, const std::optional<StandingError>& error) {
            labels.back().second = name;
            page.add(labels, std::uint64_t{error ? 1U : 0U});
        };
        task("upload", replica.uploadError);
        task("snapshot", replica.snapshotError);
        task("retention", replica.retentionError);
        task("comparison", replica.comparisonError);
    });
    page.replicas("walkeeper_replica_failure_count", Kind::Counter,
                  "Tasks that failed since the start",
                  [](const ReplicaStatus& replica) { return number(replica.failures); });
    page.replicas("walkeeper_replica_restorable", Kind::Gauge,
                  "1 if the current generation has a snapshot, else 0",
                  [](const ReplicaStatus& replica) { return replica.isRestorable ? 1.0 : 0.0; });
}

void addProcess(Page& page, const ProcessUse& process)
{
    page.begin("process_cpu_seconds_total", Kind::Counter,
               "Total user and system CPU time spent in seconds.");
    page.add({}, process.cpuSeconds);
    page.begin("process_open_fds", Kind::Gauge, "Number of open file descriptors.");
    page.add({}, process.openDescriptors);
    page.begin("process_resident_memory_bytes", Kind::Gauge, "Resident memory size in bytes.");
    page.add({}, process.residentBytes);
    page.begin("process_start_time_seconds", Kind::Gauge,
               "Start time of the process since unix epoch in seconds.");
    page.add({}, process.startSeconds);
}

/// Seconds since 1970 at which this process began; 0 if the system does not tell.
double processStart()
{
    std::ifstream own("/proc/self/stat");
    const std::string text{std::istreambuf_iterator<char>(own), {}};
    // The name may hold anything; the 20th field behind it is the start in clock ticks.
    constexpr int fieldsBefore = 20;
    std::size_t place = text.rfind(')');
    for (int i = 0; i < fieldsBefore && place != std::string::npos; ++i)
        place = text.find(' ', place + 1);
    std::ifstream system("/proc/stat");
    for (std::string line; std::getline(system, line) && place != std::string::npos;) {
        double boot = 0;
        double ticks = 0;
        if (!line.starts_with("btime "))
            continue;
        std::from_chars(line.data() + 6, line.data() + line.size(), boot);
        std::from_chars(text.data() + place + 1, text.data() + text.size(), ticks);
        return boot + ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
    }
    return 0;
}

} // namespace

ProcessUse measureProcess()
{
    ProcessUse use;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto time = [](const timeval& value) {
        return static_cast<double>(value.tv_sec) + static_cast<double>(value.tv_usec) / 1e6;
    };
    use.cpuSeconds = time(usage.ru_utime) + time(usage.ru_stime);
    std::uint64_t pages = 0;
    std::uint64_t resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    use.residentBytes = resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    std::error_code failure;
    for (std::filesystem::directory_iterator each("/proc/self/fd", failure), end;
         !failure && each != end; each.increment(failure))
        ++use.openDescriptors;
    use.startSeconds = processStart();
    return use;
}

std::string metricsText(const std::vector<ReplicationReport>& reports, const ProcessUse& process)
{
    Page page(reports);
    addDatabases(page);
    addCheckpoints(page);
    addReplicas(page);
    addValidations(page);
    addOwnOfDatabases(page);
    addOwnOfReplicas(page);
    addProcess(page, process);
    return page.take();
}

} // namespace walkeeper
