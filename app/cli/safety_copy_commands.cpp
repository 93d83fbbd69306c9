#include "app/cli/output.h"
#include "app/cli/replica_choice.h"
#include "app/cli/running_replicator.h"
#include "core/operations/restore_in_place.h"

#include <array>
#include <ostream>

namespace walkeeper::app {

namespace {

namespace fs = std::filesystem;

constexpr const char* ownState = "what was written to it";

std::string stateText(const std::optional<RestoredFrom>& from)
{
    return from ? "restored, as of " + formatTimestamp(from->time) : ownState;
}

QJsonValue stateJson(const std::optional<RestoredFrom>& from)
{
    if (!from)
        return {};
    return QJsonObject{{QStringLiteral("url"), jsonText(from->replica)},
                       {QStringLiteral("position"), jsonText(from->position.text())},
                       {QStringLiteral("time"), jsonTime(from->time)}};
}

QJsonObject copyJson(const SafetyCopy& copy)
{
    return {{QStringLiteral("name"), jsonText(copy.folder.filename().string())},
            {QStringLiteral("database"), jsonText(copy.database.string())},
            {QStringLiteral("file"), jsonText(copy.file.string())},
            {QStringLiteral("set_aside"), jsonTime(copy.note.time)},
            {QStringLiteral("bytes"), jsonNumber(copy.bytes)},
            {QStringLiteral("restored_from"), stateJson(copy.note.leavingFrom)},
            {QStringLiteral("in_its_place_restored_from"), stateJson(copy.note.enteringFrom)}};
}

Result<std::string> databaseOf(const Arguments& arguments, const Environment& environment)
{
    if (arguments.others().empty() || arguments.others().front().empty())
        return Error{ErrorCode::InvalidArgument, "database path required"};
    if (arguments.others().size() > 1)
        return Error{ErrorCode::InvalidArgument, "too many arguments (flags come first)"};
    return databasePath(arguments.others().front(), environment);
}

/// By name; the newest if there is none.
Result<SafetyCopy> findCopy(const std::string& database, const std::string& name,
                            const Environment& environment)
{
    const auto copies = listSafetyCopies(database, environment.operations.files, environment.token);
    if (!copies)
        return copies.error();
    for (const SafetyCopy& copy : *copies) {
        if (name.empty() || copy.folder.filename() == fs::path(name).filename())
            return copy;
    }
    return Error{ErrorCode::NotFound,
                 database + " has no safety copy" + (name.empty() ? "" : " of the name " + name)};
}

CommandResult printCopies(const std::string& database, bool isJson, Environment& environment)
{
    const auto copies = listSafetyCopies(database, environment.operations.files, environment.token);
    if (!copies)
        return CommandResult::failed(copies.error());
    QJsonArray json;
    Table table({"safety copy", "set aside", "size", "holds", "made room for"});
    for (const SafetyCopy& copy : *copies) {
        json.append(copyJson(copy));
        table.addRow({copy.folder.filename().string(), formatTimestamp(copy.note.time),
                      humanBytes(copy.bytes), stateText(copy.note.leavingFrom),
                      stateText(copy.note.enteringFrom)});
    }
    if (isJson)
        printJson(environment.out, json);
    else
        table.print(environment.out);
    return CommandResult::success();
}

CommandResult runSafetyCopies(const Arguments& arguments, Environment& environment)
{
    const Result<std::string> database = databaseOf(arguments, environment);
    if (!database)
        return CommandResult::misused(database.error());
    if (!arguments.has("delete"))
        return printCopies(*database, arguments.has("json"), environment);
    const std::string name = arguments.text("delete");
    if (name.empty())
        return CommandResult::misused("-delete needs the name of a safety copy");
    const Result<SafetyCopy> copy = findCopy(*database, name, environment);
    if (!copy)
        return CommandResult::failed(copy.error());
    const Result<void> removed = removeSafetyCopy(copy->folder, environment.operations.files);
    return removed ? CommandResult::success() : CommandResult::failed(removed.error());
}

CommandResult bringBackTo(const std::string& database, const SafetyCopy& copy, bool isJson,
                          Environment& environment)
{
    const Result<SafetyCopy> before =
        bringBack(copy.folder, environment.operations, environment.token);
    if (!before)
        return CommandResult::failed(before.error());
    if (isJson) {
        printJson(environment.out, copyJson(*before));
        return CommandResult::success();
    }
    environment.out << database << " is again as it was until " << formatTimestamp(copy.note.time)
                    << "\nThe state of before is kept in " << before->folder.string() << "\n";
    return CommandResult::success();
}

CommandResult runBringBack(const Arguments& arguments, Environment& environment)
{
    const Result<std::string> database = databaseOf(arguments, environment);
    if (!database)
        return CommandResult::misused(database.error());
    const Result<SafetyCopy> copy = findCopy(*database, arguments.text("copy"), environment);
    if (!copy)
        return CommandResult::failed(copy.error());
    return whileNotReplicated(*database, environment, [&] {
        return bringBackTo(*database, *copy, arguments.has("json"), environment);
    });
}

constexpr std::array listFlags{
    Flag{"delete", "NAME", "Delete this safety copy for good instead of listing."}, jsonFlag};
constexpr std::array bringBackFlags{
    Flag{"copy", "NAME", "This safety copy. Defaults to the newest."}, jsonFlag};

} // namespace

const Command safetyCopiesCommand{
    "safety-copies",
    "lists what \"restore -in-place\" and \"bring-back\" have set aside",
    "DATABASE",
    "Lists the states of a database that had to make room for others, newest first. Each is a\n"
    "whole database in a folder beside it, and stays until -delete deletes it.",
    listFlags,
    runSafetyCopies};

const Command bringBackCommand{
    "bring-back",
    "undoes \"restore -in-place\"",
    "DATABASE",
    "Lets a safety copy and the database change places: the newest one, or the one that -copy\n"
    "names. What was in the database's place is kept in turn, so the same command undoes it.\n"
    "Nobody may have the database open; its replication is stopped meanwhile.",
    bringBackFlags,
    runBringBack};

} // namespace walkeeper::app
