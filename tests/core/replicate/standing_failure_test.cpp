#include "core/replicate/standing_failure.h"
#include "tests/support/test_main.h"

namespace walkeeper {

namespace {

using namespace std::chrono_literals;

constexpr Timestamp now = Timestamp(std::chrono::seconds(1'700'000'000));
const Error broken{ErrorCode::Unavailable, "broken"};

} // namespace

class StandingFailureTest : public QObject
{
    Q_OBJECT

private slots:
    void waitsLongerEachTimeButNeverMoreThanAMinute();
    void remembersSinceWhenAndHowOften();
    void isOverAfterASuccess();
    void aClockSetBackDoesNotProlongThePause();
};

void StandingFailureTest::waitsLongerEachTimeButNeverMoreThanAMinute()
{
    QVERIFY(retryPause(1) == 500ms);
    QVERIFY(retryPause(2) == 1s);
    QVERIFY(retryPause(7) == 32s);
    QVERIFY(retryPause(8) == 60s);
    QVERIFY(retryPause(4'000'000'000) == 60s);
}

void StandingFailureTest::remembersSinceWhenAndHowOften()
{
    StandingFailure failure;

    failure.failed(broken, now);
    failure.failed({ErrorCode::NoSpace, "full"}, now + 5s);

    QVERIFY(failure.error()->since == now);
    QCOMPARE(failure.error()->attempts, 2u);
    QVERIFY(failure.error()->error.code == ErrorCode::NoSpace);
    QVERIFY(failure.nextTry(now + 5s) == now + 6s);
    QVERIFY(!failure.mayTry(now + 5s + 999ms));
    QVERIFY(failure.mayTry(now + 6s));
}

void StandingFailureTest::isOverAfterASuccess()
{
    StandingFailure failure;
    failure.failed(broken, now);

    failure.succeeded();

    QVERIFY(!failure.error());
    QVERIFY(failure.mayTry(now));
}

void StandingFailureTest::aClockSetBackDoesNotProlongThePause()
{
    StandingFailure failure;
    failure.failed(broken, now);

    QVERIFY(failure.nextTry(now - 24h) == now - 24h + 500ms);
}

} // namespace walkeeper

using walkeeper::StandingFailureTest;
WALKEEPER_TEST(StandingFailureTest)
#include "standing_failure_test.moc"
