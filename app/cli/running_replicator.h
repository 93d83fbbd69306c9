#pragma once

#include "app/cli/command.h"
#include "core/operations/control_client.h"

#include <functional>
#include <memory>
#include <string>

namespace walkeeper::app {

/// A replicator of this user that runs, and knows the database.
/// database  absolute
/// errors    NotFound, with what to do about it
Result<std::unique_ptr<ControlClient>> replicatorOf(const std::string& database,
                                                    const Environment& environment);

/// Does something while the replication of a database stands still, wherever this user runs it.
/// What goes wrong with the replication is a warning.
CommandResult whileNotReplicated(const std::string& database, Environment& environment,
                                 const std::function<CommandResult()>& work);

} // namespace walkeeper::app
