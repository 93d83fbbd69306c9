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
    m_key = generation.keyOf(snapshot);
    m_expectedPageSize = pageSize;
    m_pageSize = 0;
    m_fault.reset();
    return m_reader.open(m_key);
}

Result<std::size_t> SnapshotReader::read(ByteSpan into)
{
    Result<std::size_t> size = m_reader.read(into);
    if (!size || m_pageSize != 0)
        return size;
    if (Result<void> checked = checkHead(into.first(*size)); !checked)
        return std::move(checked).error();
    return size;
}

Result<void> SnapshotReader::checkHead(ByteView head)
{
    const Result<std::uint32_t> found = databasePageSize(head);
    if (!found) {
        m_fault = FindingKind::BadSnapshot;
        return found.error();
    }
    if (m_expectedPageSize && *found != *m_expectedPageSize) {
        m_fault = FindingKind::PageSizeMismatch;
        return Error{ErrorCode::Corrupt, "its page size is " + std::to_string(*found) +
                                             " bytes, that of the WAL " +
                                             std::to_string(*m_expectedPageSize)};
    }
    m_pageSize = *found;
    return {};
}

Finding SnapshotReader::finding(const Error& error) const
{
    Finding finding = findingFor(m_key, error);
    if (m_fault)
        finding.kind = *m_fault;
    return finding;
}

} // namespace walkeeper
