#include "core/operations/restore_database.h"

#include "core/io/new_file.h"
#include "core/operations/browse_replica.h"
#include "core/operations/state_doubts.h"
#include "core/restore/restorer.h"

#include <algorithm>
#include <array>

namespace walkeeper {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// Neither the output nor a file that SQLite would take for part of it may exist.
Result<void> checkOutput(FileSystem& files, const std::filesystem::path& output)
{
    if (output.filename().empty())
        return Error{ErrorCode::InvalidArgument,
                     "\"" + output.string() + "\" does not name a file to restore to"};
    constexpr std::array suffixes = {"", "-wal", "-shm", "-journal"};
    for (const char* suffix : suffixes) {
        std::filesystem::path path = output;
        path += suffix;
        const Result<FileStatus> status = files.status(path);
        if (status && *suffix == '\0')
            return Error{ErrorCode::AlreadyExists,
                         "cannot restore: " + path.string() + " already exists"};
        if (status)
            return Error{ErrorCode::AlreadyExists,
                         "cannot restore: " + path.string() +
                             " is left from another database, and SQLite would take it for part "
                             "of the restored one; move it away first"};
        if (status.error().code != ErrorCode::NotFound)
            return status.error();
    }
    return {};
}

/// One restore from beginning to end.
class RestoreRun
{
public:
    RestoreRun(const RestoreRequest& request, const OperationContext& context,
               const CancellationToken& token, ProgressSink& progress)
        : m_request(request),
          m_context(context),
          m_token(token),
          m_sink(progress),
          m_options(readOptions(request.parallelism))
    {
    }

    Result<RestoreReport> run()
    {
        if (Result<void> free = checkOutput(m_context.files, m_request.output); !free)
            return std::move(free).error();
        m_sink.report({.stage = Stage::Listing});
        if (Result<void> listed = list(); !listed)
            return std::move(listed).error();
        // Each round learns of damage that the one before met, so it ends.
        for (;;) {
            Result<RestorePlan> plan = planRestore(m_replica, m_request.target);
            if (!plan)
                return std::move(plan).error();
            if (plan->obstacle && m_request.onBroken == BrokenChain::Refuse) {
                Result<bool> proven = proveReachable(*plan);
                if (!proven)
                    return std::move(proven).error();
                if (*proven)
                    return obstacleError(*plan->obstacle);
                continue;
            }
            Result<std::optional<RestoreReport>> report = restore(*std::move(plan));
            if (!report)
                return std::move(report).error();
            if (*report)
                return **std::move(report);
        }
    }

private:
    Result<void> list()
    {
        Result<OpenedReplica> opened = openReplica(m_request.source, m_context, m_token);
        if (!opened)
            return std::move(opened).error();
        m_store = std::move(opened->store);
        m_replica = std::move(opened->replica);
        return {};
    }

    /// Whether the newest reachable state can really be had. What stands against it is learnt.
    Result<bool> proveReachable(const RestorePlan& plan)
    {
        ProgressMeter meter(m_sink, plan.storedBytes());
        Result<VerifiedParts> verified =
            verifyParts(*m_store, *m_replica.find(plan.generation), plan.segments,
                        std::span(&plan.snapshot, 1), m_options, meter, m_token);
        if (!verified)
            return std::move(verified).error();
        learn(m_replica, plan.generation, verified->damage);
        if (!verified->damage.isEmpty())
            return false;
        const Result<std::optional<Attempt>> attempt = write(plan);
        if (!attempt)
            return attempt.error();
        return attempt->has_value();
    }

    /// A database that is written and sound as far as it was looked at, but has no name yet.
    struct Attempt {
        NewFile output;
        RestoredPages pages;
    };

    /// No attempt if damage was met; it has been learnt then.
    Result<std::optional<Attempt>> write(const RestorePlan& plan)
    {
        Result<NewFile> output = NewFile::create(m_context.files, absoluteOutput());
        if (!output)
            return std::move(output).error();
        ProgressMeter meter(m_sink, plan.storedBytes());
        Result<RestoredPages> pages = restorePages(*m_store, *m_replica.find(plan.generation), plan,
                                                   output->file(), m_options, meter, m_token);
        if (!pages)
            return std::move(pages).error();
        PartDamage damage = pages->damage;
        if (damage.isEmpty()) {
            Result<PartDamage> shown = settleDoubts(*output, plan, *pages, meter);
            if (!shown)
                return std::move(shown).error();
            damage = *std::move(shown);
        }
        learn(m_replica, plan.generation, damage);
        std::ranges::move(findingsOf(damage), std::back_inserter(m_damage));
        if (!damage.isEmpty())
            return std::optional<Attempt>();
        return std::optional(Attempt{*std::move(output), *std::move(pages)});
    }

