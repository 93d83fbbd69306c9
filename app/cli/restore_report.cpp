#include "app/cli/restore_report.h"

#include "app/cli/command_words.h"
#include "app/cli/output.h"

#include <array>
#include <cstdio>
#include <ostream>

namespace walkeeper::app {

namespace {

std::string hexIndex(WalIndex index)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%08x", index);
    return text.data();
}

QJsonObject reportJson(const Restored& restored)
{
    const RestoreReport& report = restored.report;
    return {{QStringLiteral("restored"), true},
            {QStringLiteral("output"), jsonText(restored.output.string())},
            {QStringLiteral("replica"), jsonText(restored.replica.name)},
            {QStringLiteral("url"), jsonText(restored.replica.url.shown())},
            {QStringLiteral("position"), jsonText(report.position.text())},
            {QStringLiteral("generation"), jsonText(report.position.generation.text())},
            {QStringLiteral("index"), jsonNumber(report.position.index)},
            {QStringLiteral("offset"), jsonNumber(report.position.offset)},
            {QStringLiteral("time"), jsonTime(report.time)},
            {QStringLiteral("is_newest_known"), report.plan.isNewestKnown},
            {QStringLiteral("page_size"), jsonNumber(report.pageSize)},
            {QStringLiteral("database_bytes"), jsonNumber(report.databaseBytes)},
            {QStringLiteral("pages_written"), jsonNumber(report.pagesWritten)},
            {QStringLiteral("stored_bytes"), jsonNumber(report.plan.storedBytes())},
            {QStringLiteral("elapsed_ms"), static_cast<qint64>(report.elapsed.count())},
            {QStringLiteral("findings"), jsonFindings(report.findings)}};
}

QJsonObject planJson(const RestoreCandidate& candidate)
{
    const RestorePlan& plan = candidate.plan;
    QJsonObject json{{QStringLiteral("replica"), jsonText(candidate.replica.name)},
                     {QStringLiteral("url"), jsonText(candidate.replica.url.shown())},
                     {QStringLiteral("generation"), jsonText(plan.generation.text())},
                     {QStringLiteral("snapshot_index"), jsonNumber(plan.snapshot.index)},
                     {QStringLiteral("snapshot_bytes"), jsonNumber(plan.snapshot.storedBytes)},
                     {QStringLiteral("segments"), jsonNumber(plan.segments.size())},
                     {QStringLiteral("stored_bytes"), jsonNumber(plan.storedBytes())},
                     {QStringLiteral("as_of"), jsonTime(plan.asOf)},
                     {QStringLiteral("is_newest_known"), plan.isNewestKnown}};
    if (!plan.segments.empty()) {
        json.insert(QStringLiteral("first_index"), jsonNumber(plan.segments.front().name.index));
        json.insert(QStringLiteral("last_index"), jsonNumber(plan.segments.back().name.index));
    }
    if (plan.obstacle) {
        QJsonObject obstacle = jsonFinding(plan.obstacle->finding);
        if (plan.obstacle->reachableTime)
            obstacle.insert(QStringLiteral("reachable_time"),
                            jsonTime(*plan.obstacle->reachableTime));
        json.insert(QStringLiteral("obstacle"), obstacle);
    }
    return json;
}

std::string walText(const RestorePlan& plan)
{
    if (plan.segments.empty())
        return "none";
    const WalIndex first = plan.segments.front().name.index;
    const WalIndex last = plan.segments.back().name.index;
    return counted(plan.segments.size(), "segment") + ", index " + hexIndex(first) + " to " +
           hexIndex(last);
}

} // namespace

void printRestored(const Restored& restored, bool isJson, Environment& environment)
{
    const RestoreReport& report = restored.report;
    printFindings(environment.err, report.findings);
    if (isJson) {
        QJsonObject json = reportJson(restored);
        if (restored.before)
            json.insert(QStringLiteral("safety_copy"), jsonText(restored.before->folder.string()));
        printJson(environment.out, json);
        return;
    }
    if (report.plan.isNewestKnown)
        environment.out << "Nothing newer is stored: this is the newest state known by then.\n";
    environment.out << "Restored " << restored.output.string() << " from "
                    << nameForPeople(restored.replica) << ": " << humanBytes(report.databaseBytes)
                    << ", position " << report.position.text() << ", stored "
                    << formatTimestamp(report.time) << "\n";
    if (restored.before)
        environment.out << "The state of before is kept in " << restored.before->folder.string()
                        << "\nTo have it again: walkeeper-cli bring-back "
                        << quotedWord(restored.output.string()) << "\n";
}

void printSkipped(std::string_view reason, std::string_view sentence, bool isJson,
                  Environment& environment)
{
    printError(environment.err, sentence);
    if (isJson)
        printJson(environment.out, QJsonObject{{QStringLiteral("restored"), false},
                                               {QStringLiteral("reason"), jsonText(reason)}});
}

void printPlan(const RestoreCandidate& candidate, bool isJson, Environment& environment)
{
    if (isJson) {
        printJson(environment.out, planJson(candidate));
        return;
    }
    const RestorePlan& plan = candidate.plan;
    Table table({});
    table.addRow({"replica", candidate.replica.name + " (" + candidate.replica.url.shown() + ")"});
    table.addRow({"generation", plan.generation.text()});
    table.addRow({"snapshot", "index " + hexIndex(plan.snapshot.index) + ", stored " +
                                  formatTimestamp(plan.snapshot.created) + ", " +
                                  humanBytes(plan.snapshot.storedBytes)});
    table.addRow({"wal", walText(plan)});
    table.addRow({"to be read", humanBytes(plan.storedBytes())});
    table.addRow({"state", "stored " + formatTimestamp(plan.asOf) +
                               (plan.isNewestKnown ? " (the newest known by then)" : "")});
    table.print(environment.out);
}

} // namespace walkeeper::app
