#include "app/cli/output.h"
#include "app/cli/replica_choice.h"
#include "core/config/config_file.h"
#include "core/config/duration_text.h"

#include <algorithm>
#include <array>

namespace walkeeper::app {

namespace {

using std::chrono::nanoseconds;

/// Generations as the reference lists them: by name.
std::vector<const Generation*> byName(const Replica& replica)
{
    std::vector<const Generation*> generations;
    for (const Generation& generation : replica.generations)
        generations.push_back(&generation);
    std::sort(generations.begin(), generations.end(),
              [](const Generation* a, const Generation* b) { return a->id < b->id; });
    return generations;
}

/// When the database last changed, as its files' times tell; now if there is no database to ask.
Timestamp lastChange(const ReplicaChoice& choice, const Environment& environment)
{
    const Timestamp now = environment.operations.clock.now();
    if (!choice.database)
        return now;
    const auto database = environment.operations.files.status(*choice.database);
    if (!database)
        return now;
    const auto wal = environment.operations.files.status(*choice.database + "-wal");
    return wal ? std::max(database->modified, wal->modified) : database->modified;
}

/// Cut to what is worth showing, as the reference does it.
nanoseconds shortened(nanoseconds lag)
{
    using namespace std::chrono;
    const nanoseconds size = lag < 0ns ? -lag : lag;
    const nanoseconds unit = size > 10s   ? nanoseconds(1s)
                             : size > 1s  ? nanoseconds(100ms)
                             : size > 1ms ? nanoseconds(1ms)
                             : size > 1us ? nanoseconds(1us)
                                          : 1ns;
    return lag - lag % unit;
}

/// Rows of a table, or objects of a JSON array.
class Listing
{
public:
    Listing(std::vector<std::string> header, bool isJson)
        : m_table(std::move(header)),
          m_isJson(isJson)
    {
    }