    /// No report if damage was met; it has been learnt then.
    Result<std::optional<RestoreReport>> restore(RestorePlan plan)
    {
        Result<std::optional<Attempt>> attempt = write(plan);
        if (!attempt)
            return std::move(attempt).error();
        if (!*attempt)
            return std::optional<RestoreReport>();
        Progress progress;
        progress.doneBytes = plan.storedBytes();
        progress.totalBytes = progress.doneBytes;
        progress.pages = (*attempt)->pages.pagesWritten;
        if (Result<void> finished = finish((*attempt)->output, progress); !finished)
            return std::move(finished).error();
        return std::optional(makeReport(std::move(plan), std::move((*attempt)->pages)));
    }

    /// Where checksums prove nothing, between WAL files and between a snapshot and its WAL,
    /// SQLite's own check decides.
    Result<PartDamage> settleDoubts(NewFile& output, const RestorePlan& plan,
                                    const RestoredPages& pages, ProgressMeter& meter)
    {
        const Generation& generation = *m_replica.find(plan.generation);
        const StateDoubts doubts{pages.suspects, pages.warnings};
        if (!isDoubtful(plan, generation, doubts))
            return PartDamage{};
        meter.enter(Stage::Integrity);
        const Result<std::vector<std::string>> problems =
            checkIntegrity(output.temporaryPath(), IntegrityCheck::Full, m_token);
        if (!problems)
            return problems.error();
        if (problems->empty())
            return PartDamage{};
        return damageOf(plan, generation, doubts, problems->front());
    }

    /// progress  with everything read and written
    Result<void> finish(NewFile& output, Progress progress)
    {
        if (m_request.check != IntegrityCheck::None) {
            progress.stage = Stage::Integrity;
            m_sink.report(progress);
            const Result<std::vector<std::string>> problems =
                checkIntegrity(output.temporaryPath(), m_request.check, m_token);
            if (!problems)
                return problems.error();
            if (!problems->empty())
                return Error{ErrorCode::Corrupt,
                             "SQLite's integrity check of the restored database failed: " +
                                 problems->front() + "; nothing was kept, try an older moment"};
        }
        progress.stage = Stage::Finishing;
        m_sink.report(progress);
        if (Result<void> synced = output.file().sync(); !synced)
            return synced;
        if (m_token.isCancelled())
            return cancelledError();
        // Once more, because a restore takes time.
        if (Result<void> free = checkOutput(m_context.files, m_request.output); !free)
            return free;
        return output.commit();
    }

    RestoreReport makeReport(RestorePlan plan, RestoredPages pages)
    {
        RestoreReport report;
        report.position =
            pages.position.value_or(Position{plan.generation, plan.snapshot.index, 0});
        report.time = pages.time;
        report.pageSize = pages.pageSize;
        report.databaseBytes = pages.databaseBytes;
        report.pagesWritten = pages.pagesWritten;
        report.findings = std::move(pages.warnings);
        if (!pages.position)
            report.findings.push_back(aloneWarning(plan));
        std::ranges::move(m_damage, std::back_inserter(report.findings));
        if (plan.obstacle && m_damage.empty())
            report.findings.push_back(plan.obstacle->finding);
        report.plan = std::move(plan);
        report.elapsed =
            std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - m_start);
        return report;
    }

    std::filesystem::path absoluteOutput() const
    {
        return std::filesystem::absolute(m_request.output).lexically_normal();
    }

    const RestoreRequest& m_request;
    const OperationContext& m_context;
    const CancellationToken m_token;
    ProgressSink& m_sink;
    const ReadOptions m_options;
    std::unique_ptr<ObjectStore> m_store;
    Replica m_replica;
    std::vector<Finding> m_damage; ///< met on the way
    const SteadyClock::time_point m_start = SteadyClock::now();
};

} // namespace

Result<RestorePlan> planRestore(const StoreUrl& source, const RestoreTarget& target,
                                const OperationContext& context, const CancellationToken& token)
{
    const Result<OpenedReplica> opened = openReplica(source, context, token);
    if (!opened)
        return opened.error();
    return planRestore(opened->replica, target);
}

Result<RestoreReport> restoreDatabase(const RestoreRequest& request,
                                      const OperationContext& context,
                                      const CancellationToken& token, ProgressSink& progress)
{
    return RestoreRun(request, context, token, progress).run();
}

} // namespace walkeeper
