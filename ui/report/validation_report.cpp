#include "ui/report/validation_report.h"

#include "core/base/version.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

#include <QJsonArray>

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

qint64 number(std::uint64_t value)
{
    return static_cast<qint64>(value);
}

QJsonObject jsonOf(const RungResult& rung)
{
    return {{u"rung"_s, toQt(rungName(rung.rung))},     {u"passed"_s, rung.passed},
            {u"proves"_s, toQt(rungProves(rung.rung))}, {u"objects"_s, number(rung.objects)},
            {u"bytes"_s, number(rung.bytes)},           {u"frames"_s, number(rung.frames)}};
}

QJsonObject jsonOf(const Finding& finding)
{
    QJsonObject json{{u"severity"_s, toQt(severityName(finding.severity))},
                     {u"kind"_s, toQt(findingKindName(finding.kind))},
                     {u"object"_s, toQt(finding.object)},
                     {u"text"_s, toQt(finding.text)}};
    if (finding.at)
        json.insert(u"position"_s, toQt(finding.at->text()));
    return json;
}

QJsonObject jsonOf(const ValidationReport& report, const OpenedReplica& replica, Timestamp ended)
{
    QJsonArray rungs;
    for (const RungResult& each : report.rungs)
        rungs << jsonOf(each);
    QJsonArray findings;
    for (const Finding& each : report.findings)
        findings << jsonOf(each);
    return {{u"replica"_s, replica.name},
            {u"url"_s, toQt(replica.url.shown())},
            {u"ended"_s, toQt(formatTimestampExact(ended))},
            {u"passed"_s, report.passed()},
            {u"rungs"_s, rungs},
            {u"findings"_s, findings},
            {u"elapsed_ms"_s, static_cast<qint64>(report.elapsed.count())},
            {u"program"_s, u"Walkeeper "_s + toQt(version)}};
}

Report::Table rungTable(const ValidationReport& report)
{
    Report::Table table{ValidationReportText::tr("What was checked"),
                        {ValidationReportText::tr("Check"), ValidationReportText::tr("Result"),
                         ValidationReportText::tr("Objects"), ValidationReportText::tr("Read"),
                         ValidationReportText::tr("Frames"), ValidationReportText::tr("It proves")},
                        {},
                        {}};
    for (const RungResult& each : report.rungs)
        table.rows.push_back(
            {ErrorText::rungName(each.rung),
             each.passed ? ValidationReportText::tr("passed") : ValidationReportText::tr("failed"),
             HumanText::number(each.objects), HumanText::bytes(each.bytes),
             HumanText::number(each.frames), ErrorText::rungProves(each.rung)});
    return table;
}

Report::Table findingTable(const std::vector<Finding>& findings)
{
    Report::Table table{ValidationReportText::tr("Findings"),
                        {ValidationReportText::tr("Severity"), ValidationReportText::tr("Finding"),
                         ValidationReportText::tr("Object"), ValidationReportText::tr("Position"),
                         ValidationReportText::tr("Details")},
                        {},
                        ValidationReportText::tr("Nothing is missing, broken or unusual.")};
    std::vector<const Finding*> worstFirst;
    for (const Finding& each : findings)
        worstFirst.push_back(&each);
    std::ranges::stable_sort(worstFirst, std::greater<>(), &Finding::severity);
    for (const Finding* each : worstFirst)
        table.rows.push_back({ErrorText::name(each->severity), ErrorText::title(each->kind),
                              toQt(each->object), each->at ? toQt(each->at->text()) : QString(),
                              ErrorText::sentence({ErrorCode::Corrupt, each->text})});
    return table;
}

QString verdictOf(const ValidationReport& report)
{
    if (report.passed())
        return ValidationReportText::tr("Passed: nothing of it is missing or broken.");
    const auto damage = std::ranges::count(report.findings, Severity::Damage, &Finding::severity);
    return ValidationReportText::tr("Failed: %Ln finding(s) of damage.", nullptr,
                                    static_cast<int>(damage));
}

} // namespace

Report ValidationReportText::of(const Check& check, const OpenedReplica& replica,
                                const QTimeZone& zone)
{
    const ValidationReport& validation = (**check.end).validation;
    const Timestamp ended = check.ended.value_or(Timestamp());
    Report report;
    report.title = tr("Validation of %1").arg(replica.name);
    report.verdict = verdictOf(validation);
    report.passed = validation.passed();
    report.facts = {{tr("Replica"), toQt(replica.url.shown())},
                    {tr("Ended"), HumanText::dateAndClock(ended, zone) + u' ' +
                                      HumanText::zoneName(ended, zone)},
                    {tr("Took"), HumanText::duration(validation.elapsed)},
                    {tr("Program"), u"Walkeeper "_s + toQt(version)}};
    report.tables = {rungTable(validation), findingTable(validation.findings)};
    report.json = jsonOf(validation, replica, ended);
    return report;
}

} // namespace walkeeper::ui
