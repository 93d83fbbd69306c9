#include "core/operations/event_log.h"

#include "core/config/duration_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <utility>

namespace walkeeper {

namespace {

std::string_view levelWord(LogEvent::Level level)
{
    switch (level) {
    case LogEvent::Level::Debug: return "DEBUG";
    case LogEvent::Level::Info: return "INFO";
    case LogEvent::Level::Warning: return "WARN";
    case LogEvent::Level::Error: return "ERROR";
    }
    return "";
}

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// In quotes, with what would end them or the line escaped. Bytes above ASCII stay as they are.
std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (isControl(c)) {
            std::array<char, 8> code{};
            std::snprintf(code.data(), code.size(), "\\u%04x",
                          static_cast<unsigned>(static_cast<unsigned char>(c)));
            out += code.data();
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string quotedIfNeeded(const std::string& text)
{
    const bool isPlain = !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
        return c == ' ' || c == '"' || c == '=' || c == '\\' || isControl(c);
    });
    return isPlain ? text : quoted(text);
}

std::string fieldText(const LogEvent::Field& field)
{
    if (const auto* number = std::get_if<std::int64_t>(&field.value))
        return std::to_string(*number);
    if (const auto* duration = std::get_if<std::chrono::nanoseconds>(&field.value))
        return formatDuration(*duration);
    return quotedIfNeeded(*std::get_if<std::string>(&field.value));
}

std::string fieldJson(const LogEvent::Field& field)
{
    if (const auto* number = std::get_if<std::int64_t>(&field.value))
        return std::to_string(*number);
    if (const auto* duration = std::get_if<std::chrono::nanoseconds>(&field.value))
        return std::to_string(duration->count());
    return quoted(*std::get_if<std::string>(&field.value));
}

std::string localTime(Timestamp time)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(
        std::chrono::time_point_cast<std::chrono::system_clock::duration>(time));
    std::tm parts{};
    localtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y/%m/%d %H:%M:%S", &parts);
    return {text.data(), size};
}

std::string withFields(std::string line, const LogEvent& event)
{
    for (const LogEvent::Field& field : event.fields)
        line += " " + field.key + "=" + fieldText(field);
    return line;
}

std::string jsonLine(const LogEvent& event, Timestamp time)
{
    std::string line = R"({"time":")" + formatTimestampExact(time) + R"(","level":")" +
                       std::string(levelWord(event.level)) + R"(","msg":)" + quoted(event.message);
    for (const LogEvent::Field& field : event.fields)
        line += "," + quoted(field.key) + ":" + fieldJson(field);
    return line + "}";
}

} // namespace

std::string formatLogEvent(const LogEvent& event, LogStyle style, Timestamp time)
{
    const std::string level(levelWord(event.level));
    switch (style) {
    case LogStyle::Plain:
        return withFields(localTime(time) + " " + level + " " + event.message, event);
    case LogStyle::Text:
        return withFields(
            "time=" + formatTimestampExact(std::chrono::floor<std::chrono::milliseconds>(time)) +
                " level=" + level + " msg=" + quotedIfNeeded(event.message),
            event);
    case LogStyle::Json: return jsonLine(event, time);
    }
    return {};
}

EventLog::EventLog(LogStyle style, LogEvent::Level least, const Clock& clock,
                   std::function<void(const std::string&)> write)
    : m_style(style),
      m_least(least),
      m_clock(clock),
      m_write(std::move(write))
{
}

void EventLog::write(const LogEvent& event)
{
    if (event.level < m_least)
        return;
    const std::lock_guard lock(m_mutex);
    m_write(formatLogEvent(event, m_style, m_clock.now()) + "\n");
}

void EventLog::info(std::string message, std::vector<LogEvent::Field> fields)
{
    write({LogEvent::Level::Info, std::move(message), std::move(fields)});
}

void EventLog::error(std::string message, std::vector<LogEvent::Field> fields)
{
    write({LogEvent::Level::Error, std::move(message), std::move(fields)});
}

} // namespace walkeeper
