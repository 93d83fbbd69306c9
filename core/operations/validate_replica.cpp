#include "core/operations/validate_replica.h"

#include "core/io/scratch_folder.h"
#include "core/operations/browse_replica.h"
#include "core/operations/restore_database.h"
#include "core/restore/part_verifier.h"

#include <algorithm>

namespace walkeeper {

namespace {

using SteadyClock = std::chrono::steady_clock;

bool hasDamage(const std::vector<Finding>& findings)
{
    return std::ranges::any_of(
        findings, [](const Finding& finding) { return finding.severity == Severity::Damage; });
}

class ValidationRun
{
public:
    ValidationRun(const ValidateRequest& request, const OperationContext& context,
                  const CancellationToken& token, ProgressSink& progress)
        : m_request(request),
          m_context(context),
          m_token(token),
          m_sink(progress),
          m_options(readOptions(request.parallelism))
    {
    }

    Result<ValidationReport> run()
    {
        Result<void> done = checkListing();
        if (done && m_request.rung >= ValidationRung::Objects)
            done = checkObjects();
        if (done && m_request.rung >= ValidationRung::Restore)
            done = checkRestore();
        if (!done)
            return std::move(done).error();
        m_report.elapsed =
            std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - m_start);
        return std::move(m_report);
    }

private:
    Result<void> checkListing()
    {
        m_sink.report({.stage = Stage::Listing});
        Result<OpenedReplica> opened = openReplica(m_request.source, m_context, m_token);
        if (!opened)
            return std::move(opened).error();
        m_store = std::move(opened->store);
        m_replica = std::move(opened->replica);
        if (m_request.generation) {
            if (!m_replica.find(*m_request.generation))
                return Error{ErrorCode::NotFound,
                             "the replica holds no generation " + m_request.generation->text()};
            std::erase_if(m_replica.generations, [&](const Generation& generation) {
                return generation.id != *m_request.generation;
            });
        }
        RungResult rung{ValidationRung::Listing};
        std::vector<Finding> found = m_replica.findings;
        for (const Generation& generation : m_replica.generations) {
            found.insert(found.end(), generation.findings.begin(), generation.findings.end());
            rung.objects += generation.snapshots.size() + generation.segments.size();
        }
        add(rung, std::move(found));
        return {};
    }

    Result<void> checkObjects()
    {
        RungResult rung{ValidationRung::Objects};
        for (const Generation& generation : m_replica.generations)
            rung.bytes += generation.storedBytes();
        ProgressMeter meter(m_sink, rung.bytes);
        std::vector<Finding> found;
        for (const Generation& generation : m_replica.generations) {
            Result<VerifiedParts> verified =
                verifyParts(*m_store, generation, generation.segments, generation.snapshots,
                            m_options, meter, m_token);
            if (!verified)
                return std::move(verified).error();
            rung.objects += generation.snapshots.size() + generation.segments.size();
            rung.frames += verified->frames;
            for (const ChainBreak& broken : verified->damage.breaks)
                found.push_back(broken.finding);
            for (const auto& [snapshot, finding] : verified->damage.snapshots)
                found.push_back(finding);
            std::ranges::move(verified->warnings, std::back_inserter(found));
        }
        add(rung, std::move(found));
        return {};
    }

    Result<void> checkRestore()
    {
        Result<ScratchFolder> scratch =
            ScratchFolder::make(m_request.scratch, "walkeeper-validation", m_context.files);
        if (!scratch)
            return std::move(scratch).error();
        RungResult rung{ValidationRung::Restore};
        std::vector<Finding> found;
        for (const Generation& generation : m_replica.generations) {
            RestoreRequest request;
            request.source = m_request.source;
            request.target.generation = generation.id;
            request.output = scratch->path() / (generation.id.text() + ".db");
            request.check = IntegrityCheck::Full;
            request.parallelism = m_request.parallelism;
            const Result<RestoreReport> report =
                restoreDatabase(request, m_context, m_token, m_sink);
            if (report) {
                ++rung.objects;
                rung.bytes += report->plan.storedBytes();
                static_cast<void>(m_context.files.remove(request.output));
            } else if (report.error().code == ErrorCode::Corrupt ||
                       report.error().code == ErrorCode::NotFound) {
                found.push_back({FindingKind::IntegrityFailure,
                                 Severity::Damage,
                                 generationFolder(generation.id).text(),
                                 {},
                                 "its newest state cannot be restored: " + report.error().message});
            } else {
                return report.error();
            }
        }
        add(rung, std::move(found));
        return {};
    }

    void add(RungResult rung, std::vector<Finding> found)
    {
        rung.passed = !hasDamage(found);
        m_report.rungs.push_back(rung);
        std::ranges::move(found, std::back_inserter(m_report.findings));
    }

    const ValidateRequest& m_request;
    const OperationContext& m_context;
    const CancellationToken m_token;
    ProgressSink& m_sink;
    const ReadOptions m_options;
    std::unique_ptr<ObjectStore> m_store;
    Replica m_replica;
    ValidationReport m_report;
    const SteadyClock::time_point m_start = SteadyClock::now();
};

} // namespace

std::string_view rungName(ValidationRung rung)
{
    switch (rung) {
    case ValidationRung::Listing: return "listing";
    case ValidationRung::Objects: return "objects";
    case ValidationRung::Restore: return "restore";
    case ValidationRung::Comparison: return "comparison";
    }
    return "listing";
}

std::string_view rungProves(ValidationRung rung)
{
    switch (rung) {
    case ValidationRung::Listing: return "No WAL file is missing by name. Nothing was unpacked.";
    case ValidationRung::Objects:
        return "Every object unpacks, and every frame continues the one before it.";
    case ValidationRung::Restore:
        return "The newest state of each generation restores, and SQLite finds it sound.";
    case ValidationRung::Comparison:
        return "A restore into a temporary folder, which needs room for the database, is byte for "
               "byte what the live database holds at the same commit.";
    }
    return "";
}

bool ValidationReport::passed() const
{
    return !hasDamage(findings);
}

void addComparison(ValidationReport& report, const ReplicaComparison& comparison)
{
    report.rungs.push_back(
        {ValidationRung::Comparison, comparison.agrees(), 1, comparison.restoredBytes, 0});
    report.elapsed += comparison.elapsed;
    if (!comparison.agrees())
        report.findings.push_back({FindingKind::DiffersFromDatabase, Severity::Damage,
                                   generationFolder(comparison.position.generation).text(),
                                   comparison.position, differenceText(comparison)});
}

Result<ValidationReport> validateReplica(const ValidateRequest& request,
                                         const OperationContext& context,
                                         const CancellationToken& token, ProgressSink& progress)
{
    return ValidationRun(request, context, token, progress).run();
}

} // namespace walkeeper
