#include "core/replicate/release_decision.h"
#include "tests/support/test_main.h"

#include <vector>

using namespace walkeeper;

class ReleaseDecisionTest : public QObject
{
    Q_OBJECT

private slots:
    void waitsForEveryReplica();
    void keepsEverythingWithoutAReplica();
    void waitsForAFailingReplicaUpToTheLimit();
    void theLimitGrowsWithTheDatabase();
};

namespace {

constexpr GenerationId now(7);
constexpr Position end{now, 20, 4152};

ReplicaNeed at(WalIndex below, bool fails = false)
{
    return {{now, below, true}, fails};
}

} // namespace

void ReleaseDecisionTest::waitsForEveryReplica()
{
    const std::vector<ReplicaNeed> needs{at(19), at(5)};
    QCOMPARE(decideRelease(end, false, needs).below, 4u);
    QVERIFY(decideRelease(end, false, needs).previousGeneration);

    // One is still in the generation before.
    const std::vector<ReplicaNeed> behind{at(19), {{GenerationId(6), 30, false}, false}};
    QCOMPARE(decideRelease(end, false, behind).below, 0u);
    QVERIFY(!decideRelease(end, false, behind).previousGeneration);
}

void ReleaseDecisionTest::keepsEverythingWithoutAReplica()
{
    for (const bool isOver : {false, true}) {
        const Release release = decideRelease(end, isOver, {});
        QCOMPARE(release.below, 0u);
        QVERIFY(!release.previousGeneration);
    }
}

void ReleaseDecisionTest::waitsForAFailingReplicaUpToTheLimit()
{
    const std::vector<ReplicaNeed> needs{at(19), at(0, true)};

    QCOMPARE(decideRelease(end, false, needs).below, 0u);
    QVERIFY(!decideRelease(end, false, needs).leavesBehind);

    QCOMPARE(decideRelease(end, true, needs).below, 18u);
    QVERIFY(decideRelease(end, true, needs).leavesBehind);

    // A replica that is only slow is waited for at any size.
    const std::vector<ReplicaNeed> slow{at(3)};
    QCOMPARE(decideRelease(end, true, slow).below, 2u);
    QVERIFY(!decideRelease(end, true, slow).leavesBehind);

    // The current WAL file and the one before it stay even if nobody works.
    const std::vector<ReplicaNeed> none{at(0, true)};
    QCOMPARE(decideRelease(end, true, none).below, 19u);
}

void ReleaseDecisionTest::theLimitGrowsWithTheDatabase()
{
    constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;
    QCOMPARE(backlogLimit(0), gibibyte);
    QCOMPARE(backlogLimit(10 * gibibyte), 40 * gibibyte);
}

WALKEEPER_TEST(ReleaseDecisionTest)
#include "release_decision_test.moc"
