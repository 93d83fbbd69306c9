#include "core/history/timeline.h"
#include "tests/support/test_main.h"

namespace walkeeper {

namespace {

Timestamp at(int second)
{
    return Timestamp(std::chrono::seconds(second));
}

Replica sample()
{
    Replica replica;
    Generation first;
    first.snapshots = {{0, 1, at(10)}};
    first.segments = {{{0, 0}, 1, at(11)}, {{0, 100}, 1, at(13)}};
    Generation second;
    second.snapshots = {{0, 1, at(12)}};
    replica.generations = {first, second};
    return replica;
}

} // namespace

class TimelineTest : public QObject
{
    Q_OBJECT

private slots:
    void bringsAllGenerationsIntoTimeOrder();
    void atOrBeforeIsNeverAfterTheAskedTime();
};

void TimelineTest::bringsAllGenerationsIntoTimeOrder()
{
    const Timeline timeline(sample());

    QCOMPARE(timeline.entries().size(), 4u);
    for (std::size_t i = 0; i < 4; ++i)
        QCOMPARE(timeline.entries()[i].time, at(10 + static_cast<int>(i)));
    QCOMPARE(timeline.entries()[2].generation, 1u);
    QCOMPARE(timeline.entries()[3].part, 1u);
}

void TimelineTest::atOrBeforeIsNeverAfterTheAskedTime()
{
    const Timeline timeline(sample());

    QCOMPARE(timeline.atOrBefore(at(9)), 4u);
    QCOMPARE(timeline.atOrBefore(at(10)), 0u);
    QCOMPARE(timeline.atOrBefore(at(12) + std::chrono::milliseconds(999)), 2u);
    QCOMPARE(timeline.atOrBefore(at(99)), 3u);
    QCOMPARE(Timeline().atOrBefore(at(0)), 0u);
}

} // namespace walkeeper

using walkeeper::TimelineTest;
WALKEEPER_TEST(TimelineTest)
#include "timeline_test.moc"
