#pragma once

#include "app/cli/command.h"
#include "core/config/replication_config.h"
#include "core/operations/event_log.h"

namespace walkeeper::app {

/// The words behind "replicate".
struct ReplicateWords {
    std::string database;          ///< empty: the configuration says what to replicate
    std::vector<std::string> urls; ///< of the replicas; only with a database
    std::string configPath;        ///< empty: the default one
    bool expandEnvironment = true;
    std::string command; ///< of -exec
};

/// errors  InvalidArgument: wrong usage
Result<ReplicateWords> parseReplicate(const Arguments& arguments);

/// What is to be replicated, and how it is told about.
struct ReplicateOptions {
    Config config; ///< made up if a database and its replicas were named
    LogStyle style = LogStyle::Plain;
    bool logsToError = true;
    std::vector<std::string> command; ///< to run beside it; empty: none
};

/// errors  those of the configuration; InvalidArgument: a URL, path or command that is none
Result<ReplicateOptions> loadReplicate(const ReplicateWords& words, Environment& environment);

/// "name", "type", "sync-interval" and where it is, for the log.
std::vector<LogEvent::Field> describeReplica(const ReplicaConfig& replica);

} // namespace walkeeper::app
