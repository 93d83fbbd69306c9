#include "core/base/turn_queue.h"
#include "tests/support/test_main.h"

#include <atomic>
#include <future>

using namespace walkeeper;
using namespace std::chrono_literals;

namespace {

using Next = TurnQueue::Next;

/// Lets a test wait for a number of turns.
class Counter
{
public:
    int operator++()
    {
        const std::lock_guard lock(m_mutex);
        m_changed.notify_all();
        return ++m_count;
    }
    bool reaches(int count)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, 30s, [&] { return m_count >= count; });
    }
    int value()
    {
        const std::lock_guard lock(m_mutex);
        return m_count;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_count = 0;
};

} // namespace

class TurnQueueTest : public QObject
{
    Q_OBJECT

private slots:
    void firstTurnComesAtOnce();
    void aTurnComesAgainWhenItWants();
    void wakingComesBeforeTheWantedTime();
    void wakingWaitsForNotBefore();
    void neverTwoTurnsOfOneThing();
    void wakingDuringATurnIsNotLost();
    void noTurnAfterRemove();
    void manyThingsShareFewThreads();
};

void TurnQueueTest::firstTurnComesAtOnce()
{
    Counter turns;
    TurnQueue queue(1);
    queue.add([&] {
        ++turns;
        return Next{};
    });
    QVERIFY(turns.reaches(1));
}

void TurnQueueTest::aTurnComesAgainWhenItWants()
{
    Counter turns;
    TurnQueue queue(1);
    queue.add([&] {
        ++turns;
        return Next{.in = 1ms};
    });
    QVERIFY(turns.reaches(20));
}

void TurnQueueTest::wakingComesBeforeTheWantedTime()
{
    Counter turns;
    TurnQueue queue(1);
    const std::uint64_t id = queue.add([&] {
        ++turns;
        return Next{.in = 1h};
    });
    QVERIFY(turns.reaches(1));
    queue.wake(id);
    QVERIFY(turns.reaches(2));
    queue.wake(12345); // nobody
}

void TurnQueueTest::wakingWaitsForNotBefore()
{
    Counter turns;
    std::atomic<TurnQueue::Clock::time_point> first;
    std::atomic<TurnQueue::Clock::time_point> second;
    TurnQueue queue(2);
    const std::uint64_t id = queue.add([&] {
        (turns.value() == 0 ? first : second) = TurnQueue::Clock::now();
        ++turns;
        return Next{.notBefore = 50ms};
    });
    QVERIFY(turns.reaches(1));
    queue.wake(id);
    QVERIFY(turns.reaches(2));
    QVERIFY(second.load() - first.load() >= 50ms);
}

void TurnQueueTest::neverTwoTurnsOfOneThing()
{
    Counter turns;
    std::atomic<int> running = 0;
    std::atomic<bool> overlapped = false;
    TurnQueue queue(4);
    const std::uint64_t id = queue.add([&] {
        overlapped = overlapped || ++running > 1;
        std::this_thread::yield();
        --running;
        ++turns;
        return Next{.in = 0ms};
    });
    for (int i = 0; i < 1000; ++i)
        queue.wake(id);
    QVERIFY(turns.reaches(500));
    QVERIFY(!overlapped);
}

void TurnQueueTest::wakingDuringATurnIsNotLost()
{
    Counter turns;
    std::promise<void> begun;
    std::promise<void> mayEnd;
    TurnQueue queue(1);
    const std::uint64_t id = queue.add([&] {
        if (++turns == 1) {
            begun.set_value();
            mayEnd.get_future().wait();
        }
        return Next{};
    });
    begun.get_future().wait();
    queue.wake(id);
    mayEnd.set_value();
    QVERIFY(turns.reaches(2));
}

void TurnQueueTest::noTurnAfterRemove()
{
    Counter turns;
    Counter others;
    TurnQueue queue(2);
    const std::uint64_t id = queue.add([&] {
        ++turns;
        return Next{.in = 0ms};
    });
    QVERIFY(turns.reaches(10));
    queue.remove(id);
    const int count = turns.value();
    queue.add([&] {
        ++others;
        return Next{.in = 0ms};
    });
    QVERIFY(others.reaches(100));
    QCOMPARE(turns.value(), count);
    queue.remove(id); // gone already
}

void TurnQueueTest::manyThingsShareFewThreads()
{
    constexpr int things = 200;
    Counter turns;
    TurnQueue queue(2);
    std::vector<std::uint64_t> ids;
    for (int i = 0; i < things; ++i)
        ids.push_back(queue.add([&] {
            ++turns;
            return Next{};
        }));
    QVERIFY(turns.reaches(things));
    for (const std::uint64_t id : ids)
        queue.wake(id);
    QVERIFY(turns.reaches(2 * things));
}

WALKEEPER_TEST(TurnQueueTest)
#include "turn_queue_test.moc"
