#include "core/base/progress_meter.h"

#include <algorithm>

namespace walkeeper {

namespace {

constexpr auto reportInterval = std::chrono::milliseconds(100);
/// Before this much time an estimate says more about the start than about the rest.
constexpr auto estimateAfter = std::chrono::milliseconds(500);

} // namespace

ProgressMeter::ProgressMeter(ProgressSink& sink, std::uint64_t totalBytes)
    : m_sink(sink),
      m_totalBytes(totalBytes)
{
}

void ProgressMeter::enter(Stage stage)
{
    m_stage = stage;
    report();
}

void ProgressMeter::addBytes(std::uint64_t bytes)
{
    m_bytes.fetch_add(bytes, std::memory_order_relaxed);
    maybeReport();
}

void ProgressMeter::addPages(std::uint64_t pages)
{
    m_pages.fetch_add(pages, std::memory_order_relaxed);
}

void ProgressMeter::maybeReport()
{
    const auto now = SteadyClock::now().time_since_epoch().count();
    auto due = m_nextReport.load(std::memory_order_relaxed);
    if (now < due)
        return;
    const auto next = now + SteadyClock::duration(reportInterval).count();
    if (m_nextReport.compare_exchange_strong(due, next, std::memory_order_relaxed))
        report();
}

void ProgressMeter::report()
{
    const std::lock_guard lock(m_reporting);
    Progress progress;
    progress.stage = m_stage;
    // A segment over the memory budget is read twice; the second reading counts no bytes.
    progress.doneBytes = std::min(m_bytes.load(std::memory_order_relaxed), m_totalBytes);
    progress.totalBytes = m_totalBytes;
    progress.pages = pages();
    const auto elapsed = SteadyClock::now() - m_start;
    if (elapsed > estimateAfter && progress.doneBytes > 0) {
        const double ratio = static_cast<double>(m_totalBytes - progress.doneBytes) /
                             static_cast<double>(progress.doneBytes);
        progress.timeLeft = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed * ratio);
    }
    m_sink.report(progress);
}

} // namespace walkeeper
