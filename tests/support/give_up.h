#pragma once

#include <string_view>

namespace walkeeper::test {

/// Ends the test program as failed, with a message. For helpers that cannot go on: qFatal() and
/// abort() leave Qt's crash handler printing stack traces until its watchdog ends it.
[[noreturn]] void giveUp(std::string_view message);

} // namespace walkeeper::test
