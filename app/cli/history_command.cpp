#include "app/cli/output.h"
#include "app/cli/replica_choice.h"
#include "core/config/duration_text.h"
#include "core/history/commits.h"

#include <algorithm>
#include <array>
#include <limits>

namespace walkeeper::app {

namespace {

constexpr std::size_t defaultLimit = 20;

struct HistoryOptions {
    SourceArgument source;
    std::optional<GenerationId> generation;
    std::size_t limit = defaultLimit;
};

Result<HistoryOptions> parseHistory(const Arguments& arguments)
{
    Result<SourceArgument> source = parseSource(arguments, "database path or replica URL required");
    if (!source)
        return std::move(source).error();
    const Result<std::optional<GenerationId>> generation = parseGenerationFlag(arguments);
    if (!generation)
        return generation.error();
    HistoryOptions options{*std::move(source), *generation, defaultLimit};
    if (arguments.has("limit")) {
        const Result<std::uint64_t> limit = parseNumber("limit", arguments.text("limit"));
        if (!limit)
            return limit.error();
        options.limit = *limit == 0 ? std::numeric_limits<std::size_t>::max() : std::size_t{*limit};
    }
    return options;
}

/// The generations that can be restored at all, the most recently written first.
std::vector<const Generation*> newestFirst(const Replica& replica, const HistoryOptions& options)
{
    std::vector<const Generation*> generations;
    for (const Generation& generation : replica.generations) {
        const bool isWanted = !options.generation || *options.generation == generation.id;
        if (isWanted && !generation.snapshots.empty() && !generation.segments.empty())
            generations.push_back(&generation);
    }
    std::stable_sort(
        generations.begin(), generations.end(),
        [](const Generation* a, const Generation* b) { return a->updated() > b->updated(); });
    return generations;
}

/// Generations without WAL hold a state as well, but no commit that could be listed.
void warnOfSnapshotsAlone(const Replica& replica, const HistoryOptions& options,
                          Environment& environment)
{
    for (const Generation& generation : replica.generations) {
        const bool isWanted = !options.generation || *options.generation == generation.id;
        if (isWanted && !generation.snapshots.empty() && generation.segments.empty())
            printWarning(environment.err, "generation " + generation.id.text() +
                                              " has no WAL, so its history is not known; \"restore "
                                              "-generation\" gives the state of its snapshot");
    }
}

/// Adds one generation's points to those of others, newest first, each generation's in its order.
void mergeInto(std::vector<RestorePoint>& all, std::vector<RestorePoint> more, std::size_t limit)
{
    std::vector<RestorePoint> merged;
    merged.reserve(all.size() + more.size());
    std::merge(all.begin(), all.end(), more.begin(), more.end(), std::back_inserter(merged),
               [](const RestorePoint& a, const RestorePoint& b) { return a.time > b.time; });
    if (merged.size() > limit)
        merged.resize(limit);
    all = std::move(merged);
}

/// The newest points of one replica. Generations that end before the oldest point that is wanted
/// are not read.
Result<RestorePoints> readHistory(const ChosenReplica& chosen, const HistoryOptions& options,
                                  Environment& environment)
{
    if (Result<void> allowed = refuseEncrypted(chosen); !allowed)
        return std::move(allowed).error();
    const Result<Replica> replica = listChosen(chosen, environment);
    if (!replica)
        return replica.error();
    warnOfSnapshotsAlone(*replica, options, environment);
    auto store = environment.operations.stores.open(chosen.url);
    if (!store)
        return std::move(store).error();

    RestorePoints history;
    for (const Generation* generation : newestFirst(*replica, options)) {
        if (history.points.size() >= options.limit &&
            history.points.back().time >= generation->updated())
            break;
        const ObjectKey sample = generation->keyOf(generation->segments.back());
        if (Result<void> allowed = refuseEncrypted(chosen, sample, environment); !allowed)
            return std::move(allowed).error();
        Result<RestorePoints> found =
            readNewestCommits(**store, *generation, options.limit, environment.token);
        if (!found)
            return found;
        // What lies before every snapshot cannot be restored.
        std::erase_if(found->points, [&](const RestorePoint& point) {
            return point.position.index < generation->snapshots.front().index;
        });
        mergeInto(history.points, std::move(found->points), options.limit);
        std::move(found->findings.begin(), found->findings.end(),
                  std::back_inserter(history.findings));
    }
    return history;
}

QJsonObject pointJson(const ChosenReplica& chosen, const RestorePoint& point)
{
    return {
        {QStringLiteral("replica"), jsonText(chosen.name)},
        {QStringLiteral("position"), jsonText(point.position.text())},
        {QStringLiteral("generation"), jsonText(point.position.generation.text())},
        {QStringLiteral("index"), jsonNumber(point.position.index)},
        {QStringLiteral("offset"), jsonNumber(point.position.offset)},
        {QStringLiteral("time"), jsonTime(point.time)},
        {QStringLiteral("after"), point.after ? QJsonValue(jsonTime(*point.after)) : QJsonValue()},
        {QStringLiteral("pages"), jsonNumber(point.frames)},
        {QStringLiteral("wal_bytes"), jsonNumber(point.walBytes())},
        {QStringLiteral("page_size"), jsonNumber(point.pageSize)},
        {QStringLiteral("database_bytes"), jsonNumber(point.databaseBytes())}};
}

/// How long before its time the commit may have happened.
std::string windowText(const RestorePoint& point)
{
    if (!point.after || *point.after > point.time)
        return "?";
    const auto window = point.time - *point.after;
    const auto unit = window > std::chrono::seconds(1) ? std::chrono::nanoseconds(100'000'000)
                                                       : std::chrono::nanoseconds(1'000'000);
    return formatDuration(window - window % unit);
}

CommandResult runHistory(const Arguments& arguments, Environment& environment)
{
    const Result<HistoryOptions> options = parseHistory(arguments);
    if (!options)
        return CommandResult::misused(options.error());
    const Result<ReplicaChoice> choice = chooseReplicas(options->source, environment);
    if (!choice)
        return CommandResult::failed(choice.error());

    Table table({"replica", "position", "time", "window", "pages", "size"});
    QJsonArray json;
    const Result<void> read =
        forEachReplica(*choice, environment, [&](const ChosenReplica& chosen) -> Result<void> {
            const Result<RestorePoints> history = readHistory(chosen, *options, environment);
            if (!history)
                return history.error();
            printFindings(environment.err, history->findings);
            for (const RestorePoint& point : history->points) {
                json.append(pointJson(chosen, point));
                table.addRow({chosen.name, point.position.text(), formatTimestamp(point.time),
                              windowText(point), std::to_string(point.frames),
                              std::to_string(point.databaseBytes())});
            }
            return {};
        });
    if (!read)
        return CommandResult::failed(read.error());
    if (arguments.has("json"))
        printJson(environment.out, json);
    else
        table.print(environment.out);
    return CommandResult::success();
}

constexpr std::array historyFlags{
    configFlag,
    noExpandFlag,
    replicaFlag,
    Flag{"generation", "NAME", "Only this generation."},
    Flag{"limit", "N", "How many, of each replica. Defaults to 20; 0 means all."},
    jsonFlag};

} // namespace

const Command historyCommand{
    "history",
    "lists the restore points of a replica, newest first",
    "DATABASE|REPLICA",
    "Lists restore points, newest first: every commit that can be restored exactly, with\n"
    "\"restore -position\". Its time is that of the stored object, so the commit happened at that\n"
    "time or up to \"window\" earlier. Size is that of the whole database then, in bytes.",
    historyFlags,
    runHistory};

} // namespace walkeeper::app
