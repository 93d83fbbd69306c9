#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace walkeeper {

/// The value of an environment variable; nothing if it is not set.
using VariableLookup = std::function<std::optional<std::string>(const std::string& name)>;

struct UnsetVariable {
    std::string name;
    std::size_t line = 0; ///< from 1
};

struct ExpandedText {
    std::string text;
    /// Each name once, where it first stands outside a comment line.
    std::vector<UnsetVariable> unset;
};

/// Replaces $NAME and ${NAME} in the whole text, comments included. A variable that is not set
/// becomes nothing; there is no escape. A name after a bare $ is letters, digits and '_', or one
/// of the shell's special characters; between braces it is anything.
///
/// source  Litestream 0.3.13's behaviour; "${" that is never closed loses these two characters,
///         and "${}" is dropped
ExpandedText expandVariables(std::string_view text, const VariableLookup& lookup);

} // namespace walkeeper
