#include "core/replicate/replica_monitor.h"

#include "core/replicate/retention_plan.h"

#include <algorithm>
#include <utility>

namespace walkeeper {

namespace {

/// While a snapshot is stored, which gets the better part of the time.
constexpr std::chrono::nanoseconds shortestDuringSnapshot = std::chrono::seconds(1);

Error noGeneration()
{
    return {ErrorCode::NotFound,
            "the database has no generation yet, so there is nothing to store"};
}

Error generationChanged()
{
    return {ErrorCode::Busy, "another generation has begun meanwhile"};
}

Error emptied(const StoreUrl& url)
{
    return {ErrorCode::Unavailable,
            url.shown() + " is empty, though the replica was there: if its disk is mounted again, "
                          "replication goes on; if it is gone for good, stop and start the "
                          "replication to begin a new one"};
}

/// For once; then it begins anew.
Error deleted(GenerationId generation)
{
    return {ErrorCode::NotFound, "somebody has deleted generation " + generation.text() +
                                     " from the replica; it begins there anew"};
}

/// The earlier of the two.
void bring(std::optional<Timestamp>& next, const std::optional<Timestamp>& time)
{
    if (time)
        next = std::min(next.value_or(*time), *time);
}

} // namespace

ReplicaMonitor::ReplicaMonitor(ReplicaConfig config, World world)
    : m_config(std::move(config)),
      m_world(world)
{
    m_status.name = m_config.name();
    m_status.url = m_config.url.shown();
    show();
}

// --- turns ---

ReplicaTurn ReplicaMonitor::turn(const CancellationToken& token)
{
    const std::lock_guard oneAtATime(m_turn);
    if (m_world.shadow.end()) {
        storeIfDue(token);
        if (!m_storing.error() && !token.isCancelled())
            snapshotIfDue(token);
        if (!m_storing.error() && !token.isCancelled())
            retainIfDue(token);
    }
    show();
    return nextTurn();
}

Result<void> ReplicaMonitor::finish(const CancellationToken& token)
{
    const std::lock_guard oneAtATime(m_turn);
    Result<void> outcome = storeEverything(token);
    if (outcome && m_writer && !m_writer->newestSnapshot()) {
        const Result<SnapshotOutcome> taken = snapshot(token);
        outcome = settle(m_snapshotting, taken ? Result<void>() : taken.error());
    }
    show();
    return outcome;
}

Result<SnapshotOutcome> ReplicaMonitor::snapshotNow(const CancellationToken& token)
{
    const std::lock_guard oneAtATime(m_turn);
    if (!m_world.shadow.end())
        return noGeneration();
    if (Result<void> stored = storeEverything(token); !stored) {
        show();
        return std::move(stored).error();
    }
    Result<SnapshotOutcome> taken = snapshot(token);
    static_cast<void>(settle(m_snapshotting, taken ? Result<void>() : taken.error()));
    show();
    return taken;
}

void ReplicaMonitor::storeIfDue(const CancellationToken& token)
{
    const Timestamp now = m_world.clock.now();
    if (!m_storing.mayTry(now) ||
        nextAfter(m_status.lastUpload, uploadInterval(m_config), now) > now)
        return;
    static_cast<void>(storeEverything(token));
}

Result<void> ReplicaMonitor::storeEverything(const CancellationToken& token)
{
    return settle(m_storing, store(token));
}

void ReplicaMonitor::snapshotIfDue(const CancellationToken& token)
{
    // In this order: what has been due all along is due at the moment of the question.
    const std::optional<Timestamp> due = snapshotDue();
    const Timestamp now = m_world.clock.now();
    if (!due || *due > now || !m_snapshotting.mayTry(now))
        return;
    const Result<SnapshotOutcome> taken = snapshot(token);
    static_cast<void>(settle(m_snapshotting, taken ? Result<void>() : taken.error()));
}

void ReplicaMonitor::retainIfDue(const CancellationToken& token)
{
    const Timestamp now = m_world.clock.now();
    const std::optional<Timestamp> due = nextRetention(m_config, m_status.lastRetention, now);
    if (!due || *due > now || !m_retaining.mayTry(now) || !m_writer || !m_writer->position())
        return;
    static_cast<void>(settle(m_retaining, retain(token)));
}

/// Notes how something ended. What was cancelled did not fail.
Result<void> ReplicaMonitor::settle(StandingFailure& failure, Result<void> outcome)
{
    if (outcome)
        failure.succeeded();
    else if (outcome.error().code != ErrorCode::Cancelled) {
        failure.failed(outcome.error(), m_world.clock.now());
        ++m_status.failures;
    }
    return outcome;
}

ReplicaTurn ReplicaMonitor::nextTurn() const
{
    const Timestamp now = m_world.clock.now();
    ReplicaTurn turn{nextAfter(m_status.lastUpload, uploadInterval(m_config), now), std::nullopt};
    const std::optional<Position> end = m_world.shadow.end();
    if (!end)
        return turn;
    if (m_storing.error()) {
        // Nothing else is tried until this works again.
        turn.notBefore = std::max(turn.notBefore, m_storing.nextTry(now));
        turn.next = turn.notBefore;
        return turn;
    }
    const bool isCurrent = m_writer && m_writer->generation() == end->generation &&
                           m_writer->position() && !isBefore(*m_writer->position(), *end);
    if (!isCurrent)
        bring(turn.next, turn.notBefore);
    bring(turn.next, m_snapshotting.error() ? m_snapshotting.nextTry(now) : snapshotDue());
    if (m_retaining.error())
        bring(turn.next, m_retaining.nextTry(now));
    else
        bring(turn.next, nextRetention(m_config, m_status.lastRetention, now));
    return turn;
}

// --- the WAL ---

Result<void> ReplicaMonitor::store(const CancellationToken& token)
{
    // What was asked to be encrypted never goes out in plain.
    if (!m_config.age.isEmpty())
        return Error{ErrorCode::Unsupported, "encryption with age is not supported yet"};
    if (Result<void> finished = finishPrevious(token); !finished)
        return finished;
    const std::optional<Position> end = m_world.shadow.end();
    if (!end)
        return {};
    if (!m_writer || m_writer->generation() != end->generation) {
        m_writer.emplace(makeWriter(end->generation));
        m_snapshotSatisfied.reset();
    }
    if (Result<void> found = ensurePosition(*end, token); !found)
        return found;
    // Only what was there when the turn began: the pause between two turns holds for the rest.
    Result<void> stored = m_writer->storeUpTo(*end, token);
    if (stored || stored.error().code == ErrorCode::Cancelled)
        return stored;
    if (const std::optional<Error> fault = m_writer->shadowFault(token);
        fault && fault->code != ErrorCode::NotFound)
        return giveUpGeneration(fault->message);
    return stored;
}

/// The end of the generation before goes up first, so that its last moments are not lost. If it
/// cannot be completed, or is of no use, it is left as it is.
Result<void> ReplicaMonitor::finishPrevious(const CancellationToken& token)
{
    const std::optional<Position> end = m_world.shadow.endOfPrevious();
    if (!end || m_finished == end->generation)
        return {};
    if (!m_writer || m_writer->generation() != end->generation)
        m_writer.emplace(makeWriter(end->generation));
    if (Result<void> found = findPosition(*end, token); !found)
        return found;
    if (m_writer->position() && m_writer->newestSnapshot()) {
        Result<void> stored = m_writer->storeUpTo(*end, token);
        if (!stored && !m_writer->shadowFault(token))
            return stored;
    }
    m_finished = end->generation;
    return {};
}

/// Never begins anew where there was something before: a folder that is empty all of a sudden is
/// most likely the place at which a disk was mounted.
Result<void> ReplicaMonitor::findPosition(const Position& end, const CancellationToken& token)
{
    if (m_writer->position())
        return {};
    const bool wasThere = m_writer->isThere();
    if (Result<void> found = m_writer->recover(end, token); !found)
        return found;
    if (m_writer->isThere() || !m_isEstablished) {
        m_isEstablished = m_isEstablished || m_writer->isThere();
        return {};
    }
    const Result<std::vector<ListedGeneration>> all = listAllParts(m_world.store, token);
    if (all && !all->empty() && !wasThere)
        return {};
    m_writer->forgetPosition();
    if (!all)
        return all.error();
    if (all->empty())
        return emptied(m_config.url);
    return deleted(m_writer->generation());
}

Result<void> ReplicaMonitor::ensurePosition(Position end, const CancellationToken& token)
{
    if (Result<void> found = findPosition(end, token); !found)
        return found;
    if (!m_writer->unusable())
        return {};
    if (m_writer->unusable()->why == UnusableReplica::Why::AheadOfShadow) {
        // The shadow may be about to catch up: another program may have gone on with it before the
        // start.
        const Result<Position> synced = m_world.source.syncNow(token);
        if (!synced)
            return synced.error();
        if (synced->generation != end.generation)
            return generationChanged();
        if (Result<void> found = m_writer->recover(*synced, token); !found)
            return found;
        if (!m_writer->unusable())
            return {};
    }
    return giveUpGeneration(m_writer->unusable()->text);
}

/// Asks once for another generation and says so.
Error ReplicaMonitor::giveUpGeneration(const std::string& why)
{
    if (m_abandoned != m_writer->generation()) {
        m_abandoned = m_writer->generation();
        m_world.source.requestNewGeneration(why);
    }
    return {ErrorCode::Corrupt, why + "; a new generation has to begin"};
}

GenerationWriter ReplicaMonitor::makeWriter(GenerationId generation)
{
    return GenerationWriter(
        m_world.store, m_world.shadow, generation,
        [this](const ShadowRange& range, const ObjectInfo& object) { noteStored(range, object); });
}

void ReplicaMonitor::noteStored(const ShadowRange& range, const ObjectInfo& object)
{
    const Timestamp now = m_world.clock.now();
    m_isEstablished = true;
    m_storeAhead = object.modified - now;
    m_status.lastUpload = now;
    ++m_status.segments;
    m_status.storedBytes += object.size;
    m_status.walBytes += range.size();
    show();
}

// --- snapshots and retention ---

std::optional<Timestamp> ReplicaMonitor::snapshotDue() const
{
    if (!m_writer || !m_writer->position())
        return std::nullopt;
    SnapshotTimes times{m_config.snapshotInterval, m_config.retention, std::nullopt,
                        m_world.clock.now()};
    if (const auto& newest = m_writer->newestSnapshot()) {
        const Timestamp created = newest->created - m_storeAhead;
        times.newest = std::max(created, m_snapshotSatisfied.value_or(created));
    }
    return nextSnapshot(times);
}

Result<SnapshotOutcome> ReplicaMonitor::snapshot(const CancellationToken& token)
{
    const auto isThere = [this](const Position& place) {
        const auto& newest = m_writer->newestSnapshot();
        return newest && newest->index == place.index;
    };
    const auto keepIt = [this](const Position& place) {
        m_snapshotSatisfied = m_world.clock.now();
        return SnapshotOutcome{place.index, true, 0};
    };
    const std::optional<Position> end = m_world.shadow.end();
    if (!end || end->generation != m_writer->generation())
        return generationChanged();
    if (isThere(*end))
        return keepIt(*end);
    Result<DatabaseImage> image = m_world.source.openImage(token);
    if (!image)
        return std::move(image).error().during("cannot read the database for a snapshot");
    if (image->begin.generation != m_writer->generation())
        return generationChanged();
    if (isThere(image->begin))
        return keepIt(image->begin);
    const Result<StoredSnapshotImage> stored =
        m_writer->storeSnapshot(m_world.source, *std::move(image),
                                std::max(uploadInterval(m_config), shortestDuringSnapshot), token);
    if (!stored)
        return stored.error();
    ++m_status.snapshots;
    m_status.storedBytes += stored->object.size;
    return SnapshotOutcome{stored->index, false, stored->databaseBytes};
}

Result<void> ReplicaMonitor::retain(const CancellationToken& token)
{
    Result<std::vector<ListedGeneration>> listed = listAllParts(m_world.store, token);
    if (!listed)
        return std::move(listed).error();
    m_status.replicaBytes = 0;
    m_status.replicaObjects = 0;
    for (const ListedGeneration& generation : *listed) {
        *m_status.replicaBytes += generation.storedBytes();
        *m_status.replicaObjects += generation.snapshots.size() + generation.segments.size();
    }
    if (Result<void> expected = checkListing(*listed); !expected) {
        m_writer->forgetPosition(); // which makes the next turn look closer
        return expected;
    }
    const Timestamp now = m_world.clock.now();
    const RetentionPlan plan = planRetention(
        {*std::move(listed), m_writer->generation(), now + m_storeAhead, m_config.retention});
    for (const std::vector<ObjectKey>& step : plan.steps) {
        if (Result<void> done = carryOut(step, token); !done)
            return done;
    }
    m_status.lastRetention = now;
    return {};
}

/// Is the current generation there, as we have written it?
Result<void> ReplicaMonitor::checkListing(const std::vector<ListedGeneration>& listed) const
{
    const auto current = std::ranges::find(listed, m_writer->generation(), &ListedGeneration::id);
    if (current == listed.end()) {
        if (!m_writer->isThere())
            return {};
        return Error{ErrorCode::Unavailable, "what was stored of generation " +
                                                 m_writer->generation().text() +
                                                 " is not in the replica any more"};
    }
    if (const std::optional<ObjectKey> stranger = m_writer->strangerIn(*current))
        return Error{ErrorCode::AlreadyExists, "another program writes to the same replica: " +
                                                   stranger->text() + " is not from here"};
    return {};
}

Result<void> ReplicaMonitor::carryOut(const std::vector<ObjectKey>& step,
                                      const CancellationToken& token)
{
    if (Result<void> removed = m_world.store.remove(step, token); !removed)
        return std::move(removed).error().during("cannot delete what is older than the retention");
    m_status.deletedObjects += step.size();
    return {};
}

// --- questions ---

void ReplicaMonitor::show()
{
    const Timestamp now = m_world.clock.now();
    m_status.position = m_writer ? m_writer->position() : std::nullopt;
    if (m_status.position)
        m_status.lastPosition = m_status.position;
    m_status.isRestorable = m_writer && m_writer->newestSnapshot();
    m_status.lastSnapshot =
        m_status.isRestorable ? std::optional(m_writer->newestSnapshot()->created) : std::nullopt;
    m_status.nextSnapshot = m_snapshotting.error() ? m_snapshotting.nextTry(now) : snapshotDue();
    m_status.nextRetention = m_retaining.error()
                                 ? m_retaining.nextTry(now)
                                 : nextRetention(m_config, m_status.lastRetention, now);
    m_status.uploadError = m_storing.error();
    m_status.snapshotError = m_snapshotting.error();
    m_status.retentionError = m_retaining.error();

    const std::lock_guard lock(m_mutex);
    m_shown = m_status;
    m_releasable = {};
    if (const auto& position = m_status.position)
        m_releasable = {position->generation, position->index > 0 ? position->index - 1 : 0, false};
    m_shownFinished = m_finished;
}

ReplicaStatus ReplicaMonitor::status() const
{
    ReplicaStatus status;
    {
        const std::lock_guard lock(m_mutex);
        status = m_shown;
    }
    const std::optional<Position> end = m_world.shadow.end();
    if (status.lastPosition && end) {
        status.lagBytes = pendingBytes(m_world.shadow, *status.lastPosition);
        if (end->generation != status.lastPosition->generation)
            *status.lagBytes += pendingBytes(m_world.shadow, {end->generation, 0, 0});
    }
    return status;
}

Releasable ReplicaMonitor::releasable() const
{
    const std::optional<Position> previous = m_world.shadow.endOfPrevious();
    const std::lock_guard lock(m_mutex);
    Releasable releasable = m_releasable;
    releasable.previousDone = !previous || m_shownFinished == previous->generation;
    return releasable;
}

} // namespace walkeeper
