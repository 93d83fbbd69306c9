#include "app/cli/stop_signals.h"

#include "tests/support/test_main.h"

#include <csignal>

using namespace walkeeper;
using namespace walkeeper::app;

class StopSignalsTest : public QObject
{
    Q_OBJECT

private slots:
    void aSignalCancels_data();
    void aSignalCancels();
    void aSecondSignalIsTakenIfItIsExpected();
    void nothingIsCancelledWithoutASignal();
    void signalsMeanTheirOwnAgainAfterwards();
};

void StopSignalsTest::aSignalCancels_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void StopSignalsTest::aSignalCancels()
{
    QFETCH(int, number);
    const StopSignals stop;

    std::raise(number);

    QVERIFY(stop.token().waitFor(std::chrono::seconds(20)));
}

void StopSignalsTest::aSecondSignalIsTakenIfItIsExpected()
{
    StopSignals stop;
    stop.expectSecond();

    std::raise(SIGTERM);
    QVERIFY(stop.token().waitFor(std::chrono::seconds(20)));
    QVERIFY(!stop.secondToken().isCancelled());
    QCOMPARE(stop.newest(), SIGTERM);
    std::raise(SIGINT);

    QVERIFY(stop.secondToken().waitFor(std::chrono::seconds(20)));
    QCOMPARE(stop.newest(), SIGINT);
}

void StopSignalsTest::nothingIsCancelledWithoutASignal()
{
    const StopSignals stop;

    QVERIFY(!stop.token().isCancelled());
}

void StopSignalsTest::signalsMeanTheirOwnAgainAfterwards()
{
    {
        const StopSignals stop;
    }
    struct sigaction action {
    };
    QCOMPARE(sigaction(SIGINT, nullptr, &action), 0);

    QVERIFY(action.sa_handler == SIG_DFL);
}

WALKEEPER_TEST(StopSignalsTest)
#include "stop_signals_test.moc"
