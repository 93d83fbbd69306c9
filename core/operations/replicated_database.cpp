#include "core/operations/replicated_database.h"

#include "core/operations/replicator_world.h"
#include "core/operations/restore_database.h"
#include "core/operations/safety_copy.h"
#include "core/replicate/replicator.h"

#include <array>
#include <cstdlib>
#include <mutex>

namespace walkeeper {

namespace {

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// The path as SQLite and the replicator are to see it.
Result<std::filesystem::path> absolutePath(const std::filesystem::path& path)
{
    if (path.filename().empty())
        return Error{ErrorCode::InvalidArgument,
                     "\"" + path.string() + "\" does not name a database file"};
    std::error_code code;
    const std::filesystem::path absolute = std::filesystem::absolute(path, code);
    const std::filesystem::path folder =
        std::filesystem::weakly_canonical(absolute.parent_path(), code);
    if (code)
        return Error{ErrorCode::NotFound, path.string() + ": " + code.message()};
    return folder / absolute.filename();
}

Result<void> addReplica(std::vector<ReplicaConfig>& replicas, const std::string& text)
{
    Result<StoreUrl> url = parseStoreUrl(text);
    if (!url)
        return std::move(url).error();
    replicas.emplace_back().url = *std::move(url);
    return {};
}

/// What is to be replicated where, with what the environment adds.
Result<DatabaseConfig> resolve(const std::filesystem::path& path,
                               const ReplicatedDatabaseOptions& options)
{
    DatabaseConfig config = options.settings;
    config.path = path.string();
    std::string url = options.url;
    if (url.empty() && config.replicas.empty())
        url = environment("LITESTREAM_URL");
    if (!url.empty()) {
        if (Result<void> added = addReplica(config.replicas, url); !added)
            return std::move(added).error();
    }
    for (ReplicaConfig& replica : config.replicas) {
        if (replica.url.scheme != "s3")
            continue;
        if (replica.settings.accessKeyId.empty())
            replica.settings.accessKeyId = environment("LITESTREAM_ACCESS_KEY_ID");
        if (replica.settings.secretAccessKey.isEmpty())
            replica.settings.secretAccessKey = Secret(environment("LITESTREAM_SECRET_ACCESS_KEY"));
    }
    return config;
}

/// The replica with the newest state, if any has data.
Result<std::optional<StoreUrl>> newestReplica(const DatabaseConfig& config,
                                              const OperationContext& context,
                                              const CancellationToken& token)
{
    std::optional<StoreUrl> newest;
    Timestamp asOf;
    for (const ReplicaConfig& replica : config.replicas) {
        const Result<RestorePlan> plan = planRestore(replica.url, {}, context, token);
        if (!plan && plan.error().code == ErrorCode::NotFound)
            continue;
        if (!plan)
            return Error(plan.error()).during("cannot restore from " + replica.url.shown());
        if (!newest || plan->asOf > asOf) {
            newest = replica.url;
            asOf = plan->asOf;
        }
    }
    return newest;
}

/// Files that SQLite would take for part of the restored database. Moved where the safety copies
/// of the database are, into a folder of their own.
class Leftovers
{
public:
    Leftovers(const OperationContext& context, std::filesystem::path database)
        : m_context(context),
          m_database(std::move(database))
    {
    }

    Result<void> moveAside()
    {
        for (const char* suffix : {"-wal", "-shm", "-journal"}) {
            const std::filesystem::path path = m_database.string() + suffix;
            const Result<FileStatus> status = m_context.files.status(path);
            if (!status && status.error().code == ErrorCode::NotFound)
                continue;
            if (!status)
                return status.error();
            if (Result<void> moved = moveAside(path); !moved)
                return moved;
        }
        return {};
    }

    void moveBack()
    {
        for (const std::filesystem::path& path : m_moved)
            static_cast<void>(m_context.files.renameNew(m_folder / path.filename(), path));
        if (!m_folder.empty())
            static_cast<void>(m_context.files.remove(m_folder));
    }

private:
    Result<void> moveAside(const std::filesystem::path& path)
    {
        if (m_folder.empty()) {
            Result<std::filesystem::path> folder =
                makeSafetyFolder(m_database, m_context.clock.now(), m_context.files);
            if (!folder)
                return std::move(folder).error();
            m_folder = *std::move(folder);
        }
        Result<void> moved = m_context.files.renameNew(path, m_folder / path.filename());
        if (moved)
            m_moved.push_back(path);
        return moved;
    }

