#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace walkeeper::app {

/// The demo's application: weather stations that report a few times a second, until its standard
/// input ends. After each commit it prints how many there were.
/// A process of its own, as applications are: Walkeeper must keep up with it from outside.
Result<void> runDemoWriter(const std::filesystem::path& database);

} // namespace walkeeper::app
