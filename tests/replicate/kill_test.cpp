#include "core/operations/restore_database.h"
#include "tests/replicate/commit_audit.h"
#include "tests/replicate/replicator_process.h"
#include "tests/support/reference_program.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"

#include <optional>
#include <random>

#include <csignal>

using namespace walkeeper;
using namespace walkeeper::test;
using std::chrono::milliseconds;

namespace {

constexpr int writers = 2;

} // namespace

/// The replicator, its writers, or all of them are killed again and again.
class KillTest : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsLostByKills();

private:
    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
};

void KillTest::nothingIsLostByKills()
{
    const int kills = qEnvironmentVariableIsSet("WALKEEPER_FULL") ? 300 : 40;
    const unsigned seed = static_cast<unsigned>(qEnvironmentVariableIntValue("WALKEEPER_SEED"));
    std::mt19937 random(seed);
    const TestFolder folder;
    const ReplicatedFolder subject(folder.path());
    const std::vector<std::string> kinds = {"large",          "spill",    "rollback", "reopen",
                                            "autocheckpoint", "truncate", "pause=300"};
    std::vector<std::optional<ChildProcess>> writing(writers);
    std::optional<ChildProcess> replicator;
    const auto startMissing = [&]() {
        for (int i = 0; i < writers; ++i) {
            auto& each = writing[static_cast<std::size_t>(i)];
            if (!each) {
                Result<ChildProcess> started =
                    subject.write(i, static_cast<unsigned>(random()), kinds);
                QVERIFY(started);
                each.emplace(*std::move(started));
            }
        }
        if (!replicator) {
            Result<ChildProcess> started = subject.replicate(Replicates::Walkeeper);
            QVERIFY(started);
            replicator.emplace(*std::move(started));
        }
    };
    const auto killOne = [](std::optional<ChildProcess>& process) {
        process->signal(SIGKILL);
        process->wait(milliseconds(5000));
        process.reset();
    };

    for (int kill = 0; kill < kills; ++kill) {
        startMissing();
        QTest::qWait(static_cast<int>(50 + random() % 400));
        const auto whom = random() % 3;
        if (whom != 1) {
            QVERIFY2(replicator->isRunning(), replicator->said().c_str());
            killOne(replicator);
        }
        if (whom != 0)
            killOne(writing[random() % writers]);
    }
    startMissing();
    QTest::qWait(1000);
    for (auto& each : writing)
        killOne(each);
    // While the replicator has the database open, so that SQLite recovers nothing.
    const std::uint64_t live = *countIn(subject.database());
    replicator->signal(SIGINT);
    const ProcessResult ended = replicator->wait(std::chrono::seconds(60));
    QVERIFY2(ended.exitCode == 0, ended.text().c_str());

    const Result<CommitAudit> audit = auditCommits(subject.replica());
    QVERIFY2(audit, audit ? "" : audit.error().message.c_str());
    qInfo("seed %u: %d kills, %llu commits in %zu generations, %llu resets", seed, kills,
          static_cast<unsigned long long>(audit->commits()), audit->generations.size(),
          static_cast<unsigned long long>(audit->resets()));
    for (const std::string& loss : audit->losses)
        qWarning("%s", loss.c_str());
    QVERIFY(audit->losses.empty());

    RestoreRequest request;
    request.source = {.scheme = "file", .path = subject.replica().string()};
    request.output = folder / "restored.db";
    request.check = IntegrityCheck::Full;
    NoProgress progress;
    const Result<RestoreReport> restored =
        restoreDatabase(request, {nativeFileSystem(), m_clock, m_stores}, {}, progress);
    QVERIFY2(restored, restored ? "" : restored.error().message.c_str());
    const Result<ReferenceProgram> reference = ReferenceProgram::find();
    QVERIFY2(reference, reference ? "" : reference.error().message.c_str());
    const ProcessResult theirs = reference->restore(subject.replica(), folder / "theirs.db");
    QVERIFY2(theirs.exitCode == 0, theirs.text().c_str());

    QVERIFY(live >= subject.confirmed(writers));
    QCOMPARE(*countIn(folder / "restored.db"), live);
    QCOMPARE(*countIn(folder / "theirs.db"), live);
    QCOMPARE(*contentHash(folder / "restored.db"), *contentHash(folder / "theirs.db"));
    // One commit that nobody was told of may come back when the database is opened next.
    const std::uint64_t recovered = *countIn(subject.database());
    QVERIFY(recovered == live || recovered == live + 1);
}

WALKEEPER_TEST(KillTest)
#include "kill_test.moc"
