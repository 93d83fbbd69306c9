#pragma once

#include "core/engine/engine_messages.h"
#include "core/engine/job_runner.h"
#include "core/engine/latest_progress.h"
#include "core/engine/moment_viewer.h"
#include "core/engine/replication_deeds.h"
#include "core/engine/replication_host.h"
#include "core/operations/operation_context.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <set>

namespace walkeeper {

/// The engine's half behind the scenes: starts work on the runners and reports what becomes of it.
/// Lives in the engine thread; Engine is its only user.
class EngineWorker final : public QObject
{
    Q_OBJECT

public:
    EngineWorker(OperationContext context, std::filesystem::path controlFolder);

    void listReplica(JobId job, StoreUrl url, CancellationToken token);
    void readCommits(JobId job, CommitsRequest request, CancellationToken token);
    void inspectObject(JobId job, InspectRequest request, CancellationToken token);
    void planRestore(JobId job, PlanRequest request, CancellationToken token);
    void look(JobId job, LookRequest request, CancellationToken token);
    void readRows(JobId job, RowsRequest request, CancellationToken token);
    void countRows(JobId job, CountRequest request, CancellationToken token);
    void exportRows(JobId job, ExportRequest request, CancellationToken token);
    void endLook();
    void saveFile(JobId job, SaveRequest request, CancellationToken token);
    void restore(JobId job, RestoreRequest request, CancellationToken token);
    void validate(JobId job, CheckRequest request, CancellationToken token);
    void drill(JobId job, DrillRequest request, CancellationToken token);
    void tryAssertions(JobId job, AssertionsRequest request, CancellationToken token);
    void clearDrillScratch(JobId job, std::filesystem::path parent, CancellationToken token);

    void restoreInPlace(JobId job, RestoreRequest request, CancellationToken token);
    void bringBack(JobId job, BringBackRequest request, CancellationToken token);
    void examineDatabase(JobId job, std::filesystem::path path, CancellationToken token);
    void examineDestination(JobId job, std::filesystem::path path, CancellationToken token);
    void listSafetyCopies(JobId job, std::filesystem::path database, CancellationToken token);
    void removeSafetyCopy(JobId job, RemoveCopyRequest request, CancellationToken token);

    void planRemoval(JobId job, RemovalQuestion question, CancellationToken token);
    void findLocalState(JobId job, LocalStateRequest request, CancellationToken token);
    void forecastRetention(JobId job, ForecastQuestion question, CancellationToken token);
    void planImport(JobId job, ImportQuestion question, CancellationToken token);
    void changeRetention(JobId job, RetentionRequest request, CancellationToken token);
    void remove(JobId job, RemovalOrder order, CancellationToken token);
    void deleteLocalState(JobId job, LocalStateRequest request, CancellationToken token);

    void protect(JobId job, ProtectRequest request, CancellationToken token);
    void unprotect(JobId job, UnprotectRequest request, CancellationToken token);
    void startReplication(JobId job, StartRequest request, CancellationToken token);
    void stopReplication(JobId job, std::filesystem::path database, CancellationToken token);
    void snapshotNow(JobId job, SnapshotRequest request, CancellationToken token);
    void syncNow(JobId job, std::filesystem::path database, CancellationToken token);
    void checkpointNow(JobId job, CheckpointRequest request, CancellationToken token);

    /// Waits for everything that runs, reports it, then stopped(), then ends the thread.
    /// abandon  ends the waiting for stores
    void stop(const CancellationToken& abandon);

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
    void jobProgressed(walkeeper::JobId job, walkeeper::JobProgress progress);
    void jobFinished(walkeeper::JobOutcome outcome);
    void stateChanged(walkeeper::EngineState state);
    void replicationChanged(walkeeper::ReplicationState state);
    void othersChanged(walkeeper::OtherReplicators others);
    void stillStopping(walkeeper::StillStopping databases);
    void stopped();

private:
    enum class Shape { Question, Look, Job, Replication };
    struct Running {
        Shape shape = Shape::Question;
        std::shared_ptr<LatestProgress> progress;
    };

    /// Runs `work` on a runner; what it returns is called back in the engine thread.
    void start(JobId job, Shape shape,
               std::function<std::function<void()>(LatestProgress& progress)> work);
    template <class Answer, class Work>
    void ask(JobId job, Shape shape, void (EngineWorker::*answered)(JobId, Answer), Work work);
    template <class Work>
    void run(JobId job, Shape shape, Work work);
    template <class Deed>
    void runDeed(JobId job, Shape shape, Deed deed);
    template <class Deed>
    void order(JobId job, std::filesystem::path database, Deed deed);
    /// Lets go of a database that another process has taken hold of first.
    void yield(const std::filesystem::path& database);
    JobRunner& runnerOf(Shape shape);
    void end(JobId job, const std::function<void()>& report);
    void tick();
    void reportState();

    OperationContext m_context;
    MomentViewer m_viewer;           ///< used by the one thread of m_looks
    ReplicationDeeds m_replications; ///< used by the threads of m_deeds and m_jobs
    JobRunner m_questions;
    JobRunner m_looks;
    JobRunner m_jobs;
    JobRunner m_deeds;              ///< what is asked of replications
    ReplicationHost* m_replication; ///< a child, likewise
    std::map<JobId, Running> m_running;
    std::set<std::filesystem::path> m_yielding; ///< that are being let go of
    EngineState m_reported;
    QTimer* m_timer = nullptr; ///< a child, so that it moves to the engine thread too
};

} // namespace walkeeper
