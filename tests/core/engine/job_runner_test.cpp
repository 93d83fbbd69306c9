#include "core/engine/job_runner.h"

#include "tests/support/test_main.h"

#include <atomic>
#include <future>

namespace walkeeper {

class JobRunnerTest : public QObject
{
    Q_OBJECT

private slots:
    void runsAllBeforeItIsJoined();
    void runsNoMoreAtOnceThanItHasThreads();
    void refusesWorkOnceJoined();
};

void JobRunnerTest::runsAllBeforeItIsJoined()
{
    std::atomic<int> runs = 0;
    JobRunner runner(2);

    for (int i = 0; i < 100; ++i)
        QVERIFY(runner.submit([&runs] { ++runs; }));
    runner.join();

    QCOMPARE(runs.load(), 100);
}

void JobRunnerTest::runsNoMoreAtOnceThanItHasThreads()
{
    std::atomic<int> atOnce = 0;
    std::atomic<int> most = 0;
    std::promise<void> bothRun;
    JobRunner runner(2);

    for (int i = 0; i < 20; ++i) {
        runner.submit([&] {
            const int now = ++atOnce;
            int before = most.load();
            while (before < now && !most.compare_exchange_weak(before, now)) {
            }
            if (now == 2 && before < 2)
                bothRun.set_value();
            // The first waits until the second runs beside it.
            while (most.load() < 2)
                std::this_thread::yield();
            --atOnce;
        });
    }
    bothRun.get_future().wait();
    runner.join();

    QCOMPARE(most.load(), 2);
}

void JobRunnerTest::refusesWorkOnceJoined()
{
    JobRunner runner(1);

    runner.join();

    QVERIFY(!runner.submit([] {}));
}

} // namespace walkeeper

using walkeeper::JobRunnerTest;
WALKEEPER_TEST(JobRunnerTest)
#include "job_runner_test.moc"
