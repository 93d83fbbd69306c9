#include "core/operations/restore_database.h"
#include "core/sqlite/connection.h"
#include "tests/replicate/commit_audit.h"
#include "tests/replicate/replicator_process.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <optional>
#include <random>

using namespace walkeeper;
using namespace walkeeper::test;
using std::chrono::milliseconds;
using std::chrono::seconds;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr int databases = 4;
constexpr int writersEach = 2;

/// What the system says of a process.
struct Footprint {
    std::uint64_t residentKib = 0;
    std::ptrdiff_t descriptors = 0;
};

Footprint footprintOf(int process)
{
    const std::filesystem::path folder = "/proc/" + std::to_string(process);
    Footprint footprint;
    std::ifstream status(folder / "status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:"))
            footprint.residentKib = std::stoull(line.substr(line.find_first_of("0123456789")));
    }
    const std::filesystem::directory_iterator descriptors(folder / "fd");
    footprint.descriptors = std::distance(begin(descriptors), end(descriptors));
    return footprint;
}

/// The counter of a restored database in which every commit up to it has left its row.
Result<std::uint64_t> commitsIn(const std::filesystem::path& database)
{
    Result<Connection> connection = Connection::open(database, OpenDatabase::Unchanging);
    if (!connection)
        return std::move(connection).error();
    const auto rows =
        connection->query("SELECT count(*), coalesce(max(n), 0) FROM ledger WHERE n > 0");
    if (!rows)
        return rows.error();
    const Result<std::uint64_t> count = countIn(database);
    if (!count)
        return count.error();
    const std::string expected = std::to_string(*count);
    if (rows->front()[0] != expected || rows->front()[1] != expected)
        return Error{ErrorCode::Corrupt, "the counter is " + expected + ", and there are " +
                                             rows->front()[0] + " rows up to " + rows->front()[1]};
    return *count;
}

} // namespace

/// Hours in small: four databases under mixed load with checkpoints by their writers. Two have a
/// replicator that is never killed, and that must not grow; that of the other two is killed now
/// and then, as all writers are. WALKEEPER_SOAK_SECONDS is its length.
class SoakTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void staysSoundAndSmall();

private:
    enum Replicating : std::size_t { Steady, Killed };

    void startMissing();
    void startReplicator(Replicating which);
    void kill(std::optional<ChildProcess>& process);
    void killWriters();
    void soakUntil(SteadyClock::time_point end);
    void drill();
    Result<std::uint64_t> restored(int database, BrokenChain onBroken);
    Footprint footprintAtRest();
    void checkEnd();

    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
    std::mt19937 m_random;
    std::optional<TestFolder> m_folder;
    std::vector<ReplicatedFolder> m_subjects;
    std::array<std::optional<ChildProcess>, 2> m_replicators;
    std::array<std::array<std::optional<ChildProcess>, writersEach>, databases> m_writers;
    int m_kills = 0;
    int m_drills = 0;
};

