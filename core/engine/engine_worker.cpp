#include "core/engine/engine_worker.h"

#include "core/engine/replica_answers.h"
#include "core/io/replace_file.h"
#include "core/operations/browse_replica.h"
#include "core/operations/drill_scratch.h"
#include "core/operations/restore_drill.h"
#include "core/operations/restore_in_place.h"
#include "core/sqlite/database_mark.h"

#include <QThread>

namespace walkeeper {

namespace {

constexpr std::size_t questionThreads = 2;
constexpr std::size_t jobThreads = 2;
constexpr std::size_t deedThreads = 2;
constexpr std::chrono::milliseconds reportInterval{100};

template <class T>
std::shared_ptr<const Result<T>> shared(Result<T> result)
{
    return std::make_shared<const Result<T>>(std::move(result));
}

} // namespace

/// Answers by a signal with what `work` gives.
template <class Answer, class Work>
void EngineWorker::ask(JobId job, Shape shape, void (EngineWorker::*answered)(JobId, Answer),
                       Work work)
{
    start(job, shape, [this, job, answered, work = std::move(work)](LatestProgress& progress) {
        return [this, job, answered, answer = Answer(shared(work(progress)))] {
            emit(this->*answered)(job, answer);
        };
    });
}

/// Ends in jobFinished() with what `work` gives.
template <class Work>
void EngineWorker::run(JobId job, Shape shape, Work work)
{
    start(job, shape, [this, job, work = std::move(work)](LatestProgress& progress) {
        return [this, job, end = shared(work(progress))] { emit jobFinished({job, end}); };
    });
}

/// The same of something that changes how a replication stands.
/// deed  gets the engine's replicator
template <class Deed>
void EngineWorker::runDeed(JobId job, Shape shape, Deed deed)
{
    Replicator& ours = m_replication->replicator();
    start(job, shape, [this, job, &ours, deed = std::move(deed)](LatestProgress& progress) {
        return [this, job, end = shared(deed(ours, progress))] {
            // Whoever hears of the end finds what it changed.
            m_replication->report();
            emit jobFinished({job, end});
        };
    });
}

/// A deed for one database.
template <class Deed>
void EngineWorker::order(JobId job, std::filesystem::path database, Deed deed)
{
    runDeed(job, Shape::Replication,
            [database = std::move(database), deed = std::move(deed)](Replicator& ours,
                                                                     LatestProgress&) {
                Result<ReplicationDone> done = deed(ours);
                if (done)
                    done->database = database;
                return done;
            });
}

EngineWorker::EngineWorker(OperationContext context, std::filesystem::path controlFolder)
    : m_context(context),
      m_viewer(context),
      m_replications(context, controlFolder),
      m_questions(questionThreads),
      m_looks(1),
      m_jobs(jobThreads),
      m_deeds(deedThreads),
      m_replication(new ReplicationHost(context, controlFolder, this)),
      m_timer(new QTimer(this))
{
    m_timer->setInterval(reportInterval);
    connect(m_timer, &QTimer::timeout, this, &EngineWorker::tick);
    connect(m_replication, &ReplicationHost::changed, this, &EngineWorker::replicationChanged);
    connect(m_replication, &ReplicationHost::othersChanged, this, &EngineWorker::othersChanged);
    connect(m_replication, &ReplicationHost::overtaken, this, &EngineWorker::yield);
    connect(m_replication, &ReplicationHost::stillStopping, this, &EngineWorker::stillStopping);
}

void EngineWorker::listReplica(JobId job, StoreUrl url, CancellationToken token)
{
    ask(job, Shape::Question, &EngineWorker::replicaListed,
        [this, url = std::move(url), token](LatestProgress& progress) {
            return listContents(url, m_context, token, progress);
        });
}

void EngineWorker::readCommits(JobId job, CommitsRequest request, CancellationToken token)
{
    ask(job, Shape::Question, &EngineWorker::commitsRead,
        [this, request = std::move(request), token](LatestProgress&) {
            const ReplicaContents& contents = *request.contents;
            const Generation& generation = contents.replica.generations[request.generation];
            return browseCommits(contents.url, generation, request.segments, m_context, token);
        });
}

void EngineWorker::inspectObject(JobId job, InspectRequest request, CancellationToken token)
{
    ask(job, Shape::Question, &EngineWorker::objectInspected,
        [this, request = std::move(request), token](LatestProgress&) {
            const ReplicaContents& contents = *request.contents;
            const TimelineEntry& entry = contents.timeline.entries()[request.entry];
            return browseObject(contents.url, contents.replica.generations[entry.generation], entry,
                                m_context, token);
        });
}

void EngineWorker::planRestore(JobId job, PlanRequest request, CancellationToken token)
{
    ask(job, Shape::Question, &EngineWorker::restorePlanned,
        [this, request = std::move(request), token](LatestProgress&) {
            return answer(request, m_context, token);
        });
}

void EngineWorker::look(JobId job, LookRequest request, CancellationToken token)
{
    ask(job, Shape::Look, &EngineWorker::lookedInto,
        [this, job, request = std::move(request), token](LatestProgress& progress) {
            return m_viewer.look(job, request, token, progress);
        });
}

void EngineWorker::readRows(JobId job, RowsRequest request, CancellationToken token)
{
    ask(job, Shape::Look, &EngineWorker::rowsRead,
        [this, request = std::move(request), token](LatestProgress&) {
            return m_viewer.rows(request, token);
        });
}

void EngineWorker::countRows(JobId job, CountRequest request, CancellationToken token)
{
    ask(job, Shape::Look, &EngineWorker::rowsCounted,
        [this, request = std::move(request), token](LatestProgress&) {
            return m_viewer.count(request, token);
        });
}

void EngineWorker::exportRows(JobId job, ExportRequest request, CancellationToken token)
{
    run(job, Shape::Look, [this, request = std::move(request), token](LatestProgress& progress) {
        return m_viewer.exportRows(request, token, progress);
    });
}

void EngineWorker::endLook()
{
    m_looks.submit([this] { m_viewer.close(); });
}

void EngineWorker::saveFile(JobId job, SaveRequest request, CancellationToken token)
{
    run(job, Shape::Job,
        [this, request = std::move(request), token](LatestProgress&) -> Result<ExportReport> {
            // Somebody may have meant another file.
            std::error_code ignored;
            const Result<bool> isDatabase = isDatabaseFile(request.path);
            if (isDatabase && *isDatabase && !std::filesystem::is_empty(request.path, ignored))
                return Error{ErrorCode::AlreadyExists,
                             request.path.string() + " is a database; choose another name"};
            const std::string content = request.content();
            if (token.isCancelled())
                return cancelledError();
            if (Result<void> saved = replaceFile(request.path, content, m_context.files); !saved)
                return std::move(saved).error();
            return ExportReport{request.path, content.size()};
        });
}

void EngineWorker::restore(JobId job, RestoreRequest request, CancellationToken token)
{
    run(job, Shape::Job, [this, request = std::move(request), token](LatestProgress& progress) {
        return restoreDatabase(request, m_context, token, progress);
    });
}

void EngineWorker::restoreInPlace(JobId job, RestoreRequest request, CancellationToken token)
{
    runDeed(
        job, Shape::Job,
        [this, request = std::move(request), token](Replicator& ours, LatestProgress& progress) {
            return m_replications.whileStill(
                request.output, ours, token, [&]() -> Result<ReplacedDatabase> {
                    Result<RestoredInPlace> restored =
                        walkeeper::restoreInPlace(request, m_context, token, progress);
                    if (!restored)
                        return std::move(restored).error();
                    return ReplacedDatabase{request.output,
                                            std::move(restored->report),
                                            std::move(restored->before),
                                            {},
                                            {}};
                });
        });
}

void EngineWorker::bringBack(JobId job, BringBackRequest request, CancellationToken token)
{
    runDeed(job, Shape::Job,
            [this, request = std::move(request), token](Replicator& ours, LatestProgress&) {
                return m_replications.whileStill(
                    request.database, ours, token, [&]() -> Result<ReplacedDatabase> {
                        Result<SafetyCopy> before =
                            walkeeper::bringBack(request.safetyCopy, m_context, token);
                        if (!before)
                            return std::move(before).error();
                        return ReplacedDatabase{request.database, {}, *std::move(before), {}, {}};
                    });
            });
}

void EngineWorker::examineDatabase(JobId job, std::filesystem::path path,
                                   CancellationToken /*token*/)
{
    ask(job, Shape::Question, &EngineWorker::databaseExamined,
        [path = std::move(path)](LatestProgress&) { return isDatabaseFile(path); });
}

void EngineWorker::examineDestination(JobId job, std::filesystem::path path,
                                      CancellationToken /*token*/)
{
    ask(job, Shape::Question, &EngineWorker::destinationExamined,
        [this, path = std::move(path)](LatestProgress&) {
            return walkeeper::examineDestination(path, m_context.files);
        });
}

void EngineWorker::listSafetyCopies(JobId job, std::filesystem::path database,
                                    CancellationToken token)
{
    ask(job, Shape::Question, &EngineWorker::safetyCopiesListed,
        [this, database = std::move(database), token](LatestProgress&) {
            return walkeeper::listSafetyCopies(database, m_context.files, token);
        });
}

void EngineWorker::removeSafetyCopy(JobId job, RemoveCopyRequest request, CancellationToken token)
{
    ask(job, Shape::Question, &EngineWorker::safetyCopiesListed,
        [this, request = std::move(request), token](LatestProgress&) {
            const Result<void> removed =
                walkeeper::removeSafetyCopy(request.safetyCopy, m_context.files);
            return removed ? walkeeper::listSafetyCopies(request.database, m_context.files, token)
                           : Result<std::vector<SafetyCopy>>(removed.error());
        });
}

void EngineWorker::planRemoval(JobId job, RemovalQuestion question, CancellationToken token)
{
    const ReplicaUse use =
        question.endsFirst ? ReplicaUse() : m_replication->useOf(question.contents->url);
    ask(job, Shape::Question, &EngineWorker::removalPlanned,
        [this, question = std::move(question), use, token](LatestProgress&) {
            return answer(question, use, m_context, token);
        });
}

void EngineWorker::findLocalState(JobId job, LocalStateRequest request, CancellationToken token)
{
    ask(job, Shape::Question, &EngineWorker::localStateFound,
        [this, request = std::move(request), token](LatestProgress&) {
            return walkeeper::findLocalState(MetaDirectory(request.database, request.metaPath),
                                             m_context.files, token);
        });
}

void EngineWorker::forecastRetention(JobId job, ForecastQuestion question, CancellationToken token)
{
    const ReplicaUse use = m_replication->useOf(question.contents->url);
    ask(job, Shape::Question, &EngineWorker::retentionForecast,
        [question = std::move(question), current = use.current, token](LatestProgress&) {
            return answer(question, current, token);
        });
}

void EngineWorker::planImport(JobId job, ImportQuestion question, CancellationToken /*token*/)
{
    ask(job, Shape::Question, &EngineWorker::importPlanned,
        [this, question = std::move(question)](LatestProgress&) {
            return answer(question, m_context.files);
        });
}

void EngineWorker::remove(JobId job, RemovalOrder order, CancellationToken token)
{
    const ReplicaUse use = m_replication->useOf(order.url);
    run(job, Shape::Job, [this, order = std::move(order), use, token](LatestProgress& progress) {
        return removeFromReplica(order.url, (**order.agreed).plan, use, m_context, token, progress);
    });
}

void EngineWorker::deleteLocalState(JobId job, LocalStateRequest request, CancellationToken token)
{
    run(job, Shape::Job, [this, request = std::move(request), token](LatestProgress&) {
        return walkeeper::deleteLocalState(request.database,
                                           MetaDirectory(request.database, request.metaPath),
                                           m_context.files, token);
    });
}

void EngineWorker::validate(JobId job, CheckRequest request, CancellationToken token)
{
    std::function<Result<ReplicaComparison>()> compare;
    if (request.rung == ValidationRung::Comparison && request.live)
        compare = [this, &ours = m_replication->replicator(), live = *request.live, token] {
            return m_replications.compare(live, ours, token);
        };
    run(job, Shape::Job,
        [this, request = std::move(request), compare, token](LatestProgress& progress) {
            return answer(request, m_context, token, progress, compare);
        });
}

void EngineWorker::drill(JobId job, DrillRequest request, CancellationToken token)
{
    run(job, Shape::Job, [this, request = std::move(request), token](LatestProgress& progress) {
        return restoreDrill(request, m_context, token, progress);
    });
}

void EngineWorker::tryAssertions(JobId job, AssertionsRequest request, CancellationToken token)
{
    // It reads as much as a drill, so it must not hold up other questions.
    ask(job, Shape::Job, &EngineWorker::assertionsTried,
        [this, request = std::move(request), token](LatestProgress& progress) {
            return walkeeper::tryAssertions(request.url, request.assertions, m_context, token,
                                            progress);
        });
}

void EngineWorker::clearDrillScratch(JobId job, std::filesystem::path parent,
                                     CancellationToken token)
{
    ask(job, Shape::Question, &EngineWorker::drillScratchCleared,
        [this, parent = std::move(parent), token](LatestProgress&) {
            return removeLeftoverScratch(parent, m_context.files, m_context.clock, token);
        });
}

void EngineWorker::protect(JobId job, ProtectRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.database.path;
    order(job, path, [this, request = std::move(request), token](Replicator& ours) {
        return m_replications.protect(request, ours, token);
    });
}

void EngineWorker::unprotect(JobId job, UnprotectRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.database;
    order(job, path, [this, request = std::move(request), token](Replicator& ours) {
        return m_replications.unprotect(request, ours, token);
    });
}

void EngineWorker::changeRetention(JobId job, RetentionRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.database.path;
    order(job, path, [this, request = std::move(request), token](Replicator& ours) {
        return m_replications.changeRetention(request, ours, token);
    });
}

void EngineWorker::startReplication(JobId job, StartRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.database.path;
    order(job, path, [this, request = std::move(request), token](Replicator& ours) {
        return m_replications.start(request, ours, token);
    });
}

void EngineWorker::stopReplication(JobId job, std::filesystem::path database,
                                   CancellationToken token)
{
    order(job, database, [this, database, token](Replicator& ours) {
        return m_replications.stop(database, ours, token);
    });
}

void EngineWorker::snapshotNow(JobId job, SnapshotRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.database;
    order(job, path, [this, request = std::move(request), token](Replicator& ours) {
        return m_replications.snapshot(request, ours, token);
    });
}

void EngineWorker::syncNow(JobId job, std::filesystem::path database, CancellationToken token)
{
    order(job, database, [this, database, token](Replicator& ours) {
        return m_replications.sync(database, ours, token);
    });
}

void EngineWorker::checkpointNow(JobId job, CheckpointRequest request, CancellationToken token)
{
    order(job, request.database, [request, token](Replicator& ours) -> Result<ReplicationDone> {
        if (Result<void> done = ours.checkpointNow(request.database, request.mode, token); !done)
            return std::move(done).error();
        return ReplicationDone{};
    });
}

void EngineWorker::yield(const std::filesystem::path& database)
{
    // Said again and again until it is done.
    if (!m_yielding.insert(database).second)
        return;
    Replicator& replicator = m_replication->replicator();
    m_deeds.submit([this, &replicator, database] {
        static_cast<void>(replicator.removeIfRefused(database));
        QMetaObject::invokeMethod(
            this, [this, database] { m_yielding.erase(database); }, Qt::QueuedConnection);
    });
}

void EngineWorker::stop(const CancellationToken& abandon)
{
    // Joining leaves the ends of all work in this thread's queue; what is posted now comes after.
    m_questions.join();
    m_looks.join();
    m_jobs.join();
    m_deeds.join();
    m_replication->stop(abandon);
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_timer->stop();
            emit stopped();
            thread()->quit();
        },
        Qt::QueuedConnection);
}

