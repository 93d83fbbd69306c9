#include "core/replicate/wal_follower.h"

#include "core/replicate/checkpoint_decision.h"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

namespace walkeeper {

namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr int pinTries = 20;
constexpr int generationTries = 5;

/// How long a writer that is in the way is waited for.
constexpr milliseconds lockPatience(20);

/// The same for another checkpointer, while the write lock is held.
constexpr milliseconds checkpointerPatience(8);

/// A hand-over of so many is worth flushing. Applications checkpoint by themselves from here on.
constexpr std::uint32_t manyFrames = 1000;

Error overtaken()
{
    return {ErrorCode::Busy, "the WAL was reset again and again while it was being copied"};
}

} // namespace

WalFollower::WalFollower(SourceDatabase source, ShadowWal& shadow,
                         std::function<GenerationId()> newName)
    : m_source(std::move(source)),
      m_shadow(shadow),
      m_newName(std::move(newName))
{
}

PinNote WalFollower::note() const
{
    const ShadowWal::State& state = *m_shadow.state();
    return {state.position.index, state.frames()};
}

// --- the first pin ---

Result<WalFollower::Followed> WalFollower::start(std::optional<NewGenerationReason> forced)
{
    if (forced)
        return beginGeneration(*forced);
    const Result<WalIndexHeader> index = pinFirst();
    if (!index)
        return index.error();
    m_stuckLife.reset();
    const Result<std::optional<NewGenerationReason>> reason = resume(*index);
    if (!reason)
        return reason.error();
    if (*reason)
        return beginGeneration(**reason);
    // The pin may sit on the bare database over a tail that is not copied yet: the reset rule
    // counts from what was committed when it began, not from what was copied.
    m_governing = {m_shadow.state()->position.index, index->maxFrame};
    const Result<CopyOutcome> copied = copyCommits(m_source, m_shadow, m_governing);
    if (!copied)
        return copied.error();
    return finish(*copied);
}

/// Begins a pin of which the end is known: what the index says before and after is the same.
Result<WalIndexHeader> WalFollower::pinFirst()
{
    for (int attempt = 0;; ++attempt) {
        Result<WalIndexHeader> index = pinFirstOnce(attempt >= pinTries);
        if (index) {
            m_seen = *index;
            return index;
        }
        if (index.error().code != ErrorCode::Busy || attempt > pinTries)
            return index;
    }
}

Result<WalIndexHeader> WalFollower::pinFirstOnce(bool withLock)
{
    const Result<WalIndexHeader> before = m_source.walIndex();
    if (!before)
        return before.error();
    const Result<void> begun =
        withLock ? m_source.beginWritingPin(milliseconds(1000)) : m_source.beginPin();
    if (!begun)
        return begun.error();
    Result<WalIndexHeader> after = m_source.walIndex();
    const bool isCertain =
        after &&
        (withLock || (after->salts == before->salts && after->maxFrame == before->maxFrame));
    if (!isCertain) {
        m_source.dropNewPin();
        return after ? overtaken() : after;
    }
    m_source.endOldPin();
    if (withLock) {
        // Nobody could commit meanwhile, so the pin that replaces it ends at the same frame.
        if (Result<void> read = m_source.beginPin(); !read)
            return std::move(read).error();
        m_source.endOldPin();
    }
    m_backfilledAtPin = before->backfilled;
    return after;
}

/// Why the generation cannot go on; nothing if it can.
Result<std::optional<NewGenerationReason>> WalFollower::resume(const WalIndexHeader& index)
{
    if (const Result<void> loaded = m_shadow.load(); !loaded) {
        switch (loaded.error().code) {
        case ErrorCode::NotFound:
            return std::optional(m_shadow.isAnnounced() ? NewGenerationReason::ShadowMissing
                                                        : NewGenerationReason::NoGeneration);
        case ErrorCode::Corrupt: return std::optional(NewGenerationReason::ShadowDamaged);
        case ErrorCode::AlreadyExists:
        case ErrorCode::InvalidArgument:
        case ErrorCode::Unsupported:
        case ErrorCode::Unauthenticated:
        case ErrorCode::PermissionDenied:
        case ErrorCode::Busy:
        case ErrorCode::Unavailable:
        case ErrorCode::NoSpace:
        case ErrorCode::Cancelled:
        case ErrorCode::Internal: return loaded.error();
        }
    }
    const Result<ResumeFacts> facts = resumeFacts(index);
    if (!facts)
        return facts.error();
    return decideResume(*facts, index);
}

