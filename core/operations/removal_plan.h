#pragma once

#include "core/history/replica.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace walkeeper {

/// What of a replica is to go.
struct RemovalTarget {
    struct WholeReplica {
        bool operator==(const WholeReplica&) const = default;
    };
    struct WholeGeneration {
        GenerationId generation;
        bool operator==(const WholeGeneration&) const = default;
    };
    /// With the WAL that nothing else makes reachable.
    struct OneSnapshot {
        GenerationId generation;
        WalIndex index = 0;
        bool operator==(const OneSnapshot&) const = default;
    };

    std::variant<WholeReplica, WholeGeneration, OneSnapshot> what;

    bool operator==(const RemovalTarget&) const = default;
};

/// Whether somebody writes to a replica.
struct ReplicaUse {
    bool isReplicated = false;
    /// The generation that is written to; not set while it is not known, and then it is taken for
    /// the one with the newest object.
    std::optional<GenerationId> current;
};

/// How much of a kind of things.
struct RemovalCount {
    std::size_t generations = 0; ///< with anything in them
    std::size_t snapshots = 0;
    std::size_t segments = 0;
    std::uint64_t bytes = 0; ///< stored

    std::size_t objects() const { return snapshots + segments; }
    bool operator==(const RemovalCount&) const = default;
};

/// What goes, in which order, and what is left.
///
/// The steps are carried out one after the other, each from its first key on. Wherever that stops,
/// a listing shows a shorter history and neither a gap nor a snapshot without the WAL that it
/// needs. Only when the last snapshot of a generation has gone, WAL is left for a while that
/// nothing can be restored from.
struct RemovalPlan {
    RemovalTarget target;
    std::vector<std::vector<ObjectKey>> steps;
    RemovalCount going;
    std::size_t uselessObjects = 0; ///< that go too, empty or doubled; not counted in `going`
    std::size_t strangers = 0;      ///< objects that are none of the format's; they stay
    Replica remaining;              ///< as it would be listed, but for its findings
};

/// Pure: what goes if the target goes.
///
/// The WAL behind a snapshot stays if an older one reaches it without a break, as far as the names
/// tell and Generation::breaks knows.
/// errors  NotFound: there is no such thing (any more); Busy: it is what a running replication
///         builds on
Result<RemovalPlan> planRemoval(const Replica& replica, const RemovalTarget& target,
                                const ReplicaUse& use);

/// Pure: whether a moment can be restored from a replica. A moment of a snapshot (offset 0) is the
/// snapshot itself.
bool holdsMoment(const Replica& replica, const Position& moment);

/// What a replica holds.
RemovalCount countOf(const Replica& replica);

/// The oldest and the newest moment that can be restored; not set if none can.
struct RestorableSpan {
    Timestamp oldest;
    Timestamp newest;

    bool operator==(const RestorableSpan&) const = default;
};
std::optional<RestorableSpan> restorableSpan(const Replica& replica);

} // namespace walkeeper
