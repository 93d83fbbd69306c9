#include "app/catalogue/rows.h"

#include "ui/text/conversion.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>
#include <array>
#include <utility>

namespace walkeeper::app {

using namespace Qt::StringLiterals;

namespace {

template <class Enum, std::size_t count>
using Words = std::array<std::pair<Enum, QLatin1StringView>, count>;

constexpr Words<ui::CheckOutcome, 3> outcomes = {
    {{ui::CheckOutcome::Passed, "passed"_L1},
     {ui::CheckOutcome::Failed, "failed"_L1},
     {ui::CheckOutcome::Inconclusive, "inconclusive"_L1}}};
constexpr Words<DrillOutcome, 3> drillOutcomes = {
    {{DrillOutcome::Passed, "passed"_L1},
     {DrillOutcome::Failed, "failed"_L1},
     {DrillOutcome::Inconclusive, "inconclusive"_L1}}};
constexpr Words<ValidationRung, 4> rungs = {{{ValidationRung::Listing, "listing"_L1},
                                             {ValidationRung::Objects, "objects"_L1},
                                             {ValidationRung::Restore, "restore"_L1},
                                             {ValidationRung::Comparison, "comparison"_L1}}};
constexpr Words<ui::ActivitySeverity, 4> severities = {
    {{ui::ActivitySeverity::Note, "note"_L1},
     {ui::ActivitySeverity::Success, "success"_L1},
     {ui::ActivitySeverity::Warning, "warning"_L1},
     {ui::ActivitySeverity::Failure, "failure"_L1}}};
constexpr Words<ui::ActivityKind, 8> kinds = {{{ui::ActivityKind::Replication, "replication"_L1},
                                               {ui::ActivityKind::Snapshot, "snapshot"_L1},
                                               {ui::ActivityKind::Retention, "retention"_L1},
                                               {ui::ActivityKind::Check, "check"_L1},
                                               {ui::ActivityKind::Restore, "restore"_L1},
                                               {ui::ActivityKind::Label, "label"_L1},
                                               {ui::ActivityKind::Replica, "replica"_L1},
                                               {ui::ActivityKind::Program, "program"_L1}}};

template <class Enum, std::size_t count>
QString wordOf(const Words<Enum, count>& words, Enum value)
{
    const auto found = std::find_if(words.begin(), words.end(),
                                    [value](const auto& each) { return each.first == value; });
    return found == words.end() ? QString() : QString(found->second);
}

template <class Enum, std::size_t count>
Enum valueOf(const Words<Enum, count>& words, const QString& word, Enum otherwise)
{
    const auto found = std::find_if(words.begin(), words.end(),
                                    [&word](const auto& each) { return each.second == word; });
    return found == words.end() ? otherwise : found->first;
}

qint64 number(Timestamp time)
{
    return time.time_since_epoch().count();
}

Timestamp time(const QVariant& value)
{
    return Timestamp(std::chrono::nanoseconds(value.toLongLong()));
}

/// SQLite keeps no empty text apart from null unless it is told to.
QString kept(const QString& text)
{
    return text.isNull() ? u""_s : text;
}

constexpr QLatin1StringView sqlKey = "sql"_L1;
constexpr QLatin1StringView expectedKey = "expected"_L1;

QString jsonOf(const std::vector<DrillAssertion>& assertions)
{
    QJsonArray list;
    for (const DrillAssertion& each : assertions)
        list << QJsonObject{{sqlKey, ui::toQt(each.sql)},
                            {expectedKey, ui::toQt(expectationText(each.expectation))}};
    return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
}

std::vector<DrillAssertion> assertionsOf(const QString& json)
{
    std::vector<DrillAssertion> assertions;
    for (const QJsonValue& each : QJsonDocument::fromJson(json.toUtf8()).array()) {
        const auto expectation = parseExpectation(ui::fromQt(each[expectedKey].toString()));
        if (expectation)
            assertions.push_back({ui::fromQt(each[sqlKey].toString()), *expectation});
    }
    return assertions;
}

} // namespace

QVariantList rowOf(const ui::KnownReplica& replica)
{
    return {kept(replica.url), kept(replica.address), kept(replica.name), number(replica.opened),
            kept(replica.tags.join(u'\n'))};
}

QVariantList rowOf(const ui::MomentLabel& label)
{
    const Position& position = label.place.position;
    return {kept(label.place.replica),
            ui::toQt(position.generation.text()),
            position.index,
            static_cast<qint64>(position.offset),
            number(label.time),
            kept(label.text),
            label.warnedOf ? QVariant(number(*label.warnedOf)) : QVariant()};
}

QVariantList rowOf(const ui::CheckResult& result)
{
    return {kept(result.replica), wordOf(rungs, result.rung),
            number(result.when),  wordOf(outcomes, result.outcome),
            kept(result.summary), result.findings};
}

QVariantList rowOf(const ui::DrillSetting& setting)
{
    return {kept(setting.replica), kept(setting.address),
            kept(setting.name),    static_cast<qint64>(setting.interval.count()),
            number(setting.since), jsonOf(setting.assertions)};
}

QVariantList rowOf(const ui::DrillResult& result)
{
    return {kept(result.replica),
            number(result.when),
            wordOf(drillOutcomes, result.outcome),
            kept(result.summary),
            result.moment ? QVariant(number(*result.moment)) : QVariant(),
            static_cast<qint64>(result.elapsed.count())};
}

QVariantList rowOf(const ui::Activity& activity)
{
    return {static_cast<qint64>(activity.key),
            number(activity.time),
            kept(activity.source),
            kept(activity.database),
            kept(activity.replica),
            wordOf(kinds, activity.kind),
            wordOf(severities, activity.severity),
            kept(activity.text),
            activity.moment ? QVariant(ui::toQt(activity.moment->text())) : QVariant(),
            kept(activity.object),
            activity.isSeen};
}

ui::KnownReplica replicaOf(const QSqlQuery& row)
{
    return {row.value(0).toString(), row.value(1).toString(), row.value(2).toString(),
            time(row.value(3)), row.value(4).toString().split(u'\n', Qt::SkipEmptyParts)};
}

std::optional<ui::MomentLabel> labelOf(const QSqlQuery& row)
{
    const auto generation = GenerationId::parse(ui::fromQt(row.value(1).toString()));
    if (!generation)
        return std::nullopt;
    ui::MomentLabel label;
    label.place = {row.value(0).toString(),
                   {*generation, row.value(2).toUInt(), row.value(3).toULongLong()}};
    label.time = time(row.value(4));
    label.text = row.value(5).toString();
    if (!row.value(6).isNull())
        label.warnedOf = time(row.value(6));
    return label;
}

ui::CheckResult checkOf(const QSqlQuery& row)
{
    return {row.value(0).toString(),
            valueOf(rungs, row.value(1).toString(), ValidationRung::Listing),
            time(row.value(2)),
            valueOf(outcomes, row.value(3).toString(), ui::CheckOutcome::Inconclusive),
            row.value(4).toString(),
            row.value(5).toInt()};
}

ui::DrillSetting drillSettingOf(const QSqlQuery& row)
{
    return {row.value(0).toString(), row.value(1).toString(),
            row.value(2).toString(), std::chrono::hours(row.value(3).toLongLong()),
            time(row.value(4)),      assertionsOf(row.value(5).toString())};
}

ui::DrillResult drillOf(const QSqlQuery& row)
{
    ui::DrillResult result;
    result.replica = row.value(0).toString();
    result.when = time(row.value(1));
    result.outcome = valueOf(drillOutcomes, row.value(2).toString(), DrillOutcome::Inconclusive);
    result.summary = row.value(3).toString();
    if (!row.value(4).isNull())
        result.moment = time(row.value(4));
    result.elapsed = std::chrono::milliseconds(row.value(5).toLongLong());
    return result;
}

ui::Activity activityOf(const QSqlQuery& row)
{
    ui::Activity activity;
    activity.key = row.value(0).toLongLong();
    activity.time = time(row.value(1));
    activity.source = row.value(2).toString();
    activity.database = row.value(3).toString();
    activity.replica = row.value(4).toString();
    activity.kind = valueOf(kinds, row.value(5).toString(), ui::ActivityKind::Program);
    activity.severity = valueOf(severities, row.value(6).toString(), ui::ActivitySeverity::Warning);
    activity.text = row.value(7).toString();
    if (const auto moment = Position::parse(ui::fromQt(row.value(8).toString())))
        activity.moment = *moment;
    activity.object = row.value(9).toString();
    activity.isSeen = row.value(10).toBool();
    return activity;
}

} // namespace walkeeper::app
