#include "tests/replicate/replicator_process.h"
#include "tests/support/recorded_replica.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <optional>

#include <csignal>

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

namespace {

struct Moment {
    std::string label;
    Timestamp time; ///< later than every object of this state, earlier than any of the next
    std::string content;
};

/// A database under a writer that never stops, our replicator, and what was recorded meanwhile.
/// Steps follow one another; the first error stays and stops the rest.
class History
{
public:
    History(const fs::path& folder, unsigned pageSize, const ReplicatedFolder::Settings& settings)
        : m_subject(folder, settings),
          m_application(m_subject.database(), pageSize),
          // As many bytes a second for all page sizes.
          m_pause("pause=" + std::to_string(5'000 + pageSize))
    {
    }

    WorkloadDatabase& application() { return m_application; }
    const ReplicatedFolder& subject() const { return m_subject; }
    const std::vector<Moment>& moments() const { return m_moments; }
    const Result<void>& state()
    {
        keep(m_application.state());
        return m_state;
    }

    void startWriter()
    {
        if (state())
            start(m_writer, m_subject.write(0, ++m_seed,
                                            {"large", "spill", "rollback", "passive", "full",
                                             "restart", "truncate", "reopen", m_pause}));
    }
    void killWriter() { end(m_writer, SIGKILL); }

    void startReplicator()
    {
        if (state())
            start(m_replicator, m_subject.replicate(Replicates::Walkeeper));
    }
    /// signal  SIGINT, upon which it stores what is left, or SIGKILL
    void endReplicator(int signal)
    {
        const ProcessResult ended = end(m_replicator, signal);
        if (signal == SIGINT && ended.exitCode != 0)
            keep(Error{ErrorCode::Internal, "the replicator failed: " + ended.text()});
    }

    /// Notes what the database says when everything is stored; the writer waits meanwhile.
    void record(std::string label)
    {
        m_label = label;
        sync(); // to begin a generation can take a commit
        m_application.execute("BEGIN IMMEDIATE");
        sync();
        const Result<std::string> content = contentHash(m_subject.database());
        if (!content)
            keep(content.error());
        else
            m_moments.push_back({std::move(label), partingMoment(), *content});
        m_application.execute("ROLLBACK");
        // The reference restores no moment that is later than the newest object.
        m_application.touch();
        sync();
    }

    void snapshot() { ask("snapshot"); }

private:
    void keep(Result<void> outcome)
    {
        if (m_state && !outcome)
            m_state = std::move(outcome).error().during("at or after \"" + m_label + "\"");
    }

    void start(std::optional<ChildProcess>& process, Result<ChildProcess> started)
    {
        if (started)
            process.emplace(*std::move(started));
        else
            keep(std::move(started).error());
    }

    static ProcessResult end(std::optional<ChildProcess>& process, int signal)
    {
        if (!process)
            return {};
        process->signal(signal);
        ProcessResult ended = process->wait(std::chrono::seconds(30));
        process.reset();
        return ended;
    }

    void sync() { ask("sync"); }
    void ask(const std::string& what)
    {
        // A replicator that was just started does not answer yet.
        Result<void> done = Error{ErrorCode::Unavailable, "nobody replicates"};
        static_cast<void>(QTest::qWaitFor(
            [&] {
                done = state() ? m_subject.ask(what) : Result<void>();
                return bool(done) || !m_replicator || !m_replicator->isRunning();
            },
            60'000)); // a slow disk keeps locks for long
        if (!done && m_replicator)
            qWarning("%s", m_replicator->said().c_str());
        keep(std::move(done));
    }

    ReplicatedFolder m_subject;
    WorkloadDatabase m_application;
    std::string m_pause;
    unsigned m_seed = 0;
    std::optional<ChildProcess> m_writer;
    std::optional<ChildProcess> m_replicator;
    std::vector<Moment> m_moments;
    std::string m_label = "the beginning"; ///< of the newest moment
    Result<void> m_state;
};

void checkpointInEveryMode(History& history)
{
    for (const char* mode : {"PASSIVE", "FULL", "RESTART", "TRUNCATE"}) {
        history.application().updateItems(20, 500);
        history.application().execute(std::string("PRAGMA wal_checkpoint(") + mode + ")");
        history.application().addNote();
        history.record(std::string("behind a checkpoint ") + mode);
    }
}

void shrink(History& history)
{
    history.application().deleteItems(0.6);
    history.record("deletes");
    history.application().vacuum();
    history.record("VACUUM");
}

void restart(History& history)
{
    history.endReplicator(SIGKILL);
    history.application().insertItems(30, 300);
    history.startReplicator();
    history.record("after a kill");
    history.endReplicator(SIGINT);
    history.application().updateItems(30, 300);
    history.startReplicator();
    history.record("after a stop, with a writer that went on");
}

/// Each of these makes a new generation necessary.
void beginGenerations(History& history)
{
    history.endReplicator(SIGINT);
    fs::remove_all(history.subject().metadata());
    history.startReplicator();
    history.record("without metadata");

    history.endReplicator(SIGINT);
    history.application().truncateWal();
    history.application().insertItems(10, 300);
    history.startReplicator();
    history.record("the WAL was reset while nobody watched");

    history.endReplicator(SIGINT);
    history.killWriter();
    const fs::path database = history.subject().database();
    const fs::path copy = database.string() + ".copy";
    history.application().execute("VACUUM INTO '" + copy.string() + "'");
    if (!history.state())
        return;
    history.application().close();
    for (const char* suffix : {"-wal", "-shm"})
        fs::remove(database.string() + suffix);
    fs::rename(copy, database);
    history.application().reconnect();
    history.application().execute("PRAGMA journal_mode = WAL; DELETE FROM note");
    history.startReplicator();
    history.startWriter();
    history.record("replaced while nobody watched");
}

void writeHistory(History& history)
{
    history.application().insertItems(300, 700);
    history.startReplicator();
    history.startWriter();
    history.record("first");
    checkpointInEveryMode(history);
    history.application().insertItems(1000, 500);
    history.record("a large transaction");
    history.snapshot();
    history.application().updateItems(50, 300);
    history.record("behind a second snapshot");
    shrink(history);
    restart(history);
    beginGenerations(history);
    history.application().execute("PRAGMA wal_checkpoint(RESTART)");
    history.application().addNote();
    history.snapshot();
    history.application().insertItems(100, 300);
    history.record("the end");
    history.killWriter();
    history.endReplicator(SIGINT);
}

std::size_t countFiles(const fs::path& folder, std::string_view ending)
{
    std::size_t count = 0;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
        count += entry.path().string().ends_with(ending) ? 1u : 0u;
    return count;
}

std::size_t countGenerations(const fs::path& replica)
{
    const fs::directory_iterator folders(replica / "generations");
    return static_cast<std::size_t>(std::distance(begin(folders), end(folders)));
}

} // namespace

/// The real reference reads what we write: the newest state and every recorded one.
class ReferenceRestoresTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyRecordedMoment_data();
    void everyRecordedMoment();
    void whatTheRetentionLeaves();

private:
    enum class IfGone : std::uint8_t { Fail, Accept };
    void checkLatest(const ReplicatedFolder& subject);
    void checkMoment(const ReplicatedFolder& subject, const Moment& moment, IfGone ifGone);

    std::optional<ReferenceProgram> m_reference;
};

void ReferenceRestoresTest::initTestCase()
{
    const Result<ReferenceProgram> reference = ReferenceProgram::find();
    QVERIFY2(reference, reference ? "" : reference.error().message.c_str());
    m_reference = *reference;
}

void ReferenceRestoresTest::everyRecordedMoment_data()
{
    QTest::addColumn<unsigned>("pageSize");
    for (const unsigned size : {512u, 4096u, 65536u})
        QTest::newRow(std::to_string(size).c_str()) << size;
}

void ReferenceRestoresTest::everyRecordedMoment()
{
    QFETCH(const unsigned, pageSize);
    const TestFolder folder;
    History history(folder.path(), pageSize, {});

    writeHistory(history);

    QVERIFY2(history.state(), history.state() ? "" : history.state().error().message.c_str());
    const fs::path replica = history.subject().replica();
    const std::size_t generations = countGenerations(replica);
    qInfo("%zu moments, %zu generations, %zu snapshots, %zu segments", history.moments().size(),
          generations, countFiles(replica, ".snapshot.lz4"), countFiles(replica, ".wal.lz4"));
    QVERIFY(generations >= 4);
    QVERIFY(countFiles(replica, ".snapshot.lz4") > generations);
    checkLatest(history.subject());
    for (const Moment& moment : history.moments())
        checkMoment(history.subject(), moment, IfGone::Fail);
}

void ReferenceRestoresTest::whatTheRetentionLeaves()
{
    constexpr int retention = 10'000;
    const TestFolder folder;
    History history(folder.path(), 4096,
                    {.snapshotMilliseconds = 700, .retentionMilliseconds = retention});
    history.startReplicator();
    history.startWriter();
    history.record("of a generation that goes");
    history.endReplicator(SIGINT);
    fs::remove_all(history.subject().metadata());
    history.startReplicator();
    const auto end = std::chrono::steady_clock::now() + 3 * std::chrono::milliseconds(retention);
    while (history.state() && std::chrono::steady_clock::now() < end) {
        history.application().insertItems(20, 300);
        history.record("moment " + std::to_string(history.moments().size()));
        QTest::qWait(500);
    }
    history.killWriter();
    history.record("the last moment");
    history.endReplicator(SIGINT);
    const Timestamp kept = std::chrono::system_clock::now() - std::chrono::milliseconds(retention);

    QVERIFY2(history.state(), history.state() ? "" : history.state().error().message.c_str());
    const fs::path replica = history.subject().replica();
    QCOMPARE(countGenerations(replica), std::size_t{1});
    QCOMPARE(countFiles(replica, "00000000.snapshot.lz4"), std::size_t{0});
    checkLatest(history.subject());
    std::size_t within = 0;
    for (const Moment& moment : history.moments()) {
        const bool isKept = moment.time >= kept;
        checkMoment(history.subject(), moment, isKept ? IfGone::Fail : IfGone::Accept);
        within += isKept ? 1u : 0u;
    }
    qInfo("%zu moments, %zu of them within the retention, %zu snapshots left",
          history.moments().size(), within, countFiles(replica, ".snapshot.lz4"));
    QVERIFY(within > 0);
}

void ReferenceRestoresTest::checkLatest(const ReplicatedFolder& subject)
{
    const TestFolder scratch;
    const ProcessResult theirs = m_reference->restore(subject.replica(), scratch / "theirs");
    const ProcessResult ours = runProcess(
        {WALKEEPER_CLI, "restore", "-o", scratch / "ours", "file://" + subject.replica().string()});

    QVERIFY2(theirs.exitCode == 0, theirs.text().c_str());
    QVERIFY2(ours.exitCode == 0, ours.text().c_str());
    QVERIFY(fileText(scratch / "ours") == fileText(scratch / "theirs"));
    const Result<std::string> live = contentHash(subject.database());
    const Result<std::string> copy = contentHash(scratch / "theirs");
    QVERIFY2(live, live ? "" : live.error().message.c_str());
    QVERIFY2(copy, copy ? "" : copy.error().message.c_str());
    QCOMPARE(*copy, *live);
}

/// ifGone  whether the reference may say that there is nothing of that time; what it restores is
///         right in any case
void ReferenceRestoresTest::checkMoment(const ReplicatedFolder& subject, const Moment& moment,
                                        IfGone ifGone)
{
    const TestFolder scratch;
    const ProcessResult theirs = m_reference->restore(
        subject.replica(), scratch / "theirs", {"-timestamp", formatTimestampExact(moment.time)});

    if (theirs.exitCode != 0 && ifGone == IfGone::Accept)
        return;
    QVERIFY2(theirs.exitCode == 0, (moment.label + ": " + theirs.text()).c_str());
    const Result<std::string> copy = contentHash(scratch / "theirs");
    QVERIFY2(copy, copy ? "" : (moment.label + ": " + copy.error().message).c_str());
    QVERIFY2(*copy == moment.content, moment.label.c_str());
}

WALKEEPER_TEST(ReferenceRestoresTest)
#include "reference_restores_test.moc"