Result<ResumeFacts> WalFollower::resumeFacts(const WalIndexHeader& index)
{
    const ShadowWal::State& state = *m_shadow.state();
    ResumeFacts facts;
    facts.shadow = factsOf(state);
    facts.shadowPageSize = state.header.pageSize;
    const Result<std::optional<WalHeaderBytes>> bytes = readHeader(m_source, state.header.salts);
    if (!bytes)
        return bytes.error();
    facts.sameHeader = *bytes && *parseWalHeader(**bytes) == state.header;
    facts.sameLastFrame = facts.shadow.frames == 0;
    if (!facts.sameLastFrame && state.header.pageSize == index.pageSize) {
        const std::uint64_t last = state.position.offset - walFrameSize(index.pageSize);
        std::array<std::byte, walFrameHeaderSize> frame{};
        const Result<std::size_t> read = m_source.readWal(last, frame);
        if (!read)
            return read.error();
        const WalFrameHeader found = parseWalFrameHeader(frame);
        facts.sameLastFrame = *read == frame.size() && found.salts == state.header.salts &&
                              found.checksum == state.checksum;
    }
    return facts;
}

// --- a new generation ---

Result<WalFollower::Followed> WalFollower::beginGeneration(NewGenerationReason reason)
{
    m_pending = reason;
    for (int attempt = 0; attempt < generationTries; ++attempt) {
        m_source.dropNewPin();
        const Result<WalIndexHeader> index = pinFirst();
        if (!index)
            return index.error();
        if (index->maxFrame == 0) {
            // A life without a commit has no header to begin with.
            if (Result<void> bumped =
                    m_source.bumpSequence(SourceDatabase::WalFile::Keep, milliseconds(1000));
                !bumped)
                return std::move(bumped).error();
            continue;
        }
        const Result<bool> copied = copyLife(*index);
        if (!copied)
            return copied.error();
        if (isStuck())
            return Followed{};
        if (!*copied)
            continue;
        if (Result<void> published = m_shadow.publish(); !published)
            return std::move(published).error();
        m_pending.reset();
        return Followed{true, reason};
    }
    return overtaken();
}

/// Copies the current life from its first frame on. False if a reset overtook it.
Result<bool> WalFollower::copyLife(const WalIndexHeader& index)
{
    const Result<std::optional<WalHeaderBytes>> header = readHeader(m_source, index.salts);
    if (!header)
        return header.error();
    if (!*header)
        return false;
    if (Result<void> begun = m_shadow.beginGeneration(m_newName(), **header); !begun)
        return std::move(begun).error();
    m_governing = {0, index.maxFrame};
    const Result<CopyOutcome> copied = copyCommits(m_source, m_shadow, m_governing);
    if (copied && !copied->end)
        return true;
    static_cast<void>(m_shadow.discard());
    m_shadow.abandon();
    if (!copied)
        return copied.error();
    if (*copied->end == NewGenerationReason::UnverifiableWal)
        m_stuckLife = index.salts;
    return false;
}

// --- handing over ---

Result<WalFollower::Followed> WalFollower::follow()
{
    if (isStuck() && m_source.isPinned())
        return followStuck();
    // Something has failed before.
    if (!m_source.isPinned() || !m_shadow.state() || m_pending)
        return start(m_pending);
    const Result<WalIndexHeader> index = m_source.walIndex();
    if (!index)
        return index.error();
    m_seen = *index;
    const ShadowWal::State& state = *m_shadow.state();
    const bool isCopied = state.header.salts == index->salts ? state.frames() == index->maxFrame
                                                             : index->maxFrame == 0;
    const bool isSettled = m_governing == note() && m_backfilledAtPin == index->backfilled;
    // A publish that failed comes again.
    if (isCopied && isSettled && m_shadow.end() == state.position)
        return Followed{};
    Result<Followed> first = handOver();
    if (!first || first->newGeneration || !first->grew || isStuck())
        return first;
    // Once more, so that the pin stands at the end of what was copied and holds nobody up.
    Result<Followed> second = handOver();
    if (!second)
        return second;
    second->grew = second->grew || first->grew;
    return second;
}

