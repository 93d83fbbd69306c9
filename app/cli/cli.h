#pragma once

#include "app/cli/command.h"

#include <span>
#include <string>

namespace walkeeper::app {

/// Runs the command line, all but what belongs to the process (signals, the terminal).
///
/// words  what stands behind the program's name
/// gives  the exit code: 0 success, 1 an error, 2 wrong usage. An error is one line on
///        environment.err: "walkeeper-cli: ...".
int runCli(std::span<const std::string> words, Environment& environment);

} // namespace walkeeper::app
