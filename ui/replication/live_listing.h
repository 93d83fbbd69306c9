#pragma once

#include "ui/opened_replicas.h"
#include "ui/replication/watched_databases.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <map>

namespace walkeeper::ui {

/// Lists the replicas of watched databases again as they grow: the one that somebody looks at
/// about once a second, at most a tenth of the time; the others when they are looked at.
class LiveListing final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    LiveListing(const WatchedDatabases& databases, OpenedReplicas& replicas,
                QObject* parent = nullptr);

    /// The replica that somebody looks at; 0 if there is none.
    void lookAt(ReplicaId replica);

    /// Opens the replicas of a database, unless they are open. Gives the first; 0 if it has none
    /// that can be read.
    ReplicaId openReplicas(WatchId database);
    /// The database that a replica belongs to; 0 if it is none of ours.
    WatchId databaseOf(ReplicaId replica) const;

signals:
    /// A database that is replicated has something to be looked at for the first time.
    void opened(walkeeper::ui::WatchId database, walkeeper::ui::ReplicaId replica);

private:
    /// What tells that a replica holds others objects than before.
    struct Extent {
        std::uint64_t segments = 0;
        std::uint64_t snapshots = 0;
        std::uint64_t deleted = 0;
        bool operator==(const Extent&) const = default;
    };

    void take(WatchId id);
    void refreshIfDue();

    const WatchedDatabases& m_databases;
    OpenedReplicas& m_replicas;
    ReplicaId m_lookedAt = 0;
    std::map<ReplicaId, Extent> m_now;    ///< as the engine says
    std::map<ReplicaId, Extent> m_listed; ///< when it was listed last
    std::map<WatchId, bool> m_isOpened;
    QElapsedTimer m_began;
    qint64 m_pause = 0; ///< milliseconds from the end of the last listing
    QTimer m_timer;
};

} // namespace walkeeper::ui
