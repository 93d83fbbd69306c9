#pragma once

#include "ui/check/check_memory.h"
#include "ui/open/recent_replicas.h"
#include "ui/sources/health.h"

namespace walkeeper::ui {

/// What is known of databases and replicas beside their listing: tags, and how they are.
class SourceFacts final : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive it.
    SourceFacts(const OpenedReplicas& replicas, const RecentReplicas& known,
                const CheckMemory& checks, QObject* parent = nullptr);

    QStringList tagsOf(const OpenedReplica& replica) const;
    /// Those of all its replicas.
    QStringList tagsOf(const WatchedDatabase& database) const;
    Health healthOf(const OpenedReplica& replica) const;
    Health healthOf(const WatchedDatabase& database, Timestamp now) const;
    /// When the newest of what is stored of it was stored; not set while nothing is known.
    std::optional<Timestamp> newestOf(const OpenedReplica& replica) const;
    std::optional<Timestamp> newestOf(const WatchedDatabase& database) const;

signals:
    /// Any of it.
    void changed();

private:
    bool isDamaged(const StoreUrl& replica) const;

    const OpenedReplicas& m_replicas;
    const RecentReplicas& m_known;
    const CheckMemory& m_checks;
};

/// The tags of all replicas of a database, each once.
QStringList tagsOf(const RecentReplicas& known, const WatchedDatabase& database);

} // namespace walkeeper::ui
