#pragma once

#include "app/cli/command.h"
#include "core/operations/control_client.h"

#include <memory>
#include <string>

namespace walkeeper::app {

/// A replicator of this user that runs, and knows the database.
/// database  absolute
/// errors    NotFound, with what to do about it
Result<std::unique_ptr<ControlClient>> replicatorOf(const std::string& database,
                                                    const Environment& environment);

} // namespace walkeeper::app
