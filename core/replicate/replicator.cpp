#include "core/replicate/replicator.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <utility>

namespace walkeeper {

namespace {

/// Turns are short but for snapshots, of which several may run at once.
constexpr unsigned turnThreads = 4;

TurnQueue::Clock::duration fromNow(Timestamp time, Timestamp now)
{
    return std::max(TurnQueue::Clock::duration(0),
                    std::chrono::duration_cast<TurnQueue::Clock::duration>(time - now));
}

Result<void> checkConfig(const DatabaseConfig& config)
{
    std::set<std::string> names;
    for (const ReplicaConfig& replica : config.replicas) {
        if (!names.insert(replica.name()).second)
            return Error{ErrorCode::InvalidArgument,
                         config.path + " has two replicas of the name \"" + replica.name() +
                             "\"; give each a name of its own"};
    }
    if (config.minCheckpointPages <= 0)
        return Error{ErrorCode::InvalidArgument,
                     config.path + ": min-checkpoint-page-count must be greater than 0"};
    return {};
}

Error noReplica(const std::filesystem::path& database, const std::string& name)
{
    return {ErrorCode::NotFound, database.string() + " has no replica \"" + name + "\""};
}

} // namespace

struct Replicator::Replica {
    std::unique_ptr<ObjectStore> store;
    CancellationSource cancel;
    std::unique_ptr<ReplicaMonitor> monitor;
    std::unique_ptr<ReplicaValidator> validator;
    std::uint64_t turn = 0;
    std::optional<std::uint64_t> comparisonTurn;
};

struct Replicator::Database {
    explicit Database(const DatabaseConfig& what, const World& world)
        : path(what.path),
          config(what),
          monitor(what, world.files, world.clock),
          leastBacklog(world.leastBacklog)
    {
    }

    Release release() const
    {
        const std::optional<Position> end = monitor.shadow().end();
        if (!end)
            return {};
        const std::uint64_t stored = monitor.shadow().storedBytes();
        // The status is only asked for where it can matter.
        const bool isOver = stored > leastBacklog &&
                            stored > backlogLimit(monitor.status().databaseBytes, leastBacklog);
        std::vector<ReplicaNeed> needs;
        for (const auto& replica : replicas) {
            const ReplicaStatus status = isOver ? replica->monitor->status() : ReplicaStatus{};
            needs.push_back({replica->monitor->releasable(), status.uploadError.has_value(),
                             status.lastPosition});
        }
        return decideRelease(*end, isOver, needs);
    }

