#include "core/replicate/checkpoint_decision.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace std::chrono_literals;

/// The reference's thresholds, and what they lead to here.
class CheckpointDecisionTest : public QObject
{
    Q_OBJECT

private slots:
    void decides_data();
    void decides();
    void limitsOfZeroAreOff();
    void aLargeWalMayTakeLongerToBackfill();
};

void CheckpointDecisionTest::decides_data()
{
    QTest::addColumn<std::uint32_t>("frames");
    QTest::addColumn<std::uint32_t>("backfilled");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<CheckpointDecision>("decision");

    using D = CheckpointDecision;
    QTest::newRow("nothing to do") << 0u << 0u << 0 << D::None;
    QTest::newRow("below all") << 999u << 0u << 0 << D::None;
    QTest::newRow("minimum") << 1000u << 0u << 0 << D::Passive;
    QTest::newRow("minimum, a part done") << 1000u << 999u << 0 << D::Passive;
    QTest::newRow("minimum, all done") << 1000u << 1000u << 0 << D::None;
    QTest::newRow("maximum") << 10'000u << 0u << 0 << D::Rotate;
    QTest::newRow("maximum, all done: the next commit resets")
        << 10'000u << 10'000u << 0 << D::None;
    QTest::newRow("very large") << 500'000u << 0u << 0 << D::RotateAndCut;
    QTest::newRow("very large, all done: the file is cut")
        << 500'000u << 500'000u << 0 << D::RotateAndCut;
    QTest::newRow("interval") << 2u << 0u << 61 << D::Passive;
    QTest::newRow("interval not over") << 2u << 0u << 60 << D::None;
    QTest::newRow("interval, idle") << 1u << 0u << 3600 << D::None;
    QTest::newRow("interval, all done") << 2u << 2u << 3600 << D::None;
}

void CheckpointDecisionTest::decides()
{
    QFETCH(const std::uint32_t, frames);
    QFETCH(const std::uint32_t, backfilled);
    QFETCH(const int, seconds);
    QFETCH(const CheckpointDecision, decision);

    QCOMPARE(decideCheckpoint({frames, backfilled, std::chrono::seconds(seconds)}, {}), decision);
}

void CheckpointDecisionTest::limitsOfZeroAreOff()
{
    const CheckpointLimits limits{
        .minPages = 1000, .maxPages = 0, .truncatePages = 0, .interval = 0s};

    QCOMPARE(decideCheckpoint({999, 0, 10h}, limits), CheckpointDecision::None);
    QCOMPARE(decideCheckpoint({900'000, 0, 0s}, limits), CheckpointDecision::Passive);
}

void CheckpointDecisionTest::aLargeWalMayTakeLongerToBackfill()
{
    constexpr std::uint64_t mebibyte = 1024 * 1024;
    QCOMPARE(backfillUnderLock(0), mebibyte);
    QCOMPARE(backfillUnderLock(128 * mebibyte), mebibyte);
    QCOMPARE(backfillUnderLock(1024 * mebibyte), 8 * mebibyte);
}

WALKEEPER_TEST(CheckpointDecisionTest)
#include "checkpoint_decision_test.moc"
