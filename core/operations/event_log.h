#pragma once

#include "core/base/time.h"
#include "core/config/replication_config.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

namespace walkeeper {

/// One thing that happened, for a log.
struct LogEvent {
    using Level = LoggingConfig::Level;
    struct Field {
        std::string key;
        std::variant<std::string, std::int64_t, std::chrono::nanoseconds> value;

        bool operator==(const Field&) const = default;
    };

    Level level = Level::Info;
    std::string message;
    std::vector<Field> fields;

    bool operator==(const LogEvent&) const = default;
};

enum class LogStyle : std::uint8_t {
    Plain, ///< 2026/11/22 05:55:50 INFO message key=value, in local time
    Text,  ///< time=... level=INFO msg="..." key=value
    Json,  ///< one object; durations as nanoseconds
};

/// One line, without its end. Other control characters and quotes are escaped, so that it stays
/// one. source  Go's log/slog, as Litestream 0.3.13 uses it
std::string formatLogEvent(const LogEvent& event, LogStyle style, Timestamp time);

/// Writes events of at least one level. Any thread; one line at a time.
class EventLog
{
public:
    /// write  takes a line with its end; called under a lock
    EventLog(LogStyle style, LogEvent::Level least, const Clock& clock,
             std::function<void(const std::string&)> write);

    void write(const LogEvent& event);
    void info(std::string message, std::vector<LogEvent::Field> fields = {});
    void error(std::string message, std::vector<LogEvent::Field> fields = {});

private:
    const LogStyle m_style;
    const LogEvent::Level m_least;
    const Clock& m_clock;
    std::mutex m_mutex; ///< held while a line is written
    const std::function<void(const std::string&)> m_write;
};

} // namespace walkeeper
