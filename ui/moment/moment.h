#pragma once

#include "core/engine/engine_messages.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace walkeeper::ui {

/// A commit among those of its segment.
struct ChosenCommit {
    RestorePoint point;
    std::size_t number = 0; ///< from 0
    std::size_t count = 0;  ///< commits in the segment

    bool operator==(const ChosenCommit&) const = default;
};

/// A state of a database that somebody points at: an entry of the timeline, and the commit in it
/// once its commits are known.
struct Moment {
    std::shared_ptr<const ReplicaContents> contents; ///< never null; has the entry
    std::uint32_t entry = 0;                         ///< place in Timeline::entries
    std::optional<ChosenCommit> commit;

    const TimelineEntry& timelineEntry() const { return contents->timeline.entries()[entry]; }
    const Generation& generation() const
    {
        return contents->replica.generations[timelineEntry().generation];
    }
    bool isSnapshot() const { return timelineEntry().kind == TimelineEntry::Kind::Snapshot; }
    /// Only if it is one.
    const StoredSegment& segment() const { return generation().segments[timelineEntry().part]; }
    const StoredSnapshot& snapshot() const { return generation().snapshots[timelineEntry().part]; }
    Timestamp time() const { return timelineEntry().time; }

    bool operator==(const Moment&) const = default;
};

/// What to restore for a moment. Exact for a commit; for a segment whose commits are not known,
/// its last commit; for a snapshot, the newest state that was stored by then.
RestoreTarget restoreTarget(const Moment& moment);

/// The stored object that a moment stands for, and its size.
ObjectKey objectKey(const Moment& moment);
std::uint64_t storedBytes(const Moment& moment);

/// Where a state is told by its place in the WAL rather than by its commit: the begin of a
/// segment, or of the WAL file that belongs to a snapshot.
Position startPosition(const Moment& moment);

} // namespace walkeeper::ui
