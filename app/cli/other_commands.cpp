#include "app/cli/output.h"
#include "app/cli/replica_choice.h"
#include "core/base/version.h"
#include "core/operations/demo_replica.h"

#include <array>
#include <ostream>
#include <system_error>

namespace walkeeper::app {

namespace {

CommandResult runVersion(const Arguments& arguments, Environment& environment)
{
    if (arguments.has("json"))
        printJson(environment.out,
                  QJsonObject{{QStringLiteral("name"), QStringLiteral("walkeeper-cli")},
                              {QStringLiteral("version"), jsonText(version)},
                              {QStringLiteral("reference_version"), jsonText(referenceVersion)}});
    else
        environment.out << "walkeeper-cli " << version << " (reads replicas of Litestream "
                        << referenceVersion << ")\n";
    return CommandResult::success();
}

QJsonObject demoJson(const DemoReplica& demo)
{
    return {{QStringLiteral("database"), jsonText(demo.database.string())},
            {QStringLiteral("replica"), jsonText(demo.replica.string())},
            {QStringLiteral("commits"), jsonNumber(demo.commits)},
            {QStringLiteral("segments"), jsonNumber(demo.segments)},
            {QStringLiteral("snapshots"), jsonNumber(demo.snapshots)},
            {QStringLiteral("database_bytes"), jsonNumber(demo.databaseBytes)}};
}

CommandResult runDemo(const Arguments& arguments, Environment& environment)
{
    if (arguments.others().size() != 1)
        return CommandResult::misused("one folder for the demo required");
    std::error_code failure;
    const auto folder = std::filesystem::absolute(arguments.others().front(), failure);
    const Result<DemoReplica> demo = makeDemoReplica(folder, environment.operations);
    if (!demo)
        return CommandResult::failed(demo.error());
    if (arguments.has("json")) {
        printJson(environment.out, demoJson(*demo));
        return CommandResult::success();
    }
    Table table({});
    table.addRow(
        {"database", demo->database.string() + " (" + humanBytes(demo->databaseBytes) + ")"});
    table.addRow({"replica", demo->replica.string()});
    table.addRow({"holds", counted(demo->commits, "commit") + " in " +
                               counted(demo->segments, "segment") + ", " +
                               counted(demo->snapshots, "snapshot")});
    table.print(environment.out);
    return CommandResult::success();
}

constexpr std::array onlyJson{jsonFlag};

} // namespace

const Command versionCommand{
    "version", "prints the version",
    "",        "Prints the version, and which one of Litestream it follows.",
    onlyJson,  runVersion};

const Command demoCommand{"demo",
                          "makes a small database and its replica, to try things out",
                          "FOLDER",
                          "Makes a small database and a replica of its last two days in a folder.\n"
                          "If the folder holds a demo already, only says what is in it.",
                          onlyJson,
                          runDemo};

} // namespace walkeeper::app
