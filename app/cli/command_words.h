#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace walkeeper::app {

/// Splits a command line into words as a shell does, without running one: blanks part words;
/// '...' and "..." hold them together; a backslash takes the next character as it is, but between
/// single quotes. Variables, patterns and ~ mean themselves.
///
/// errors  InvalidArgument: a quote that is not closed, no word at all, and what only a shell can
///         do (; & | < > outside quotes)
/// source  Litestream 0.3.13, which ends silently at the first of ; & | < >
Result<std::vector<std::string>> splitCommand(std::string_view text);

/// A word as a shell reads it back; in single quotes where it must be.
std::string quotedWord(const std::string& word);

} // namespace walkeeper::app
