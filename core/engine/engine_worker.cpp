#include "core/engine/engine_worker.h"

#include "core/operations/browse_replica.h"

#include <QThread>

namespace walkeeper {

namespace {

constexpr std::size_t questionThreads = 2;
constexpr std::size_t jobThreads = 2;
constexpr std::chrono::milliseconds reportInterval{100};

Result<ReplicaContents> list(const StoreUrl& url, const OperationContext& context,
                             const CancellationToken& token, LatestProgress& progress)
{
    Result<Replica> replica = browseReplica(
        url, context, token, [&progress](std::size_t seen) { progress.reportSeen(seen); });
    if (!replica)
        return std::move(replica).error();
    return makeReplicaContents(url, *std::move(replica));
}

Result<RestorePlan> plan(const PlanRequest& request, const OperationContext& context,
                         const CancellationToken& token)
{
    if (request.basis == PlanBasis::AsListed)
        return walkeeper::planRestore(request.contents->replica, request.target);
    return walkeeper::planRestore(request.contents->url, request.target, context, token);
}

Result<CheckReport> check(const CheckRequest& request, const OperationContext& context,
                          const CancellationToken& token, LatestProgress& progress)
{
    ValidateRequest validation;
    validation.source = request.contents->url;
    validation.rung = request.rung;
    Result<ValidationReport> report = validateReplica(validation, context, token, progress);
    if (!report)
        return std::move(report).error();
    Findings placed = shareFindings(placeFindings(*request.contents, report->findings));
    return CheckReport{*std::move(report), std::move(placed)};
}

template <class T>
std::shared_ptr<const Result<T>> shared(Result<T> result)
{
    return std::make_shared<const Result<T>>(std::move(result));
}

} // namespace

EngineWorker::EngineWorker(OperationContext context)
    : m_context(context),
      m_questions(questionThreads),
      m_jobs(jobThreads),
      m_timer(new QTimer(this))
{
    m_timer->setInterval(reportInterval);
    connect(m_timer, &QTimer::timeout, this, &EngineWorker::tick);
}

void EngineWorker::listReplica(JobId job, StoreUrl url, CancellationToken token)
{
    start(job, Shape::Question, [this, job, url = std::move(url), token](LatestProgress& progress) {
        return [this, job, answer = shared(list(url, m_context, token, progress))] {
            emit replicaListed(job, answer);
        };
    });
}

void EngineWorker::readCommits(JobId job, CommitsRequest request, CancellationToken token)
{
    start(job, Shape::Question, [this, job, request = std::move(request), token](LatestProgress&) {
        const ReplicaContents& contents = *request.contents;
        const Generation& generation = contents.replica.generations[request.generation];
        auto answer =
            shared(browseCommits(contents.url, generation, request.segments, m_context, token));
        return [this, job, answer] { emit commitsRead(job, answer); };
    });
}

void EngineWorker::planRestore(JobId job, PlanRequest request, CancellationToken token)
{
    start(job, Shape::Question, [this, job, request = std::move(request), token](LatestProgress&) {
        auto answer = shared(plan(request, m_context, token));
        return [this, job, answer] { emit restorePlanned(job, answer); };
    });
}

void EngineWorker::restore(JobId job, RestoreRequest request, CancellationToken token)
{
    start(job, Shape::Job,
          [this, job, request = std::move(request), token](LatestProgress& progress) {
              auto end = shared(restoreDatabase(request, m_context, token, progress));
              return [this, job, end] { emit jobFinished({job, end}); };
          });
}

void EngineWorker::validate(JobId job, CheckRequest request, CancellationToken token)
{
    start(job, Shape::Job,
          [this, job, request = std::move(request), token](LatestProgress& progress) {
              auto end = shared(check(request, m_context, token, progress));
              return [this, job, end] { emit jobFinished({job, end}); };
          });
}

void EngineWorker::stop()
{
    // Joining leaves the ends of all work in this thread's queue; what is posted now comes after.
    m_questions.join();
    m_jobs.join();
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
    JobRunner& runner = shape == Shape::Question ? m_questions : m_jobs;
    runner.submit([this, job, progress, work = std::move(work)] {
        std::function<void()> report = work(*progress);
        QMetaObject::invokeMethod(
            this, [this, job, report = std::move(report)] { end(job, report); },
            Qt::QueuedConnection);
    });
    if (!m_timer->isActive())
        m_timer->start();
    reportState();
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
        ++(running.shape == Shape::Question ? state.questions : state.jobs);
    if (state == m_reported)
        return;
    m_reported = state;
    emit stateChanged(state);
}

} // namespace walkeeper
