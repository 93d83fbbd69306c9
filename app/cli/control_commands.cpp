#include "app/cli/output.h"
#include "app/cli/replica_choice.h"
#include "app/cli/running_replicator.h"
#include "core/config/duration_text.h"
#include "core/operations/control_messages.h"
#include "core/operations/control_socket.h"
#include "core/operations/replication_service.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

namespace walkeeper::app {

namespace {

// --- status ---

/// A database, and the process that runs it; 0 if none does.
struct KnownDatabase {
    ReplicationReport report;
    pid_t process = 0;

    bool isRunning() const
    {
        return process != 0 && report.database.state != DatabaseState::Stopped;
    }
};

void addConfigured(std::vector<KnownDatabase>& known, const Config& config)
{
    for (const DatabaseConfig& database : config.databases) {
        const bool isKnown =
            std::any_of(known.begin(), known.end(), [&](const KnownDatabase& each) {
                return each.report.database.path == database.path;
            });
        if (!isKnown)
            known.push_back({idleReport(database)});
    }
}

Result<std::vector<KnownDatabase>> lookAround(const Arguments& arguments, Environment& environment)
{
    const Result<std::optional<Config>> config =
        loadConfigIfAny(arguments.text("config"), !arguments.has("no-expand-env"), environment);
    if (!config)
        return config.error();
    const auto running = findReplicators(controlFolder(environment.variable), environment.token);
    if (!running)
        return running.error();
    std::vector<KnownDatabase> known;
    for (const RunningReplicator& each : *running) {
        for (const ReplicationReport& report : each.reports)
            known.push_back({report, each.client->process()});
    }
    if (*config)
        addConfigured(known, **config);
    std::stable_sort(known.begin(), known.end(),
                     [](const KnownDatabase& one, const KnownDatabase& other) {
                         return one.report.database.path < other.report.database.path;
                     });
    return known;
}

std::string timeText(const std::optional<Timestamp>& time)
{
    return time ? formatTimestamp(*time) : "-";
}

std::string errorText(const std::optional<StandingError>& error)
{
    return error ? error->error.message + " (since " + formatTimestamp(error->since) + ")" : "-";
}

/// "1.2 MB, 3s": so much, and so long behind.
std::string lagText(const ReplicaStatus& replica, Timestamp now)
{
    if (!replica.lagBytes)
        return "-";
    std::string text = humanBytes(*replica.lagBytes);
    if (replica.lagSince && now > *replica.lagSince)
        text += ", " + formatDuration(
                           std::chrono::floor<std::chrono::milliseconds>(now - *replica.lagSince));
    return text;
}

void addRows(Table& table, const KnownDatabase& known, Timestamp now)
{
    const DatabaseStatus& database = known.report.database;
    const std::string state =
        known.process == 0 ? "not running" : std::string(stateName(database.state));
    if (known.report.replicas.empty())
        table.addRow({database.path.string(), "-", state,
                      database.position ? database.position->text() : "-", "-",
                      timeText(database.lastSync), errorText(database.error)});
    for (const ReplicaStatus& replica : known.report.replicas)
        table.addRow({database.path.string(), replica.name, state,
                      replica.position ? replica.position->text() : "-", lagText(replica, now),
                      timeText(database.lastSync),
                      errorText(database.error ? database.error : replica.error())});
}

void printStatusJson(std::ostream& out, const std::vector<KnownDatabase>& known)
{
    QJsonArray all;
    for (const KnownDatabase& each : known) {
        const std::string text = reportsJson({each.report});
        QJsonObject json =
            QJsonDocument::fromJson(QByteArray::fromStdString(text)).array().first().toObject();
        json.insert(QStringLiteral("is_running"), each.isRunning());
        json.insert(QStringLiteral("process"),
                    each.process == 0 ? QJsonValue() : QJsonValue(qint64{each.process}));
        all.append(json);
    }
    printJson(out, all);
}

CommandResult runStatus(const Arguments& arguments, Environment& environment)
{
    if (!arguments.others().empty())
        return CommandResult::misused("too many arguments");
    const Result<std::vector<KnownDatabase>> known = lookAround(arguments, environment);
    if (!known)
        return CommandResult::failed(known.error());
    if (arguments.has("json")) {
        printStatusJson(environment.out, *known);
        return CommandResult::success();
    }
    Table table({"database", "replica", "state", "position", "lag", "last sync", "error"});
    for (const KnownDatabase& each : *known)
        addRows(table, each, environment.operations.clock.now());
    table.print(environment.out);
    return CommandResult::success();
}

// --- what a running replicator is told ---

struct Running {
    std::string database;
    std::unique_ptr<ControlClient> client;
};

Result<Running> findRunning(const std::string& text, Environment& environment)
{
    Result<std::string> path = databasePath(text, environment);
    if (!path)
        return std::move(path).error();
    auto client = replicatorOf(*path, environment);
    if (!client)
        return std::move(client).error();
    return Running{*std::move(path), *std::move(client)};
}

/// Runs one request about the database that the arguments name.
CommandResult tell(const Arguments& arguments, Environment& environment,
                   Result<void> (*request)(const Running&, const Arguments&, Environment&))
{
    if (arguments.others().empty() || arguments.others().front().empty())
        return CommandResult::misused("database path required");
    if (arguments.others().size() > 1)
        return CommandResult::misused("too many arguments (flags come first)");
    const Result<Running> running = findRunning(arguments.others().front(), environment);
    if (!running)
        return CommandResult::failed(running.error());
    const Result<void> done = request(*running, arguments, environment);
    return done ? CommandResult::success() : CommandResult::failed(done.error());
}

CommandResult runSync(const Arguments& arguments, Environment& environment)
{
    return tell(arguments, environment,
                [](const Running& running, const Arguments&, Environment& world) {
                    return running.client->sync(running.database, world.token);
                });
}

CommandResult runStart(const Arguments& arguments, Environment& environment)
{
    return tell(arguments, environment,
                [](const Running& running, const Arguments&, Environment& world) {
                    return running.client->start(running.database, world.token);
                });
}

CommandResult runStop(const Arguments& arguments, Environment& environment)
{
    return tell(arguments, environment,
                [](const Running& running, const Arguments&, Environment& world) {
                    return running.client->stop(running.database, world.token);
                });
}

void printSnapshots(const std::vector<Replicator::NamedSnapshot>& snapshots, bool isJson,
                    std::ostream& out)
{
    QJsonArray json;
    Table table({"replica", "index", "size", "result"});
    for (const Replicator::NamedSnapshot& each : snapshots) {
        const SnapshotOutcome& outcome = each.outcome;
        json.append(
            QJsonObject{{QStringLiteral("replica"), jsonText(each.replica)},
                        {QStringLiteral("index"), jsonNumber(outcome.index)},
                        {QStringLiteral("was_there"), outcome.wasThere},
                        {QStringLiteral("database_bytes"), jsonNumber(outcome.databaseBytes)}});
        table.addRow({each.replica, std::to_string(outcome.index),
                      outcome.wasThere ? "-" : std::to_string(outcome.databaseBytes),
                      outcome.wasThere ? "there was one of this WAL file already" : "written"});
    }
    if (isJson)
        printJson(out, json);
    else
        table.print(out);
}

CommandResult runSnapshot(const Arguments& arguments, Environment& environment)
{
    return tell(
        arguments, environment,
        [](const Running& running, const Arguments& words, Environment& world) -> Result<void> {
            const auto made =
                running.client->snapshot(running.database, words.text("replica"), world.token);
            if (!made)
                return made.error();
            printSnapshots(*made, words.has("json"), world.out);
            return {};
        });
}

constexpr std::array statusFlags{configFlag, noExpandFlag, jsonFlag};
constexpr std::array snapshotFlags{Flag{"replica", "NAME", "Only in this replica of the database."},
                                   jsonFlag};

} // namespace

const Command statusCommand{
    "status",
    "how replication stands, of every database",
    "",
    "Asks the replicators of this user that run, and lists their databases and those of the\n"
    "configuration that none of them runs.",
    statusFlags,
    runStatus};

const Command syncCommand{"sync",
                          "stores everything that is committed now",
                          "DB_PATH",
                          "Asks the replicator that runs the database to store all that is\n"
                          "committed, and ends when every replica has it.",
                          {},
                          runSync};

const Command snapshotCommand{"snapshot",
                              "makes a snapshot now",
                              "DB_PATH",
                              "Asks the replicator that runs the database to store a snapshot in\n"
                              "each replica, or in one, and ends when it is there.",
                              snapshotFlags,
                              runSnapshot};

const Command startCommand{"start",
                           "starts the replication of one database again",
                           "DB_PATH",
                           "Asks the replicator whose configuration has the database to follow it\n"
                           "again after \"stop\".",
                           {},
                           runStart};

const Command stopCommand{"stop",
                          "stops the replication of one database",
                          "DB_PATH",
                          "Asks the replicator that runs the database to store what is committed\n"
                          "and to let go of the database. Its other databases go on.",
                          {},
                          runStop};

} // namespace walkeeper::app