/// The new pin begins before the copy and the old one ends after it. The order matters: were the
/// copy first, commits in between could be backfilled before they are copied.
Result<WalFollower::Followed> WalFollower::handOver()
{
    const PinNote noted = note();
    const Result<WalIndexHeader> before = m_source.walIndex();
    if (!before)
        return before.error();
    if (Result<void> begun = m_source.beginPin(); !begun)
        return std::move(begun).error();
    const Result<CopyOutcome> copied = copyCommits(m_source, m_shadow, m_governing);
    if (!copied) {
        m_source.dropNewPin();
        return copied.error();
    }
    if (copied->end) {
        m_source.dropNewPin();
        return finish(*copied);
    }
    if (Result<void> flushed = flushForOthers(*before); !flushed) {
        m_source.dropNewPin();
        return std::move(flushed).error();
    }
    m_source.endOldPin();
    m_governing = noted;
    m_backfilledAtPin = before->backfilled;
    if (const Result<WalIndexHeader> index = m_source.walIndex())
        m_seen = *index;
    return finish(*copied);
}

/// Once the old pin ends, the next commit of an application may checkpoint what it kept back, and
/// syncs the WAL before. A fast writer would stand still that long, so most of it is done here.
Result<void> WalFollower::flushForOthers(const WalIndexHeader& index)
{
    const std::uint32_t kept =
        m_governing.index == m_shadow.state()->position.index ? m_governing.frames : 0;
    if (index.maxFrame - std::min(kept, index.maxFrame) < manyFrames)
        return {};
    // The second is short, and leaves what was written during it instead of the first.
    for (int round = 0; round < 2; ++round) {
        if (Result<void> flushed = m_source.flushFiles(); !flushed)
            return flushed;
    }
    return {};
}

Result<WalFollower::Followed> WalFollower::finish(const CopyOutcome& copied)
{
    // What was copied before the end of a generation belongs to it.
    const bool isNew = m_shadow.end() != m_shadow.state()->position;
    if (isNew) {
        if (Result<void> published = m_shadow.publish(); !published)
            return std::move(published).error();
    }
    if (!copied.end)
        return Followed{isNew, {}};
    if (*copied.end != NewGenerationReason::UnverifiableWal)
        return beginGeneration(*copied.end);
    m_stuckLife = m_shadow.state()->header.salts;
    const Result<WalIndexHeader> index = m_source.walIndex();
    if (!index)
        return index.error();
    m_stuckLife = index->salts;
    return Followed{isNew, {}};
}

// --- frames that never verify ---

Result<void> WalFollower::handOverBlindly()
{
    if (Result<void> begun = m_source.beginPin(); !begun)
        return begun;
    m_source.endOldPin();
    return {};
}

Result<WalFollower::Followed> WalFollower::followStuck()
{
    const Result<WalIndexHeader> index = m_source.walIndex();
    if (!index)
        return index.error();
    m_seen = *index;
    if (index->salts != *m_stuckLife) {
        m_stuckLife.reset();
        return beginGeneration(NewGenerationReason::UnverifiableWal);
    }
    if (Result<void> handed = handOverBlindly(); !handed)
        return std::move(handed).error();
    return Followed{};
}

// --- checkpoints ---

Result<bool> WalFollower::checkpointPassive()
{
    const Result<Connection::Checkpoint> done = m_source.checkpointPassive();
    if (!done)
        return done.error();
    if (done->isBusy)
        return false;
    m_seen.maxFrame = done->frames;
    m_seen.backfilled = done->backfilled;
    return done->isComplete();
}

