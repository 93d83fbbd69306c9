#pragma once

#include "core/base/cancellation.h"
#include "core/engine/engine_messages.h"
#include "core/operations/operation_context.h"

#include <QObject>
#include <QThread>

#include <map>

namespace walkeeper {

class EngineWorker;

/// All that a window sees of the core. Every call returns at once.
///
/// Questions are answered exactly once, by the signal with the JobId that the call gave. Jobs end
/// in exactly one jobFinished(), also when they fail or are cancelled. Answers may overtake each
/// other: drop those whose id is not the newest you asked for.
/// thread  the one that made it
class Engine final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Engine)

public:
    /// What `context` refers to must outlive the engine.
    /// controlFolder  where replicators of other processes can be asked; empty: none is looked for
    explicit Engine(OperationContext context, std::filesystem::path controlFolder = {},
                    QObject* parent = nullptr);
    /// Cancels everything and waits for its end. Call shutDown() first where somebody watches.
    ~Engine() override;

    JobId listReplica(StoreUrl url);
    JobId readCommits(CommitsRequest request);
    JobId inspectObject(InspectRequest request);
    JobId planRestore(PlanRequest request);

    // Looking into a moment, one at a time, in the order of asking: the id of the first of these
    // names the moment in the others.
    JobId look(LookRequest request);
    JobId readRows(RowsRequest request);
    JobId countRows(CountRequest request);
    /// A job.
    JobId exportRows(ExportRequest request);
    /// Gives back what looking into moments has taken of memory and disk.
    void endLook();
    /// A job with the end of an export: replaces a file in one step.
    JobId saveFile(SaveRequest request);

    JobId restore(RestoreRequest request);
    JobId validate(CheckRequest request);
    /// A job that fails only if it is cancelled: what it has found out is in its report.
    JobId drill(DrillRequest request);
    /// Answered by assertionsTried(), of the newest state.
    JobId tryAssertions(AssertionsRequest request);
    /// Removes what drills of processes that are gone have left; answered by drillScratchCleared().
    /// parent  the system's folder for temporary files if empty
    JobId clearDrillScratch(std::filesystem::path parent);

    // Restoring over a database. Both of these are jobs: its replication is stopped first, wherever
    // it runs, and goes on afterwards, also if the job fails.
    /// request.output  the database; its state of before is kept as a safety copy
    JobId restoreInPlace(RestoreRequest request);
    JobId bringBack(BringBackRequest request);
    /// Whether a file is a database. Nobody but the engine may open one: it may be watched.
    JobId examineDatabase(std::filesystem::path path);
    /// What stands where a database is to be restored to.
    JobId examineDestination(std::filesystem::path path);
    // Questions, answered by safetyCopiesListed().
    JobId listSafetyCopies(std::filesystem::path database);
    /// Deletes one for good; the answer is what is left.
    JobId removeSafetyCopy(RemoveCopyRequest request);

    // Deleting from a replica, and the folder beside a database. The plan comes by
    // removalPlanned(), the folder's contents by localStateFound().
    JobId planRemoval(RemovalQuestion question);
    JobId findLocalState(LocalStateRequest request);
    /// Answered by retentionForecast().
    JobId forecastRetention(ForecastQuestion question);
    /// Answered by importPlanned().
    JobId planImport(ImportQuestion question);
    // Jobs; what was cancelled half-way ends with a report that says what is left.
    JobId remove(RemovalOrder order);
    JobId deleteLocalState(LocalStateRequest request);

    // Replication. Each of these is a job; what becomes of a replication is in replication().
    // A database that another process replicates is left to it: what is asked is asked of that
    // process. Never do two replicate one.
    /// Enters the database into a configuration file, then begins. If either fails, the other one
    /// is not done, or taken back.
    JobId protect(ProtectRequest request);
    /// Stops the replication, then takes the database out of the configuration file. Stops nothing
    /// if the file cannot be changed.
    JobId unprotect(UnprotectRequest request);
    /// Changes the entry, then goes on replicating with it. If the file cannot be changed nothing
    /// is.
    JobId changeRetention(RetentionRequest request);
    JobId startReplication(DatabaseConfig database,
                           IfStoppedElsewhere ifStoppedElsewhere = IfStoppedElsewhere::Start);
    /// Stores what is committed first. Cancelling gives up on that, not on the stop.
    JobId stopReplication(std::filesystem::path database);
    JobId snapshotNow(SnapshotRequest request);
    JobId syncNow(std::filesystem::path database);
    JobId checkpointNow(CheckpointRequest request);
    const ReplicationState& replication() const { return m_replication; }
    const OtherReplicators& others() const { return m_others; }

    /// Takes effect in this call; the end comes as ErrorCode::Cancelled, unless it was quicker.
    void cancel(JobId job);

    /// Takes no more work, cancels all, lets every replication store its last commits, and gives
    /// stopped() when the last of it has ended. After that, calls give an id that is not valid.
    void shutDown();
    /// While shutting down: does not wait for stores any longer. What is not stored then is stored
    /// after the next start.
    void abandonStores() { m_abandon.cancel(); }

    const EngineState& state() const { return m_state; }