    const std::filesystem::path path;
    const DatabaseConfig config;
    DatabaseMonitor monitor;
    const std::uint64_t leastBacklog;
    std::vector<std::unique_ptr<Replica>> replicas;
    std::uint64_t turn = 0;
    std::atomic<bool> isStopping = false;
};

Replicator::Replicator(World world, std::function<void(const std::filesystem::path&)> changed)
    : m_world(world),
      m_changed(std::move(changed)),
      m_queue(turnThreads),
      m_watch([this](std::uint64_t id) {
          std::shared_ptr<Database> database;
          {
              const std::lock_guard lock(m_mutex);
              for (const auto& [path, each] : m_databases) {
                  if (each->turn == id)
                      database = each;
              }
          }
          if (database)
              database->monitor.noteTouched();
          m_queue.wake(id);
      })
{
}

Replicator::~Replicator()
{
    static_cast<void>(removeAll({}));
}

Result<void> Replicator::add(const DatabaseConfig& config)
{
    if (Result<void> sound = checkConfig(config); !sound)
        return sound;
    Result<std::shared_ptr<Database>> database = make(config);
    if (!database)
        return std::move(database).error();
    const std::lock_guard lock(m_mutex);
    if (!m_databases.emplace((*database)->path, *database).second)
        return Error{ErrorCode::AlreadyExists, config.path + " is being replicated already"};
    start(*database);
    return {};
}

Result<std::shared_ptr<Replicator::Database>> Replicator::make(const DatabaseConfig& config)
{
    auto database = std::make_shared<Database>(config, m_world);
    for (const ReplicaConfig& each : config.replicas) {
        auto replica = std::make_unique<Replica>();
        Result<std::unique_ptr<ObjectStore>> store =
            m_world.stores.open(each.url, database->monitor.files());
        if (!store)
            return std::move(store).error();
        replica->store = *std::move(store);
        replica->monitor = std::make_unique<ReplicaMonitor>(
            each, ReplicaMonitor::World{*replica->store, database->monitor.shadow(),
                                        database->monitor, m_world.clock});
        replica->validator = std::make_unique<ReplicaValidator>(
            each, ReplicaValidator::World{database->monitor, *replica->monitor, m_world.restore,
                                          m_world.files, m_world.clock});
        database->replicas.push_back(std::move(replica));
    }
    return database;
}

void Replicator::start(const std::shared_ptr<Database>& database)
{
    for (const auto& replica : database->replicas) {
        replica->turn = m_queue.add(
            [this, &all = *database, &one = *replica] { return replicaTurn(all, one); });
        if (replica->validator->isPeriodic())
            replica->comparisonTurn = comparisons().add(
                [this, &all = *database, &one = *replica] { return comparisonTurn(all, one); });
    }
    database->turn = m_queue.add([this, &all = *database] { return databaseTurn(all); });
}

TurnQueue::Next Replicator::databaseTurn(Database& database)
{
    const DatabaseStatus before = database.monitor.status();
    const DatabaseMonitor::Turn turn = database.monitor.turn(database.release(), [&] {
        for (const auto& replica : database.replicas)
            m_queue.wake(replica->turn);
    });
    const DatabaseStatus after = database.monitor.status();
    // Where the system cannot tell of changes, the poll behind it finds them.
    if (turn.reopened) {
        const Result<void> watched = m_watch.watch(turnOf(database), database.monitor.walPath());
        database.monitor.noteWatched(static_cast<bool>(watched));
    }
    if (turn.grew || turn.reopened || before.state != after.state ||
        before.error.has_value() != after.error.has_value())
        notify(database);
    return turn.next;
}

/// The first turn may run before start() has noted what it is called.
std::uint64_t Replicator::turnOf(const Database& database) const
{
    const std::lock_guard lock(m_mutex);
    return database.turn;
}

TurnQueue::Next Replicator::replicaTurn(Database& database, Replica& replica)
{
    const std::optional<Position> before = replica.monitor->status().position;
    const ReplicaTurn turn = replica.monitor->turn(replica.cancel.token());
    if (replica.monitor->status().position != before)
        notify(database);
    const Timestamp now = m_world.clock.now();
    TurnQueue::Next next;
    next.notBefore = fromNow(turn.notBefore, now);
    if (turn.next)
        next.in = fromNow(*turn.next, now);
    return next;
}

/// One at a time, for each reads and writes as much as a restore.
TurnQueue& Replicator::comparisons()
{
    if (!m_comparisons)
        m_comparisons.emplace(1);
    return *m_comparisons;
}

TurnQueue::Next Replicator::comparisonTurn(Database& database, Replica& replica)
{
    const Timestamp next = replica.validator->turn(replica.cancel.token());
    notify(database);
    return {fromNow(next, m_world.clock.now()), {}};
}

void Replicator::notify(const Database& database) const
{
    if (m_changed)
        m_changed(database.path);
}

Result<std::shared_ptr<Replicator::Database>>
Replicator::find(const std::filesystem::path& path) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_databases.find(path);
    if (found == m_databases.end())
        return Error{ErrorCode::NotFound, path.string() + " is not being replicated"};
    return found->second;
}

Result<void> Replicator::remove(const std::filesystem::path& path, const CancellationToken& token)
{
    const Result<std::shared_ptr<Database>> found = find(path);
    if (!found)
        return found.error();
    if ((*found)->isStopping.exchange(true))
        return Error{ErrorCode::Busy, path.string() + " is being stopped already"};
    Result<void> stopped = stop(**found, token);
    {
        const std::lock_guard lock(m_mutex);
        m_databases.erase(path);
    }
    notify(**found);
    return stopped;
}

Result<void> Replicator::removeIfRefused(const std::filesystem::path& path)
{
    const Result<std::shared_ptr<Database>> found = find(path);
    if (!found)
        return found.error();
    if ((*found)->monitor.status().state != DatabaseState::Refused)
        return Error{ErrorCode::NotFound, path.string() + " is not refused"};
    return remove(path, {});
}

Result<void> Replicator::removeAll(const CancellationToken& token)
{
    std::vector<std::filesystem::path> paths;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [path, database] : m_databases)
            paths.push_back(path);
    }
    Result<void> all;
    for (const std::filesystem::path& path : paths) {
        if (Result<void> removed = remove(path, token); !removed && all)
            all = std::move(removed);
    }
    return all;
}

