#include "core/engine/replica_answers.h"

#include "core/config/config_text.h"
#include "core/operations/browse_replica.h"
#include "core/sqlite/database_mark.h"

namespace walkeeper {

Result<ReplicaContents> listContents(const StoreUrl& url, const OperationContext& context,
                                     const CancellationToken& token, LatestProgress& progress)
{
    Result<Replica> replica = browseReplica(
        url, context, token, [&progress](std::size_t seen) { progress.reportSeen(seen); });
    if (!replica)
        return std::move(replica).error();
    return makeReplicaContents(url, *std::move(replica));
}

Result<RestorePlan> answer(const PlanRequest& request, const OperationContext& context,
                           const CancellationToken& token)
{
    if (request.basis == PlanBasis::AsListed)
        return walkeeper::planRestore(request.contents->replica, request.target);
    return walkeeper::planRestore(request.contents->url, request.target, context, token);
}

Result<RemovalOutlook> answer(const RemovalQuestion& question, const ReplicaUse& use,
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

Result<std::vector<std::vector<ReplicaForecast>>> answer(const ForecastQuestion& question,
                                                         const std::optional<GenerationId>& current,
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

Result<ImportPlan> answer(const ImportQuestion& question, FileSystem& files)
{
    // It may be a database that is watched: whatever lies beside one is not opened here.
    const Error noConfiguration{ErrorCode::Unsupported,
                                question.file.string() +
                                    " is no litestream.yml: it has no list of databases"};
    const Result<bool> isDatabase = isDatabaseFile(question.file);
    if ((isDatabase && *isDatabase) || question.file.filename().string().ends_with("-shm"))
        return noConfiguration;
    const Result<std::string> theirs = readConfigText(question.file, files);
    if (!theirs)
        return theirs.error();
    Result<std::string> ours = readConfigText(question.configuration, files);
    if (!ours && ours.error().code != ErrorCode::NotFound)
        return std::move(ours).error();
    if (!looksLikeConfig(*theirs))
        return noConfiguration;
    ConfigOptions ourOptions = question.options;
    ourOptions.name = question.configuration.string();
    ConfigOptions theirOptions = question.options;
    theirOptions.name = question.file.string();
    theirOptions.folder = question.file.parent_path();
    return walkeeper::planImport(*theirs, theirOptions, ours ? *ours : std::string(), ourOptions);
}

Result<CheckReport> answer(const CheckRequest& request, const OperationContext& context,
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

} // namespace walkeeper
