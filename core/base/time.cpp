#include "core/base/time.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

namespace walkeeper {

namespace {

using namespace std::chrono;

Error notATime(std::string_view text)
{
    return {ErrorCode::InvalidArgument, "\"" + std::string(text) +
                                            "\" is not a time in ISO 8601 format "
                                            "(for example 2000-01-01T00:00:00Z)"};
}

/// Takes exactly `digits` digits from the front of `text`.
std::optional<int> takeNumber(std::string_view& text, std::size_t digits)
{
    if (text.size() < digits)
        return std::nullopt;
    int value = 0;
    for (const char c : text.substr(0, digits)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool takeOneOf(std::string_view& text, std::string_view characters)
{
    if (text.empty() || characters.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

/// The digits after the decimal point; digits beyond nanoseconds are dropped.
std::optional<nanoseconds> takeFraction(std::string_view& text)
{
    if (!takeOneOf(text, ".,"))
        return nanoseconds(0);
    std::int64_t value = 0;
    std::int64_t unit = 1'000'000'000;
    bool any = false;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        unit /= 10;
        value += unit * (text.front() - '0');
        text.remove_prefix(1);
        any = true;
    }
    if (!any)
        return std::nullopt;
    return nanoseconds(value);
}

std::optional<minutes> takeZone(std::string_view& text)
{
    if (takeOneOf(text, "Zz"))
        return minutes(0);
    if (text.empty() || (text.front() != '+' && text.front() != '-'))
        return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hour = takeNumber(text, 2);
    if (!hour || !takeOneOf(text, ":"))
        return std::nullopt;
    const auto minute = takeNumber(text, 2);
    if (!minute || *hour > 23 || *minute > 59)
        return std::nullopt;
    return minutes(sign * (*hour * 60 + *minute));
}

struct Civil {
    year_month_day date;
    hh_mm_ss<nanoseconds> clock;
};

Civil civil(Timestamp time)
{
    const auto day = floor<days>(time);
    return {year_month_day(day), hh_mm_ss<nanoseconds>(time - day)};
}

} // namespace

Result<Timestamp> parseTimestamp(std::string_view text)
{
    std::string_view rest = text;
    const auto year = takeNumber(rest, 4);
    const bool dash1 = takeOneOf(rest, "-");
    const auto month = takeNumber(rest, 2);
    const bool dash2 = takeOneOf(rest, "-");
    const auto day = takeNumber(rest, 2);
    const bool separator = takeOneOf(rest, "Tt ");
    const auto hour = takeNumber(rest, 2);
    const bool colon1 = takeOneOf(rest, ":");
    const auto minute = takeNumber(rest, 2);
    const bool colon2 = takeOneOf(rest, ":");
    const auto second = takeNumber(rest, 2);
    if (!year || !dash1 || !month || !dash2 || !day || !separator || !hour || !colon1 || !minute ||
        !colon2 || !second)
        return notATime(text);
    const auto fraction = takeFraction(rest);
    const auto zone = takeZone(rest);
    if (!fraction || !zone || !rest.empty())
        return notATime(text);

    const year_month_day date{std::chrono::year(*year),
                              std::chrono::month(static_cast<unsigned>(*month)),
                              std::chrono::day(static_cast<unsigned>(*day))};
    // Nanoseconds since 1970 fit 64 bits from 1678 to 2261.
    if (!date.ok() || *year < 1678 || *year > 2261 || *hour > 23 || *minute > 59 || *second > 59)
        return notATime(text);
    return Timestamp(sys_days(date)) + hours(*hour) + minutes(*minute) + seconds(*second) +
           *fraction - *zone;
}

std::string formatTimestamp(Timestamp time)
{
    const auto [date, clock] = civil(time);
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text.data();
}

std::string formatTimestampExact(Timestamp time)
{
    std::string text = formatTimestamp(time);
    const auto fraction = civil(time).clock.subseconds().count();
    if (fraction == 0)
        return text;
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), ".%09lld", static_cast<long long>(fraction));
    std::string_view shown = digits.data();
    while (shown.back() == '0')
        shown.remove_suffix(1);
    text.insert(text.size() - 1, shown);
    return text;
}

} // namespace walkeeper