    const OperationContext& m_context;
    const std::filesystem::path m_database;
    std::filesystem::path m_folder; ///< empty as long as nothing had to be moved
    std::vector<std::filesystem::path> m_moved;
};

Result<std::optional<RestoreReport>> restoreIfMissing(const DatabaseConfig& config,
                                                      const OperationContext& context,
                                                      const CancellationToken& token)
{
    const Result<FileStatus> there = context.files.status(config.path);
    if (there)
        return std::optional<RestoreReport>();
    if (there.error().code != ErrorCode::NotFound)
        return there.error();
    const Result<std::optional<StoreUrl>> source = newestReplica(config, context, token);
    if (!source)
        return source.error();
    if (!*source)
        return std::optional<RestoreReport>();
    RestoreRequest request;
    request.source = **source;
    request.output = config.path;
    Leftovers leftovers(context, config.path);
    NoProgress progress;
    const Result<void> moved = leftovers.moveAside();
    Result<RestoreReport> report = moved ? restoreDatabase(request, context, token, progress)
                                         : Result<RestoreReport>(moved.error());
    if (!report) {
        leftovers.moveBack();
        return std::move(report).error().during("cannot restore from " + request.source.shown());
    }
    return std::optional<RestoreReport>(*std::move(report));
}

Error closedError()
{
    return {ErrorCode::InvalidArgument, "the database has been closed"};
}

} // namespace

struct ReplicatedDatabase::State {
    State(std::filesystem::path where, const ReplicatedDatabaseOptions& options)
        : path(std::move(where)),
          busyTimeout(options.busyTimeout),
          changed(options.changed),
          stores(standardRegistry())
    {
    }

    CheckpointOwner owner() const
    {
        return replicator ? CheckpointOwner::Replicator : CheckpointOwner::Sqlite;
    }

    /// The replicator, for a call that needs one.
    Result<Replicator*> working() const
    {
        const std::lock_guard lock(mutex);
        if (outcome)
            return closedError();
        if (!replicator)
            return Error{ErrorCode::Unsupported, path.string() + " has no replica"};
        return replicator.get();
    }

    Result<void> start(const DatabaseConfig& config, const CancellationToken& token);
    Result<void> close(const CancellationToken& token);

    const std::filesystem::path path;
    const std::chrono::milliseconds busyTimeout;
    const std::function<void()> changed;
    const SystemClock clock;
    const StoreRegistry stores;
    std::optional<RestoreReport> restored;
    std::unique_ptr<Replicator> replicator; ///< null for a plain database

