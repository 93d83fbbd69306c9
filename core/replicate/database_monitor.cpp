#include "core/replicate/database_monitor.h"

#include "core/io/file_holders.h"
#include "core/replicate/lock_name.h"

#include <algorithm>
#include <random>
#include <utility>

namespace walkeeper {

namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using SteadyClock = std::chrono::steady_clock;

/// After a copy the next one waits so long, so that many small commits make one segment.
constexpr milliseconds betweenCopies(100);

/// A writer touches the WAL before it says in the wal-index that the commit is done.
constexpr milliseconds firstRecheck(1);

constexpr milliseconds firstPause(100);
constexpr milliseconds longestPause(10'000);
constexpr milliseconds longestCheckpointPause(500);
constexpr milliseconds refusedPause(2000);

/// An idle database closes what it can spare after this, and where the system tells of writes it
/// is polled so many times less: that only finds a database that was exchanged or deleted.
constexpr std::chrono::seconds idleAfter(30);
constexpr int idlePolls = 5;

constexpr int backfillsBeforeRotation = 5;
constexpr std::size_t keptGenerationStarts = 100;

GenerationId randomGeneration()
{
    std::random_device random; // of the operating system
    return GenerationId((std::uint64_t{random()} << 32) | random());
}

CheckpointLimits limitsOf(const DatabaseConfig& config)
{
    CheckpointLimits limits;
    limits.minPages = config.minCheckpointPages;
    limits.maxPages = config.maxCheckpointPages;
    limits.truncatePages = config.truncatePages;
    limits.interval = config.checkpointInterval;
    return limits;
}

milliseconds backOff(std::uint32_t attempts)
{
    return std::min(longestPause, firstPause * (1 << std::min(attempts, 10u)));
}

/// The polls of all idle databases fall on the same moments, so that the process wakes once.
milliseconds untilNextPoll(milliseconds poll)
{
    const auto since = std::chrono::ceil<milliseconds>(SteadyClock::now().time_since_epoch());
    return poll - since % poll;
}

std::uint64_t& rotationCounter(DatabaseStatus& status, WalFollower::Rotation result)
{
    switch (result) {
    case WalFollower::Rotation::Ready: return status.rotations;
    case WalFollower::Rotation::LockBusy: return status.rotationsLockBusy;
    case WalFollower::Rotation::Blocked: return status.rotationsBlocked;
    case WalFollower::Rotation::TooMuchToDo: return status.rotationsPutOff;
    }
    return status.rotationsBlocked;
}

/// The file of a database, in order, through SQLite's descriptor.
class ImageSource final : public ByteSource
{
public:
    ImageSource(Connection connection, std::uint64_t bytes, CancellationToken token)
        : m_connection(std::move(connection)),
          m_left(bytes),
          m_token(std::move(token))
    {
    }

    Result<std::size_t> read(ByteSpan into) override
    {
        if (m_token.isCancelled())
            return Error{ErrorCode::Cancelled, "cancelled"};
        const auto wanted = std::min<std::uint64_t>(m_left, into.size());
        Result<std::size_t> size =
            m_connection.readDatabase(m_offset, into.first(static_cast<std::size_t>(wanted)));
        if (size) {
            m_offset += *size;
            m_left = *size == 0 ? 0 : m_left - *size;
        }
        return size;
    }

private:
    Connection m_connection;
    std::uint64_t m_offset = 0;
    std::uint64_t m_left;
    CancellationToken m_token;
};

} // namespace

DatabaseMonitor::DatabaseMonitor(const DatabaseConfig& config, FileSystem& files,
                                 const Clock& clock)
    : m_config(config),
      m_path(config.path),
      m_meta(config.path, config.metaPath),
      m_files(files, m_path),
      m_clock(clock),
      m_limits(limitsOf(config)),
      m_shadow(m_files, m_meta),
      m_lastCheckpoint(SteadyClock::now()),
      m_nextCheckpoint(SteadyClock::now()),
      m_lastChange(SteadyClock::now())
{
    m_status.path = m_path;
}

DatabaseMonitor::~DatabaseMonitor() = default;

std::filesystem::path DatabaseMonitor::walPath() const
{
    std::filesystem::path path = m_path;
    path += "-wal";
    return path;
}

DatabaseStatus DatabaseMonitor::status() const
{
    const std::lock_guard lock(m_statusMutex);
    return m_status;
}

std::optional<Timestamp> DatabaseMonitor::copiedAfter(const Position& stored) const
{
    const std::lock_guard lock(m_statusMutex);
    return m_copied.firstAfter(stored);
}

// --- one turn ---

DatabaseMonitor::Turn DatabaseMonitor::turn(const Release& release,
                                            const std::function<void()>& onGrowth)
{
    const std::lock_guard lock(m_turn);
    Turn turn;
    if (m_isClosed)
        return turn;
    const SteadyClock::time_point begin = SteadyClock::now();
    const std::optional<Position> told = m_told;
    const Result<void> done = step(release, onGrowth);
    turn.reopened = std::exchange(m_isReopened, false);
    // Also where something failed after the copy, and what a checkpoint has copied.
    tellGrowth(onGrowth);
    turn.grew = m_told != told;
    if (done) {
        noteSuccess();
        turn.next = pace(turn.grew);
    } else {
        noteError(done.error());
        std::uint32_t attempts = 1;
        {
            const std::lock_guard statusLock(m_statusMutex);
            attempts = m_status.error ? m_status.error->attempts : 1;
        }
        turn.next.in = m_lock ? backOff(attempts) : std::max(backOff(attempts), refusedPause);
        turn.next.notBefore = turn.next.in;
    }
    const std::lock_guard statusLock(m_statusMutex);
    ++m_status.syncs;
    m_status.syncErrors += done ? 0u : 1u;
    m_status.syncTime += SteadyClock::now() - begin;
    return turn;
}

Result<void> DatabaseMonitor::step(const Release& release, const std::function<void()>& onGrowth)
{
    const Result<bool> isThere = ensureFollowing();
    if (!isThere)
        return isThere.error();
    if (!*isThere)
        return {};
    if (Result<void> synced = sync(); !synced)
        return synced;
    // A checkpoint may take seconds, and no replica has to wait for it.
    tellGrowth(onGrowth);
    if (const Result<void> done = checkpoint(); !done) {
        const std::lock_guard lock(m_statusMutex);
        ++m_status.checkpointErrors;
        return done.error();
    }
    return carryOut(release);
}

/// Growth since it was told last, also what syncNow() has copied between two turns.
void DatabaseMonitor::tellGrowth(const std::function<void()>& onGrowth)
{
    const std::optional<Position> end = m_shadow.end();
    if (end != std::exchange(m_told, end) && onGrowth)
        onGrowth();
}

/// False if there is no database to follow.
Result<bool> DatabaseMonitor::ensureFollowing()
{
    const Result<std::optional<FileIdentity>> found = identity();
    if (!found)
        return found.error();
    if (m_follower && *found != m_identity) {
        m_forced = NewGenerationReason::DatabaseReplaced;
        letGo();
    }
    if (*found && !m_follower) {
        m_identity = *found;
        if (const Result<void> opened = open(); !opened)
            return opened.error();
        m_isReopened = true;
    }
    return found->has_value();
}

/// What was asked for may come before the first turn.
Result<void> DatabaseMonitor::requireFollowing()
{
    if (m_isClosed)
        return Error{ErrorCode::NotFound, m_path.string() + " is not being replicated any more"};
    const Result<bool> isThere = ensureFollowing();
    if (!isThere)
        return isThere.error();
    if (!*isThere)
        return Error{ErrorCode::NotFound, m_path.string() + " is not there, so there is nothing "
                                                            "to replicate yet"};
    return {};
}

/// Only when there is more to let go than the last time.
Result<void> DatabaseMonitor::carryOut(const Release& release)
{
    const std::optional<Position> end = m_shadow.end();
    if (!end || end->generation != release.generation)
        return {};
    if (m_released.generation != end->generation)
        m_released = {end->generation, {}};
    const bool previous = release.previousGeneration && !m_released.done.previousGeneration;
    if (!previous && release.below <= m_released.done.below)
        return {};
    Result<void> released = m_shadow.release(previous, release.below);
    if (!released)
        return released;
    m_released.done = release;
    const std::lock_guard lock(m_statusMutex);
    if (release.leavesBehind)
        m_status.leftBehindSince = m_status.leftBehindSince.value_or(m_clock.now());
    return {};
}

Result<std::optional<DatabaseMonitor::FileIdentity>> DatabaseMonitor::identity()
{
    const Result<FileStatus> status = m_files.status(m_path);
    if (!status && status.error().code == ErrorCode::NotFound)
        return std::optional<FileIdentity>();
    if (!status)
        return status.error();
    const std::lock_guard lock(m_statusMutex);
    m_status.databaseBytes = status->size;
    return std::optional(FileIdentity{status->device, status->inode});
}

Result<void> DatabaseMonitor::open()
{
    if (Result<void> owned = takeOwnership(); !owned)
        return std::move(owned).error();
    Result<SourceDatabase> source = SourceDatabase::open(m_path);
    if (!source)
        return std::move(source).error();
    auto follower = std::make_unique<WalFollower>(*std::move(source), m_shadow, &randomGeneration);
    const Result<WalFollower::Followed> started = follower->start(m_forced);
    if (!started)
        return started.error();
    m_follower = std::move(follower);
    m_forced.reset();
    m_lastCheckpoint = SteadyClock::now();
    noteFollowed(*started);
    return {};
}

Result<void> DatabaseMonitor::takeOwnership()
{
    if (m_lock)
        return {};
    const Result<std::vector<std::filesystem::path>> made =
        files().createDirectories(m_meta.path());
    if (!made)
        return made.error();
    Result<FileLock> lock = FileLock::acquire(m_files, m_meta.path() / replicationLockName);
    if (!lock && lock.error().code == ErrorCode::Busy)
        return Error{ErrorCode::Busy,
                     "another Walkeeper replicates " + m_path.string() +
                         " already; stop it there, or look at it through its window"};
    if (!lock)
        return std::move(lock).error();
    for (const FileHolder& holder : holdersOf(m_path)) {
        if (holder.program.find("litestream") != std::string::npos)
            return Error{ErrorCode::Busy, holder.program + " (process " +
                                              std::to_string(holder.process) + ") replicates " +
                                              m_path.string() + "; stop it first"};
    }
    m_lock.emplace(*std::move(lock));
    return {};
}

Result<void> DatabaseMonitor::sync()
{
    std::optional<std::string> requested;
    {
        const std::lock_guard lock(m_statusMutex);
        requested = std::exchange(m_requested, std::nullopt);
    }
    const bool begins = requested && !m_follower->isStuck();
    const Result<WalFollower::Followed> followed =
        begins ? m_follower->beginGeneration(NewGenerationReason::ReplicaLost)
               : m_follower->follow();
    if (!followed)
        return followed.error();
    noteFollowed(*followed);
    return {};
}

void DatabaseMonitor::noteFollowed(const WalFollower::Followed& followed)
{
    const std::optional<Position> end = m_shadow.end();
    const WalFollower::Standing standing = m_follower->standing();
    const std::lock_guard lock(m_statusMutex);
    if (end != m_status.position) {
        m_lastChange = SteadyClock::now();
        m_status.lastSync = m_clock.now();
        if (end)
            m_copied.note(*end, *m_status.lastSync);
        const bool goesOn = m_status.position && end && !followed.newGeneration &&
                            m_status.position->index == end->index;
        if (end)
            m_status.copiedBytes += end->offset - (goesOn ? m_status.position->offset : 0);
    }
    m_status.position = end;
    m_status.walBytes = walSize(standing.frames, m_follower->pageSize());
    m_status.shadowBytes = m_shadow.storedBytes();
    if (followed.newGeneration && end) {
        m_status.leftBehindSince.reset();
        m_status.generations.push_back({end->generation, *followed.newGeneration, m_clock.now()});
        if (m_status.generations.size() > keptGenerationStarts)
            m_status.generations.erase(m_status.generations.begin());
        ++m_status.generationCounts[static_cast<std::size_t>(*followed.newGeneration)];
    }
}

void DatabaseMonitor::noteError(const Error& error)
{
    const std::lock_guard lock(m_statusMutex);
    const bool isRefused = !m_lock && error.code == ErrorCode::Busy;
    m_status.state = isRefused ? DatabaseState::Refused : DatabaseState::Failing;
    if (m_status.error) {
        ++m_status.error->attempts;
        m_status.error->error = error;
    } else {
        m_status.error = StandingError{error, m_clock.now(), 1};
    }
}

void DatabaseMonitor::noteSuccess()
{
    const std::lock_guard lock(m_statusMutex);
    m_status.error.reset();
    if (!m_follower)
        m_status.state = DatabaseState::Waiting;
    else if (m_follower->isStuck())
        m_status.state = DatabaseState::Stuck;
    else
        m_status.state = DatabaseState::Following;
}

TurnQueue::Next DatabaseMonitor::pace(bool grew)
{
    const milliseconds poll = std::max(
        std::chrono::duration_cast<milliseconds>(m_config.monitorInterval), milliseconds(10));
    if (m_isTouched.exchange(false))
        m_recheck = firstRecheck;
    if (grew) {
        m_recheck = betweenCopies;
        return {std::min(betweenCopies, poll), betweenCopies};
    }
    m_recheck = std::clamp(m_recheck * 2, firstRecheck, poll);
    const bool isIdle = m_follower && SteadyClock::now() - m_lastChange > idleAfter;
    if (isIdle) {
        m_follower->closeSpare();
        m_shadow.closeIdle();
    }
    if (m_recheck < poll)
        return {m_recheck, firstRecheck};
    return {untilNextPoll(isIdle && m_isWatched ? poll * idlePolls : poll), firstRecheck};
}

// --- checkpoints ---

Result<void> DatabaseMonitor::checkpoint()
{
    const SteadyClock::time_point now = SteadyClock::now();
    const WalFollower::Standing standing = m_follower->standing();
    if (standing.backfilled >= standing.frames && !m_follower->isStuck())
        noteCheckpoint(true);
    const CheckpointDecision decision =
        m_follower->isStuck()
            ? CheckpointDecision::Rotate
            : decideCheckpoint({standing.frames, standing.backfilled, now - m_lastCheckpoint},
                               m_limits);
    if (decision == CheckpointDecision::None || now < m_nextCheckpoint)
        return {};
    Result<void> done = carryOut(decision);
    const std::lock_guard lock(m_statusMutex);
    m_status.checkpointTime += SteadyClock::now() - now;
    return done;
}

Result<void> DatabaseMonitor::carryOut(CheckpointDecision decision)
{
    const Result<bool> complete = m_follower->checkpointPassive();
    if (!complete)
        return complete.error();
    {
        const std::lock_guard lock(m_statusMutex);
        ++m_status.passiveCheckpoints;
    }
    if (*complete) {
        // Hand the pin over, so that the next commit finds the WAL ready to begin anew.
        if (Result<void> synced = sync(); !synced)
            return synced;
    }
    if (decision == CheckpointDecision::Passive) {
        noteCheckpoint(*complete);
        return {};
    }
    WalFollower::Bump bump = WalFollower::Bump::No;
    if (m_follower->isStuck())
        bump = WalFollower::Bump::Yes;
    else if (decision == CheckpointDecision::RotateAndCut)
        bump = WalFollower::Bump::AndCutFile;
    const Result<WalFollower::Rotation> rotated = rotate(bump);
    if (!rotated)
        return rotated.error();
    noteCheckpoint(*rotated == WalFollower::Rotation::Ready);
    return {};
}

Result<WalFollower::Rotation> DatabaseMonitor::rotate(WalFollower::Bump bump)
{
    for (int attempt = 1;; ++attempt) {
        const Result<WalFollower::RotationReport> report = m_follower->rotate(bump);
        if (!report)
            return report.error();
        {
            const std::lock_guard lock(m_statusMutex);
            ++rotationCounter(m_status, report->result);
            noteLock(report->lockHeld);
        }
        if (report->result != WalFollower::Rotation::TooMuchToDo ||
            attempt == backfillsBeforeRotation)
            return report->result;
        if (const Result<bool> complete = m_follower->checkpointPassive(); !complete)
            return complete.error();
        if (const Result<void> synced = sync(); !synced)
            return synced.error();
    }
}

/// With the status locked.
void DatabaseMonitor::noteLock(std::chrono::microseconds held)
{
    if (held.count() == 0)
        return;
    m_lockTimes.add(held);
    m_status.longestLock = std::max(m_status.longestLock, held);
    m_status.p99Lock = m_lockTimes.p99();
    m_status.totalLock += held;
}

void DatabaseMonitor::noteCheckpoint(bool isComplete)
{
    const SteadyClock::time_point now = SteadyClock::now();
    const std::lock_guard lock(m_statusMutex);
    if (isComplete) {
        m_lastCheckpoint = now;
        m_nextCheckpoint = now;
        m_checkpointPause = {};
        m_status.blockedSince.reset();
        return;
    }
    m_checkpointPause = std::clamp(m_checkpointPause * 2, milliseconds(50), longestCheckpointPause);
    m_nextCheckpoint = now + m_checkpointPause;
    if (!m_status.blockedSince)
        m_status.blockedSince = m_clock.now();
}

Result<void> DatabaseMonitor::checkpointNow(CheckpointMode mode, const CancellationToken& token)
{
    constexpr int tries = 50;
    for (int attempt = 0; attempt < tries; ++attempt) {
        {
            const std::lock_guard lock(m_turn);
            if (Result<void> following = requireFollowing(); !following)
                return following;
            if (const Result<void> synced = sync(); !synced)
                return synced.error();
            const Result<bool> complete = m_follower->checkpointPassive();
            if (!complete)
                return complete.error();
            noteCheckpoint(*complete);
            if (mode == CheckpointMode::Passive)
                return {};
            const Result<WalFollower::Rotation> rotated =
                rotate(mode == CheckpointMode::Truncate ? WalFollower::Bump::AndCutFile
                                                        : WalFollower::Bump::Yes);
            if (!rotated)
                return rotated.error();
            noteCheckpoint(*rotated == WalFollower::Rotation::Ready);
            if (*rotated == WalFollower::Rotation::Ready) {
                return sync();
            }
        }
        if (token.waitFor(milliseconds(20)))
            return Error{ErrorCode::Cancelled, "cancelled"};
    }
    return Error{ErrorCode::Busy, "the WAL of " + m_path.string() +
                                      " cannot begin anew: other connections read or write it "
                                      "all the time; nothing is lost, but it grows"};
}

/// Rotates now and not in one of the next turns, if frames that never verify are in the way.
Result<void> DatabaseMonitor::leaveStuckLife()
{
    constexpr int tries = 20;
    for (int attempt = 0; m_follower->isStuck() && attempt < tries; ++attempt) {
        if (const Result<bool> complete = m_follower->checkpointPassive(); !complete)
            return complete.error();
        if (const Result<WalFollower::Rotation> rotated = rotate(WalFollower::Bump::Yes); !rotated)
            return rotated.error();
        if (Result<void> synced = sync(); !synced)
            return synced;
    }
    return {};
}

// --- replicas ---

Result<Position> DatabaseMonitor::syncNow(const CancellationToken& token)
{
    const std::lock_guard lock(m_turn);
    return syncAll(token);
}

Result<Position> DatabaseMonitor::syncAll(const CancellationToken& token)
{
    if (token.isCancelled())
        return Error{ErrorCode::Cancelled, "cancelled"};
    if (const Result<void> following = requireFollowing(); !following)
        return following.error();
    if (const Result<void> synced = sync(); !synced)
        return synced.error();
    if (const Result<void> left = leaveStuckLife(); !left)
        return left.error();
    if (m_follower->isStuck())
        return Error{ErrorCode::Busy,
                     std::string(reasonText(NewGenerationReason::UnverifiableWal)) +
                         "; a new generation begins as soon as it can"};
    const std::optional<Position> end = m_shadow.end();
    if (!end)
        return Error{ErrorCode::NotFound, "no generation has begun yet"};
    return *end;
}

Result<DatabaseImage> DatabaseMonitor::openImage(const CancellationToken& token)
{
    DatabaseImage image;
    const Result<Position> begin = syncNow(token);
    if (!begin)
        return begin.error();
    const std::lock_guard lock(m_turn);
    if (!m_follower)
        return Error{ErrorCode::NotFound, m_path.string() + " is not being followed"};
    // The less the WAL holds, the newer the image; and a database that was never checkpointed has
    // an empty file.
    if (const Result<bool> complete = m_follower->checkpointPassive(); !complete)
        return complete.error();
    // SQLite keeps the descriptor of what is closed beside open connections, and gives it to the
    // next: here to the reader.
    m_follower->closeSpare();
    Result<Connection> reader = SourceDatabase::openReader(m_path);
    if (!reader)
        return std::move(reader).error();
    const Result<std::uint64_t> bytes = reader->databaseBytes();
    if (!bytes)
        return bytes.error();
    if (*bytes == 0)
        return Error{ErrorCode::Busy, "nothing has been checkpointed into " + m_path.string() +
                                          " yet, because other connections read it"};
    image.begin = *m_shadow.end();
    image.bytes = *bytes;
    image.source = std::make_unique<ImageSource>(*std::move(reader), *bytes, token);
    return image;
}

/// Where a commit ends in the shadow WAL; nothing if a later life has begun than the shadow knows.
std::optional<Position> DatabaseMonitor::endOf(const WalIndexHeader& commit) const
{
    const ShadowWal::State& state = *m_shadow.state();
    // Nothing was committed in this life yet, and the pin keeps the one before until it is copied.
    if (commit.maxFrame == 0)
        return state.position;
    if (commit.salts != state.header.salts)
        return std::nullopt;
    return Position{state.position.generation, state.position.index,
                    walSize(commit.maxFrame, commit.pageSize)};
}

Result<DatabaseMonitor::PinnedAt> DatabaseMonitor::pinState(const CancellationToken& token)
{
    constexpr int tries = 10;
    const std::lock_guard lock(m_turn);
    for (int attempt = 0; attempt < tries; ++attempt) {
        if (const Result<Position> synced = syncAll(token); !synced)
            return synced.error();
        Result<Connection> reader = SourceDatabase::openReader(m_path);
        if (!reader)
            return std::move(reader).error();
        Result<PinnedState> state = PinnedState::pin(*std::move(reader));
        if (!state)
            return std::move(state).error();
        const std::optional<Position> position = endOf(state->commit());
        // What was committed before the pin and is not copied yet.
        const Result<Position> end = syncAll(token);
        if (!end)
            return end.error();
        if (position && position->generation == end->generation)
            return PinnedAt{*position, *std::move(state)};
    }
    return Error{ErrorCode::Busy,
                 "the WAL of " + m_path.string() + " begins anew all the time; try again later"};
}

void DatabaseMonitor::requestNewGeneration(const std::string& why)
{
    const std::lock_guard lock(m_statusMutex);
    m_requested = why;
}

// --- the end ---

void DatabaseMonitor::letGo()
{
    m_follower.reset();
    m_shadow.abandon();
    m_identity.reset();
}

Result<void> DatabaseMonitor::close()
{
    const std::lock_guard lock(m_turn);
    m_isClosed = true;
    Result<void> done;
    if (m_follower) {
        done = sync();
        // A life that never verifies must not be left to a recovery, which would lose commits.
        if (done)
            done = leaveStuckLife();
    }
    letGo();
    m_lock.reset();
    const std::lock_guard statusLock(m_statusMutex);
    m_status.state = DatabaseState::Stopped;
    return done;
}

} // namespace walkeeper
