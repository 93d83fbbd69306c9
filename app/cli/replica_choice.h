#pragma once

#include "app/cli/command.h"
#include "core/config/replication_config.h"
#include "core/history/replica.h"
#include "core/storage/store_url.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace walkeeper::app {

/// What the command line says about the replicas it means; nothing is looked up yet.
struct SourceArgument {
    std::string text;            ///< as given; for messages
    std::optional<StoreUrl> url; ///< it is a URL
    std::string configPath;      ///< empty: the default one
    bool expandEnvironment = true;
    std::string replicaName; ///< empty: all of the database's replicas
};

/// The one positional argument, and -config, -no-expand-env and -replica.
///
/// missing  what to say if there is no argument
/// errors   InvalidArgument: wrong usage
Result<SourceArgument> parseSource(const Arguments& arguments, std::string_view missing);

/// -generation, if it was given and is not empty.
/// errors  InvalidArgument: wrong usage
Result<std::optional<GenerationId>> parseGenerationFlag(const Arguments& arguments);

struct ChosenReplica {
    std::string name; ///< as the configuration calls it; else its type
    StoreUrl url;
    bool hasAgeKeys = false;
};

struct ReplicaChoice {
    std::optional<std::string> database; ///< its path, if the configuration named it
    std::vector<ChosenReplica> replicas;
};

/// A URL or a replica's folder stands for itself; anything else is a database that the
/// configuration knows. With -config it is always a database.
///
/// errors  NotFound: no configuration file, or no replica of that name
///         InvalidArgument: no such database; and what is wrong with the configuration
Result<ReplicaChoice> chooseReplicas(const SourceArgument& source, Environment& environment);

/// The configuration for commands that work on all of it. Its warnings are printed.
Result<Config> loadConfig(const std::string& path, bool expandEnvironment,
                          Environment& environment);

/// The same, or nothing where no configuration was named and there is none.
Result<std::optional<Config>> loadConfigIfAny(const std::string& path, bool expandEnvironment,
                                              Environment& environment);

/// A database's path as the configuration has it.
/// errors  InvalidArgument
Result<std::string> databasePath(const std::string& text, const Environment& environment);

/// What `use` says about each replica that can be listed. One that cannot be is named in a
/// warning as long as another one can; a replica that is empty is one in which nothing is.
///
/// errors  none of them could be read
Result<void> forEachReplica(const ReplicaChoice& choice, Environment& environment,
                            const std::function<Result<void>(const ChosenReplica&)>& use);

/// Lists one replica, with progress. Empty, with a warning, where there is none.
/// errors  those of the store; Unsupported if it only has Litestream 0.5's layout
Result<Replica> listChosen(const ChosenReplica& chosen, Environment& environment);

/// Says so if the replica also has Litestream 0.5's layout; for commands that do not list it.
void warnOfLtx(const ChosenReplica& chosen, Environment& environment);

/// errors  Unsupported: age keys are configured for it, or this object begins as age files do
Result<void> refuseEncrypted(const ChosenReplica& chosen, const ObjectKey& sample,
                             Environment& environment);
Result<void> refuseEncrypted(const ChosenReplica& chosen);

/// "replica second (file:///var/backups/app)".
std::string nameForPeople(const ChosenReplica& chosen);

} // namespace walkeeper::app