    mutable std::mutex mutex; ///< guards the two below; held while it is being closed
    std::optional<DatabaseHandle> handle;
    std::optional<Result<void>> outcome; ///< of close()
};

Result<void> ReplicatedDatabase::State::start(const DatabaseConfig& config,
                                              const CancellationToken& token)
{
    if (!config.replicas.empty()) {
        const OperationContext context{nativeFileSystem(), clock, stores};
        Result<std::optional<RestoreReport>> report = restoreIfMissing(config, context, token);
        if (!report)
            return std::move(report).error();
        restored = *std::move(report);
        replicator =
            std::make_unique<Replicator>(replicatorWorld({nativeFileSystem(), clock, stores}),
                                         [this](const std::filesystem::path&) {
                                             if (changed)
                                                 changed();
                                         });
    }
    Result<DatabaseHandle> opened = DatabaseHandle::open(path, owner(), busyTimeout);
    if (!opened)
        return std::move(opened).error();
    handle = *std::move(opened);
    if (!replicator)
        return {};
    if (Result<void> added = replicator->add(config); !added)
        return added;
    if (!replicator->awaitFirstTurns(token))
        return Error{ErrorCode::Cancelled, "cancelled"};
    const DatabaseStatus database = replicator->status().front().database;
    if (database.error)
        return database.error->error;
    return {};
}

Result<void> ReplicatedDatabase::State::close(const CancellationToken& token)
{
    const std::lock_guard lock(mutex);
    if (outcome)
        return *outcome;
    outcome = replicator ? replicator->removeAll(token) : Result<void>();
    if (handle) {
        Result<void> closed = handle->close();
        handle.reset();
        if (!closed && *outcome)
            outcome = std::move(closed);
    }
    return *outcome;
}

ReplicatedDatabase::ReplicatedDatabase(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ReplicatedDatabase::ReplicatedDatabase(ReplicatedDatabase&&) noexcept = default;

ReplicatedDatabase& ReplicatedDatabase::operator=(ReplicatedDatabase&& other) noexcept
{
    if (this != &other) {
        static_cast<void>(close());
        m_state = std::move(other.m_state);
    }
    return *this;
}

ReplicatedDatabase::~ReplicatedDatabase()
{
    static_cast<void>(close());
}

Result<ReplicatedDatabase> ReplicatedDatabase::open(const std::filesystem::path& path,
                                                    ReplicatedDatabaseOptions options,
                                                    const CancellationToken& token)
{
    const Result<std::filesystem::path> absolute = absolutePath(path);
    if (!absolute)
        return absolute.error();
    const Result<DatabaseConfig> config = resolve(*absolute, options);
    if (!config)
        return config.error();
    ReplicatedDatabase database(std::make_unique<State>(*absolute, options));
    if (Result<void> started = database.m_state->start(*config, token); !started)
        return std::move(started).error();
    return database;
}

sqlite3* ReplicatedDatabase::handle() const
{
    if (!m_state)
        return nullptr;
    const std::lock_guard lock(m_state->mutex);
    return m_state->handle ? m_state->handle->get() : nullptr;
}

Result<DatabaseHandle> ReplicatedDatabase::connect() const
{
    if (!handle())
        return closedError();
    return DatabaseHandle::open(m_state->path, m_state->owner(), m_state->busyTimeout);
}

bool ReplicatedDatabase::isReplicated() const
{
    return m_state && m_state->replicator;
}

const std::optional<RestoreReport>& ReplicatedDatabase::restored() const
{
    static const std::optional<RestoreReport> nothing;
    return m_state ? m_state->restored : nothing;
}

std::optional<ReplicationReport> ReplicatedDatabase::status() const
{
    if (!isReplicated())
        return std::nullopt;
    std::vector<ReplicationReport> reports = m_state->replicator->status();
    if (reports.empty())
        return std::nullopt;
    return std::move(reports.front());
}

Result<void> ReplicatedDatabase::sync(const CancellationToken& token)
{
    const Result<Replicator*> replicator =
        m_state ? m_state->working() : Result<Replicator*>(closedError());
    if (!replicator)
        return replicator.error();
    return (*replicator)->syncNow(m_state->path, token);
}

Result<std::vector<ReplicatedDatabase::Snapshot>>
ReplicatedDatabase::snapshot(const std::string& replica, const CancellationToken& token)
{
    const Result<Replicator*> replicator =
        m_state ? m_state->working() : Result<Replicator*>(closedError());
    if (!replicator)
        return replicator.error();
    const Result<std::vector<Replicator::NamedSnapshot>> made =
        (*replicator)->snapshotNow(m_state->path, replica, token);
    if (!made)
        return made.error();
    std::vector<Snapshot> snapshots;
    for (const Replicator::NamedSnapshot& each : *made)
        snapshots.push_back({each.replica, each.outcome});
    return snapshots;
}

Result<void> ReplicatedDatabase::checkpoint(CheckpointMode mode, const CancellationToken& token)
{
    const Result<Replicator*> replicator =
        m_state ? m_state->working() : Result<Replicator*>(closedError());
    if (!replicator)
        return replicator.error();
    return (*replicator)->checkpointNow(m_state->path, mode, token);
}

Result<void> ReplicatedDatabase::close(const CancellationToken& token)
{
    return m_state ? m_state->close(token) : Result<void>();
}

} // namespace walkeeper
