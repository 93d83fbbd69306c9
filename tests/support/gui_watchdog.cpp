#include "tests/support/gui_watchdog.h"

#include <algorithm>

namespace walkeeper::test {

namespace {

constexpr std::chrono::milliseconds beatInterval{1};
/// A thread that sleeps for a millisecond wakes a little late at any time.
constexpr std::chrono::microseconds ordinaryLateness{500};

} // namespace

GuiWatchdog::GuiWatchdog(Duration limit, QObject* parent) : QObject(parent), m_limit(limit)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(beatInterval);
    connect(&m_timer, &QTimer::timeout, this, &GuiWatchdog::beat);
}

GuiWatchdog::~GuiWatchdog()
{
    if (m_isRunning)
        stop();
}

void GuiWatchdog::start()
{
    m_pauses.clear();
    m_controlDelays.clear();
    m_isRunning = true;
    m_lastBeat = Clock::now();
    m_control = std::thread([this] { control(); });
    m_timer.start();
}

GuiWatchdog::Report GuiWatchdog::stop()
{
    beat(); // what goes on right now counts too
    m_timer.stop();
    m_isRunning = false;
    m_control.join();

    Report report;
    std::vector<Duration> counted;
    counted.reserve(m_pauses.size());
    auto delay = m_controlDelays.begin();
    for (const Pause& pause : m_pauses) {
        Duration length = pause.to - pause.from;
        report.rawMaximum = std::max(report.rawMaximum, length);
        while (delay != m_controlDelays.end() && delay->to <= pause.from)
            ++delay;
        for (auto each = delay; each != m_controlDelays.end() && each->from < pause.to; ++each)
            length -= std::min(each->to, pause.to) - std::max(each->from, pause.from);
        counted.push_back(length);
        report.blocks += length > m_limit ? 1U : 0U;
    }
    for (const Pause& each : m_controlDelays)
        report.control = std::max(report.control, Duration(each.to - each.from));
    report.beats = counted.size();
    std::sort(counted.begin(), counted.end());
    if (!counted.empty()) {
        report.maximum = counted.back();
        report.p999 = counted[(counted.size() - 1) * 999 / 1000];
    }
    return report;
}

void GuiWatchdog::beat()
{
    const Clock::time_point now = Clock::now();
    m_pauses.push_back({m_lastBeat, now});
    m_lastBeat = now;
}

void GuiWatchdog::control()
{
    Clock::time_point asleep = Clock::now();
    while (m_isRunning) {
        std::this_thread::sleep_for(beatInterval);
        const Clock::time_point awake = Clock::now();
        const Clock::time_point due = asleep + beatInterval;
        if (awake - due > ordinaryLateness)
            m_controlDelays.push_back({due, awake});
        asleep = awake;
    }
}

std::string GuiWatchdog::Report::text() const
{
    const auto us = [](Duration duration) {
        return std::to_string(
                   std::chrono::duration_cast<std::chrono::microseconds>(duration).count()) +
               " us";
    };
    return "pauses: p99.9 " + us(p999) + ", longest " + us(maximum) + " (raw " + us(rawMaximum) +
           "), control thread " + us(control) + ", over the limit " + std::to_string(blocks) +
           " of " + std::to_string(beats);
}

} // namespace walkeeper::test
