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
    void saysWhetherAFailingReplicaNeededIt_data();
    void saysWhetherAFailingReplicaNeededIt();
    void theLimitGrowsWithTheDatabase();
};

namespace {

constexpr GenerationId now(7);
constexpr Position end{now, 20, 4152};

ReplicaNeed at(WalIndex below, bool fails = false)
{
    return {{now, below, true}, fails, {}};
}

} // namespace

void ReleaseDecisionTest::waitsForEveryReplica()
{
    const std::vector<ReplicaNeed> needs{at(19), at(5)};
    QCOMPARE(decideRelease(end, false, needs).below, 4u);
    QVERIFY(decideRelease(end, false, needs).previousGeneration);

    // One is still in the generation before.
    const std::vector<ReplicaNeed> behind{at(19), {{GenerationId(6), 30, false}, false, {}}};
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

void ReleaseDecisionTest::saysWhetherAFailingReplicaNeededIt_data()
{
    QTest::addColumn<quint64>("generation");
    QTest::addColumn<quint32>("index");
    QTest::addColumn<quint64>("offset");
    QTest::addColumn<bool>("leavesBehind");
    // What goes is below 18.
    QTest::newRow("stands far behind") << quint64{7} << quint32{3} << quint64{4152} << true;
    QTest::newRow("in the last that goes") << quint64{7} << quint32{17} << quint64{4152} << true;
    QTest::newRow("in the first that stays") << quint64{7} << quint32{18} << quint64{4152} << false;
    QTest::newRow("at the end") << quint64{7} << quint32{20} << quint64{4152} << false;
    // Its newest segment is in the WAL file before, and is looked at when it can be reached again.
    QTest::newRow("before the first that stays") << quint64{7} << quint32{18} << quint64{0} << true;
    QTest::newRow("before the second") << quint64{7} << quint32{19} << quint64{0} << false;
    QTest::newRow("in the generation before") << quint64{6} << quint32{40} << quint64{4152} << true;
}

void ReleaseDecisionTest::saysWhetherAFailingReplicaNeededIt()
{
    QFETCH(const quint64, generation);
    QFETCH(const quint32, index);
    QFETCH(const quint64, offset);
    ReplicaNeed failing = at(0, true);
    failing.stored = Position{GenerationId(generation), index, offset};
    const std::vector<ReplicaNeed> needs{at(19), failing};

    const Release release = decideRelease(end, true, needs);

    QCOMPARE(release.below, 18u);
    QTEST(release.leavesBehind, "leavesBehind");
}

void ReleaseDecisionTest::theLimitGrowsWithTheDatabase()
{
    constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;
    QCOMPARE(backlogLimit(0), gibibyte);
    QCOMPARE(backlogLimit(10 * gibibyte), 40 * gibibyte);
}

WALKEEPER_TEST(ReleaseDecisionTest)
#include "release_decision_test.moc"
