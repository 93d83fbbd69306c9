#include "core/restore/snapshot_reader.h"

namespace walkeeper {

SnapshotReader::SnapshotReader(ObjectStore& store, ProgressMeter& progress,
                               const CancellationToken& token)
    : m_reader(store, token, [&progress](std::size_t bytes) { progress.addBytes(bytes); })
{
}

Result<void> SnapshotReader::open(const Generation& generation, const StoredSnapshot& snapshot,
                                  std::optional<std::uint32_t> pageSize)
{
    m_expectedPageSize = pageSize;
    m_pageSize = 0;
    return m_reader.open(generation.keyOf(snapshot));
}

Result<std::size_t> SnapshotReader::read(ByteSpan into)
{
    const Result<std::size_t> size = m_reader.read(into);
    if (!size || m_pageSize != 0)
        return size;
    const Result<std::uint32_t> found = databasePageSize(into.first(*size));
    if (!found)
        return found.error();
    if (m_expectedPageSize && *found != *m_expectedPageSize)
        return Error{ErrorCode::Corrupt, "its page size is " + std::to_string(*found) +
                                             " bytes, that of the WAL " +
                                             std::to_string(*m_expectedPageSize)};
    m_pageSize = *found;
    return size;
}

} // namespace walkeeper
