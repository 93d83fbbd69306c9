#include "core/operations/restore_drill.h"

#include "core/operations/browse_replica.h"
#include "core/operations/drill_scratch.h"
#include "core/operations/look_inside.h"
#include "core/operations/restore_database.h"
#include "core/operations/restored_size.h"

#include <algorithm>
#include <utility>

namespace walkeeper {

namespace {

using SteadyClock = std::chrono::steady_clock;
using Why = DrillReason::Kind;

std::string inBytes(std::uint64_t bytes)
{
    return std::to_string(bytes) + " bytes";
}

/// One drill from beginning to end. Each step says whether the next one makes sense.
class DrillRun
{
public:
    DrillRun(const DrillRequest& request, const OperationContext& context,
             const CancellationToken& token, ProgressSink& progress)
        : m_request(request),
          m_context(context),
          m_token(token),
          m_sink(progress)
    {
    }

    Result<DrillReport> run()
    {
        runSteps();
        if (m_token.isCancelled())
            return Error{ErrorCode::Cancelled, "cancelled"};
        m_report.elapsed =
            std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - m_start);
        const auto& reasons = m_report.reasons;
        if (std::ranges::any_of(reasons, &DrillReason::isFailure))
            m_report.outcome = DrillOutcome::Failed;
        else if (!reasons.empty())
            m_report.outcome = DrillOutcome::Inconclusive;
        return std::move(m_report);
    }

private:
    void runSteps()
    {
        if (!plan() || !hasRoom())
            return;
        Result<DrillScratch> scratch = DrillScratch::make(m_request.scratch, m_context.files);
        if (!scratch) {
            note(Why::NoScratch, scratch.error().message);
            return;
        }
        const std::filesystem::path restored = scratch->path() / "restored.db";
        if (restore(restored) && check(restored))
            ask(restored);
    }

    bool plan()
    {
        m_sink.report({.stage = Stage::Listing});
        Result<OpenedReplica> opened = openReplica(m_request.source, m_context, m_token);
        if (!opened)
            return note(Why::NotReached, opened.error().message);
        Result<RestorePlan> made = planRestore(opened->replica, m_request.target);
        if (!made)
            return note(isWithoutState(made.error()) ? Why::NotRestored : Why::NoSuchMoment,
                        made.error().message);
        m_plan = *std::move(made);
        const Result<std::optional<std::uint64_t>> size = restoredBytes(
            *opened->store, *opened->replica.find(m_plan.generation), m_plan, m_token);
        if (!size)
            return note(Why::NotReached, size.error().message);
        m_bytes = size->value_or(m_plan.snapshot.storedBytes);
        return true;
    }

    /// There is a replica, and nothing at all can be had from it.
    bool isWithoutState(const Error& error) const
    {
        return error.code == ErrorCode::Corrupt ||
               (error.code == ErrorCode::NotFound &&
                std::holds_alternative<RestoreTarget::Latest>(m_request.target.what) &&
                !m_request.target.generation);
    }

    bool hasRoom()
    {
        const std::filesystem::path folder = scratchParent(m_request.scratch);
        const Result<FolderRoom> room = m_context.files.room(folder);
        if (!room)
            return note(Why::NoScratch, room.error().message);
        if (!room->mayCreate)
            return note(Why::NoScratch, "nothing may be written to " + folder.string());
        if (room->freeBytes >= m_bytes)
            return true;
        // What is broken needs no room to be known.
        if (m_plan.obstacle)
            note(Why::NotRestored, obstacleError(*m_plan.obstacle).message);
        return note(Why::NoRoom, "the restored database takes " + inBytes(m_bytes) + ", and " +
                                     folder.string() + " has " + inBytes(room->freeBytes) +
                                     " left; free space or choose another scratch folder");
    }

    bool restore(const std::filesystem::path& output)
    {
        Result<RestoreReport> restored = restoreOnce(output);
        // Retention may have taken what was being read, if there is something newer now.
        if (!restored && restored.error().code == ErrorCode::Corrupt && hasMovedOn())
            restored = restoreOnce(output);
        if (restored) {
            m_report.restored = *std::move(restored);
            return true;
        }
        const Error& error = restored.error();
        if (error.code == ErrorCode::Corrupt)
            return note(Why::NotRestored, error.message);
        return note(error.code == ErrorCode::NoSpace ? Why::NoRoom : Why::NotReached,
                    error.message);
    }

