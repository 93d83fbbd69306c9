#include "tests/replicate/restarts_under_load.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;

/// That the audit under load catches a build without the reset rule. The load and the audit are
/// those of ResetRuleTest.
class ResetRuleMutantTest : public QObject
{
    Q_OBJECT

private slots:
    void theAuditFindsLostCommits();
};

void ResetRuleMutantTest::theAuditFindsLostCommits()
{
    for (unsigned attempt = 0; attempt < 20; ++attempt) {
        const Result<RestartedReplication> run = roundUnderLoad(attempt);
        QVERIFY2(run, run ? "" : run.error().message.c_str());
        QCOMPARE(run->missedResets, std::uint64_t{0}); // or this is not the mutant
        if (!run->audit.losses.empty()) {
            qInfo("%s", run->audit.losses.front().c_str());
            return;
        }
    }
    QFAIL("nothing was lost without the rule: the audit or the load proves nothing");
}

WALKEEPER_TEST(ResetRuleMutantTest)
#include "reset_rule_mutant_test.moc"
