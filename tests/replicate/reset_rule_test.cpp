#include "tests/replicate/restarts_under_load.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;

/// A load under which the reset rule decides: it is met, and the audit finds nothing missing.
/// ResetRuleMutantTest is the same without the rule.
class ResetRuleTest : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsLostWhereItDecides();
};

void ResetRuleTest::nothingIsLostWhereItDecides()
{
    for (unsigned attempt = 0; attempt < 20; ++attempt) {
        const Result<RestartedReplication> run = roundUnderLoad(attempt);
        QVERIFY2(run, run ? "" : run.error().message.c_str());
        QVERIFY2(run->audit.losses.empty(),
                 run->audit.losses.empty() ? "" : run->audit.losses.front().c_str());
        QCOMPARE(run->restored, run->commits);
        if (run->missedResets > 0)
            return;
    }
    QFAIL("the rule was never needed: the load proves nothing");
}

WALKEEPER_TEST(ResetRuleTest)
#include "reset_rule_test.moc"
