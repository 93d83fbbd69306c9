#include "app/cli/output.h"
#include "app/cli/progress_line.h"
#include "app/cli/restore_candidates.h"
#include "app/cli/restore_report.h"
#include "app/cli/running_replicator.h"
#include "core/operations/restore_in_place.h"

#include <array>
#include <ostream>
#include <system_error>

namespace walkeeper::app {

namespace {

namespace fs = std::filesystem;

/// True for errors that may be the replica's alone, so that another one is worth a try.
bool mayLieInReplica(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
    case ErrorCode::Unsupported:
    case ErrorCode::Corrupt:
    case ErrorCode::Unauthenticated:
    case ErrorCode::PermissionDenied:
    case ErrorCode::Busy:
    case ErrorCode::Unavailable: return true;
    case ErrorCode::AlreadyExists:
    case ErrorCode::InvalidArgument:
    case ErrorCode::NoSpace:
    case ErrorCode::Cancelled:
    case ErrorCode::Internal: return false;
    }
    return false;
}

/// Says that the replica is encrypted, if that is why it could not be read.
Error explained(Error error, const ChosenReplica& chosen, const RestoreOptions& options,
                Environment& environment)
{
    if (error.code != ErrorCode::Corrupt)
        return error;
    const Result<RestorePlan> plan =
        planRestore(chosen.url, options.target, environment.operations, environment.token);
    if (!plan)
        return error;
    const ObjectKey sample = Generation{plan->generation, {}, {}, {}, {}}.keyOf(plan->snapshot);
    if (Result<void> allowed = refuseEncrypted(chosen, sample, environment); !allowed)
        return std::move(allowed).error();
    return error;
}

/// Which replica could serve, and what came of it.
struct Served {
    ChosenReplica replica;
    RestoreReport report;
};

Result<Served> restoreFrom(const ChosenReplica& chosen, const RestoreOptions& options,
                           const fs::path& output, Environment& environment)
{
    if (Result<void> allowed = refuseEncrypted(chosen); !allowed)
        return std::move(allowed).error();
    const RestoreRequest request{chosen.url,    options.target,   output,
                                 options.check, options.onBroken, options.parallelism};
    ProgressLine progress(environment.err, environment.showsProgress);
    Result<RestoreReport> report =
        restoreDatabase(request, environment.operations, environment.token, progress);
    progress.clear();
    if (!report)
        return explained(std::move(report).error(), chosen, options, environment);
    warnOfLtx(chosen, environment);
    return Served{chosen, *std::move(report)};
}

/// Restores from the first one that can serve, warning of those that could not.
/// replicas  at least one
Result<Served> restoreFromBest(const std::vector<ChosenReplica>& replicas,
                               const RestoreOptions& options, const fs::path& output,
                               Environment& environment)
{
    for (std::size_t i = 0;; ++i) {
        Result<Served> served = restoreFrom(replicas[i], options, output, environment);
        if (served || i + 1 == replicas.size() || !mayLieInReplica(served.error().code))
            return served;
        printWarning(environment.err, nameForPeople(replicas[i]) + ": " + served.error().message);
    }
}

/// Restores to a new file, or over the database that is there.
Result<void> restoreTo(const fs::path& output, const std::vector<ChosenReplica>& replicas,
                       const RestoreOptions& options, Environment& environment)
{
    if (!options.isInPlace) {
        const Result<Served> served = restoreFromBest(replicas, options, output, environment);
        if (!served)
            return served.error();
        printRestored({served->replica, output, served->report}, options.isJson, environment);
        return {};
    }
    std::optional<ChosenReplica> replica;
    const auto make = [&](const fs::path& path) -> Result<MadeState> {
        Result<Served> served = restoreFromBest(replicas, options, path, environment);
        if (!served)
            return std::move(served).error();
        replica = served->replica;
        return MadeState{std::move(served->report), served->replica.url};
    };
    const Result<RestoredInPlace> restored =
        replaceState(output, make, environment.operations, environment.token);
    if (!restored)
        return restored.error();
    printRestored({*replica, output, restored->report, restored->before}, options.isJson,
                  environment);
    return {};
}

CommandResult withoutReplica(const Error& error, const RestoreOptions& options,
                             Environment& environment)
{
    if (error.code != ErrorCode::NotFound)
        return CommandResult::failed(error);
    constexpr std::string_view said = "no matching backups found";
    const std::string message =
        error.message.starts_with(said) ? error.message : std::string(said) + ": " + error.message;
    if (!options.succeedWithoutReplica)
        return {ExitCode::Failure, message};
    printSkipped("no-replica", message, options.isJson, environment);
    return CommandResult::success();
}

CommandResult restoreInto(const fs::path& output, const ReplicaChoice& choice,
                          const RestoreOptions& options, Environment& environment)
{
    // One replica is planned while it is restored, so that it is listed only once; unless "there
    // is nothing to restore" must be told from an object that goes missing later.
    const bool isPlanned = choice.replicas.size() > 1 || options.succeedWithoutReplica;
    std::vector<ChosenReplica> replicas;
    if (isPlanned) {
        const auto candidates = findCandidates(choice, options, environment);
        if (!candidates)
            return withoutReplica(candidates.error(), options, environment);
        for (const RestoreCandidate& candidate : *candidates)
            replicas.push_back(candidate.replica);
    } else {
        replicas.push_back(choice.replicas.front());
    }
    const Result<void> restored = restoreTo(output, replicas, options, environment);
    if (restored)
        return CommandResult::success();
    return isPlanned ? CommandResult::failed(restored.error())
                     : withoutReplica(restored.error(), options, environment);
}

CommandResult showPlan(const ReplicaChoice& choice, const RestoreOptions& options,
                       Environment& environment)
{
    const auto candidates = findCandidates(choice, options, environment);
    if (!candidates)
        return withoutReplica(candidates.error(), options, environment);
    const RestoreCandidate& best = candidates->front();
    printPlan(best, options.isJson, environment);
    warnOfLtx(best.replica, environment);
    if (!best.plan.obstacle)
        return CommandResult::success();
    const Error obstacle = obstacleError(*best.plan.obstacle);
    if (options.onBroken == BrokenChain::Refuse)
        return CommandResult::failed(obstacle);
    printWarning(environment.err, obstacle.message);
    return CommandResult::success();
}

CommandResult runRestore(const Arguments& arguments, Environment& environment)
{
    const Result<RestoreOptions> options = parseRestoreOptions(arguments);
    if (!options)
        return CommandResult::misused(options.error());
    const Result<ReplicaChoice> choice = chooseReplicas(options->source, environment);
    if (!choice)
        return CommandResult::failed(choice.error());
    if (options->isPlanOnly)
        return showPlan(*choice, *options, environment);

    if (options->output.empty() && !choice->database)
        return CommandResult::misused("output path required (-o PATH)");
    std::error_code failure;
    const fs::path output =
        fs::absolute(options->output.empty() ? *choice->database : options->output, failure);
    if (failure)
        return CommandResult::failed(
            {ErrorCode::InvalidArgument,
             "cannot make the path " + options->output + " absolute: " + failure.message()});
    if (options->skipIfDatabaseExists && environment.operations.files.status(output)) {
        printSkipped("database-exists", "database already exists, skipping", options->isJson,
                     environment);
        return CommandResult::success();
    }
    if (!options->isInPlace)
        return restoreInto(output, *choice, *options, environment);
    // Told from a replica that is missing, and before anything is stopped.
    if (const Result<fs::path> there = databaseFile(output, environment.operations.files); !there)
        return CommandResult::failed(there.error());
    return whileNotReplicated(output.lexically_normal(), environment,
                              [&] { return restoreInto(output, *choice, *options, environment); });
}

constexpr std::array restoreFlags{
    Flag{"o", "PATH", "The new database. Defaults to the database's own path. It must not exist."},
    configFlag,
    noExpandFlag,
    Flag{"replica", "NAME",
         "Restore from this replica. Defaults to the one with the newest fitting state."},
    Flag{"generation", "NAME",
         "Restore this generation. Defaults to the one with the newest fitting state."},
    Flag{"index", "NUM", "Restore up to the end of this WAL file (hexadecimal)."},
    Flag{"timestamp", "TIME",
         "Restore the newest state that was stored by then, such as 2026-01-31T12:00:00Z."},
    Flag{"position", "GENERATION/INDEX:OFFSET",
         "Restore exactly this commit, as \"history\" names it."},
    Flag{"parallelism", "NUM", "How many parts are fetched at once. Chosen if not given."},
    Flag{"integrity-check", "none|quick|full",
         "Let SQLite check the result before it gets its name. Defaults to none."},
    Flag{"newest-reachable", "",
         "Where the chain is broken, restore the newest state that can be reached instead of\n"
         "refusing."},
    Flag{"plan", "", "Print what would be restored; write nothing."},
    Flag{"in-place", "",
         "Restore over the database that is there, which nobody may have open; its state of\n"
         "before is kept beside it, and \"bring-back\" brings it back. Its replication is\n"
         "stopped meanwhile."},
    Flag{"if-db-not-exists", "", "Succeed without doing anything if the database exists."},
    Flag{"if-replica-exists", "", "Succeed without doing anything if there is no backup."},
    jsonFlag};

} // namespace

const Command restoreCommand{
    "restore",
    "restores a database from a replica",
    "DATABASE|REPLICA",
    "Restores a database from its replica into a new file: the newest state, or the one that\n"
    "-timestamp, -index or -position names. Every part is verified. Nothing that exists is\n"
    "overwritten, but with -in-place, which keeps what was there; and whatever goes wrong, "
    "nothing\n"
    "is left behind.",
    restoreFlags,
    runRestore};

} // namespace walkeeper::app
