#pragma once

#include "app/cli/arguments.h"
#include "core/config/environment_expansion.h"
#include "core/operations/operation_context.h"

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace walkeeper::app {

class StopSignals;

/// The world around one run of the command line. Everything referred to outlives the run.
struct Environment {
    OperationContext operations;
    CancellationToken token;
    std::ostream& out;
    std::ostream& err;
    bool showsProgress = false; ///< a person watches `err`
    VariableLookup variable;
    std::filesystem::path home;
    StopSignals* stopSignals =
        nullptr; ///< null: none are taken care of; `token` is the first one's
};

enum class ExitCode : int { Success = 0, Failure = 1, WrongUsage = 2 };

/// How a command ended, and the one sentence to say about it unless it succeeded.
struct CommandResult {
    ExitCode code = ExitCode::Success;
    std::string message;

    static CommandResult success() { return {}; }
    static CommandResult failed(const Error& error);
    static CommandResult misused(const Error& error);
    static CommandResult misused(std::string message);
};

struct Command {
    std::string_view name;
    std::string_view summary;   ///< half a sentence for the list of commands
    std::string_view arguments; ///< behind the flags, for the usage line
    std::string_view about;     ///< what it does
    std::span<const Flag> flags;
    CommandResult (*run)(const Arguments&, Environment&);
};

// One in each of the ..._command(s).cpp files.
extern const Command bringBackCommand;
extern const Command databasesCommand;
extern const Command demoCommand;
extern const Command generationsCommand;
extern const Command historyCommand;
extern const Command replicateCommand;
extern const Command restoreCommand;
extern const Command safetyCopiesCommand;
extern const Command snapshotCommand;
extern const Command snapshotsCommand;
extern const Command startCommand;
extern const Command statusCommand;
extern const Command stopCommand;
extern const Command syncCommand;
extern const Command validateCommand;
extern const Command versionCommand;
extern const Command walCommand;

// Flags that several commands take.
inline constexpr Flag configFlag{"config", "PATH",
                                 "The configuration file. Defaults to $LITESTREAM_CONFIG, else\n"
                                 "~/.config/walkeeper/litestream.yml if there is one, else\n"
                                 "/etc/litestream.yml."};
inline constexpr Flag noExpandFlag{"no-expand-env", "",
                                   "Leave $NAME and ${NAME} in the configuration as they are."};
inline constexpr Flag replicaFlag{"replica", "NAME", "Only this replica of the database."};
inline constexpr Flag jsonFlag{"json", "", "Print JSON."};

} // namespace walkeeper::app
