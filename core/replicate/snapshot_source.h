#pragma once

#include "core/base/cancellation.h"
#include "core/format/generations/position.h"
#include "core/io/byte_stream.h"

#include <cstdint>
#include <memory>
#include <string>

namespace walkeeper {

/// The bytes of a watched database's file, read through SQLite's own descriptor.
struct DatabaseImage {
    Position begin;          ///< where the shadow WAL stood when the copy began
    std::uint64_t bytes = 0; ///< of the file at that time; it may end sooner
    std::unique_ptr<ByteSource> source;
};

/// What a replica asks of the database side. Callable from any thread; each call may wait for a
/// turn of the database's monitor, never longer than a few disk accesses.
///
/// The file holds pages that a checkpoint has moved out of the WAL, while it is being read too. So
/// an image is a state only together with the WAL from `begin`'s index on, up to where
/// syncNow() gets after the last byte was read: that WAL goes up before the snapshot does.
class SnapshotSource
{
public:
    virtual ~SnapshotSource() = default;

    /// errors  NotFound: no generation yet; Busy
    virtual Result<DatabaseImage> openImage(const CancellationToken& token) = 0;
    /// Copies every commit there is into the shadow WAL and gives its end.
    virtual Result<Position> syncNow(const CancellationToken& token) = 0;
    /// The replica cannot go on in this generation: `why` is one sentence.
    virtual void requestNewGeneration(const std::string& why) = 0;
};

} // namespace walkeeper
