#pragma once

#include "ui/activity/activity_log.h"
#include "ui/activity/activity_recorder.h"
#include "ui/activity/running_jobs.h"
#include "ui/app_services.h"
#include "ui/check/check_flow.h"
#include "ui/check/check_memory.h"
#include "ui/drill/drill_queue.h"
#include "ui/export/export_jobs.h"
#include "ui/labels/label_watch.h"
#include "ui/labels/labels.h"
#include "ui/moment/commit_book.h"
#include "ui/open/recent_replicas.h"
#include "ui/opened_replicas.h"
#include "ui/replication/live_listing.h"
#include "ui/replication/watched_databases.h"
#include "ui/restore/bring_back_jobs.h"
#include "ui/selection.h"
#include "ui/timeline/timeline_bins.h"

#include <QObject>

#include <functional>
#include <map>
#include <optional>

namespace walkeeper::ui {

class RemovalFlow;

/// What happens in the window, without the window: which replicas are open, which one is shown,
/// and what follows when any of that changes.
class Workbench final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    Workbench(Engine& engine, Catalogue& catalogue, QObject* parent = nullptr);

    Engine& engine() { return m_engine; }
    OpenedReplicas& replicas() { return m_replicas; }
    CommitBook& book() { return m_book; }
    Selection& selection() { return m_selection; }
    CheckFlow& checks() { return m_checks; }
    WatchedDatabases& watched() { return m_watched; }
    RecentReplicas& recent() { return m_recent; }
    Labels& labels() { return m_labels; }
    const LabelWatch& labelWatch() const { return m_labelWatch; }
    ActivityLog& activity() { return m_activity; }
    RunningJobs& jobs() { return m_jobs; }
    BringBackJobs& bringBacks() { return m_bringBacks; }
    ExportJobs& exports() { return m_exports; }
    DrillBook& drillBook() { return m_drillBook; }
    DrillQueue& drills() { return m_drills; }
    const CheckMemory& checkMemory() const { return m_checkMemory; }
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
    /// What is shown now, for showAgain() in a later run.
    ShownPlace shown() const;
    /// Nothing is said of a moment that is gone; the newest is shown then.
    void showAgain(const ShownPlace& place);
    /// Shows a moment, also of a replica that is not open yet; failed() if it is not stored.
    void showPlace(const MomentPlace& place);
    /// Shows what an activity is about: its moment or object, else its replica.
    void showActivity(const Activity& activity);
    /// Enters how a restore goes into the log, and shows it among what runs.
    void follow(RestoreFlow& flow);
    /// The same of a removal; what is shown of the replica follows it.
    void follow(RemovalFlow& flow);
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
    /// What is to be chosen once a replica is listed; false if it is not there.
    using Wanted = std::function<bool(const ReplicaContents& contents)>;

    ReplicaId replicaOf(const Activity& activity);
    void choose(ReplicaId id, Wanted wanted);
    void chooseWanted(const ReplicaContents& contents);
    void take(ReplicaId id);
    void takeRemoval(const RemovalFlow& flow);
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
    RecentReplicas m_recent;
    Labels m_labels;
    ActivityLog m_activity;
    CheckMemory m_checkMemory;
    DrillBook m_drillBook;
    DrillQueue m_drills;
    BringBackJobs m_bringBacks;
    ExportJobs m_exports;
    ActivityRecorder m_recorder;
    RunningJobs m_jobs;
    LabelWatch m_labelWatch;
    ReplicaId m_current = 0;
    std::map<ReplicaId, Wanted> m_wanted;
};

} // namespace walkeeper::ui
