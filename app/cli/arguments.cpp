#include "app/cli/arguments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace walkeeper::app {

namespace {

Error misuse(std::string message)
{
    return {ErrorCode::InvalidArgument, std::move(message)};
}

bool isFlag(std::string_view word)
{
    return word.size() > 1 && word.front() == '-';
}

/// As Go's strconv.ParseBool takes it.
std::optional<bool> truth(std::string_view text)
{
    constexpr std::array<std::string_view, 6> yes{"1", "t", "T", "true", "TRUE", "True"};
    constexpr std::array<std::string_view, 6> no{"0", "f", "F", "false", "FALSE", "False"};
    if (std::find(yes.begin(), yes.end(), text) != yes.end())
        return true;
    if (std::find(no.begin(), no.end(), text) != no.end())
        return false;
    return std::nullopt;
}

} // namespace

Result<Arguments> Arguments::parse(std::span<const Flag> flags, std::span<const std::string> words)
{
    Arguments arguments;
    while (!words.empty() && isFlag(words.front())) {
        if (words.front() == "--") {
            words = words.subspan(1);
            break;
        }
        if (Result<void> taken = arguments.take(flags, words); !taken)
            return std::move(taken).error();
        if (arguments.m_wantsHelp)
            return arguments;
    }
    arguments.m_others.assign(words.begin(), words.end());
    return arguments;
}

/// Takes one flag, with its value, from the front of `words`.
Result<void> Arguments::take(std::span<const Flag> flags, std::span<const std::string>& words)
{
    const std::string& word = words.front();
    words = words.subspan(1);
    std::string_view name = word;
    name.remove_prefix(name.starts_with("--") ? 2 : 1);
    if (name.empty() || name.front() == '-' || name.front() == '=')
        return misuse("bad flag syntax: " + word);
    const std::size_t equals = name.find('=');
    const bool hasValue = equals != std::string_view::npos;
    std::string value(hasValue ? name.substr(equals + 1) : "");
    name = name.substr(0, equals);

    const auto flag = std::find_if(flags.begin(), flags.end(),
                                   [&](const Flag& known) { return known.name == name; });
    if (flag == flags.end()) {
        m_wantsHelp = name == "h" || name == "help";
        if (m_wantsHelp)
            return {};
        return misuse("flag provided but not defined: -" + std::string(name));
    }
    if (flag->value.empty()) {
        const std::optional<bool> isOn = hasValue ? truth(value) : true;
        if (!isOn)
            return misuse("invalid boolean value \"" + value + "\" for -" + std::string(name));
        if (*isOn)
            m_values.insert_or_assign(std::string(name), "true");
        else
            m_values.erase(std::string(name));
        return {};
    }
    if (!hasValue && words.empty())
        return misuse("flag needs an argument: -" + std::string(name));
    if (!hasValue) {
        value = words.front();
        words = words.subspan(1);
    }
    m_values.insert_or_assign(std::string(name), std::move(value));
    return {};
}

std::string Arguments::text(std::string_view flag) const
{
    const auto found = m_values.find(flag);
    return found == m_values.end() ? std::string() : found->second;
}

Result<std::uint64_t> parseNumber(std::string_view flag, std::string_view text)
{
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    if (text.empty() || stop != end || failure != std::errc())
        return misuse("invalid value \"" + std::string(text) + "\" for flag -" + std::string(flag) +
                      ": not a whole number");
    return value;
}

} // namespace walkeeper::app
