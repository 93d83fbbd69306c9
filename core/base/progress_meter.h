#pragma once

#include "core/base/progress.h"

#include <atomic>
#include <chrono>
#include <mutex>

namespace walkeeper {

/// Collects the progress of several worker threads and passes it on at most ten times a second,
/// with an estimate of the time left. Shared between threads.
class ProgressMeter
{
public:
    ProgressMeter(ProgressSink& sink, std::uint64_t totalBytes);

    void enter(Stage stage);
    void addBytes(std::uint64_t bytes);
    void addPages(std::uint64_t pages);

    std::uint64_t pages() const { return m_pages.load(std::memory_order_relaxed); }

private:
    using SteadyClock = std::chrono::steady_clock;

    void maybeReport();
    void report();

    ProgressSink& m_sink;
    const std::uint64_t m_totalBytes;
    const SteadyClock::time_point m_start = SteadyClock::now();
    std::atomic<std::uint64_t> m_bytes = 0;
    std::atomic<std::uint64_t> m_pages = 0;
    std::atomic<Stage> m_stage = Stage::Listing;
    std::atomic<SteadyClock::rep> m_nextReport = 0; ///< steady clock ticks
    std::mutex m_reporting;                         ///< keeps reports one at a time
};

} // namespace walkeeper