    bool isJson() const { return m_isJson; }
    void add(std::vector<std::string> cells) { m_table.addRow(std::move(cells)); }
    void add(QJsonObject object) { m_json.append(std::move(object)); }
    void print(std::ostream& out) const { m_isJson ? printJson(out, m_json) : m_table.print(out); }

private:
    Table m_table;
    QJsonArray m_json;
    bool m_isJson;
};

/// What the list commands share: arguments, replicas, table.
template <class AddReplica>
CommandResult listReplicas(const Arguments& arguments, Environment& environment,
                           std::string_view missing, Listing listing, AddReplica addReplica)
{
    const Result<SourceArgument> source = parseSource(arguments, missing);
    if (!source)
        return CommandResult::misused(source.error());
    const Result<ReplicaChoice> choice = chooseReplicas(*source, environment);
    if (!choice)
        return CommandResult::failed(choice.error());
    const Result<void> listed =
        forEachReplica(*choice, environment, [&](const ChosenReplica& chosen) -> Result<void> {
            const Result<Replica> replica = listChosen(chosen, environment);
            if (!replica)
                return replica.error();
            addReplica(*choice, chosen, *replica, listing);
            return {};
        });
    if (!listed)
        return CommandResult::failed(listed.error());
    listing.print(environment.out);
    return CommandResult::success();
}

void addGeneration(const ChosenReplica& chosen, const Generation& generation,
                   Timestamp lastDatabaseChange, Listing& listing)
{
    const auto created = generation.created();
    const auto updated = generation.updated();
    if (!created || !updated)
        return;
    const nanoseconds lag = shortened(lastDatabaseChange - *updated);
    if (!listing.isJson()) {
        listing.add({chosen.name, generation.id.text(), formatDuration(lag),
                     formatTimestamp(*created), formatTimestamp(*updated)});
        return;
    }
    listing.add(
        QJsonObject{{QStringLiteral("replica"), jsonText(chosen.name)},
                    {QStringLiteral("generation"), jsonText(generation.id.text())},
                    {QStringLiteral("lag_seconds"), std::chrono::duration<double>(lag).count()},
                    {QStringLiteral("start"), jsonTime(*created)},
                    {QStringLiteral("end"), jsonTime(*updated)},
                    {QStringLiteral("snapshots"), jsonNumber(generation.snapshots.size())},
                    {QStringLiteral("segments"), jsonNumber(generation.segments.size())},
                    {QStringLiteral("stored_bytes"), jsonNumber(generation.storedBytes())}});
}

CommandResult runGenerations(const Arguments& arguments, Environment& environment)
{
    Listing listing({"name", "generation", "lag", "start", "end"}, arguments.has("json"));
    return listReplicas(arguments, environment, "database path or replica URL required",
                        std::move(listing),
                        [&](const ReplicaChoice& choice, const ChosenReplica& chosen,
                            const Replica& replica, Listing& into) {
                            const Timestamp changed = lastChange(choice, environment);
                            for (const Generation* generation : byName(replica))
                                addGeneration(chosen, *generation, changed, into);
                        });
}

void addSnapshot(const ChosenReplica& chosen, const Generation& generation,
                 const StoredSnapshot& snapshot, Listing& listing)
{
    if (!listing.isJson()) {
        listing.add({chosen.name, generation.id.text(), std::to_string(snapshot.index),
                     std::to_string(snapshot.storedBytes), formatTimestamp(snapshot.created)});
        return;
    }
    listing.add(QJsonObject{{QStringLiteral("replica"), jsonText(chosen.name)},
                            {QStringLiteral("generation"), jsonText(generation.id.text())},
                            {QStringLiteral("index"), jsonNumber(snapshot.index)},
                            {QStringLiteral("size"), jsonNumber(snapshot.storedBytes)},
                            {QStringLiteral("created"), jsonTime(snapshot.created)}});
}

CommandResult runSnapshots(const Arguments& arguments, Environment& environment)
{
    Listing listing({"replica", "generation", "index", "size", "created"}, arguments.has("json"));
    return listReplicas(arguments, environment, "database path required", std::move(listing),
                        [&](const ReplicaChoice&, const ChosenReplica& chosen,
                            const Replica& replica, Listing& into) {
                            for (const Generation* generation : byName(replica)) {
                                for (const StoredSnapshot& snapshot : generation->snapshots)
                                    addSnapshot(chosen, *generation, snapshot, into);
                            }
                        });
}

void addSegment(const ChosenReplica& chosen, const Generation& generation,
                const StoredSegment& segment, Listing& listing)
{
    if (!listing.isJson()) {
        listing.add({chosen.name, generation.id.text(), std::to_string(segment.name.index),
                     std::to_string(segment.name.offset), std::to_string(segment.storedBytes),
                     formatTimestamp(segment.created)});
        return;
    }
    listing.add(QJsonObject{{QStringLiteral("replica"), jsonText(chosen.name)},
                            {QStringLiteral("generation"), jsonText(generation.id.text())},
                            {QStringLiteral("index"), jsonNumber(segment.name.index)},
                            {QStringLiteral("offset"), jsonNumber(segment.name.offset)},
                            {QStringLiteral("size"), jsonNumber(segment.storedBytes)},
                            {QStringLiteral("created"), jsonTime(segment.created)}});
}

CommandResult runWal(const Arguments& arguments, Environment& environment)
{
    const Result<std::optional<GenerationId>> wanted = parseGenerationFlag(arguments);
    if (!wanted)
        return CommandResult::misused(wanted.error());
    Listing listing({"replica", "generation", "index", "offset", "size", "created"},
                    arguments.has("json"));
    return listReplicas(arguments, environment, "database path required", std::move(listing),
                        [&](const ReplicaChoice&, const ChosenReplica& chosen,
                            const Replica& replica, Listing& into) {
                            for (const Generation* generation : byName(replica)) {
                                if (*wanted && **wanted != generation->id)
                                    continue;
                                for (const StoredSegment& segment : generation->segments)
                                    addSegment(chosen, *generation, segment, into);
                            }
                        });
}

QJsonObject databaseJson(const DatabaseConfig& database)
{
    QJsonArray replicas;
    for (const ReplicaConfig& replica : database.replicas)
        replicas.append(QJsonObject{{QStringLiteral("name"), jsonText(replica.name())},
                                    {QStringLiteral("type"), jsonText(replica.url.scheme)},
                                    {QStringLiteral("url"), jsonText(replica.url.shown())}});
    return {{QStringLiteral("path"), jsonText(database.path)},
            {QStringLiteral("replicas"), replicas}};
}

CommandResult runDatabases(const Arguments& arguments, Environment& environment)
{
    if (!arguments.others().empty())
        return CommandResult::misused("too many arguments");
    const Result<Config> config =
        loadConfig(arguments.text("config"), !arguments.has("no-expand-env"), environment);
    if (!config)
        return CommandResult::failed(config.error());
    Listing listing({"path", "replicas"}, arguments.has("json"));
    for (const DatabaseConfig& database : config->databases) {
        if (listing.isJson()) {
            listing.add(databaseJson(database));
            continue;
        }
        std::string names;
        for (const ReplicaConfig& replica : database.replicas)
            names += (names.empty() ? "" : ",") + replica.name();
        listing.add({database.path, names});
    }
    listing.print(environment.out);
    return CommandResult::success();
}

constexpr Flag generationFlag{"generation", "NAME", "Only this generation."};

constexpr std::array databasesFlags{configFlag, noExpandFlag, jsonFlag};
constexpr std::array listFlags{configFlag, noExpandFlag, replicaFlag, jsonFlag};
constexpr std::array walFlags{configFlag, noExpandFlag, replicaFlag, generationFlag, jsonFlag};

} // namespace

const Command databasesCommand{
    "databases",
    "lists the databases of the configuration",
    "",
    "Lists the databases of the configuration with the names of their replicas.",
    databasesFlags,
    runDatabases};

const Command generationsCommand{
    "generations",
    "lists the generations of a replica",
    "DATABASE|REPLICA",
    "Lists the generations of a database's replicas, or of one replica, with the time that each\n"
    "covers and how far it lags behind the database (behind now, where there is no database).",
    listFlags,
    runGenerations};

const Command snapshotsCommand{
    "snapshots",
    "lists the snapshots of a replica",
    "DATABASE|REPLICA",
    "Lists the snapshots of a database's replicas, or of one replica. Sizes are in bytes as\n"
    "stored; the index is decimal here, hexadecimal in the flags of restore.",
    listFlags,
    runSnapshots};

const Command walCommand{
    "wal",
    "lists the WAL segments of a replica",
    "DATABASE|REPLICA",
    "Lists the WAL segments of a database's replicas, or of one replica. Sizes are in bytes as\n"
    "stored; index and offset are decimal here, hexadecimal is the index of restore.",
    walFlags,
    runWal};

} // namespace walkeeper::app