Result<WalFollower::RotationReport> WalFollower::rotate(Bump bump)
{
    // A checkpoint that completes syncs the database with all that earlier ones have left unsynced.
    if (Result<void> flushed = m_source.flushFiles(); !flushed)
        return std::move(flushed).error();
    // What was committed meanwhile need not be copied while writers wait. It is published later: to
    // sync it now would leave more to copy. What keeps it from being copied is met again.
    if (!isStuck()) {
        if (const Result<CopyOutcome> copied = copyCommits(m_source, m_shadow, m_governing);
            !copied)
            return copied.error();
    }
    Result<RotationReport> rotated = rotateLocked();
    if (!rotated) {
        // The write lock must not outlive an error. follow() starts anew from here.
        m_source.dropAllPins();
        return rotated;
    }
    if (rotated->result != Rotation::Ready || bump == Bump::No)
        return rotated;
    const auto file =
        bump == Bump::AndCutFile ? SourceDatabase::WalFile::Cut : SourceDatabase::WalFile::Keep;
    const Result<void> bumped = m_source.bumpSequence(file, lockPatience);
    // Busy means that somebody else is making the commit that resets the WAL.
    if (!bumped && bumped.error().code != ErrorCode::Busy)
        return bumped.error();
    return rotated;
}

/// An application's own checkpoint may be under way; it ends soon, for it has no new frames to do.
Result<Connection::Checkpoint> WalFollower::checkpointAfterOthers()
{
    const SteadyClock::time_point end = SteadyClock::now() + checkpointerPatience;
    for (;;) {
        Result<Connection::Checkpoint> done = m_source.checkpointPassive();
        if (!done || !done->isBusy || SteadyClock::now() >= end)
            return done;
        std::this_thread::sleep_for(std::chrono::microseconds(250));
    }
}

Result<WalFollower::RotationReport> WalFollower::rotateLocked()
{
    const bool copies = !isStuck();
    PinNote noted = copies ? note() : PinNote{};
    if (Result<void> locked = m_source.beginWritingPin(lockPatience); !locked) {
        if (locked.error().code == ErrorCode::Busy)
            return RotationReport{Rotation::LockBusy, {}};
        return std::move(locked).error();
    }
    const SteadyClock::time_point since = SteadyClock::now();
    const auto held = [since] {
        return std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - since);
    };
    const Result<WalIndexHeader> index = m_source.walIndex();
    if (!index)
        return index.error();
    const std::uint64_t left = index->maxFrame - std::min(index->backfilled, index->maxFrame);
    if (left * walFrameSize(index->pageSize) >
        backfillUnderLock(walSize(index->maxFrame, index->pageSize))) {
        m_source.dropNewPin();
        return RotationReport{Rotation::TooMuchToDo, held()};
    }
    if (copies) {
        const Result<CopyOutcome> copied = copyCommits(m_source, m_shadow, m_governing);
        if (!copied || copied->end) {
            // follow() meets it again without the lock, and says what becomes of it.
            m_source.dropNewPin();
            return copied ? Result<RotationReport>(RotationReport{Rotation::Blocked, held()})
                          : Result<RotationReport>(copied.error());
        }
    }
    m_source.endOldPin();
    m_governing = noted;

    const Result<Connection::Checkpoint> done = checkpointAfterOthers();
    if (!done)
        return done.error();
    const bool isWhole =
        done->isComplete() &&
        (!copies || done->frames == m_shadow.state()->frames() || index->maxFrame == 0);
    RotationReport report{isWhole ? Rotation::Ready : Rotation::Blocked, {}};
    noted = copies ? note() : PinNote{};
    const Result<WalIndexHeader> before = m_source.walIndex();
    if (!before)
        return before.error();
    if (Result<void> begun = m_source.beginPin(); !begun)
        return std::move(begun).error();
    m_source.endOldPin();
    m_governing = noted;
    m_backfilledAtPin = before->backfilled;
    report.lockHeld = held();
    if (const Result<WalIndexHeader> now = m_source.walIndex())
        m_seen = *now;
    if (copies) {
        if (Result<void> published = m_shadow.publish(); !published)
            return std::move(published).error();
    }
    return report;
}

} // namespace walkeeper