    Result<RestoreReport> restoreOnce(const std::filesystem::path& output)
    {
        RestoreRequest request;
        request.source = m_request.source;
        request.target = m_request.target;
        request.output = output;
        request.parallelism = m_request.parallelism;
        return restoreDatabase(request, m_context, m_token, m_sink);
    }

    bool hasMovedOn()
    {
        const Result<RestorePlan> now =
            planRestore(m_request.source, m_request.target, m_context, m_token);
        return now && (now->generation != m_plan.generation ||
                       now->snapshot.index != m_plan.snapshot.index);
    }

    bool check(const std::filesystem::path& restored)
    {
        Progress progress{.stage = Stage::Integrity};
        progress.doneBytes = m_report.restored->plan.storedBytes();
        progress.totalBytes = progress.doneBytes;
        progress.pages = m_report.restored->pagesWritten;
        m_sink.report(progress);
        const Result<std::vector<std::string>> problems =
            checkIntegrity(restored, IntegrityCheck::Full, m_token);
        if (!problems)
            return note(Why::NoScratch, problems.error().message);
        m_report.isSound = problems->empty();
        for (const std::string& problem : *problems)
            note(Why::Unsound, problem);
        return problems->empty();
    }

    void ask(const std::filesystem::path& restored)
    {
        if (m_request.assertions.empty())
            return;
        Result<ReadingConnection> database = ReadingConnection::openUnchanging(restored);
        if (!database) {
            note(Why::NoScratch, database.error().message);
            return;
        }
        database->setToken(m_token);
        for (const DrillAssertion& assertion : m_request.assertions) {
            Result<AssertionResult> tried =
                tryAssertion(assertion, *database, m_request.assertionLimit);
            if (!tried)
                return;
            if (tried->verdict != AssertionVerdict::Held)
                note(tried->hasFailed() ? Why::AssertionFailed : Why::AssertionUndecided,
                     assertion.sql + ": " + verdictText(*tried));
            m_report.assertions.push_back(*std::move(tried));
        }
    }

    /// gives  false: the drill ends here
    bool note(Why kind, std::string text)
    {
        m_report.reasons.push_back({kind, std::move(text)});
        return false;
    }

    const DrillRequest& m_request;
    const OperationContext& m_context;
    const CancellationToken m_token;
    ProgressSink& m_sink;
    RestorePlan m_plan;
    std::uint64_t m_bytes = 0; ///< that the restored database takes
    DrillReport m_report;
    const SteadyClock::time_point m_start = SteadyClock::now();
};

} // namespace

Result<DrillReport> restoreDrill(const DrillRequest& request, const OperationContext& context,
                                 const CancellationToken& token, ProgressSink& progress)
{
    return DrillRun(request, context, token, progress).run();
}

Result<std::vector<AssertionResult>> tryAssertions(const StoreUrl& source,
                                                   const std::vector<DrillAssertion>& assertions,
                                                   const OperationContext& context,
                                                   const CancellationToken& token,
                                                   ProgressSink& progress)
{
    Result<std::unique_ptr<LookInside>> look = LookInside::open(source, context, {}, token);
    if (!look)
        return std::move(look).error();
    const Result<OpenedMoment> newest = (*look)->at({}, BrokenChain::Refuse, token, progress);
    if (!newest)
        return newest.error();
    std::vector<AssertionResult> results;
    for (const DrillAssertion& assertion : assertions) {
        const auto start = SteadyClock::now();
        const RowWindow beginning{.limit = 2};
        const Result<Rows> rows = newest->database->query(assertion.sql, beginning, token);
        Result<AssertionResult> result =
            rows ? judgeAnswer(assertion, rows->columns.size(), rows->rows)
                 : judgeError(assertion, rows.error(), false);
        if (!result)
            return std::move(result).error();
        result->elapsed =
            std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - start);
        results.push_back(*std::move(result));
    }
    return results;
}

} // namespace walkeeper
