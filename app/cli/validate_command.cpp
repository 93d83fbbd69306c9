#include "app/cli/output.h"
#include "app/cli/progress_line.h"
#include "app/cli/restore_options.h"
#include "app/cli/running_replicator.h"
#include "core/operations/browse_replica.h"
#include "core/operations/validate_replica.h"

#include <algorithm>
#include <array>
#include <ostream>

namespace walkeeper::app {

namespace {

struct ValidateOptions {
    SourceArgument source;
    ValidationRung rung = ValidationRung::Objects;
    std::optional<GenerationId> generation;
    unsigned parallelism = 0;
    bool isJson = false;
};

Result<ValidationRung> parseRung(const Arguments& arguments)
{
    if (!arguments.has("rung"))
        return ValidationRung::Objects;
    const std::string text = arguments.text("rung");
    for (const auto rung : {ValidationRung::Listing, ValidationRung::Objects,
                            ValidationRung::Restore, ValidationRung::Comparison}) {
        if (rungName(rung) == text)
            return rung;
    }
    return Error{ErrorCode::InvalidArgument,
                 "invalid value \"" + text +
                     "\" for flag -rung: it is listing, objects, restore or comparison"};
}

Result<ValidateOptions> parseValidate(const Arguments& arguments)
{
    Result<SourceArgument> source = parseSource(arguments, "database path or replica URL required");
    if (!source)
        return std::move(source).error();
    const Result<ValidationRung> rung = parseRung(arguments);
    if (!rung)
        return rung.error();
    const Result<std::optional<GenerationId>> generation = parseGenerationFlag(arguments);
    if (!generation)
        return generation.error();
    const Result<unsigned> parallelism = parseParallelism(arguments);
    if (!parallelism)
        return parallelism.error();
    return ValidateOptions{*std::move(source), *rung, *generation, *parallelism,
                           arguments.has("json")};
}

/// errors  Unsupported: the replica is encrypted
Result<void> checkReadable(const ChosenReplica& chosen, const ValidateOptions& options,
                           Environment& environment)
{
    if (options.rung == ValidationRung::Listing)
        return {};
    if (Result<void> allowed = refuseEncrypted(chosen); !allowed)
        return allowed;
    const Result<Replica> replica =
        browseReplica(chosen.url, environment.operations, environment.token);
    if (!replica)
        return replica.error();
    for (const Generation& generation : replica->generations) {
        if (generation.snapshots.empty())
            continue;
        const ObjectKey sample = generation.keyOf(generation.snapshots.back());
        if (Result<void> allowed = refuseEncrypted(chosen, sample, environment); !allowed)
            return allowed;
    }
    return {};
}

Result<ValidationReport> validateChosen(const ChosenReplica& chosen, const ValidateOptions& options,
                                        Environment& environment)
{
    if (Result<void> readable = checkReadable(chosen, options, environment); !readable)
        return std::move(readable).error();
    ValidateRequest request;
    request.source = chosen.url;
    request.rung = options.rung;
    request.generation = options.generation;
    request.parallelism = options.parallelism;
    ProgressLine progress(environment.err, environment.showsProgress);
    return validateReplica(request, environment.operations, environment.token, progress);
}

Result<ValidationReport> validateWithComparison(const ChosenReplica& chosen,
                                                const std::optional<std::string>& database,
                                                const ValidateOptions& options,
                                                Environment& environment)
{
    if (options.rung != ValidationRung::Comparison)
        return validateChosen(chosen, options, environment);
    // First, for all that comes before the comparison takes long.
    const auto replicator = replicatorOf(*database, environment);
    if (!replicator)
        return replicator.error();
    Result<ValidationReport> report = validateChosen(chosen, options, environment);
    if (!report)
        return report;
    const auto compared = (*replicator)->compare(*database, chosen.name, environment.token);
    if (!compared)
        return Error(compared.error()).during("cannot compare with " + *database);
    for (const Replicator::NamedComparison& each : *compared)
        addComparison(*report, each.comparison);
    return report;
}

QJsonObject reportJson(const ChosenReplica& chosen, const ValidationReport& report)
{
    QJsonArray rungs;
    for (const RungResult& rung : report.rungs)
        rungs.append(QJsonObject{{QStringLiteral("rung"), jsonText(rungName(rung.rung))},
                                 {QStringLiteral("passed"), rung.passed},
                                 {QStringLiteral("proves"), jsonText(rungProves(rung.rung))},
                                 {QStringLiteral("objects"), jsonNumber(rung.objects)},
                                 {QStringLiteral("bytes"), jsonNumber(rung.bytes)},
                                 {QStringLiteral("frames"), jsonNumber(rung.frames)}});
    return {{QStringLiteral("replica"), jsonText(chosen.name)},
            {QStringLiteral("url"), jsonText(chosen.url.shown())},
            {QStringLiteral("passed"), report.passed()},
            {QStringLiteral("rungs"), rungs},
            {QStringLiteral("findings"), jsonFindings(report.findings)},
            {QStringLiteral("elapsed_ms"), static_cast<qint64>(report.elapsed.count())}};
}

void printReport(const ChosenReplica& chosen, const ValidationReport& report, std::ostream& out)
{
    out << nameForPeople(chosen) << "\n";
    Table rungs({"rung", "result", "objects", "bytes", "frames", "proves"});
    for (const RungResult& rung : report.rungs)
        rungs.addRow({std::string(rungName(rung.rung)), rung.passed ? "passed" : "failed",
                      std::to_string(rung.objects), std::to_string(rung.bytes),
                      std::to_string(rung.frames), std::string(rungProves(rung.rung))});
    rungs.print(out);
    if (report.findings.empty())
        return;
    out << "\n";
    Table findings({"severity", "kind", "object", "finding"});
    for (const Finding& finding : report.findings)
        findings.addRow({std::string(severityName(finding.severity)),
                         std::string(findingKindName(finding.kind)), finding.object, finding.text});
    findings.print(out);
}

std::size_t damages(const ValidationReport& report)
{
    return static_cast<std::size_t>(
        std::count_if(report.findings.begin(), report.findings.end(),
                      [](const Finding& finding) { return finding.severity == Severity::Damage; }));
}

CommandResult runValidate(const Arguments& arguments, Environment& environment)
{
    const Result<ValidateOptions> options = parseValidate(arguments);
    if (!options)
        return CommandResult::misused(options.error());
    const Result<ReplicaChoice> choice = chooseReplicas(options->source, environment);
    if (!choice)
        return CommandResult::failed(choice.error());

    if (options->rung == ValidationRung::Comparison && !choice->database)
        return CommandResult::misused("the rung \"comparison\" needs a database, not a replica");
    if (options->rung == ValidationRung::Comparison && options->generation)
        return CommandResult::misused(
            "the rung \"comparison\" is about the newest state; leave out "
            "-generation");

    QJsonArray json;
    bool passed = true;
    std::size_t found = 0;
    std::size_t unread = choice->replicas.size();
    const Result<void> validated =
        forEachReplica(*choice, environment, [&](const ChosenReplica& chosen) -> Result<void> {
            const Result<ValidationReport> report =
                validateWithComparison(chosen, choice->database, *options, environment);
            if (!report)
                return report.error();
            --unread;
            passed = passed && report->passed();
            found += damages(*report);
            if (options->isJson)
                json.append(reportJson(chosen, *report));
            else
                printReport(chosen, *report, environment.out);
            return {};
        });
    if (!validated)
        return CommandResult::failed(validated.error());
    if (options->isJson)
        printJson(environment.out, QJsonObject{{QStringLiteral("passed"), passed && unread == 0},
                                               {QStringLiteral("replicas"), json}});
    if (!passed)
        return {ExitCode::Failure,
                "the replica is damaged: " + counted(found, "finding") + " of damage"};
    if (unread > 0)
        return {ExitCode::Failure, counted(unread, "replica") + " could not be read"};
    return CommandResult::success();
}

constexpr std::array validateFlags{
    Flag{"rung", "listing|objects|restore|comparison",
         "How much is proved: that the names form unbroken chains (listing); that every object\n"
         "unpacks and every frame and joint is right (objects, the default); that the newest\n"
         "state of each generation restores and SQLite finds it sound (restore); that a restore\n"
         "is what the live database holds at the same commit (comparison: made by the replicator\n"
         "that runs, so a database has to be named)."},
    Flag{"generation", "NAME", "Only this generation."},
    configFlag,
    noExpandFlag,
    replicaFlag,
    Flag{"parallelism", "NUM", "How many objects are read at once. Chosen if not given."},
    jsonFlag};

} // namespace

const Command validateCommand{
    "validate",
    "checks that a replica can be restored",
    "DATABASE|REPLICA",
    "Checks a database's replicas, or one replica, and lists everything that is wrong or\n"
    "remarkable. The exit code is 1 if anything is missing or broken.",
    validateFlags,
    runValidate};

} // namespace walkeeper::app
