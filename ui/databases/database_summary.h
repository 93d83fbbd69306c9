#pragma once

#include "ui/sources/source_facts.h"
#include "ui/workbench.h"

#include <optional>
#include <vector>

namespace walkeeper::ui {

/// What an overview says of a database with its replicas, or of a replica without a database.
struct DatabaseSummary {
    WatchId database = 0;  ///< 0: a replica alone
    ReplicaId replica = 0; ///< that is open; 0: none
    QString name;
    QString place; ///< path, or the replica's address
    Health health = Health::NotChecked;
    std::optional<Timestamp> newest;     ///< when something was stored last
    std::optional<std::uint64_t> lag;    ///< bytes that are not stored yet; not set if nobody knows
    std::optional<Timestamp> proven;     ///< when a restore was shown to work last
    std::optional<std::uint64_t> bytes;  ///< stored, if it is listed
    std::optional<std::uint64_t> growth; ///< stored bytes a day, of the last week

    bool operator==(const DatabaseSummary&) const = default;
};

/// Databases in the order of the list, then replicas that belong to none of them.
std::vector<DatabaseSummary> summariesOf(Workbench& workbench, const SourceFacts& facts);

/// Pure: what was stored on an average day of the last week, or since the replica began if that
/// is less, but for a day at least. Nothing if there is nothing.
std::optional<std::uint64_t> growthPerDay(const ReplicaContents& contents, Timestamp now);

} // namespace walkeeper::ui
