#pragma once

#include "core/base/cancellation.h"
#include "core/format/generations/segment_scanner.h"
#include "core/history/replica.h"
#include "core/io/lz4_stream.h"

#include <functional>
#include <memory>
#include <span>

namespace walkeeper {

/// Unpacks stored objects one after the other, reusing its buffers. For one thread at a time.
class PartReader
{
public:
    /// store      must outlive it
    /// onPacked   told how many stored bytes were read, as they come
    PartReader(ObjectStore& store, const CancellationToken& token,
               std::function<void(std::size_t)> onPacked = {});
    ~PartReader();

    /// Starts on an object; what was open before is closed.
    Result<void> open(const ObjectKey& key);

    /// Fills `into` as far as the payload goes; fewer bytes only at its end. The payload may be
    /// trusted only once its end was reached without an error.
    Result<std::size_t> read(ByteSpan into);

private:
    ObjectStore& m_store;
    CancellationToken m_token;
    std::function<void(std::size_t)> m_onPacked;
    std::unique_ptr<CountedSource> m_packed;
    Lz4Decompressor m_unpacked;
};

/// True for errors that concern one object and say nothing about the others.
bool concernsOneObject(const Error& error);

/// An object that cannot be opened or unpacked, as a finding.
Finding findingFor(const ObjectKey& key, const Error& error);
Finding findingFor(const Generation& generation, const StoredSegment& segment,
                   const SegmentDamage& damage);

/// Does `next` continue `previous` in the same WAL file? Both are verified by themselves; without
/// bytes in one of them there is nothing to compare.
std::optional<Finding> seamFinding(const Generation& generation, const SegmentScan& previous,
                                   const StoredSegment& nextSegment, const SegmentScan& next,
                                   WalGeometry geometry);

/// Page size and byte order of a generation, from the header of the oldest WAL file among
/// `segments` that can be read, or else from a snapshot among `snapshots`. The oldest, because
/// what does not agree with the beginning of a chain is what is wrong with it.
/// errors  Corrupt: none of them can be read
Result<WalGeometry> readGeometry(ObjectStore& store, const Generation& generation,
                                 std::span<const StoredSegment> segments,
                                 std::span<const StoredSnapshot> snapshots,
                                 const CancellationToken& token);

/// The page size that the first 100 bytes of a database name.
/// errors  Corrupt: no SQLite database
Result<std::uint32_t> databasePageSize(ByteView head);

} // namespace walkeeper
