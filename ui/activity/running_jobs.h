#pragma once

#include "ui/check/check_flow.h"
#include "ui/drill/drill_queue.h"
#include "ui/export/export_jobs.h"
#include "ui/replication/watched_databases.h"
#include "ui/restore/bring_back_jobs.h"

#include <QObject>

#include <functional>
#include <optional>
#include <vector>

namespace walkeeper::ui {

class RemovalFlow;
class RestoreFlow;

/// Something that takes its time, as of now.
struct RunningJob {
    QString name;                     ///< "Validating app.db"
    std::optional<Progress> progress; ///< not set while none is known
    std::function<void()> cancel;     ///< empty if it cannot be cancelled
};

/// What runs in the program.
class RunningJobs final : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive it.
    RunningJobs(CheckFlow& checks, DrillQueue& drills, const OpenedReplicas& replicas,
                const WatchedDatabases& watched, BringBackJobs& bringBacks, ExportJobs& exports,
                QObject* parent = nullptr);

    std::vector<RunningJob> all() const;

    /// A restore, as long as it lives.
    void follow(RestoreFlow& flow);
    /// A removal, as long as it lives.
    void follow(RemovalFlow& flow);

signals:
    /// Others run, or one has come further.
    void changed();

private:
    CheckFlow& m_checks;
    DrillQueue& m_drills;
    const OpenedReplicas& m_replicas;
    const WatchedDatabases& m_watched;
    BringBackJobs& m_bringBacks;
    ExportJobs& m_exports;
    std::vector<RestoreFlow*> m_restores;
    std::vector<RemovalFlow*> m_removals;
};

} // namespace walkeeper::ui
