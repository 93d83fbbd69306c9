#include "core/base/cancellation.h"
#include "tests/support/test_main.h"

#include <atomic>
#include <thread>
#include <vector>

using namespace walkeeper;
using namespace std::chrono_literals;

class CancellationTest : public QObject
{
    Q_OBJECT

private slots:
    void tokenWithoutSourceIsNeverCancelled();
    void allTokensOfASourceAreCancelledTogether();
    void tokenOutlivesItsSource();
    void waitingEndsInTimeWithoutCancellation();
    void waitingEndsAtOnceWhenCancelled();
};

void CancellationTest::tokenWithoutSourceIsNeverCancelled()
{
    const CancellationToken token;

    QVERIFY(!token.isCancelled());
    QVERIFY(!token.waitFor(1ms));
}

void CancellationTest::allTokensOfASourceAreCancelledTogether()
{
    CancellationSource source;
    CancellationSource other;
    const CancellationToken first = source.token();
    const CancellationToken second = source.token();
    const CancellationToken unrelated = other.token();

    source.cancel();

    QVERIFY(first.isCancelled());
    QVERIFY(second.isCancelled());
    QVERIFY(source.token().isCancelled());
    QVERIFY(!unrelated.isCancelled());
}

void CancellationTest::tokenOutlivesItsSource()
{
    CancellationToken token;
    {
        CancellationSource source;
        token = source.token();
        source.cancel();
    }

    QVERIFY(token.isCancelled());
}

void CancellationTest::waitingEndsInTimeWithoutCancellation()
{
    const CancellationSource source;
    const auto start = std::chrono::steady_clock::now();

    QVERIFY(!source.token().waitFor(20ms));

    QVERIFY(std::chrono::steady_clock::now() - start >= 20ms);
}

void CancellationTest::waitingEndsAtOnceWhenCancelled()
{
    CancellationSource source;
    std::vector<std::thread> waiting;
    std::atomic<int> woken = 0;
    for (int i = 0; i < 3; ++i)
        waiting.emplace_back([&, token = source.token()] { woken += token.waitFor(1h) ? 1 : 0; });

    source.cancel();
    for (std::thread& thread : waiting)
        thread.join();

    QCOMPARE(woken.load(), 3);
    QVERIFY(source.token().waitFor(1h));
}

WALKEEPER_TEST(CancellationTest)
#include "cancellation_test.moc"
