#include "core/engine/replication_deeds.h"

#include "core/config/config_writer.h"
#include "core/engine/replication_host.h"

#include <algorithm>

namespace walkeeper {

namespace {

Error isKnownThere(ControlClient& elsewhere, const std::string& database,
                   const CancellationToken& token)
{
    const std::string process = "process " + std::to_string(elsewhere.process());
    const auto reports = elsewhere.status(token);
    const bool isReplicated =
        reports &&
        std::any_of(reports->begin(), reports->end(), [&](const ReplicationReport& report) {
            return report.database.path == database && isAtWork(report);
        });
    return {ErrorCode::AlreadyExists,
            isReplicated
                ? database + " is replicated by " + process + " already"
                : process + " has " + database +
                      " in its configuration and does not replicate it now; start it there"};
}

/// Asks our replicator, or the one that has the database.
/// find  gives that one; null if there is none
template <class Ours, class Elsewhere>
auto askEither(Ours ours, Elsewhere elsewhere,
               const std::function<std::unique_ptr<ControlClient>()>& find) -> decltype(ours())
{
    auto answer = ours();
    if (answer || answer.error().code != ErrorCode::NotFound)
        return answer;
    const std::unique_ptr<ControlClient> other = find();
    return other ? elsewhere(*other) : std::move(answer);
}

Result<ReplicationDone> doneIf(Result<void> result)
{
    return result ? Result<ReplicationDone>(ReplicationDone{}) : std::move(result).error();
}

} // namespace

ReplicationDeeds::ReplicationDeeds(OperationContext context, std::filesystem::path controlFolder)
    : m_context(context),
      m_controlFolder(std::move(controlFolder))
{
}

Result<ReplicationDone> ReplicationDeeds::protect(const ProtectRequest& request, Replicator& ours,
                                                  const CancellationToken& token)
{
    const std::string& path = request.database.path;
    const auto elsewhere = findElsewhere(path, token);
    if (token.isCancelled())
        return Error{ErrorCode::Cancelled, "the program ends"};
    if (elsewhere)
        return isKnownThere(*elsewhere, path, token);
    if (Result<void> entered = configure([&] {
            return addToConfigFile(request.configuration, request.database, request.options,
                                   m_context.files, request.entry);
        });
        !entered)
        return std::move(entered).error();
    const Result<void> added = ours.add(request.database);
    if (added)
        return ReplicationDone{};
    const Result<void> takenBack = configure([&] {
        return removeFromConfigFile(request.configuration, path, request.options, m_context.files);
    });
    const std::string file = request.configuration.string();
    return Error(added.error())
        .during(takenBack ? "replication could not be started, so " + path +
                                " was not entered into " + file
                          : "replication could not be started, and " + path + " is in " + file +
                                " though, which cannot be changed now");
}

Result<ReplicationDone> ReplicationDeeds::unprotect(const UnprotectRequest& request,
                                                    Replicator& ours,
                                                    const CancellationToken& token)
{
    const std::string path = request.database.string();
    // What somebody has taken out by hand is only left to be stopped.
    if (Result<void> possible =
            checkRemovable(request.configuration, path, request.options, m_context.files);
        !possible && possible.error().code != ErrorCode::NotFound)
        return std::move(possible).error();
    Result<void> stopped = ours.remove(request.database, token);
    ReplicationDone done;
    if (!stopped && stopped.error().code == ErrorCode::NotFound) {
        const auto elsewhere = findElsewhere(request.database, token);
        stopped = elsewhere ? elsewhere->stop(request.database, token) : Result<void>();
        // It is stopped there already.
        if (!stopped && stopped.error().code == ErrorCode::NotFound)
            stopped = {};
    }
    if (token.isCancelled())
        return Error{ErrorCode::Cancelled, "the program ends"};
    if (!stopped && stopped.error().code == ErrorCode::Busy)
        return std::move(stopped).error();
    if (!stopped)
        done.notStored = std::move(stopped).error();
    if (Result<void> removed = configure([&] {
            return removeFromConfigFile(request.configuration, path, request.options,
                                        m_context.files);
        });
        !removed && removed.error().code != ErrorCode::NotFound)
        return std::move(removed).error();
    return done;
}

Result<ReplicationDone> ReplicationDeeds::changeRetention(const RetentionRequest& request,
                                                          Replicator& ours,
                                                          const CancellationToken& token)
{
    const std::filesystem::path path = request.database.path;
    if (const auto elsewhere = findElsewhere(path, token))
        return Error{ErrorCode::Busy,
                     path.string() + " is replicated by process " +
                         std::to_string(elsewhere->process()) +
                         ", which reads its settings only when it starts; stop it first"};
    if (token.isCancelled())
        return cancelledError();
    if (Result<void> changed = configure([&] {
            return changeInConfigFile(request.configuration, request.change, request.options,
                                      m_context.files);
        });
        !changed)
        return std::move(changed).error();
    const Result<ReplicationPause> paused = pauseReplication(ours, path, token);
    if (!paused)
        return Error(paused.error()).during("the new settings are stored, and not used yet");
    ReplicationDone done;
    done.notStored = paused->notStored;
    if (!paused->resume)
        return done; // it does not run; the next start uses them
    if (const Result<void> added = ours.add(request.database); !added)
        return Error(added.error())
            .during("the new settings are stored, but replication could not go on with them");
    return done;
}

Result<ReplicationDone> ReplicationDeeds::start(const StartRequest& request, Replicator& ours,
                                                const CancellationToken& token)
{
    const auto elsewhere = findElsewhere(request.database.path, token);
    if (token.isCancelled())
        return Error{ErrorCode::Cancelled, "the program ends"};
    if (elsewhere && request.ifStoppedElsewhere == IfStoppedElsewhere::Leave)
        return ReplicationDone{};
    const Result<void> started =
        elsewhere ? elsewhere->start(request.database.path, token) : ours.add(request.database);
    const bool isRunningThere =
        elsewhere && !started && started.error().code == ErrorCode::AlreadyExists;
    if (!started && !isRunningThere)
        return started.error();
    return ReplicationDone{};
}

Result<ReplicationDone> ReplicationDeeds::stop(const std::filesystem::path& database,
                                               Replicator& ours, const CancellationToken& token)
{
    return doneIf(askEither([&] { return ours.remove(database, token); },
                            [&](ControlClient& other) { return other.stop(database, token); },
                            [&] { return findElsewhere(database, token); }));
}

Result<ReplicationDone> ReplicationDeeds::sync(const std::filesystem::path& database,
                                               Replicator& ours, const CancellationToken& token)
{
    return doneIf(askEither([&] { return ours.syncNow(database, token); },
                            [&](ControlClient& other) { return other.sync(database, token); },
                            [&] { return findElsewhere(database, token); }));
}

Result<ReplicationDone> ReplicationDeeds::snapshot(const SnapshotRequest& request, Replicator& ours,
                                                   const CancellationToken& token)
{
    auto made =
        askEither([&] { return ours.snapshotNow(request.database, request.replica, token); },
                  [&](ControlClient& other) {
                      return other.snapshot(request.database, request.replica, token);
                  },
                  [&] { return findElsewhere(request.database, token); });
    if (!made)
        return std::move(made).error();
    return ReplicationDone{{}, *std::move(made), {}};
}

Result<ReplicaComparison> ReplicationDeeds::compare(const LiveReplica& live, Replicator& ours,
                                                    const CancellationToken& token)
{
    auto made = askEither(
        [&] { return ours.compareNow(live.database, live.replica, token); },
        [&](ControlClient& other) { return other.compare(live.database, live.replica, token); },
        [&] { return findElsewhere(live.database, token); });
    if (!made)
        return std::move(made).error().during("cannot compare with the database");
    if (made->empty())
        return Error{ErrorCode::Unavailable, "the replicator has compared nothing"};
    return made->front().comparison;
}

Result<ReplacedDatabase>
ReplicationDeeds::whileStill(const std::filesystem::path& database, Replicator& ours,
                             const CancellationToken& token,
                             const std::function<Result<ReplacedDatabase>()>& replace)
{
    const Result<ReplicationPause> paused = pause(database, ours, token);
    if (!paused)
        return paused.error();
    Result<ReplacedDatabase> done = replace();
    const Result<void> resumed = paused->resume ? paused->resume() : Result<void>();
    if (done) {
        done->notStored = paused->notStored;
        if (!resumed)
            done->notResumed = resumed.error();
        return done;
    }
    if (resumed)
        return done;
    // A cancellation alone would be no news.
    const bool isCancelled = done.error().code == ErrorCode::Cancelled;
    return Error{isCancelled ? resumed.error().code : done.error().code,
                 done.error().message + "; and its replication could not be started again: " +
                     resumed.error().message};
}

/// Null if none is known to have it; the lock beside the database keeps two apart all the same.
std::unique_ptr<ControlClient>
ReplicationDeeds::findElsewhere(const std::filesystem::path& database,
                                const CancellationToken& token) const
{
    if (m_controlFolder.empty())
        return nullptr;
    auto found = findReplicatorOf(database, m_controlFolder, token);
    return found ? *std::move(found) : nullptr;
}

Result<ReplicationPause> ReplicationDeeds::pause(const std::filesystem::path& database,
                                                 Replicator& ours,
                                                 const CancellationToken& token) const
{
    Result<ReplicationPause> here = pauseReplication(ours, database, token);
    if (!here || here->resume || m_controlFolder.empty())
        return here;
    return pauseElsewhere(database, m_controlFolder, token);
}

Result<void> ReplicationDeeds::configure(const std::function<Result<void>()>& change)
{
    const std::lock_guard lock(m_configuring);
    return change();
}

} // namespace walkeeper