signals:
    void replicaListed(walkeeper::JobId job, walkeeper::ReplicaAnswer answer);
    void commitsRead(walkeeper::JobId job, walkeeper::CommitsAnswer answer);
    void objectInspected(walkeeper::JobId job, walkeeper::InspectAnswer answer);
    void restorePlanned(walkeeper::JobId job, walkeeper::PlanAnswer answer);
    void lookedInto(walkeeper::JobId job, walkeeper::LookAnswer answer);
    void rowsRead(walkeeper::JobId job, walkeeper::RowsAnswer answer);
    void rowsCounted(walkeeper::JobId job, walkeeper::CountAnswer answer);
    void databaseExamined(walkeeper::JobId job, walkeeper::DatabaseAnswer answer);
    void destinationExamined(walkeeper::JobId job, walkeeper::DestinationAnswer answer);
    void safetyCopiesListed(walkeeper::JobId job, walkeeper::SafetyCopiesAnswer answer);
    void removalPlanned(walkeeper::JobId job, walkeeper::RemovalAnswer answer);
    void retentionForecast(walkeeper::JobId job, walkeeper::ForecastAnswer answer);
    void importPlanned(walkeeper::JobId job, walkeeper::ImportAnswer answer);
    void assertionsTried(walkeeper::JobId job, walkeeper::AssertionsAnswer answer);
    void drillScratchCleared(walkeeper::JobId job, walkeeper::ScratchAnswer answer);
    void localStateFound(walkeeper::JobId job, walkeeper::LocalStateAnswer answer);
    /// At most ten a second for each job, and always the last one.
    void jobProgressed(walkeeper::JobId job, walkeeper::JobProgress progress);
    void jobFinished(walkeeper::JobOutcome outcome);
    /// At most ten a second while work goes on.
    void stateChanged(walkeeper::EngineState state);
    /// At most four a second, and only if it is another one.
    void replicationChanged(walkeeper::ReplicationState state);
    /// Likewise.
    void othersChanged(walkeeper::OtherReplicators others);
    /// While shutting down: what is still waited for.
    void stillStopping(walkeeper::StillStopping databases);
    void stopped();

private:
    template <class Request>
    JobId send(void (EngineWorker::*start)(JobId, Request, CancellationToken), Request request);
    /// Passes an answer on: the question has ended.
    template <class Answer>
    void forward(void (EngineWorker::*answered)(JobId, Answer),
                 void (Engine::*onwards)(JobId, Answer));
    void forget(JobId job);

    QThread m_thread;
    EngineWorker* m_worker;                        ///< deleted by the thread's end
    std::map<JobId, CancellationSource> m_sources; ///< of everything that has not ended
    std::uint64_t m_lastJob = 0;
    EngineState m_state;
    ReplicationState m_replication = std::make_shared<std::vector<ReplicationReport>>();
    OtherReplicators m_others = std::make_shared<std::vector<OtherReplicator>>();
    CancellationSource m_abandon;
    bool m_isShuttingDown = false;
};

} // namespace walkeeper
