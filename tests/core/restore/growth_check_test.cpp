#include "core/restore/growth_check.h"
#include "tests/support/test_main.h"

namespace walkeeper {

namespace {

using Pages = std::vector<std::uint32_t>;

} // namespace

class GrowthCheckTest : public QObject
{
    Q_OBJECT

private slots:
    void growthThatTheWalBringsAlongIsFine();
    void growthFromNowhereIsSuspicious();
    void theSnapshotCountsToo();
    void theLockPageIsNeverMissed();
    void aWalWithoutCommitIsPassedOver();
};

void GrowthCheckTest::growthThatTheWalBringsAlongIsFine()
{
    GrowthCheck growth(1000);
    growth.enterWal(1);
    growth.add(Pages{1, 5, 6}, 6);
    growth.enterWal(0);
    growth.add(Pages{1, 4}, 4);
    growth.finish(3);

    QVERIFY(growth.suspects().empty());
}

void GrowthCheckTest::growthFromNowhereIsSuspicious()
{
    GrowthCheck growth(1000);
    growth.enterWal(7);
    growth.add(Pages{2, 9}, 9); // page 8 came from a WAL that is not there
    growth.enterWal(6);
    growth.add(Pages{1}, 7);
    growth.finish(7);

    QVERIFY(growth.suspects() == std::vector<WalIndex>{7});
}

void GrowthCheckTest::theSnapshotCountsToo()
{
    GrowthCheck growth(1000);
    growth.enterWal(0);
    growth.add(Pages{4}, 4);
    growth.finish(2);

    QVERIFY(growth.suspects() == std::vector<WalIndex>{0});
}

void GrowthCheckTest::theLockPageIsNeverMissed()
{
    GrowthCheck growth(5);
    growth.enterWal(0);
    growth.add(Pages{4, 6}, 6);
    growth.finish(3);

    QVERIFY(growth.suspects().empty());
}

void GrowthCheckTest::aWalWithoutCommitIsPassedOver()
{
    GrowthCheck growth(1000);
    growth.enterWal(2);
    growth.add(Pages{5}, 5);
    growth.enterWal(1);
    growth.enterWal(0);
    growth.add(Pages{1}, 4);
    growth.finish(4);

    QVERIFY(growth.suspects().empty());
}

} // namespace walkeeper

using walkeeper::GrowthCheckTest;
WALKEEPER_TEST(GrowthCheckTest)
#include "growth_check_test.moc"
