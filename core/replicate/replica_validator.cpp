#include "core/replicate/replica_validator.h"

#include "core/io/digest.h"
#include "core/io/scratch_folder.h"
#include "core/replicate/replica_schedule.h"

#include <array>
#include <cstdio>
#include <utility>

namespace walkeeper {

namespace {

constexpr std::size_t chunkBytes = 1024 * 1024;

} // namespace

std::string differenceText(const ReplicaComparison& comparison)
{
    return "a restore at " + comparison.position.text() +
           " is not what the database holds there (checksum " +
           checksumText(comparison.restoredChecksum) + " instead of " +
           checksumText(comparison.liveChecksum) +
           "); a new generation begins, and what was stored before may be broken";
}

std::string checksumText(std::uint64_t checksum)
{
    std::array<char, 17> text{};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(checksum));
    return text.data();
}

ReplicaValidator::ReplicaValidator(ReplicaConfig config, World world)
    : m_config(std::move(config)),
      m_world(std::move(world)),
      m_lastAttempt(m_world.clock.now())
{
    if (isPeriodic())
        m_next = nextAfter(m_lastAttempt, m_config.validationInterval, m_lastAttempt);
}

Timestamp ReplicaValidator::turn(const CancellationToken& token)
{
    const auto due = [this] {
        const std::lock_guard lock(m_turn);
        return nextAfter(m_lastAttempt, m_config.validationInterval, m_world.clock.now());
    };
    // In this order: what has been due all along is due at the moment of the question.
    const Timestamp next = due();
    if (next > m_world.clock.now())
        return next;
    static_cast<void>(compare(token));
    return due();
}

Result<ReplicaComparison> ReplicaValidator::compare(const CancellationToken& token)
{
    const std::lock_guard oneAtATime(m_turn);
    Result<ReplicaComparison> outcome = measure(token);
    m_lastAttempt = m_world.clock.now();
    settle(outcome);
    if (outcome && !outcome->agrees())
        m_world.database.requestNewGeneration(differenceText(*outcome));
    return outcome;
}

Result<ReplicaComparison> ReplicaValidator::measure(const CancellationToken& token)
{
    if (!m_world.restore)
        return Error{ErrorCode::Unsupported, "this replicator cannot restore"};
    const auto begin = std::chrono::steady_clock::now();
    ReplicaComparison comparison;
    {
        Result<DatabaseMonitor::PinnedAt> pinned = m_world.database.pinState(token);
        if (!pinned)
            return std::move(pinned).error();
        const Result<PinnedState::Checksum> live = pinned->state.checksum(token);
        if (!live)
            return Error(live.error()).during("cannot read the database");
        comparison.position = pinned->position;
        comparison.liveChecksum = live->value;
        comparison.liveBytes = live->bytes;
    }
    if (Result<void> stored = m_world.replica.finish(token); !stored)
        return std::move(stored).error();
    Result<ScratchFolder> scratch = ScratchFolder::make({}, "walkeeper-comparison", m_world.files);
    if (!scratch)
        return std::move(scratch).error();
    const std::filesystem::path file = scratch->path() / "restored.db";
    if (Result<void> restored = m_world.restore(m_config, comparison.position, file, token);
        !restored)
        return std::move(restored).error();
    if (Result<void> read = readRestored(file, comparison, token); !read)
        return std::move(read).error();
    comparison.time = m_world.clock.now();
    comparison.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    return comparison;
}

Result<void> ReplicaValidator::readRestored(const std::filesystem::path& file,
                                            ReplicaComparison& comparison,
                                            const CancellationToken& token)
{
    const Result<std::unique_ptr<File>> opened = m_world.files.open(file, OpenMode::Read);
    if (!opened)
        return opened.error();
    std::vector<std::byte> buffer(chunkBytes);
    Crc64 crc;
    for (;;) {
        if (token.isCancelled())
            return Error{ErrorCode::Cancelled, "cancelled"};
        const Result<std::size_t> size = (*opened)->readAt(comparison.restoredBytes, buffer);
        if (!size)
            return size.error();
        if (*size == 0)
            break;
        crc.add(ByteView(buffer).first(*size));
        comparison.restoredBytes += *size;
    }
    comparison.restoredChecksum = crc.value();
    return {};
}

/// What was cancelled did not fail.
void ReplicaValidator::settle(const Result<ReplicaComparison>& outcome)
{
    const Timestamp now = m_world.clock.now();
    const std::lock_guard lock(m_mutex);
    if (isPeriodic())
        m_next = nextAfter(now, m_config.validationInterval, now);
    if (outcome)
        m_last = *outcome;
    if (outcome && outcome->agrees()) {
        m_failure.succeeded();
        ++m_agreed;
    } else if (outcome || outcome.error().code != ErrorCode::Cancelled) {
        // What keeps a comparison from being made that comes only when asked for is told the asker.
        if (outcome || isPeriodic())
            m_failure.failed(outcome ? Error{ErrorCode::Corrupt, differenceText(*outcome)}
                                     : outcome.error(),
                             now);
        ++m_failed;
    }
}

void ReplicaValidator::addTo(ReplicaStatus& status)
{
    const std::lock_guard lock(m_mutex);
    // No later comparison would say that the difference is gone.
    if (!isPeriodic() && m_last && !m_last->agrees() && status.isRestorable && status.position &&
        status.position->generation != m_last->position.generation)
        m_failure.succeeded();
    status.lastComparison = m_last;
    status.nextComparison = m_next;
    status.comparisonError = m_failure.error();
    status.comparisonsAgreed = m_agreed;
    status.comparisonsFailed = m_failed;
}

} // namespace walkeeper
