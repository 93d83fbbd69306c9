#include "core/replicate/lock_times.h"
#include "tests/support/test_main.h"

namespace walkeeper {

using std::chrono::microseconds;

class LockTimesTest : public QObject
{
    Q_OBJECT

private slots:
    void isNothingBeforeTheFirst();
    void oneTimeIsAllThereIs();
    void oneInAHundredMayBeLonger();
    void theOrderIsFree();
    void forgetsAllButTheLastThousand();
};

void LockTimesTest::isNothingBeforeTheFirst()
{
    QVERIFY(LockTimes().p99() == microseconds(0));
}

void LockTimesTest::oneTimeIsAllThereIs()
{
    LockTimes times;
    times.add(microseconds(7));

    QVERIFY(times.p99() == microseconds(7));
}

void LockTimesTest::oneInAHundredMayBeLonger()
{
    LockTimes times;
    for (int i = 0; i < 99; ++i)
        times.add(microseconds(10));
    times.add(microseconds(5000));
    QVERIFY(times.p99() == microseconds(10));

    times.add(microseconds(4000));
    QVERIFY(times.p99() == microseconds(4000));
}

void LockTimesTest::theOrderIsFree()
{
    LockTimes times;
    for (int i = 200; i > 0; --i)
        times.add(microseconds(i));

    QVERIFY(times.p99() == microseconds(198));
}

void LockTimesTest::forgetsAllButTheLastThousand()
{
    LockTimes times;
    for (std::size_t i = 0; i < 100; ++i)
        times.add(microseconds(5000));
    for (std::size_t i = 0; i < LockTimes::kept - 10; ++i)
        times.add(microseconds(10));
    QVERIFY(times.p99() == microseconds(10)); // ten of a thousand are left

    LockTimes earlier;
    for (std::size_t i = 0; i < LockTimes::kept; ++i)
        earlier.add(microseconds(5000));
    for (std::size_t i = 0; i < LockTimes::kept; ++i)
        earlier.add(microseconds(10));
    QVERIFY(earlier.p99() == microseconds(10));
}

} // namespace walkeeper

using walkeeper::LockTimesTest;
WALKEEPER_TEST(LockTimesTest)
#include "lock_times_test.moc"