void EngineWorker::start(JobId job, Shape shape,
                         std::function<std::function<void()>(LatestProgress& progress)> work)
{
    const auto progress = std::make_shared<LatestProgress>();
    m_running[job] = {shape, progress};
    runnerOf(shape).submit([this, job, progress, work = std::move(work)] {
        std::function<void()> report = work(*progress);
        QMetaObject::invokeMethod(
            this, [this, job, report = std::move(report)] { end(job, report); },
            Qt::QueuedConnection);
    });
    if (!m_timer->isActive())
        m_timer->start();
    reportState();
}

JobRunner& EngineWorker::runnerOf(Shape shape)
{
    switch (shape) {
    case Shape::Question: return m_questions;
    case Shape::Look: return m_looks;
    case Shape::Job: return m_jobs;
    case Shape::Replication: break;
    }
    return m_deeds;
}

void EngineWorker::end(JobId job, const std::function<void()>& report)
{
    const auto running = m_running.find(job);
    if (const auto last = running->second.progress->take())
        emit jobProgressed(job, *last);
    m_running.erase(running);
    report();
    if (m_running.empty())
        reportState();
}

void EngineWorker::tick()
{
    for (const auto& [job, running] : m_running) {
        if (const auto newest = running.progress->take())
            emit jobProgressed(job, *newest);
    }
    reportState();
    if (m_running.empty())
        m_timer->stop();
}

void EngineWorker::reportState()
{
    EngineState state;
    for (const auto& [job, running] : m_running)
        ++(running.shape == Shape::Question || running.shape == Shape::Look ? state.questions
                                                                            : state.jobs);
    if (state == m_reported)
        return;
    m_reported = state;
    emit stateChanged(state);
}

} // namespace walkeeper
