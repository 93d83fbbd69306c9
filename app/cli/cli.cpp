#include "app/cli/cli.h"

#include "app/cli/output.h"

#include <algorithm>
#include <array>
#include <ostream>

namespace walkeeper::app {

namespace {

constexpr std::array<const Command*, 17> commands{
    &databasesCommand, &generationsCommand,  &snapshotsCommand, &walCommand,      &historyCommand,
    &restoreCommand,   &safetyCopiesCommand, &bringBackCommand, &validateCommand, &replicateCommand,
    &statusCommand,    &syncCommand,         &snapshotCommand,  &startCommand,    &stopCommand,
    &demoCommand,      &versionCommand};

const Command* findCommand(std::string_view name)
{
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const Command* command) { return command->name == name; });
    return found == commands.end() ? nullptr : *found;
}

void printOverview(std::ostream& out)
{
    out << "walkeeper-cli reads and writes replicas of SQLite databases as Litestream 0.3 does.\n\n"
           "Usage:\n\n\twalkeeper-cli <command> [flags] [arguments]\n\nThe commands are:\n\n";
    Table table({});
    for (const Command* command : commands)
        table.addRow({"\t" + std::string(command->name), std::string(command->summary)});
    table.print(out);
    out << "\n\"walkeeper-cli <command> -h\" tells more about one.\n";
}

std::string usageLine(const Command& command)
{
    std::string line = "walkeeper-cli " + std::string(command.name);
    if (!command.flags.empty())
        line += " [flags]";
    if (!command.arguments.empty())
        line += " " + std::string(command.arguments);
    return line;
}

void printHelp(const Command& command, std::ostream& out)
{
    out << command.about << "\n\nUsage:\n\n\t" << usageLine(command) << "\n";
    if (!command.flags.empty())
        out << "\nFlags:\n";
    for (const Flag& flag : command.flags) {
        out << "\n\t-" << flag.name << (flag.value.empty() ? "" : " ") << flag.value << "\n\t    ";
        for (const char c : flag.help) {
            out << c;
            if (c == '\n')
                out << "\t    ";
        }
        out << "\n";
    }
}

int misused(Environment& environment, const std::string& message, const std::string& usage)
{
    printError(environment.err, message);
    environment.err << "Usage: " << usage << "\n";
    return static_cast<int>(ExitCode::WrongUsage);
}

int runCommand(const Command& command, std::span<const std::string> words, Environment& environment)
{
    const std::string usage = usageLine(command) + "   (-h tells more)";
    const Result<Arguments> arguments = Arguments::parse(command.flags, words);
    if (!arguments)
        return misused(environment, arguments.error().message, usage);
    if (arguments->wantsHelp()) {
        printHelp(command, environment.out);
        return static_cast<int>(ExitCode::Success);
    }
    CommandResult result = command.run(*arguments, environment);
    if (result.code == ExitCode::WrongUsage)
        return misused(environment, result.message, usage);
    environment.out.flush();
    if (result.code == ExitCode::Success && !environment.out)
        result = {ExitCode::Failure, "cannot write the output"};
    if (result.code != ExitCode::Success)
        printError(environment.err, result.message);
    return static_cast<int>(result.code);
}

int help(std::span<const std::string> words, Environment& environment)
{
    if (words.empty()) {
        printOverview(environment.out);
        return static_cast<int>(ExitCode::Success);
    }
    const Command* command = findCommand(words.front());
    if (command == nullptr)
        return misused(environment, words.front() + ": unknown command",
                       "walkeeper-cli help [command]");
    printHelp(*command, environment.out);
    return static_cast<int>(ExitCode::Success);
}

} // namespace

CommandResult CommandResult::failed(const Error& error)
{
    return {ExitCode::Failure,
            error.code == ErrorCode::Cancelled ? std::string("cancelled") : error.message};
}

CommandResult CommandResult::misused(const Error& error)
{
    return misused(error.message);
}

CommandResult CommandResult::misused(std::string message)
{
    return {ExitCode::WrongUsage, std::move(message)};
}

int runCli(std::span<const std::string> words, Environment& environment)
{
    const std::string usage =
        "walkeeper-cli <command> [flags] [arguments]   (-h lists the commands)";
    if (words.empty())
        return misused(environment, "no command given", usage);
    const std::string& name = words.front();
    if (name == "help" || name == "-h" || name == "-help" || name == "--help")
        return help(words.subspan(1), environment);
    const Command* command = findCommand(name);
    if (command == nullptr)
        return misused(environment, name + ": unknown command", usage);
    return runCommand(*command, words.subspan(1), environment);
}

} // namespace walkeeper::app
