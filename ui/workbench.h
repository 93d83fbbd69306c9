#pragma once

#include "ui/check/check_flow.h"
#include "ui/moment/commit_book.h"
#include "ui/opened_replicas.h"
#include "ui/replication/live_listing.h"
#include "ui/replication/watched_databases.h"
#include "ui/selection.h"
#include "ui/timeline/timeline_bins.h"

#include <QObject>

#include <map>
#include <optional>

namespace walkeeper::ui {

/// What happens in the window, without the window: which replicas are open, which one is shown,
/// and what follows when any of that changes.
class Workbench final : public QObject
{
    Q_OBJECT

public:
    explicit Workbench(Engine& engine, QObject* parent = nullptr);

    Engine& engine() { return m_engine; }
    OpenedReplicas& replicas() { return m_replicas; }
    CommitBook& book() { return m_book; }
    Selection& selection() { return m_selection; }
    CheckFlow& checks() { return m_checks; }
    WatchedDatabases& watched() { return m_watched; }
    const Clock& clock() const { return m_clock; }

    /// The one that is shown; null while nothing is open.
    const OpenedReplica* current() const { return m_replicas.find(m_current); }

    /// The watched database whose replica is shown; null if it is none of them.
    const WatchedDatabase* currentWatched() const;
    /// Shows the replica of a watched database.
    void showWatched(WatchId id);

    /// Opens a path or URL and shows it; `at` is chosen once it is listed. False, and failed(), if
    /// the address cannot be understood.
    bool openAddress(const QString& address, std::optional<Timestamp> at = std::nullopt);
    void show(ReplicaId id);
    void reloadCurrent();
    void closeCurrent();

    void chooseEntry(ReplicaId id, std::uint32_t entry, std::optional<std::size_t> commit);
    /// Shows the replica and reads a segment's commits, for the tree.
    void readSegment(ReplicaId id, std::uint32_t generation, std::uint32_t segment);
    /// Reads the commits of what the timeline shows, if that is little enough.
    void readVisible(EntryRange entries);
    /// Likewise, of what the table of restore points shows.
    void readListed(EntryRange entries);

signals:
    /// Another replica is shown, or none.
    void currentChanged();
    /// The one that is shown was loaded, failed, or is loading.
    void currentStateChanged();
    /// The one that is shown counts its objects while it loads.
    void currentProgressed();
    void currentFindingsChanged();
    /// Somebody must be told.
    void failed(const walkeeper::Error& error);
    /// Likewise, of something that was asked of a replication; its error says what can be done.
    void deedFailed(const walkeeper::Error& error);
    /// The replication of what is shown stands otherwise now.
    void currentWatchedChanged();

private:
    void read(EntryRange entries, CommitBook::Reason reason);
    void take(ReplicaId id);
    void turn(bool keepTime);
    void leave(ReplicaId id);

    Engine& m_engine;
    OpenedReplicas m_replicas;
    CommitBook m_book;
    Selection m_selection;
    CheckFlow m_checks;
    const SystemClock m_clock;
    WatchedDatabases m_watched;
    LiveListing m_live;
    ReplicaId m_current = 0;
    std::map<ReplicaId, Timestamp> m_wanted; ///< moments to choose once a replica is listed
};

} // namespace walkeeper::ui
