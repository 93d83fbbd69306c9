#include "core/operations/replication_pause.h"

#include "core/operations/control_client.h"

#include <algorithm>

namespace walkeeper {

namespace {

/// stopped  what the stop came to
Result<ReplicationPause> paused(const Result<void>& stopped, std::function<Result<void>()> resume,
                                const CancellationToken& token)
{
    if (stopped)
        return ReplicationPause{std::move(resume), {}};
    // Nobody had it by then.
    if (stopped.error().code == ErrorCode::NotFound)
        return ReplicationPause{};
    if (stopped.error().code == ErrorCode::Busy)
        return stopped.error();
    if (token.isCancelled()) {
        static_cast<void>(resume());
        return cancelledError();
    }
    return ReplicationPause{std::move(resume), stopped.error()};
}

Result<bool> isStopped(ControlClient& client, const std::filesystem::path& database,
                       const CancellationToken& token)
{
    const Result<std::vector<ReplicationReport>> reports = client.status(token);
    if (!reports)
        return reports.error();
    return std::ranges::none_of(*reports, [&](const ReplicationReport& each) {
        return each.database.path == database && each.database.state != DatabaseState::Stopped;
    });
}

} // namespace

Result<ReplicationPause> pauseReplication(Replicator& replicator,
                                          const std::filesystem::path& database,
                                          const CancellationToken& token)
{
    const Result<DatabaseConfig> config = replicator.configOf(database);
    if (!config && config.error().code == ErrorCode::NotFound)
        return ReplicationPause{};
    if (!config)
        return config.error();
    return paused(
        replicator.remove(database, token),
        [&replicator, config = *config] { return replicator.add(config); }, token);
}

Result<ReplicationPause> pauseElsewhere(const std::filesystem::path& database,
                                        const std::filesystem::path& controlFolder,
                                        const CancellationToken& token)
{
    Result<std::unique_ptr<ControlClient>> found = findReplicatorOf(database, controlFolder, token);
    if (!found)
        return std::move(found).error();
    const std::shared_ptr<ControlClient> client = *std::move(found);
    if (!client)
        return ReplicationPause{};
    const Result<bool> isIdle = isStopped(*client, database, token);
    if (!isIdle)
        return isIdle.error();
    if (*isIdle)
        return ReplicationPause{};
    return paused(
        client->pause(database, token), [client, database] { return client->start(database, {}); },
        token);
}

} // namespace walkeeper
