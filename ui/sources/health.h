#pragma once

#include "ui/catalogue.h"
#include "ui/opened_replicas.h"
#include "ui/replication/watched_databases.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"

#include <QCoreApplication>

namespace walkeeper::ui {

/// How a database or a replica is, in one word.
enum class Health {
    Protected,
    Behind,
    Starting,
    Stopping,
    Waiting,
    Stopped,
    Refused,
    Failing,
    Damaged,
    Sound,
    NotChecked,
    Opening,
    Unreadable,
};

/// Damage to one of its replicas is worse than whatever its replication does.
/// isDamaged  one of them is
Health healthOf(const WatchedDatabase& database, Timestamp now, bool isDamaged);

/// lastCheck  null: never checked
Health healthOf(const OpenedReplica& replica, const CheckResult* lastCheck);

QColor colourOf(Health health, const Colours& colours);

class HealthText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::HealthText)

public:
    static QString word(Health health);
    static Icon icon(Health health);
};

} // namespace walkeeper::ui
