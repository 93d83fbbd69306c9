#include "core/base/progress_meter.h"
#include "tests/support/test_main.h"

#include <thread>
#include <vector>

using namespace walkeeper;

class ProgressMeterTest : public QObject
{
    Q_OBJECT

private slots:
    void everyStageIsReportedAtOnce();
    void reportsAreThinned();
    void doneNeverPassesTheTotal();
    void reportsNeverOverlapAndNeverShrink();
};

namespace {

class Recorder final : public ProgressSink
{
public:
    void report(const Progress& progress) override
    {
        if (m_busy.exchange(true))
            overlapped = true;
        seen.push_back(progress);
        m_busy = false;
    }

    std::vector<Progress> seen;
    std::atomic<bool> overlapped = false;

private:
    std::atomic<bool> m_busy = false;
};

} // namespace

void ProgressMeterTest::everyStageIsReportedAtOnce()
{
    Recorder recorder;
    ProgressMeter meter(recorder, 100);

    meter.enter(Stage::Segments);
    meter.addPages(3);
    meter.enter(Stage::Snapshot);

    QCOMPARE(recorder.seen.size(), std::size_t{2});
    QCOMPARE(recorder.seen[0].stage, Stage::Segments);
    QCOMPARE(recorder.seen[0].totalBytes, std::optional<std::uint64_t>(100));
    QCOMPARE(recorder.seen[1].stage, Stage::Snapshot);
    QCOMPARE(recorder.seen[1].pages, std::uint64_t{3});
    QCOMPARE(meter.pages(), std::uint64_t{3});
}

void ProgressMeterTest::reportsAreThinned()
{
    Recorder recorder;
    ProgressMeter meter(recorder, 1'000'000);
    const auto start = std::chrono::steady_clock::now();

    for (int i = 0; i < 100'000; ++i)
        meter.addBytes(1);

    const auto elapsed = std::chrono::steady_clock::now() - start;
    const auto most = static_cast<std::size_t>(elapsed / std::chrono::milliseconds(100)) + 2;
    QVERIFY(recorder.seen.size() <= most);
    QVERIFY(!recorder.seen.empty());
}

void ProgressMeterTest::doneNeverPassesTheTotal()
{
    Recorder recorder;
    ProgressMeter meter(recorder, 10);

    meter.addBytes(25);
    meter.enter(Stage::Finishing);

    QCOMPARE(recorder.seen.back().doneBytes, std::uint64_t{10});
}

void ProgressMeterTest::reportsNeverOverlapAndNeverShrink()
{
    Recorder recorder;
    ProgressMeter meter(recorder, 1'000'000);
    std::vector<std::thread> workers;
    for (int t = 0; t < 4; ++t) {
        workers.emplace_back([&] {
            for (int i = 0; i < 2000; ++i) {
                meter.addBytes(7);
                meter.enter(Stage::Segments);
            }
        });
    }
    for (std::thread& worker : workers)
        worker.join();

    QVERIFY(!recorder.overlapped);
    QVERIFY(recorder.seen.size() >= 8000);
    for (std::size_t i = 1; i < recorder.seen.size(); ++i)
        QVERIFY(recorder.seen[i - 1].doneBytes <= recorder.seen[i].doneBytes);
    QCOMPARE(recorder.seen.back().doneBytes, std::uint64_t{4 * 2000 * 7});
}

WALKEEPER_TEST(ProgressMeterTest)
#include "progress_meter_test.moc"
