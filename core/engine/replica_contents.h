#pragma once

#include "core/history/finding.h"
#include "core/history/replica.h"
#include "core/history/timeline.h"
#include "core/storage/store_url.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace walkeeper {

/// Consecutive segments of one generation that belong to the same WAL file.
struct WalFile {
    WalIndex index = 0;
    std::uint32_t firstSegment = 0; ///< place in Generation::segments
    std::uint32_t segments = 0;
};

/// A finding with its place in the replica and on the axis of time.
struct PlacedFinding {
    Finding finding;
    std::optional<std::uint32_t> generation; ///< place in Replica::generations
    /// The timeline entry that it concerns, or the first one behind a gap.
    std::optional<std::uint32_t> entry;
    /// From the object before it to the object itself; equal if it concerns one object only.
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
};

/// Findings, the worst first; shared, because there may be very many. Null stands for none.
using Findings = std::shared_ptr<const std::vector<PlacedFinding>>;

/// What models ask of a generation again and again.
struct GenerationContents {
    std::vector<WalFile> walFiles;              ///< by index
    std::vector<std::uint32_t> snapshotEntries; ///< snapshot -> timeline entry
    std::vector<std::uint32_t> segmentEntries;  ///< segment -> timeline entry
    std::uint64_t snapshotBytes = 0;            ///< stored
    std::uint64_t segmentBytes = 0;             ///< stored
    std::optional<Timestamp> created;
    std::optional<Timestamp> updated;
    std::uint32_t lane = 0; ///< generations that overlap in time have different lanes, from 0
};

/// What entries of a timeline add up to.
struct TimelineTotals {
    std::uint32_t segments = 0;
    std::uint32_t snapshots = 0;
    std::uint64_t walBytes = 0;      ///< stored
    std::uint64_t snapshotBytes = 0; ///< stored

    TimelineTotals operator-(const TimelineTotals& other) const;
    bool operator==(const TimelineTotals&) const = default;
};

/// A listed replica with everything that is needed to show it. Immutable; shared between threads.
/// Making one of 100,000 segments takes tens of milliseconds, so it is not made in the GUI thread.
struct ReplicaContents {
    StoreUrl url;
    Replica replica;
    Timeline timeline;
    std::vector<GenerationContents> generations; ///< as Replica::generations
    std::vector<TimelineTotals> totals;          ///< before each totalsStep-th timeline entry
    Findings findings;                           ///< of the listing
    std::uint32_t lanes = 1;
    std::uint64_t storedBytes = 0;
    std::size_t snapshots = 0;
    std::size_t segments = 0;
};

inline constexpr std::size_t totalsStep = 32;

/// What the entries before a place add up to, in a time that does not depend on their number.
TimelineTotals totalsBefore(const ReplicaContents& contents, std::size_t entry);

ReplicaContents makeReplicaContents(StoreUrl url, Replica replica);

/// Looks up where each finding belongs, in the same order; one whose object is no part of the
/// replica has no place.
std::vector<PlacedFinding> placeFindings(const ReplicaContents& contents,
                                         std::span<const Finding> findings);

/// Sorts them, the worst first.
Findings shareFindings(std::vector<PlacedFinding> findings);

} // namespace walkeeper
