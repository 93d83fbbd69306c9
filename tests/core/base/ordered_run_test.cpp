#include "core/base/ordered_run.h"
#include "tests/support/test_main.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

using namespace walkeeper;

class OrderedRunTest : public QObject
{
    Q_OBJECT

private slots:
    void turnsComeInOrder_data();
    void turnsComeInOrder();
    void nothingToDoIsDone();
    void eachWorkerStaysInItsThread();
    void firstErrorInOrderIsGiven_data();
    void firstErrorInOrderIsGiven();
    void nothingBeginsAfterAnError();
    void cancellationEndsTheRun();
};

namespace {

enum class Step : std::uint8_t { Prepare, Turn, Complete };

/// What the workers of one run share and write down.
struct Log {
    std::mutex mutex;
    std::vector<std::size_t> turns;
    std::atomic<int> prepared = 0;
    std::atomic<int> completed = 0;
    std::atomic<int> threadChanges = 0;
    std::vector<std::size_t> failing; ///< items that fail
    Step failingStep = Step::Turn;
    CancellationSource cancellation;
    std::optional<std::size_t> cancelAt;
};

class LoggingWorker final : public OrderedWorker
{
public:
    explicit LoggingWorker(Log& log) : m_log(log) {}

    Result<void> prepare(std::size_t item) override
    {
        ++m_log.prepared;
        noteThread();
        return outcome(item, Step::Prepare);
    }
    Result<void> turn(std::size_t item) override
    {
        noteThread();
        {
            const std::lock_guard lock(m_log.mutex);
            m_log.turns.push_back(item);
        }
        if (m_log.cancelAt == item)
            m_log.cancellation.cancel();
        return outcome(item, Step::Turn);
    }
    Result<void> complete(std::size_t item) override
    {
        noteThread();
        ++m_log.completed;
        return outcome(item, Step::Complete);
    }

private:
    void noteThread()
    {
        if (m_thread && *m_thread != std::this_thread::get_id())
            ++m_log.threadChanges;
        m_thread = std::this_thread::get_id();
    }
    Result<void> outcome(std::size_t item, Step step)
    {
        if (step != m_log.failingStep)
            return {};
        for (const std::size_t failing : m_log.failing)
            if (failing == item)
                return Error{ErrorCode::Corrupt, "item " + std::to_string(item)};
        return {};
    }

    Log& m_log;
    std::optional<std::thread::id> m_thread;
};

Result<void> run(Log& log, std::size_t count, unsigned threads)
{
    return runOrdered(
        count, threads, [&] { return std::make_unique<LoggingWorker>(log); },
        log.cancellation.token());
}

} // namespace

void OrderedRunTest::turnsComeInOrder_data()
{
    QTest::addColumn<unsigned>("threads");
    for (const unsigned threads : {0u, 1u, 2u, 8u})
        QTest::addRow("%u threads", threads) << threads;
}

void OrderedRunTest::turnsComeInOrder()
{
    QFETCH(unsigned, threads);
    Log log;

    QVERIFY(run(log, 300, threads));

    QCOMPARE(log.turns.size(), std::size_t{300});
    for (std::size_t i = 0; i < 300; ++i)
        QCOMPARE(log.turns[i], i);
    QCOMPARE(log.prepared.load(), 300);
    QCOMPARE(log.completed.load(), 300);
}

void OrderedRunTest::nothingToDoIsDone()
{
    Log log;

    QVERIFY(run(log, 0, 4));

    QCOMPARE(log.prepared.load(), 0);
}

void OrderedRunTest::eachWorkerStaysInItsThread()
{
    Log log;

    QVERIFY(run(log, 500, 4));

    QCOMPARE(log.threadChanges.load(), 0);
}

void OrderedRunTest::firstErrorInOrderIsGiven_data()
{
    QTest::addColumn<Step>("step");
    QTest::newRow("prepare") << Step::Prepare;
    QTest::newRow("turn") << Step::Turn;
}

void OrderedRunTest::firstErrorInOrderIsGiven()
{
    QFETCH(Step, step);
    for (int round = 0; round < 50; ++round) {
        Log log;
        log.failing = {7, 8, 9, 10};
        log.failingStep = step;

        const auto done = run(log, 100, 4);

        QVERIFY(!done);
        QCOMPARE(done.error().message, std::string("item 7"));
        QCOMPARE(log.turns.size(), step == Step::Turn ? std::size_t{8} : std::size_t{7});
    }
}

void OrderedRunTest::nothingBeginsAfterAnError()
{
    Log log;
    log.failing = {2};
    log.failingStep = Step::Complete;

    const auto done = run(log, 1000, 1);

    QVERIFY(!done);
    QCOMPARE(log.prepared.load(), 3);
}

void OrderedRunTest::cancellationEndsTheRun()
{
    for (const unsigned threads : {1u, 4u}) {
        Log log;
        log.cancelAt = 10;

        const auto done = run(log, 1000, threads);

        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Cancelled);
        QVERIFY(log.turns.size() <= 11 + threads);
    }
}

WALKEEPER_TEST(OrderedRunTest)
#include "ordered_run_test.moc"
