#include "core/replicate/replica_schedule.h"
#include "tests/support/test_main.h"

namespace walkeeper {

namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr Timestamp now = Timestamp(std::chrono::seconds(1'700'000'000));

ReplicaConfig configOf(const char* scheme)
{
    ReplicaConfig config;
    config.url.scheme = scheme;
    return config;
}

} // namespace

class ReplicaScheduleTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhenTheNextSnapshotIsDue_data();
    void tellsWhenTheNextSnapshotIsDue();
    void storesFilesOftenAndObjectsRarely();
    void looksForOldPartsNoRarerThanTheRetention();
    void aClockSetBackPutsNothingOff();
    void sumsNeverPassTheEndOfTime();
};

void ReplicaScheduleTest::tellsWhenTheNextSnapshotIsDue_data()
{
    QTest::addColumn<qint64>("interval"); // hours
    QTest::addColumn<qint64>("retention");
    QTest::addColumn<qint64>("age"); // of the newest; -1000: there is none
    QTest::addColumn<qint64>("due"); // from now; -1: never

    QTest::newRow("first") << qint64{0} << qint64{24} << qint64{-1000} << qint64{0};
    QTest::newRow("first without retention")
        << qint64{0} << qint64{0} << qint64{-1000} << qint64{0};
    QTest::newRow("no interval: as old as the retention")
        << qint64{0} << qint64{24} << qint64{20} << qint64{4};
    QTest::newRow("no interval: overdue") << qint64{0} << qint64{24} << qint64{30} << qint64{0};
    QTest::newRow("neither") << qint64{0} << qint64{0} << qint64{999} << qint64{-1};
    QTest::newRow("interval from the newest") << qint64{6} << qint64{24} << qint64{2} << qint64{4};
    QTest::newRow("interval overdue") << qint64{6} << qint64{24} << qint64{7} << qint64{0};
    QTest::newRow("interval longer than retention")
        << qint64{48} << qint64{24} << qint64{2} << qint64{22};
    QTest::newRow("interval alone") << qint64{6} << qint64{0} << qint64{2} << qint64{4};
    QTest::newRow("a little in the future") << qint64{6} << qint64{24} << qint64{-1} << qint64{7};
    QTest::newRow("dated a year ahead") << qint64{6} << qint64{24} << qint64{-9000} << qint64{0};
}

void ReplicaScheduleTest::tellsWhenTheNextSnapshotIsDue()
{
    QFETCH(qint64, interval);
    QFETCH(qint64, retention);
    QFETCH(qint64, age);
    QFETCH(qint64, due);
    SnapshotTimes times{std::chrono::hours(interval), std::chrono::hours(retention), std::nullopt,
                        now};
    if (age != -1000)
        times.newest = now - std::chrono::hours(age);

    const std::optional<Timestamp> next = nextSnapshot(times);

    QCOMPARE(next.has_value(), due != -1);
    if (next)
        QCOMPARE((*next - now).count(), nanoseconds(std::chrono::hours(due)).count());
}

void ReplicaScheduleTest::storesFilesOftenAndObjectsRarely()
{
    QVERIFY(uploadInterval(configOf("file")) == 100ms);
    QVERIFY(uploadInterval(configOf("s3")) == 1s);
    ReplicaConfig slow = configOf("file");
    slow.hasSyncInterval = true;
    slow.syncInterval = 10s;
    QVERIFY(uploadInterval(slow) == 10s);
    slow.syncInterval = 1s; // the default, but the file says so
    QVERIFY(uploadInterval(slow) == 1s);
}

void ReplicaScheduleTest::looksForOldPartsNoRarerThanTheRetention()
{
    ReplicaConfig config = configOf("file");
    QVERIFY(nextRetention(config, std::nullopt, now) == now);
    QVERIFY(nextRetention(config, now, now) == now + 1h);
    config.retention = 10min;
    QVERIFY(nextRetention(config, now, now) == now + 10min);
    config.retention = 0s;
    QVERIFY(nextRetention(config, now, now) == std::nullopt);
}

void ReplicaScheduleTest::aClockSetBackPutsNothingOff()
{
    QVERIFY(nextAfter(now + 48h, 100ms, now) == now + 100ms);
    QVERIFY(nextAfter(now - 48h, 100ms, now) == now);
    QVERIFY(nextAfter(now - 40ms, 100ms, now) == now + 60ms);
}

void ReplicaScheduleTest::sumsNeverPassTheEndOfTime()
{
    QVERIFY(plusSaturated(now, nanoseconds::max()) == Timestamp::max());
    QVERIFY(nextSnapshot({nanoseconds::max(), nanoseconds::max() - 1ns, now, now}) ==
            Timestamp::max());
}

} // namespace walkeeper

using walkeeper::ReplicaScheduleTest;
WALKEEPER_TEST(ReplicaScheduleTest)
#include "replica_schedule_test.moc"
