#include "ui/report/drill_report.h"

#include "core/base/version.h"
#include "core/operations/drill_report.h"
#include "ui/drill/drill_text.h"
#include "ui/text/conversion.h"
#include "ui/text/human_text.h"

#include <QJsonArray>

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

QString timeText(Timestamp time, const QTimeZone& zone)
{
    return HumanText::dateAndClock(time, zone) + u' ' + HumanText::zoneName(time, zone);
}

QJsonObject jsonOf(const DrillResult& drill)
{
    QJsonObject json{{u"ended"_s, toQt(formatTimestampExact(drill.when))},
                     {u"outcome"_s, toQt(drillOutcomeName(drill.outcome))},
                     {u"summary"_s, drill.summary},
                     {u"elapsed_ms"_s, static_cast<qint64>(drill.elapsed.count())}};
    if (drill.moment)
        json.insert(u"moment"_s, toQt(formatTimestampExact(*drill.moment)));
    return json;
}

QJsonObject jsonOf(const DrillSetting& setting, const std::vector<DrillResult>& drills)
{
    QJsonArray results;
    for (const DrillResult& each : drills)
        results << jsonOf(each);
    QJsonArray assertions;
    for (const DrillAssertion& each : setting.assertions)
        assertions << QJsonObject{{u"sql"_s, toQt(each.sql)},
                                  {u"expected"_s, toQt(expectationText(each.expectation))}};
    return {{u"replica"_s, setting.name},
            {u"url"_s, setting.replica},
            {u"drills"_s, results},
            {u"assertions"_s, assertions},
            {u"program"_s, u"Walkeeper "_s + toQt(version)}};
}

Report::Table drillTable(const std::vector<DrillResult>& drills, const QTimeZone& zone)
{
    Report::Table table{DrillReportText::tr("Drills, newest first"),
                        {DrillReportText::tr("Outcome"), DrillReportText::tr("Ended"),
                         DrillReportText::tr("State of"), DrillReportText::tr("Took"),
                         DrillReportText::tr("What it found")},
                        {},
                        {}};
    for (const DrillResult& each : drills)
        table.rows.push_back({DrillText::outcome(each.outcome), timeText(each.when, zone),
                              each.moment ? timeText(*each.moment, zone) : QString(),
                              HumanText::duration(each.elapsed), each.summary});
    return table;
}

Report::Table questionTable(const std::vector<DrillAssertion>& assertions)
{
    Report::Table table{DrillReportText::tr("Questions, as they are asked now"),
                        {DrillReportText::tr("Expected"), DrillReportText::tr("Question")},
                        {},
                        DrillReportText::tr("None: a drill proves that the database restores and "
                                            "is sound, not what is in it.")};
    for (const DrillAssertion& each : assertions)
        table.rows.push_back(
            {toQt(expectationText(each.expectation)), toQt(each.sql).simplified()});
    return table;
}

} // namespace

Report DrillReportText::of(const DrillSetting& setting, const std::vector<DrillResult>& drills,
                           const QTimeZone& zone)
{
    const DrillResult& last = drills.front();
    const auto passed = std::ranges::find(drills, DrillOutcome::Passed, &DrillResult::outcome);
    Report report;
    report.title = tr("Restore drills of %1").arg(setting.name);
    report.verdict = tr("%1: %2").arg(DrillText::outcome(last.outcome), last.summary);
    report.passed = last.outcome == DrillOutcome::Passed;
    report.facts = {
        {tr("Replica"), setting.replica},
        {tr("Last drill"), timeText(last.when, zone)},
        {tr("Last passed"), passed == drills.end() ? tr("never") : timeText(passed->when, zone)},
        {tr("Repeated"), setting.interval.count() > 0
                             ? tr("every %1").arg(HumanText::duration(setting.interval))
                             : tr("only when asked for")},
        {tr("Program"), u"Walkeeper "_s + toQt(version)}};
    report.tables = {drillTable(drills, zone), questionTable(setting.assertions)};
    report.json = jsonOf(setting, drills);
    return report;
}

} // namespace walkeeper::ui
