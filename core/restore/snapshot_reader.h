#pragma once

#include "core/base/progress_meter.h"
#include "core/history/part_reader.h"

#include <cstdint>
#include <optional>

namespace walkeeper {

/// What is wrong with the beginning of an unpacked snapshot.
struct SnapshotFault {
    FindingKind kind = FindingKind::BadSnapshot;
    Error error;
};

/// pageSize  what the WAL says; not checked if not set
std::optional<SnapshotFault> snapshotFault(ByteView head, std::optional<std::uint32_t> pageSize);

/// Unpacks a snapshot in large pieces and checks that it is a database. For one thread.
class SnapshotReader
{
public:
    SnapshotReader(ObjectStore& store, ProgressMeter& progress, const CancellationToken& token);

    /// pageSize  what the WAL says; not checked if not set
    Result<void> open(const Generation& generation, const StoredSnapshot& snapshot,
                      std::optional<std::uint32_t> pageSize);

    /// The next piece of the file: a whole number of pages, except at the end of the file, where
    /// it is empty or short. errors  Corrupt and others that concern this object
    Result<std::size_t> read(ByteSpan into);

    std::uint32_t pageSize() const { return m_pageSize; }

    /// What the error of open() or read() says about the snapshot.
    Finding finding(const Error& error) const;

    /// A good size for read(): a multiple of every page size, and one LZ4 block.
    static constexpr std::size_t pieceSize = std::size_t{4} << 20;

private:
    Result<void> checkHead(ByteView head);

    PartReader m_reader;
    ObjectKey m_key;
    std::optional<std::uint32_t> m_expectedPageSize;
    std::uint32_t m_pageSize = 0;
    std::optional<FindingKind> m_fault; ///< of the unpacked content
};

} // namespace walkeeper
