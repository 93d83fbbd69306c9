#include "core/replicate/copied_times.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace std::chrono_literals;

class CopiedTimesTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhenTheFirstCommitBehindAPlaceWasCopied();
    void goesOnOverWalFilesAndGenerations();
    void isNeverTooLateHoweverMuchIsTakenTogether();
};

namespace {

constexpr GenerationId first(1);
constexpr GenerationId second(2);
const Timestamp start{1'000'000s};

} // namespace

void CopiedTimesTest::tellsWhenTheFirstCommitBehindAPlaceWasCopied()
{
    CopiedTimes times;
    QVERIFY(!times.firstAfter({first, 0, 100}));
    times.note({first, 0, 100}, start);
    times.note({first, 0, 200}, start + 1s);
    times.note({first, 0, 200}, start + 2s);

    QVERIFY(times.firstAfter({first, 0, 0}) == start);
    QVERIFY(times.firstAfter({first, 0, 100}) == start + 1s);
    // Segments may end within what was copied at once.
    QVERIFY(times.firstAfter({first, 0, 150}) == start + 1s);
    QVERIFY(!times.firstAfter({first, 0, 200}));
}

void CopiedTimesTest::goesOnOverWalFilesAndGenerations()
{
    CopiedTimes times;
    times.note({first, 0, 900}, start);
    times.note({first, 1, 100}, start + 1s);
    times.note({second, 0, 50}, start + 2s);

    QVERIFY(times.firstAfter({first, 0, 900}) == start + 1s);
    QVERIFY(times.firstAfter({first, 1, 100}) == start + 2s);
    QVERIFY(!times.firstAfter({second, 0, 50}));
    // From before the start: everything is missing.
    QVERIFY(times.firstAfter({GenerationId(7), 3, 0}) == start);
}

void CopiedTimesTest::isNeverTooLateHoweverMuchIsTakenTogether()
{
    CopiedTimes times(8);
    for (std::uint64_t i = 0; i < 1000; ++i)
        times.note({first, 0, i}, start + i * 1s);

    for (std::uint64_t i = 0; i < 999; ++i)
        QVERIFY(times.firstAfter({first, 0, i}) <= start + (i + 1) * 1s);
    QVERIFY(times.firstAfter({first, 0, 998}) == start + 999s);
    QVERIFY(!times.firstAfter({first, 0, 999}));
}

WALKEEPER_TEST(CopiedTimesTest)
#include "copied_times_test.moc"
