#pragma once

#include "ui/catalogue.h"

#include <QVariantList>

class QSqlQuery;

namespace walkeeper::app {

// Values as rows of the catalogue, and back. Lists of values are in the order of the columns below.

inline constexpr auto replicaColumns = "url, address, name, opened, tags";
inline constexpr auto labelColumns =
    "replica, generation, wal_index, wal_offset, time, text, warned_of";
inline constexpr auto checkColumns = "replica, rung, time, outcome, summary, findings";
inline constexpr auto drillSettingColumns =
    "replica, address, name, interval_hours, since, assertions";
inline constexpr auto drillColumns = "replica, time, outcome, summary, moment, elapsed_ms";
inline constexpr auto activityColumns =
    "key, time, source, database, replica, kind, severity, text, moment, object, is_seen";

QVariantList rowOf(const ui::KnownReplica& replica);
QVariantList rowOf(const ui::MomentLabel& label);
QVariantList rowOf(const ui::CheckResult& result);
QVariantList rowOf(const ui::DrillSetting& setting);
QVariantList rowOf(const ui::DrillResult& result);
QVariantList rowOf(const ui::Activity& activity);

ui::KnownReplica replicaOf(const QSqlQuery& row);
/// Not set if it names no place.
std::optional<ui::MomentLabel> labelOf(const QSqlQuery& row);
/// Words that this version does not know become the most cautious one.
ui::CheckResult checkOf(const QSqlQuery& row);
/// Without the assertions that this version does not know.
ui::DrillSetting drillSettingOf(const QSqlQuery& row);
ui::DrillResult drillOf(const QSqlQuery& row);
ui::Activity activityOf(const QSqlQuery& row);

} // namespace walkeeper::app
