#include "core/replicate/generation_writer.h"

#include "core/replicate/segment_uploader.h"

#include <utility>

namespace walkeeper {

bool isBefore(const Position& a, const Position& b)
{
    return std::pair(a.index, a.offset) < std::pair(b.index, b.offset);
}

GenerationWriter::GenerationWriter(ObjectStore& store, const ShadowWal& shadow,
                                   GenerationId generation, StoredHandler onStored,
                                   std::uint64_t limit)
    : m_store(store),
      m_shadow(shadow),
      m_generation(generation),
      m_onStored(std::move(onStored)),
      m_limit(limit)
{
}

Result<void> GenerationWriter::recover(const Position& end, const CancellationToken& token)
{
    if (m_position)
        return {};
    m_unusable.reset();
    Result<RecoveredPosition> found = recoverPosition(m_store, m_shadow, end, m_confirmed, token);
    if (!found)
        return std::move(found).error().during("cannot tell how far the replica has come");
    m_newestSnapshot = found->newestSnapshot;
    m_unusable = found->unusable;
    const std::optional<ObjectKey> attempted = std::exchange(m_attempted, std::nullopt);
    m_confirmed = found->confirmed;
    if (m_unusable)
        return {};
    if (found->unexpected && found->unexpected != attempted)
        return Error{ErrorCode::AlreadyExists, "another program writes to the same replica: " +
                                                   found->unexpected->text() + " is not from here"};
    m_position = found->position;
    return {};
}

Result<bool> GenerationWriter::storeNext(const CancellationToken& token)
{
    const Result<std::optional<ShadowRange>> range = nextRange(m_shadow, *m_position, m_limit);
    if (!range) {
        m_failedAt = std::exchange(m_position, std::nullopt);
        return range.error();
    }
    if (!*range)
        return false;
    m_attempted = segmentKey(**range);
    Result<ObjectInfo> stored = storeRange(m_store, m_shadow, **range, token);
    if (!stored) {
        m_failedAt = std::exchange(m_position, std::nullopt);
        return std::move(stored).error();
    }
    m_position = (*range)->endPosition();
    m_confirmed =
        ConfirmedEnd{*std::exchange(m_attempted, std::nullopt), stored->size, *m_position};
    m_onStored(**range, *stored);
    return true;
}

Result<void> GenerationWriter::storeUpTo(const Position& end, const CancellationToken& token)
{
    while (isBefore(*m_position, end)) {
        const Result<bool> stored = storeNext(token);
        if (!stored)
            return stored.error();
        if (!*stored)
            return Error{ErrorCode::Internal, "the shadow WAL does not reach " + end.text()};
    }
    return {};
}

std::optional<Error> GenerationWriter::shadowFault(const CancellationToken& token) const
{
    if (!m_failedAt)
        return std::nullopt;
    const Result<std::optional<ShadowRange>> range = nextRange(m_shadow, *m_failedAt, m_limit);
    if (!range)
        return range.error();
    if (!*range)
        return std::nullopt;
    const Result<void> checked = checkRange(m_shadow, **range, token);
    if (checked || checked.error().code != ErrorCode::Corrupt)
        return std::nullopt;
    return checked.error();
}

Result<StoredSnapshotImage> GenerationWriter::storeSnapshot(SnapshotSource& source,
                                                            DatabaseImage image,
                                                            std::chrono::nanoseconds walEvery,
                                                            const CancellationToken& token)
{
    Result<StoredSnapshotImage> stored = walkeeper::storeSnapshot(
        m_store, source, std::move(image),
        [&](const Position& end) { return storeUpTo(end, token); }, walEvery, token);
    if (stored)
        m_newestSnapshot =
            ListedSnapshot{stored->index, stored->object.size, stored->object.modified};
    return stored;
}

std::optional<ObjectKey> GenerationWriter::strangerIn(const ListedGeneration& listed) const
{
    if (listed.segments.empty() || !m_position)
        return std::nullopt;
    const ObjectKey newest = listed.keyOf(listed.segments.back());
    if (m_confirmed && !(m_confirmed->newest < newest))
        return std::nullopt;
    return newest;
}

} // namespace walkeeper
