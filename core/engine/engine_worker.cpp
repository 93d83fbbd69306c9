#include "core/engine/engine_worker.h"

#include "core/config/config_text.h"
#include "core/config/config_writer.h"
#include "core/operations/browse_replica.h"
#include "core/operations/drill_scratch.h"
#include "core/operations/restore_drill.h"
#include "core/operations/restore_in_place.h"

#include <QThread>

#include <algorithm>

namespace walkeeper {

namespace {

constexpr std::size_t questionThreads = 2;
constexpr std::size_t jobThreads = 2;
constexpr std::size_t deedThreads = 2;
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

Result<RemovalOutlook> outlook(const RemovalQuestion& question, const ReplicaUse& use,
                               const OperationContext& context, const CancellationToken& token)
{
    std::optional<Replica> listed;
    if (question.basis == PlanBasis::ListAgain) {
        Result<Replica> now = browseReplica(question.contents->url, context, token);
        if (!now)
            return std::move(now).error();
        listed = *std::move(now);
    }
    const Replica& replica = listed ? *listed : question.contents->replica;
    Result<RemovalPlan> plan = walkeeper::planRemoval(replica, question.target, use);
    if (!plan)
        return std::move(plan).error();
    RemovalOutlook outlook;
    for (const Position& each : question.moments) {
        if (holdsMoment(replica, each) && !holdsMoment(plan->remaining, each))
            outlook.lost.push_back(each);
    }
    outlook.left = countOf(plan->remaining);
    outlook.before = restorableSpan(replica);
    outlook.after = restorableSpan(plan->remaining);
    outlook.plan = *std::move(plan);
    return outlook;
}

Result<std::vector<std::vector<ReplicaForecast>>>
forecasts(const ForecastQuestion& question, const std::optional<GenerationId>& current,
          const CancellationToken& token)
{
    std::vector<std::vector<ReplicaForecast>> all;
    for (const RetentionSettings& settings : question.settings) {
        std::vector<ReplicaForecast>& row = all.emplace_back();
        for (const std::chrono::nanoseconds ahead : question.ahead) {
            if (token.isCancelled())
                return cancelledError();
            row.push_back(walkeeper::forecastRetention(
                question.contents->replica, {current, question.now, settings, question.moments},
                ahead));
        }
    }
    return all;
}

Result<ImportPlan> importOf(const ImportQuestion& question, FileSystem& files)
{
    const Result<std::string> theirs = readConfigText(question.file, files);
    if (!theirs)
        return theirs.error();
    Result<std::string> ours = readConfigText(question.configuration, files);
    if (!ours && ours.error().code != ErrorCode::NotFound)
        return std::move(ours).error();
    if (!looksLikeConfig(*theirs))
        return Error{ErrorCode::Unsupported,
                     question.file.string() + " is no litestream.yml: it has no list of databases"};
    ConfigOptions ourOptions = question.options;
    ourOptions.name = question.configuration.string();
    ConfigOptions theirOptions = question.options;
    theirOptions.name = question.file.string();
    theirOptions.folder = question.file.parent_path();
    return walkeeper::planImport(*theirs, theirOptions, ours ? *ours : std::string(), ourOptions);
}

/// compare  made for the last rung
Result<CheckReport> check(const CheckRequest& request, const OperationContext& context,
                          const CancellationToken& token, LatestProgress& progress,
                          const std::function<Result<ReplicaComparison>()>& compare)
{
    ValidateRequest validation;
    validation.source = request.contents->url;
    validation.rung = request.rung;
    Result<ValidationReport> report = validateReplica(validation, context, token, progress);
    if (!report)
        return std::move(report).error();
    if (compare) {
        progress.report({.stage = Stage::Comparing});
        const Result<ReplicaComparison> compared = compare();
        if (!compared)
            return compared.error();
        addComparison(*report, *compared);
    }
    Findings placed = shareFindings(placeFindings(*request.contents, report->findings));
    return CheckReport{*std::move(report), std::move(placed)};
}

template <class T>
std::shared_ptr<const Result<T>> shared(Result<T> result)
{
    return std::make_shared<const Result<T>>(std::move(result));
}

Error isKnownThere(ControlClient& elsewhere, const std::string& database,
                   const CancellationToken& token)
{
    const std::string process = "process " + std::to_string(elsewhere.process());
    const auto reports = elsewhere.status(token);
    const bool isReplicated =
        reports &&
        std::any_of(reports->begin(), reports->end(), [&](const ReplicationReport& report) {
            return report.database.path == database && isAtWork(report);
        });
    return {ErrorCode::AlreadyExists,
            isReplicated
                ? database + " is replicated by " + process + " already"
                : process + " has " + database +
                      " in its configuration and does not replicate it now; start it there"};
}

// Asked alike of our replicator and of one elsewhere.

Result<void> stopIn(Replicator& replicator, const std::filesystem::path& database,
                    const CancellationToken& token)
{
    return replicator.remove(database, token);
}

Result<void> stopIn(ControlClient& client, const std::filesystem::path& database,
                    const CancellationToken& token)
{
    return client.stop(database, token);
}

Result<void> syncIn(Replicator& replicator, const std::filesystem::path& database,
                    const CancellationToken& token)
{
    return replicator.syncNow(database, token);
}

Result<void> syncIn(ControlClient& client, const std::filesystem::path& database,
                    const CancellationToken& token)
{
    return client.sync(database, token);
}

Result<std::vector<Replicator::NamedSnapshot>>
snapshotIn(Replicator& replicator, const SnapshotRequest& request, const CancellationToken& token)
{
    return replicator.snapshotNow(request.database, request.replica, token);
}

Result<std::vector<Replicator::NamedSnapshot>>
snapshotIn(ControlClient& client, const SnapshotRequest& request, const CancellationToken& token)
{
    return client.snapshot(request.database, request.replica, token);
}

} // namespace

EngineWorker::EngineWorker(OperationContext context, std::filesystem::path controlFolder)
    : m_context(context),
      m_controlFolder(std::move(controlFolder)),
      m_viewer(context),
      m_questions(questionThreads),
      m_looks(1),
      m_jobs(jobThreads),
      m_deeds(deedThreads),
      m_replication(new ReplicationHost(context, m_controlFolder, this)),
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

void EngineWorker::inspectObject(JobId job, InspectRequest request, CancellationToken token)
{
    start(job, Shape::Question, [this, job, request = std::move(request), token](LatestProgress&) {
        const ReplicaContents& contents = *request.contents;
        const TimelineEntry& entry = contents.timeline.entries()[request.entry];
        auto answer = shared(browseObject(
            contents.url, contents.replica.generations[entry.generation], entry, m_context, token));
        return [this, job, answer] { emit objectInspected(job, answer); };
    });
}

void EngineWorker::planRestore(JobId job, PlanRequest request, CancellationToken token)
{
    start(job, Shape::Question, [this, job, request = std::move(request), token](LatestProgress&) {
        auto answer = shared(plan(request, m_context, token));
        return [this, job, answer] { emit restorePlanned(job, answer); };
    });
}

void EngineWorker::look(JobId job, LookRequest request, CancellationToken token)
{
    start(job, Shape::Look,
          [this, job, request = std::move(request), token](LatestProgress& progress) {
              auto answer = shared(m_viewer.look(job, request, token, progress));
              return [this, job, answer] { emit lookedInto(job, answer); };
          });
}

void EngineWorker::readRows(JobId job, RowsRequest request, CancellationToken token)
{
    start(job, Shape::Look, [this, job, request = std::move(request), token](LatestProgress&) {
        auto answer = shared(m_viewer.rows(request, token));
        return [this, job, answer] { emit rowsRead(job, answer); };
    });
}

void EngineWorker::countRows(JobId job, CountRequest request, CancellationToken token)
{
    start(job, Shape::Look, [this, job, request = std::move(request), token](LatestProgress&) {
        auto answer = shared(m_viewer.count(request, token));
        return [this, job, answer] { emit rowsCounted(job, answer); };
    });
}

void EngineWorker::exportRows(JobId job, ExportRequest request, CancellationToken token)
{
    start(job, Shape::Look, [this, job, request = std::move(request), token](LatestProgress&) {
        auto end = shared(m_viewer.exportRows(request, token));
        return [this, job, end] { emit jobFinished({job, end}); };
    });
}

void EngineWorker::endLook()
{
    m_looks.submit([this] { m_viewer.close(); });
}

void EngineWorker::restore(JobId job, RestoreRequest request, CancellationToken token)
{
    start(job, Shape::Job,
          [this, job, request = std::move(request), token](LatestProgress& progress) {
              auto end = shared(restoreDatabase(request, m_context, token, progress));
              return [this, job, end] { emit jobFinished({job, end}); };
          });
}

void EngineWorker::restoreInPlace(JobId job, RestoreRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.output;
    startReplacing(
        job, path, token,
        [this, request = std::move(request),
         token](LatestProgress& progress) -> Result<ReplacedDatabase> {
            Result<RestoredInPlace> restored =
                walkeeper::restoreInPlace(request, m_context, token, progress);
            if (!restored)
                return std::move(restored).error();
            return ReplacedDatabase{
                request.output, std::move(restored->report), std::move(restored->before), {}, {}};
        });
}

void EngineWorker::bringBack(JobId job, BringBackRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.database;
    startReplacing(
        job, path, token,
        [this, request = std::move(request), token](LatestProgress&) -> Result<ReplacedDatabase> {
            Result<SafetyCopy> before = walkeeper::bringBack(request.safetyCopy, m_context, token);
            if (!before)
                return std::move(before).error();
            return ReplacedDatabase{request.database, {}, *std::move(before), {}, {}};
        });
}

void EngineWorker::startReplacing(
    JobId job, std::filesystem::path database, CancellationToken token,
    std::function<Result<ReplacedDatabase>(LatestProgress& progress)> replace)
{
    Replicator& replicator = m_replication->replicator();
    start(job, Shape::Job,
          [this, job, &replicator, database = std::move(database), token,
           replace = std::move(replace)](LatestProgress& progress) {
              const Result<ReplicationPause> paused = pause(database, replicator, token);
              Result<ReplacedDatabase> done =
                  paused ? replace(progress) : Result<ReplacedDatabase>(paused.error());
              const Result<void> resumed =
                  paused && paused->resume ? paused->resume() : Result<void>();
              if (done && !resumed)
                  done->notResumed = resumed.error();
              else if (!resumed)
                  // A cancellation alone would be no news.
                  done = Error{done.error().code == ErrorCode::Cancelled ? resumed.error().code
                                                                         : done.error().code,
                               done.error().message +
                                   "; and its replication could not be started "
                                   "again: " +
                                   resumed.error().message};
              if (done)
                  done->notStored = paused->notStored;
              auto end = shared(std::move(done));
              return [this, job, end] {
                  m_replication->report();
                  emit jobFinished({job, end});
              };
          });
}

Result<ReplicationPause> EngineWorker::pause(const std::filesystem::path& database,
                                             Replicator& replicator,
                                             const CancellationToken& token) const
{
    Result<ReplicationPause> ours = pauseReplication(replicator, database, token);
    if (!ours || ours->resume || m_controlFolder.empty())
        return ours;
    return pauseElsewhere(database, m_controlFolder, token);
}

void EngineWorker::examineDestination(JobId job, std::filesystem::path path,
                                      CancellationToken /*token*/)
{
    start(job, Shape::Question, [this, job, path = std::move(path)](LatestProgress&) {
        auto answer = shared(walkeeper::examineDestination(path, m_context.files));
        return [this, job, answer] { emit destinationExamined(job, answer); };
    });
}

void EngineWorker::listSafetyCopies(JobId job, std::filesystem::path database,
                                    CancellationToken token)
{
    start(job, Shape::Question,
          [this, job, database = std::move(database), token](LatestProgress&) {
              auto answer = shared(walkeeper::listSafetyCopies(database, m_context.files, token));
              return [this, job, answer] { emit safetyCopiesListed(job, answer); };
          });
}

void EngineWorker::removeSafetyCopy(JobId job, RemoveCopyRequest request, CancellationToken token)
{
    start(job, Shape::Question, [this, job, request = std::move(request), token](LatestProgress&) {
        const Result<void> removed =
            walkeeper::removeSafetyCopy(request.safetyCopy, m_context.files);
        auto answer =
            shared(removed ? walkeeper::listSafetyCopies(request.database, m_context.files, token)
                           : Result<std::vector<SafetyCopy>>(removed.error()));
        return [this, job, answer] { emit safetyCopiesListed(job, answer); };
    });
}

void EngineWorker::planRemoval(JobId job, RemovalQuestion question, CancellationToken token)
{
    const ReplicaUse use =
        question.endsFirst ? ReplicaUse() : m_replication->useOf(question.contents->url);
    start(job, Shape::Question,
          [this, job, question = std::move(question), use, token](LatestProgress&) {
              auto answer = shared(outlook(question, use, m_context, token));
              return [this, job, answer] { emit removalPlanned(job, answer); };
          });
}

void EngineWorker::findLocalState(JobId job, LocalStateRequest request, CancellationToken token)
{
    start(job, Shape::Question, [this, job, request = std::move(request), token](LatestProgress&) {
        auto answer = shared(walkeeper::findLocalState(
            MetaDirectory(request.database, request.metaPath), m_context.files, token));
        return [this, job, answer] { emit localStateFound(job, answer); };
    });
}

void EngineWorker::forecastRetention(JobId job, ForecastQuestion question, CancellationToken token)
{
    const ReplicaUse use = m_replication->useOf(question.contents->url);
    start(
        job, Shape::Question,
        [this, job, question = std::move(question), current = use.current, token](LatestProgress&) {
            auto answer = shared(forecasts(question, current, token));
            return [this, job, answer] { emit retentionForecast(job, answer); };
        });
}

void EngineWorker::planImport(JobId job, ImportQuestion question, CancellationToken token)
{
    start(job, Shape::Question,
          [this, job, question = std::move(question), token](LatestProgress&) {
              auto answer = shared(importOf(question, m_context.files));
              return [this, job, answer] { emit importPlanned(job, answer); };
          });
}

void EngineWorker::changeRetention(JobId job, RetentionRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.database.path;
    startDeed(job, path, [this, request = std::move(request), token](Replicator& replicator) {
        return carryOut(request, replicator, token);
    });
}

Result<ReplicationDone> EngineWorker::carryOut(const RetentionRequest& request,
                                               Replicator& replicator,
                                               const CancellationToken& token)
{
    const std::filesystem::path path = request.database.path;
    if (const auto elsewhere = findElsewhere(path, token))
        return Error{ErrorCode::Busy,
                     path.string() + " is replicated by process " +
                         std::to_string(elsewhere->process()) +
                         ", which reads its settings only when it starts; stop it first"};
    if (token.isCancelled())
        return cancelledError();
    if (Result<void> changed = configure([&] {
            return changeInConfigFile(request.configuration, request.change, request.options,
                                      m_context.files);
        });
        !changed)
        return std::move(changed).error();
    const Result<ReplicationPause> paused = pauseReplication(replicator, path, token);
    if (!paused)
        return Error(paused.error()).during("the new settings are stored, and not used yet");
    ReplicationDone done;
    done.notStored = paused->notStored;
    if (!paused->resume)
        return done; // it does not run; the next start uses them
    if (const Result<void> added = replicator.add(request.database); !added)
        return Error(added.error())
            .during("the new settings are stored, but replication could not go on with them");
    return done;
}

void EngineWorker::remove(JobId job, RemovalOrder order, CancellationToken token)
{
    const ReplicaUse use = m_replication->useOf(order.url);
    start(job, Shape::Job,
          [this, job, order = std::move(order), use, token](LatestProgress& progress) {
              auto end = shared(removeFromReplica(order.url, (**order.agreed).plan, use, m_context,
                                                  token, progress));
              return [this, job, end] { emit jobFinished({job, end}); };
          });
}

void EngineWorker::deleteLocalState(JobId job, LocalStateRequest request, CancellationToken token)
{
    start(job, Shape::Job, [this, job, request = std::move(request), token](LatestProgress&) {
        auto end = shared(walkeeper::deleteLocalState(
            request.database, MetaDirectory(request.database, request.metaPath), m_context.files,
            token));
        return [this, job, end] { emit jobFinished({job, end}); };
    });
}

void EngineWorker::validate(JobId job, CheckRequest request, CancellationToken token)
{
    std::function<Result<ReplicaComparison>()> compare;
    if (request.rung == ValidationRung::Comparison && request.live)
        compare = [this, &replicator = m_replication->replicator(), live = *request.live, token] {
            return this->compare(live, replicator, token);
        };
    start(job, Shape::Job,
          [this, job, request = std::move(request), compare, token](LatestProgress& progress) {
              auto end = shared(check(request, m_context, token, progress, compare));
              return [this, job, end] { emit jobFinished({job, end}); };
          });
}

void EngineWorker::drill(JobId job, DrillRequest request, CancellationToken token)
{
    start(job, Shape::Job,
          [this, job, request = std::move(request), token](LatestProgress& progress) {
              auto end = shared(restoreDrill(request, m_context, token, progress));
              return [this, job, end] { emit jobFinished({job, end}); };
          });
}

void EngineWorker::tryAssertions(JobId job, AssertionsRequest request, CancellationToken token)
{
    // It reads as much as a drill, so it must not hold up other questions.
    start(job, Shape::Job,
          [this, job, request = std::move(request), token](LatestProgress& progress) {
              auto answer = shared(walkeeper::tryAssertions(request.url, request.assertions,
                                                            m_context, token, progress));
              return [this, job, answer] { emit assertionsTried(job, answer); };
          });
}

void EngineWorker::clearDrillScratch(JobId job, std::filesystem::path parent,
                                     CancellationToken token)
{
    start(job, Shape::Question, [this, job, parent = std::move(parent), token](LatestProgress&) {
        auto answer =
            shared(removeLeftoverScratch(parent, m_context.files, m_context.clock, token));
        return [this, job, answer] { emit drillScratchCleared(job, answer); };
    });
}

Result<ReplicaComparison> EngineWorker::compare(const LiveReplica& live, Replicator& replicator,
                                                const CancellationToken& token)
{
    auto made = replicator.compareNow(live.database, live.replica, token);
    if (!made && made.error().code == ErrorCode::NotFound) {
        if (const auto elsewhere = findElsewhere(live.database, token))
            made = elsewhere->compare(live.database, live.replica, token);
    }
    if (!made)
        return std::move(made).error().during("cannot compare with the database");
    if (made->empty())
        return Error{ErrorCode::Unavailable, "the replicator has compared nothing"};
    return made->front().comparison;
}

void EngineWorker::protect(JobId job, ProtectRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.database.path;
    startDeed(job, path, [this, request = std::move(request), token](Replicator& replicator) {
        return carryOut(request, replicator, token);
    });
}

Result<ReplicationDone> EngineWorker::carryOut(const ProtectRequest& request,
                                               Replicator& replicator,
                                               const CancellationToken& token)
{
    const std::string& path = request.database.path;
    const auto elsewhere = findElsewhere(path, token);
    if (token.isCancelled())
        return Error{ErrorCode::Cancelled, "the program ends"};
    if (elsewhere)
        return isKnownThere(*elsewhere, path, token);
    if (Result<void> entered = configure([&] {
            return addToConfigFile(request.configuration, request.database, request.options,
                                   m_context.files, request.entry);
        });
        !entered)
        return std::move(entered).error();
    const Result<void> added = replicator.add(request.database);
    if (added)
        return ReplicationDone{};
    const Result<void> takenBack = configure([&] {
        return removeFromConfigFile(request.configuration, path, request.options, m_context.files);
    });
    const std::string file = request.configuration.string();
    return Error(added.error())
        .during(takenBack ? "replication could not be started, so " + path +
                                " was not entered into " + file
                          : "replication could not be started, and " + path + " is in " + file +
                                " though, which cannot be changed now");
}

Result<void> EngineWorker::configure(const std::function<Result<void>()>& change)
{
    const std::lock_guard lock(m_configuring);
    return change();
}

void EngineWorker::unprotect(JobId job, UnprotectRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.database;
    startDeed(job, path, [this, request = std::move(request), token](Replicator& replicator) {
        return carryOut(request, replicator, token);
    });
}

Result<ReplicationDone> EngineWorker::carryOut(const UnprotectRequest& request,
                                               Replicator& replicator,
                                               const CancellationToken& token)
{
    const std::string path = request.database.string();
    // What somebody has taken out by hand is only left to be stopped.
    if (Result<void> possible =
            checkRemovable(request.configuration, path, request.options, m_context.files);
        !possible && possible.error().code != ErrorCode::NotFound)
        return std::move(possible).error();
    Result<void> stopped = replicator.remove(request.database, token);
    ReplicationDone done;
    if (!stopped && stopped.error().code == ErrorCode::NotFound) {
        const auto elsewhere = findElsewhere(request.database, token);
        stopped = elsewhere ? elsewhere->stop(request.database, token) : Result<void>();
        // It is stopped there already.
        if (!stopped && stopped.error().code == ErrorCode::NotFound)
            stopped = {};
    }
    if (token.isCancelled())
        return Error{ErrorCode::Cancelled, "the program ends"};
    if (!stopped && stopped.error().code == ErrorCode::Busy)
        return std::move(stopped).error();
    if (!stopped)
        done.notStored = std::move(stopped).error();
    if (Result<void> removed = configure([&] {
            return removeFromConfigFile(request.configuration, path, request.options,
                                        m_context.files);
        });
        !removed && removed.error().code != ErrorCode::NotFound)
        return std::move(removed).error();
    return done;
}

void EngineWorker::startReplication(JobId job, StartRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.database.path;
    startDeed(job, path, [this, request = std::move(request), token](Replicator& replicator) {
        return carryOut(request, replicator, token);
    });
}

Result<ReplicationDone> EngineWorker::carryOut(const StartRequest& request, Replicator& replicator,
                                               const CancellationToken& token)
{
    const auto elsewhere = findElsewhere(request.database.path, token);
    if (token.isCancelled())
        return Error{ErrorCode::Cancelled, "the program ends"};
    if (elsewhere && request.ifStoppedElsewhere == IfStoppedElsewhere::Leave)
        return ReplicationDone{};
    const Result<void> started = elsewhere ? elsewhere->start(request.database.path, token)
                                           : replicator.add(request.database);
    const bool isRunningThere =
        elsewhere && !started && started.error().code == ErrorCode::AlreadyExists;
    if (!started && !isRunningThere)
        return started.error();
    return ReplicationDone{};
}

void EngineWorker::stopReplication(JobId job, std::filesystem::path database,
                                   CancellationToken token)
{
    startDeedAnywhere(job, database, token,
                      [database, token](auto& replicator) -> Result<ReplicationDone> {
                          Result<void> stopped = stopIn(replicator, database, token);
                          return stopped ? Result<ReplicationDone>(ReplicationDone{})
                                         : std::move(stopped).error();
                      });
}

void EngineWorker::snapshotNow(JobId job, SnapshotRequest request, CancellationToken token)
{
    const std::filesystem::path path = request.database;
    startDeedAnywhere(
        job, path, token,
        [request = std::move(request), token](auto& replicator) -> Result<ReplicationDone> {
            auto made = snapshotIn(replicator, request, token);
            if (!made)
                return std::move(made).error();
            return ReplicationDone{{}, *std::move(made), {}};
        });
}

void EngineWorker::syncNow(JobId job, std::filesystem::path database, CancellationToken token)
{
    startDeedAnywhere(
        job, database, token, [database, token](auto& replicator) -> Result<ReplicationDone> {
            Result<void> synced = syncIn(replicator, database, token);
            return synced ? Result<ReplicationDone>(ReplicationDone{}) : std::move(synced).error();
        });
}

void EngineWorker::checkpointNow(JobId job, CheckpointRequest request, CancellationToken token)
{
    startDeed(
        job, request.database, [request, token](Replicator& replicator) -> Result<ReplicationDone> {
            if (Result<void> done = replicator.checkpointNow(request.database, request.mode, token);
                !done)
                return std::move(done).error();
            return ReplicationDone{};
        });
}

void EngineWorker::startDeed(JobId job, std::filesystem::path database,
                             std::function<Result<ReplicationDone>(Replicator& replicator)> deed)
{
    Replicator& replicator = m_replication->replicator();
    start(job, Shape::Replication,
          [this, job, &replicator, database = std::move(database),
           deed = std::move(deed)](LatestProgress&) {
              Result<ReplicationDone> done = deed(replicator);
              if (done)
                  done->database = database;
              auto end = shared(std::move(done));
              return [this, job, end] {
                  // Whoever hears of the end finds what it changed.
                  m_replication->report();
                  emit jobFinished({job, end});
              };
          });
}

template <class Deed>
void EngineWorker::startDeedAnywhere(JobId job, std::filesystem::path database,
                                     CancellationToken token, Deed deed)
{
    startDeed(job, database,
              [this, database, token, deed](Replicator& replicator) -> Result<ReplicationDone> {
                  Result<ReplicationDone> done = deed(replicator);
                  if (done || done.error().code != ErrorCode::NotFound)
                      return done;
                  const auto elsewhere = findElsewhere(database, token);
                  return elsewhere ? deed(*elsewhere) : done;
              });
}

/// Null if none is known to have it; the lock beside the database keeps two apart all the same.
std::unique_ptr<ControlClient> EngineWorker::findElsewhere(const std::filesystem::path& database,
                                                           const CancellationToken& token) const
{
    if (m_controlFolder.empty())
        return nullptr;
    auto found = findReplicatorOf(database, m_controlFolder, token);
    return found ? *std::move(found) : nullptr;
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
