#include "tests/replicate/commit_audit.h"
#include "tests/replicate/replicator_process.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <csignal>

using namespace walkeeper;
using namespace walkeeper::test;
using std::chrono::milliseconds;

/// That the audit finds lost commits where there are some: the reference loses them now and then.
class ReferenceLossesTest : public QObject
{
    Q_OBJECT

private slots:
    void catchesTheReference();
};

void ReferenceLossesTest::catchesTheReference()
{
    constexpr int writers = 3;
    constexpr int tries = 40;
    for (int attempt = 1; attempt <= tries; ++attempt) {
        const TestFolder folder;
        const ReplicatedFolder subject(folder.path());
        Result<ChildProcess> replicator = subject.replicate(Replicates::Reference);
        QVERIFY2(replicator, replicator ? "" : replicator.error().message.c_str());
        std::vector<ChildProcess> writing;
        for (int i = 0; i < writers; ++i) {
            Result<ChildProcess> writer =
                subject.write(i, static_cast<unsigned>(attempt * writers + i),
                              {"large", "spill", "rollback", "pause=500"});
            QVERIFY(writer);
            writing.push_back(*std::move(writer));
        }
        QTest::qWait(5000);
        for (ChildProcess& writer : writing) {
            writer.signal(SIGKILL);
            writer.wait(milliseconds(5000));
        }
        replicator->signal(SIGINT);
        replicator->wait(std::chrono::seconds(30));
        const Result<CommitAudit> audit = auditCommits(subject.replica());
        QVERIFY2(audit, audit ? "" : audit.error().message.c_str());
        qInfo("attempt %d: %llu commits in %zu generations, %zu losses", attempt,
              static_cast<unsigned long long>(audit->commits()), audit->generations.size(),
              audit->losses.size());
        if (!audit->losses.empty()) {
            qInfo("%s", audit->losses.front().c_str());
            return;
        }
    }
    QFAIL("the reference lost nothing: the load is too light to prove anything");
}

WALKEEPER_TEST(ReferenceLossesTest)
#include "reference_losses_test.moc"
