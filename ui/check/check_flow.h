#pragma once

#include "core/engine/engine.h"
#include "ui/opened_replicas.h"

#include <QObject>

#include <map>
#include <optional>

namespace walkeeper::ui {

/// One check of one replica: running, or how it ended.
struct Check {
    JobId job;
    ValidationRung rung = ValidationRung::Objects;
    std::optional<JobProgress> progress;
    CheckEnd end; ///< null while it runs
    std::optional<Timestamp> ended;
    std::shared_ptr<const ReplicaContents> contents; ///< as they were listed when it began

    bool isRunning() const { return !end; }
};

/// Starts checks and follows them, at most one for each replica. What a check found becomes the
/// replica's findings.
class CheckFlow final : public QObject
{
    Q_OBJECT

public:
    CheckFlow(Engine& engine, OpenedReplicas& replicas, QObject* parent = nullptr);

    /// Null if the replica was not checked since it was opened.
    const Check* find(ReplicaId replica) const;

    /// Replaces a check that runs.
    /// live  needed to compare with the database
    void start(ReplicaId replica, ValidationRung rung, std::optional<LiveReplica> live = {});
    void cancel(ReplicaId replica);

signals:
    void changed(walkeeper::ui::ReplicaId replica);
    /// It is made, or could not be made; not when it was cancelled. Before changed().
    void ended(walkeeper::ui::ReplicaId replica, walkeeper::ValidationRung rung,
               const walkeeper::CheckEnd& end);
    /// The check could not be made.
    void failed(walkeeper::ui::ReplicaId replica, const walkeeper::Error& error);

private:
    std::map<ReplicaId, Check>::iterator findJob(JobId job);
    void finish(const JobOutcome& outcome);

    Engine& m_engine;
    OpenedReplicas& m_replicas;
    std::map<ReplicaId, Check> m_checks;
};

} // namespace walkeeper::ui