void SoakTest::init()
{
    m_folder.emplace();
    for (int i = 0; i < databases; ++i)
        m_subjects.emplace_back(*m_folder / std::to_string(i),
                                ReplicatedFolder::Settings{.monitorMilliseconds = 100,
                                                           .syncMilliseconds = 100,
                                                           .snapshotMilliseconds = 10'000,
                                                           .retentionMilliseconds = 40'000});
    std::ofstream(*m_folder / "steady.yml") << "dbs:\n"
                                            << m_subjects[0].section() << m_subjects[1].section();
    std::ofstream(*m_folder / "killed.yml") << "dbs:\n"
                                            << m_subjects[2].section() << m_subjects[3].section();
}

void SoakTest::startReplicator(Replicating which)
{
    const auto config = *m_folder / (which == Steady ? "steady.yml" : "killed.yml");
    std::vector<std::string> command = m_subjects.front().walkeeper();
    command.insert(command.end(), {"replicate", "-config", config});
    Result<ChildProcess> started = ChildProcess::start(command);
    QVERIFY(started);
    m_replicators[which].emplace(*std::move(started));
}

void SoakTest::startMissing()
{
    static const std::vector<std::string> kinds[databases] = {
        {"large", "spill", "rollback", "reopen", "pause=20000"},
        {"large", "passive", "full", "restart", "truncate", "pause=20000"},
        {"autocheckpoint", "large", "rollback", "vacuum", "reopen", "pause=20000"},
        {"spill", "autocheckpoint", "truncate", "passive", "pause=20000"},
    };
    for (std::size_t database = 0; database < databases; ++database) {
        for (std::size_t i = 0; i < writersEach; ++i) {
            if (m_writers[database][i])
                continue;
            Result<ChildProcess> started = m_subjects[database].write(
                static_cast<int>(i), static_cast<unsigned>(m_random()), kinds[database]);
            QVERIFY(started);
            m_writers[database][i].emplace(*std::move(started));
        }
    }
    for (const Replicating which : {Steady, Killed}) {
        if (!m_replicators[which])
            startReplicator(which);
    }
}

void SoakTest::kill(std::optional<ChildProcess>& process)
{
    process->signal(SIGKILL);
    process->wait(seconds(5));
    process.reset();
}

void SoakTest::killWriters()
{
    for (auto& each : m_writers) {
        for (auto& writer : each) {
            if (writer)
                kill(writer);
        }
    }
}

void SoakTest::soakUntil(SteadyClock::time_point end)
{
    constexpr milliseconds betweenDrills(7000);
    SteadyClock::time_point nextDrill = SteadyClock::now() + betweenDrills / 2;
    while (SteadyClock::now() < end && !QTest::currentTestFailed()) {
        startMissing();
        QTest::qWait(static_cast<int>(300 + m_random() % 1500));
        for (const Replicating which : {Steady, Killed})
            QVERIFY2(m_replicators[which]->isRunning(), m_replicators[which]->said().c_str());
        if (m_random() % 3 == 0)
            kill(m_replicators[Killed]);
        else
            kill(m_writers[m_random() % databases][m_random() % writersEach]);
        ++m_kills;
        if (SteadyClock::now() < nextDrill)
            continue;
        startMissing();
        drill();
        nextDrill = SteadyClock::now() + betweenDrills;
    }
    startMissing();
}

/// Each database comes back with all that its writers had confirmed by now, within moments.
void SoakTest::drill()
{
    for (int database = 0; database < databases; ++database) {
        const std::uint64_t confirmed =
            m_subjects[static_cast<std::size_t>(database)].confirmed(writersEach);
        Result<std::uint64_t> count = std::uint64_t{0};
        // A generation that has just begun has no snapshot yet.
        const bool isThere = QTest::qWaitFor(
            [&] {
                count = restored(database, BrokenChain::NewestReachable);
                return count && *count >= confirmed;
            },
            60'000);
        const std::string found = count ? std::to_string(*count) : count.error().message;
        QVERIFY2(isThere, ("database " + std::to_string(database) + ": confirmed " +
                           std::to_string(confirmed) + ", restored " + found)
                              .c_str());
    }
    ++m_drills;
}

Result<std::uint64_t> SoakTest::restored(int database, BrokenChain onBroken)
{
    RestoreRequest request;
    request.source = {.scheme = "file",
                      .path = m_subjects[static_cast<std::size_t>(database)].replica().string()};
    request.output = *m_folder / "restored.db";
    request.check = IntegrityCheck::Full;
    request.onBroken = onBroken;
    NoProgress progress;
    const Result<RestoreReport> report =
        restoreDatabase(request, {nativeFileSystem(), m_clock, m_stores}, {}, progress);
    if (!report)
        return report.error();
    Result<std::uint64_t> commits = commitsIn(request.output);
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(request.output.string() + suffix);
    return commits;
}

/// Of the replicator that is never killed, while nobody writes and everything is stored.
Footprint SoakTest::footprintAtRest()
{
    killWriters();
    QTest::qWait(2000);
    Footprint lowest = footprintOf(m_replicators[Steady]->pid());
    // A snapshot that is due just then opens files for a moment.
    for (int look = 0; look < 20; ++look) {
        QTest::qWait(100);
        const Footprint now = footprintOf(m_replicators[Steady]->pid());
        lowest.residentKib = std::min(lowest.residentKib, now.residentKib);
        lowest.descriptors = std::min(lowest.descriptors, now.descriptors);
    }
    return lowest;
}

void SoakTest::checkEnd()
{
    killWriters();
    std::vector<std::uint64_t> live;
    // While the replicators have the databases open, so that SQLite recovers nothing.
    for (const ReplicatedFolder& subject : m_subjects)
        live.push_back(*countIn(subject.database()));
    for (auto& replicator : m_replicators) {
        replicator->signal(SIGINT);
        const ProcessResult ended = replicator->wait(seconds(60));
        QVERIFY2(ended.exitCode == 0, ended.text().c_str());
        replicator.reset();
    }
    for (int database = 0; database < databases; ++database) {
        const auto at = static_cast<std::size_t>(database);
        const Result<CommitAudit> audit = auditCommits(m_subjects[at].replica());
        QVERIFY2(audit, audit ? "" : audit.error().message.c_str());
        QVERIFY2(audit->losses.empty(), audit->losses.empty() ? "" : audit->losses.front().c_str());
        const Result<std::uint64_t> count = restored(database, BrokenChain::Refuse);
        QVERIFY2(count, count ? "" : count.error().message.c_str());
        QVERIFY(*count >= m_subjects[at].confirmed(writersEach));
        QCOMPARE(*count, live[at]);
    }
}

void SoakTest::staysSoundAndSmall()
{
    const int length = qEnvironmentVariableIsSet("WALKEEPER_SOAK_SECONDS")
                           ? qEnvironmentVariableIntValue("WALKEEPER_SOAK_SECONDS")
                           : 25;
    const unsigned seed =
        qEnvironmentVariableIsSet("WALKEEPER_SEED")
            ? static_cast<unsigned>(qEnvironmentVariableIntValue("WALKEEPER_SEED"))
            : std::random_device()();
    m_random.seed(seed);
    qInfo("seed %u, %d seconds", seed, length);
    const SteadyClock::time_point begin = SteadyClock::now();
    const auto after = [&](double share) {
        return begin + milliseconds(static_cast<int>(length * 1000 * share));
    };

    soakUntil(after(0.3));
    if (QTest::currentTestFailed())
        return;
    const Footprint early = footprintAtRest();
    soakUntil(after(1));
    if (QTest::currentTestFailed())
        return;
    const Footprint late = footprintAtRest();

    std::uint64_t commits = 0;
    for (const ReplicatedFolder& subject : m_subjects)
        commits += subject.confirmed(writersEach);
    qInfo("%d kills, %d drills of %d databases, %llu commits; resident %llu KiB, then %llu KiB; "
          "descriptors %td, then %td",
          m_kills, m_drills, databases, static_cast<unsigned long long>(commits),
          static_cast<unsigned long long>(early.residentKib),
          static_cast<unsigned long long>(late.residentKib), early.descriptors, late.descriptors);
    // A short run may end before every buffer was needed once.
    const std::uint64_t growth = length >= 600 ? early.residentKib / 10 : early.residentKib / 2;
    QVERIFY(late.residentKib <= early.residentKib + growth);
    // SQLite keeps descriptors of closed connections for the next ones: up to as many as were open
    // at once, which differs by two in each of the two databases.
    QVERIFY(late.descriptors <= early.descriptors + 4);
    checkEnd();
}

WALKEEPER_TEST(SoakTest)
#include "soak_test.moc"
