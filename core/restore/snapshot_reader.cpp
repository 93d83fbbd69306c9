#include "core/restore/snapshot_reader.h"

namespace walkeeper {

std::optional<SnapshotFault> snapshotFault(ByteView head, std::optional<std::uint32_t> pageSize)
{
    Result<std::uint32_t> found = databasePageSize(head);
    if (!found)
        return SnapshotFault{FindingKind::BadSnapshot, std::move(found).error()};
    if (pageSize && *found != *pageSize)
        return SnapshotFault{FindingKind::PageSizeMismatch,
                             {ErrorCode::Corrupt, "its page size is " + std::to_string(*found) +
                                                      " bytes, that of the WAL " +
                                                      std::to_string(*pageSize)}};
    return std::nullopt;
}

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
    if (std::optional<SnapshotFault> fault = snapshotFault(head, m_expectedPageSize)) {
        m_fault = fault->kind;
        return std::move(fault->error);
    }
    m_pageSize = *databasePageSize(head);
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
