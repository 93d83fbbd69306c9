#pragma once

#include <QObject>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace walkeeper::test {

/// Measures how long the GUI thread's event loop stands still.
///
/// A timer in the GUI thread beats every millisecond; a pause between two beats is a block. On a
/// busy machine a thread may also stand still because it got no processor. So a control thread,
/// which does nothing but sleep a millisecond at a time, is measured as well: the part of a pause
/// during which the control thread was late too is not counted.
/// thread  the GUI thread, with its event loop running between start() and stop()
class GuiWatchdog final : public QObject
{
    Q_OBJECT

public:
    using Duration = std::chrono::nanoseconds;

    struct Report {
        std::size_t beats = 0;
        Duration p999{};        ///< 99.9 of 100 pauses are no longer
        Duration maximum{};     ///< the longest pause that counts
        Duration rawMaximum{};  ///< the longest pause, whatever the control thread says
        Duration control{};     ///< the longest delay of the control thread
        std::size_t blocks = 0; ///< pauses over the limit

        std::string text() const; ///< one line
    };
    /// No test bears more. What the window promises, a fifth of it, is judged by the benchmarks:
    /// here other tests may run at the same time.
    static constexpr Duration mostInATest = std::chrono::milliseconds(250);

    explicit GuiWatchdog(Duration limit = std::chrono::milliseconds(50), QObject* parent = nullptr);
    ~GuiWatchdog() override;

    void start();
    Report stop();

private:
    using Clock = std::chrono::steady_clock;
    struct Pause {
        Clock::time_point from;
        Clock::time_point to;
    };

    void beat();
    void control();

    const Duration m_limit;
    QTimer m_timer;
    Clock::time_point m_lastBeat;
    std::vector<Pause> m_pauses;
    std::thread m_control;
    std::atomic<bool> m_isRunning = false;
    std::vector<Pause> m_controlDelays; ///< the control thread's until it is joined
};

} // namespace walkeeper::test
