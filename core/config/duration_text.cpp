#include "core/config/duration_text.h"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace walkeeper {

namespace {

using std::chrono::nanoseconds;

constexpr std::uint64_t mostNanoseconds = std::numeric_limits<std::int64_t>::max();

struct Unit {
    std::string_view name;
    std::uint64_t nanoseconds;
};

// Longer names first, so that "ms" is not taken for "m". µ has two code points.
constexpr std::array<Unit, 8> units{{
    {"ns", 1},
    {"us", 1'000},
    {"\u00b5s", 1'000},
    {"\u03bcs", 1'000},
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"m", 60'000'000'000},
    {"h", 3'600'000'000'000},
}};

Error notADuration(std::string_view text)
{
    return {ErrorCode::InvalidArgument, "\"" + std::string(text) +
                                            "\" is not a duration (write, for example, 10s, "
                                            "1h30m or 500ms; there is no unit for days)"};
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::optional<std::uint64_t> takeUnit(std::string_view& text)
{
    for (const Unit& unit : units) {
        if (text.starts_with(unit.name)) {
            text.remove_prefix(unit.name.size());
            return unit.nanoseconds;
        }
    }
    return std::nullopt;
}

/// One number with its unit, such as "1.5h", from the front of `text`, in nanoseconds.
std::optional<std::uint64_t> takePart(std::string_view& text)
{
    std::uint64_t whole = 0;
    bool any = false;
    while (!text.empty() && isDigit(text.front())) {
        if (whole > mostNanoseconds / 10 - 1)
            return std::nullopt;
        whole = whole * 10 + static_cast<std::uint64_t>(text.front() - '0');
        text.remove_prefix(1);
        any = true;
    }
    double fraction = 0;
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
        for (double unit = 0.1; !text.empty() && isDigit(text.front()); unit /= 10) {
            fraction += unit * (text.front() - '0');
            text.remove_prefix(1);
            any = true;
        }
    }
    const std::optional<std::uint64_t> unit = any ? takeUnit(text) : std::nullopt;
    if (!unit || whole > mostNanoseconds / *unit)
        return std::nullopt;
    // Rounded, because a tenth has no exact value as a double.
    return whole * *unit + static_cast<std::uint64_t>(fraction * static_cast<double>(*unit) + 0.5);
}

/// `value` as a decimal of `unit`, without zeros at the end: 1500 of 1000 gives "1.5".
std::string decimal(std::uint64_t value, std::uint64_t unit)
{
    std::string text = std::to_string(value / unit);
    std::uint64_t rest = value % unit;
    if (rest == 0)
        return text;
    text += '.';
    while (rest != 0) {
        unit /= 10;
        text += static_cast<char>('0' + rest / unit);
        rest %= unit;
    }
    return text;
}

} // namespace

Result<nanoseconds> parseDuration(std::string_view text)
{
    std::string_view rest = text;
    const bool isNegative = rest.starts_with('-');
    if (isNegative || rest.starts_with('+'))
        rest.remove_prefix(1);
    if (rest == "0")
        return nanoseconds(0);
    std::uint64_t total = 0;
    do {
        const auto part = takePart(rest);
        if (!part || *part > mostNanoseconds - total)
            return notADuration(text);
        total += *part;
    } while (!rest.empty());
    const auto value = static_cast<std::int64_t>(total);
    return nanoseconds(isNegative ? -value : value);
}

std::string formatDuration(nanoseconds duration)
{
    const std::int64_t count = duration.count();
    const std::string sign = count < 0 ? "-" : "";
    const std::uint64_t value =
        count < 0 ? 0 - static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
    if (value == 0)
        return "0s";
    if (value < 1'000)
        return sign + std::to_string(value) + "ns";
    if (value < 1'000'000)
        return sign + decimal(value, 1'000) + "\u00b5s";
    if (value < 1'000'000'000)
        return sign + decimal(value, 1'000'000) + "ms";
    constexpr std::uint64_t minute = 60'000'000'000;
    std::string text = decimal(value % minute, 1'000'000'000) + "s";
    if (value >= minute)
        text.insert(0, std::to_string(value / minute % 60) + "m");
    if (value >= 60 * minute)
        text.insert(0, std::to_string(value / (60 * minute)) + "h");
    return sign + text;
}

} // namespace walkeeper
