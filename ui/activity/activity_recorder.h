#pragma once

#include "ui/activity/activity_log.h"
#include "ui/check/check_memory.h"
#include "ui/drill/drill_queue.h"
#include "ui/export/export_jobs.h"
#include "ui/opened_replicas.h"
#include "ui/replication/watched_databases.h"
#include "ui/restore/bring_back_jobs.h"

#include <QObject>

#include <map>

namespace walkeeper::ui {

class RemovalFlow;
class RestoreFlow;

/// Hears what happens in the program and enters it into the log.
class ActivityRecorder final : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive it.
    ActivityRecorder(ActivityLog& log, const OpenedReplicas& replicas, const CheckMemory& checks,
                     const DrillQueue& drills, const WatchedDatabases& watched,
                     const BringBackJobs& bringBacks, const ExportJobs& exports,
                     QObject* parent = nullptr);

    /// Enters its end too, as long as the flow lives.
    void follow(const RestoreFlow& flow);
    void follow(const RemovalFlow& flow);

private:
    void noteReplication(WatchId id);
    void noteDeed(WatchId id, Deed deed, const ReplicationDone& done);
    void noteFailure(WatchId id, Deed deed, const Error& error);
    void noteEndedProcess(const OtherProcess& process, const QStringList& databases);
    void noteReplica(ReplicaId id);
    void noteCheck(const CheckResult& result, const Findings& findings);
    void noteDrill(const QString& name, const DrillResult& result, const DrillReport& report);
    void noteRestore(const RestoreFlow& flow);
    void noteRemoval(const RemovalFlow& flow);
    void noteInPlace(const RestoreFlow& flow, Activity activity);
    void noteBringBack(const BringBack& what, const ReplaceEnd& end);
    void noteExport(const Export& what, const ExportEnd& end);

    ActivityLog& m_log;
    const OpenedReplicas& m_replicas;
    const WatchedDatabases& m_watched;
    struct Seen {
        std::optional<OtherProcess> process;
        ReplicationReport report;
    };
    std::map<WatchId, Seen> m_seen;
};

} // namespace walkeeper::ui