/// Turns end first, so that nobody uploads beside the final upload.
Result<void> Replicator::stop(Database& database, const CancellationToken& token)
{
    m_watch.forget(database.turn);
    m_queue.remove(database.turn);
    for (const auto& replica : database.replicas) {
        replica->cancel.cancel();
        if (replica->comparisonTurn)
            m_comparisons->remove(*replica->comparisonTurn);
        m_queue.remove(replica->turn);
    }
    Result<void> done;
    const auto keepFirst = [&done](Result<void> outcome) {
        if (!outcome && done)
            done = std::move(outcome);
    };
    const auto finishAll = [&] {
        for (const auto& replica : database.replicas) {
            if (Result<void> finished = replica->monitor->finish(token); !finished)
                keepFirst(
                    std::move(finished).error().during("the last commits are not in replica \"" +
                                                       replica->monitor->status().name + "\""));
        }
    };
    // A database that somebody else replicates has nothing of ours to be stored.
    const bool isOurs = database.monitor.status().state != DatabaseState::Refused;
    const Result<Position> synced =
        isOurs ? database.monitor.syncNow(token)
               : Result<Position>(Error{ErrorCode::NotFound, "not replicated from here"});
    if (synced)
        finishAll();
    else if (synced.error().code != ErrorCode::NotFound)
        keepFirst(synced.error());
    keepFirst(database.monitor.close());
    // What was committed between the two.
    if (synced && database.monitor.shadow().end() != *synced)
        finishAll();
    return done;
}

ReplicaStatus Replicator::replicaStatus(const Database& database, const Replica& replica)
{
    ReplicaStatus status = replica.monitor->status();
    if (status.lastPosition)
        status.lagSince = database.monitor.copiedAfter(*status.lastPosition);
    replica.validator->addTo(status);
    return status;
}

std::vector<ReplicationReport> Replicator::status() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<ReplicationReport> reports;
    for (const auto& [path, database] : m_databases) {
        ReplicationReport& report = reports.emplace_back();
        report.database = database->monitor.status();
        for (const auto& replica : database->replicas)
            report.replicas.push_back(replicaStatus(*database, *replica));
    }
    return reports;
}

bool Replicator::awaitFirstTurns(const CancellationToken& token,
                                 std::optional<std::chrono::milliseconds> longest) const
{
    constexpr std::chrono::milliseconds betweenLooks(1); // a first turn takes a few
    const auto begin = std::chrono::steady_clock::now();
    const auto isOver = [](const ReplicationReport& each) {
        return each.database.state != DatabaseState::Starting;
    };
    while (!std::ranges::all_of(status(), isOver)) {
        const bool isTooLong = longest && std::chrono::steady_clock::now() - begin >= *longest;
        if (isTooLong || token.waitFor(betweenLooks))
            return false;
    }
    return true;
}

Result<DatabaseConfig> Replicator::configOf(const std::filesystem::path& path) const
{
    const Result<std::shared_ptr<Database>> database = find(path);
    if (!database)
        return database.error();
    return (*database)->config;
}

Result<void> Replicator::syncNow(const std::filesystem::path& path, const CancellationToken& token)
{
    const Result<std::shared_ptr<Database>> database = find(path);
    if (!database)
        return database.error();
    if (const Result<Position> synced = (*database)->monitor.syncNow(token); !synced)
        return synced.error();
    Result<void> all;
    for (const auto& replica : (*database)->replicas) {
        if (Result<void> done = replica->monitor->finish(token); !done && all)
            all = std::move(done);
    }
    notify(**database);
    return all;
}

template <class Named, class Act>
Result<std::vector<Named>> Replicator::onReplicas(const std::filesystem::path& path,
                                                  const std::string& name, Act act) const
{
    const Result<std::shared_ptr<Database>> database = find(path);
    if (!database)
        return database.error();
    std::vector<Named> made;
    for (const auto& replica : (*database)->replicas) {
        const std::string each = replica->monitor->status().name;
        if (!name.empty() && each != name)
            continue;
        auto outcome = act(*replica);
        notify(**database);
        if (!outcome)
            return std::move(outcome).error().during("replica " + each);
        made.push_back({each, *outcome});
    }
    if (made.empty())
        return noReplica(path, name);
    return made;
}

Result<std::vector<Replicator::NamedSnapshot>>
Replicator::snapshotNow(const std::filesystem::path& path, const std::string& name,
                        const CancellationToken& token)
{
    return onReplicas<NamedSnapshot>(
        path, name, [&](Replica& each) { return each.monitor->snapshotNow(token); });
}

Result<std::vector<Replicator::NamedComparison>>
Replicator::compareNow(const std::filesystem::path& path, const std::string& name,
                       const CancellationToken& token)
{
    return onReplicas<NamedComparison>(
        path, name, [&](Replica& each) { return each.validator->compare(token); });
}

Result<void> Replicator::checkpointNow(const std::filesystem::path& path,
                                       DatabaseMonitor::CheckpointMode mode,
                                       const CancellationToken& token)
{
    const Result<std::shared_ptr<Database>> database = find(path);
    if (!database)
        return database.error();
    return (*database)->monitor.checkpointNow(mode, token);
}

} // namespace walkeeper
