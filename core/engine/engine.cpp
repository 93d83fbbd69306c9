#include "core/engine/engine.h"

#include "core/engine/engine_worker.h"

namespace walkeeper {

Engine::Engine(OperationContext context, std::filesystem::path controlFolder, QObject* parent)
    : QObject(parent),
      m_worker(new EngineWorker(context, std::move(controlFolder)))
{
    m_thread.setObjectName(QStringLiteral("engine"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    forward(&EngineWorker::replicaListed, &Engine::replicaListed);
    forward(&EngineWorker::commitsRead, &Engine::commitsRead);
    forward(&EngineWorker::objectInspected, &Engine::objectInspected);
    forward(&EngineWorker::restorePlanned, &Engine::restorePlanned);
    forward(&EngineWorker::lookedInto, &Engine::lookedInto);
    forward(&EngineWorker::rowsRead, &Engine::rowsRead);
    forward(&EngineWorker::rowsCounted, &Engine::rowsCounted);
    forward(&EngineWorker::databaseExamined, &Engine::databaseExamined);
    forward(&EngineWorker::destinationExamined, &Engine::destinationExamined);
    forward(&EngineWorker::safetyCopiesListed, &Engine::safetyCopiesListed);
    forward(&EngineWorker::removalPlanned, &Engine::removalPlanned);
    forward(&EngineWorker::retentionForecast, &Engine::retentionForecast);
    forward(&EngineWorker::importPlanned, &Engine::importPlanned);
    forward(&EngineWorker::localStateFound, &Engine::localStateFound);
    forward(&EngineWorker::assertionsTried, &Engine::assertionsTried);
    forward(&EngineWorker::drillScratchCleared, &Engine::drillScratchCleared);
    connect(m_worker, &EngineWorker::jobFinished, this, [this](JobOutcome outcome) {
        forget(outcome.job);
        emit jobFinished(std::move(outcome));
    });
    connect(m_worker, &EngineWorker::jobProgressed, this, &Engine::jobProgressed);
    connect(m_worker, &EngineWorker::stateChanged, this, [this](EngineState state) {
        m_state = state;
        emit stateChanged(state);
    });
    connect(m_worker, &EngineWorker::replicationChanged, this, [this](ReplicationState state) {
        m_replication = std::move(state);
        emit replicationChanged(m_replication);
    });
    connect(m_worker, &EngineWorker::othersChanged, this, [this](OtherReplicators others) {
        m_others = std::move(others);
        emit othersChanged(m_others);
    });
    connect(m_worker, &EngineWorker::stillStopping, this, &Engine::stillStopping);
    connect(m_worker, &EngineWorker::stopped, this, &Engine::stopped);
    m_thread.start();
}

template <class Answer>
void Engine::forward(void (EngineWorker::*answered)(JobId, Answer),
                     void (Engine::*onwards)(JobId, Answer))
{
    connect(m_worker, answered, this, [this, onwards](JobId job, Answer answer) {
        forget(job);
        emit(this->*onwards)(job, std::move(answer));
    });
}

Engine::~Engine()
{
    shutDown();
    // The worker ends the thread itself, when the last job has ended.
    m_thread.wait();
}

JobId Engine::listReplica(StoreUrl url)
{
    return send(&EngineWorker::listReplica, std::move(url));
}

JobId Engine::readCommits(CommitsRequest request)
{
    return send(&EngineWorker::readCommits, std::move(request));
}

JobId Engine::inspectObject(InspectRequest request)
{
    return send(&EngineWorker::inspectObject, std::move(request));
}

JobId Engine::planRestore(PlanRequest request)
{
    return send(&EngineWorker::planRestore, std::move(request));
}

JobId Engine::look(LookRequest request)
{
    return send(&EngineWorker::look, std::move(request));
}

JobId Engine::readRows(RowsRequest request)
{
    return send(&EngineWorker::readRows, std::move(request));
}

JobId Engine::countRows(CountRequest request)
{
    return send(&EngineWorker::countRows, std::move(request));
}

JobId Engine::exportRows(ExportRequest request)
{
    return send(&EngineWorker::exportRows, std::move(request));
}

void Engine::endLook()
{
    if (!m_isShuttingDown)
        QMetaObject::invokeMethod(
            m_worker, [worker = m_worker] { worker->endLook(); }, Qt::QueuedConnection);
}

JobId Engine::saveFile(SaveRequest request)
{
    return send(&EngineWorker::saveFile, std::move(request));
}

JobId Engine::restore(RestoreRequest request)
{
    return send(&EngineWorker::restore, std::move(request));
}

JobId Engine::validate(CheckRequest request)
{
    return send(&EngineWorker::validate, std::move(request));
}

JobId Engine::drill(DrillRequest request)
{
    return send(&EngineWorker::drill, std::move(request));
}

JobId Engine::tryAssertions(AssertionsRequest request)
{
    return send(&EngineWorker::tryAssertions, std::move(request));
}

JobId Engine::clearDrillScratch(std::filesystem::path parent)
{
    return send(&EngineWorker::clearDrillScratch, std::move(parent));
}

JobId Engine::restoreInPlace(RestoreRequest request)
{
    return send(&EngineWorker::restoreInPlace, std::move(request));
}

JobId Engine::bringBack(BringBackRequest request)
{
    return send(&EngineWorker::bringBack, std::move(request));
}

JobId Engine::examineDatabase(std::filesystem::path path)
{
    return send(&EngineWorker::examineDatabase, std::move(path));
}

JobId Engine::examineDestination(std::filesystem::path path)
{
    return send(&EngineWorker::examineDestination, std::move(path));
}

JobId Engine::listSafetyCopies(std::filesystem::path database)
{
    return send(&EngineWorker::listSafetyCopies, std::move(database));
}

JobId Engine::removeSafetyCopy(RemoveCopyRequest request)
{
    return send(&EngineWorker::removeSafetyCopy, std::move(request));
}

JobId Engine::planRemoval(RemovalQuestion question)
{
    return send(&EngineWorker::planRemoval, std::move(question));
}

JobId Engine::findLocalState(LocalStateRequest request)
{
    return send(&EngineWorker::findLocalState, std::move(request));
}

JobId Engine::forecastRetention(ForecastQuestion question)
{
    return send(&EngineWorker::forecastRetention, std::move(question));
}

JobId Engine::planImport(ImportQuestion question)
{
    return send(&EngineWorker::planImport, std::move(question));
}

JobId Engine::changeRetention(RetentionRequest request)
{
    return send(&EngineWorker::changeRetention, std::move(request));
}

JobId Engine::remove(RemovalOrder order)
{
    return send(&EngineWorker::remove, std::move(order));
}

JobId Engine::deleteLocalState(LocalStateRequest request)
{
    return send(&EngineWorker::deleteLocalState, std::move(request));
}

JobId Engine::protect(ProtectRequest request)
{
    return send(&EngineWorker::protect, std::move(request));
}

JobId Engine::unprotect(UnprotectRequest request)
{
    return send(&EngineWorker::unprotect, std::move(request));
}

JobId Engine::startReplication(DatabaseConfig database, IfStoppedElsewhere ifStoppedElsewhere)
{
    return send(&EngineWorker::startReplication,
                StartRequest{std::move(database), ifStoppedElsewhere});
}

JobId Engine::stopReplication(std::filesystem::path database)
{
    return send(&EngineWorker::stopReplication, std::move(database));
}

JobId Engine::snapshotNow(SnapshotRequest request)
{
    return send(&EngineWorker::snapshotNow, std::move(request));
}

JobId Engine::syncNow(std::filesystem::path database)
{
    return send(&EngineWorker::syncNow, std::move(database));
}

JobId Engine::checkpointNow(CheckpointRequest request)
{
    return send(&EngineWorker::checkpointNow, std::move(request));
}

void Engine::cancel(JobId job)
{
    const auto source = m_sources.find(job);
    if (source != m_sources.end())
        source->second.cancel();
}

void Engine::shutDown()
{
    if (m_isShuttingDown)
        return;
    m_isShuttingDown = true;
    for (auto& [job, source] : m_sources)
        source.cancel();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, abandon = m_abandon.token()] { worker->stop(abandon); },
        Qt::QueuedConnection);
}

template <class Request>
JobId Engine::send(void (EngineWorker::*start)(JobId, Request, CancellationToken), Request request)
{
    if (m_isShuttingDown)
        return {};
    const JobId job(++m_lastJob);
    const CancellationToken token = m_sources[job].token();
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, start, job, token, request = std::move(request)]() mutable {
            (worker->*start)(job, std::move(request), token);
        },
        Qt::QueuedConnection);
    return job;
}

void Engine::forget(JobId job)
{
    m_sources.erase(job);
}

} // namespace walkeeper
