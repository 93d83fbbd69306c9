#pragma once

#include "core/base/result.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walkeeper::app {

/// One flag that a command takes.
struct Flag {
    std::string_view name;  ///< without dashes
    std::string_view value; ///< what stands behind it, such as "PATH"; empty: it is a switch
    std::string_view help;
};

/// The words behind a command, read as Go's flag package reads them: flags come first, with one
/// dash or two, "-flag value" or "-flag=value"; "--" or the first other word ends them.
class Arguments
{
public:
    /// errors  InvalidArgument: a flag that is not in `flags`, without its value, or a switch
    ///         whose value is neither true nor false
    static Result<Arguments> parse(std::span<const Flag> flags, std::span<const std::string> words);

    /// -h, -help or --help was among the flags.
    bool wantsHelp() const { return m_wantsHelp; }
    /// A flag with a value was given, or a switch is on.
    bool has(std::string_view flag) const { return m_values.contains(flag); }
    /// The value that was given last; empty if none was.
    std::string text(std::string_view flag) const;
    /// The words behind the flags.
    const std::vector<std::string>& others() const { return m_others; }

private:
    Result<void> take(std::span<const Flag> flags, std::span<const std::string>& words);

    std::map<std::string, std::string, std::less<>> m_values;
    std::vector<std::string> m_others;
    bool m_wantsHelp = false;
};

/// A whole decimal number.
/// errors  InvalidArgument, naming the flag
Result<std::uint64_t> parseNumber(std::string_view flag, std::string_view text);

} // namespace walkeeper::app
