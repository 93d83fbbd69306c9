#include "ui/drill/drill_text.h"

#include "ui/text/conversion.h"
#include "ui/text/human_text.h"

namespace walkeeper::ui {

namespace {

QString reasonTitle(DrillReason::Kind kind)
{
    switch (kind) {
    case DrillReason::Kind::NotReached: return DrillText::tr("The replica cannot be reached");
    case DrillReason::Kind::NoSuchMoment: return DrillText::tr("The moment is not stored");
    case DrillReason::Kind::NoRoom: return DrillText::tr("There is no room to restore to");
    case DrillReason::Kind::NoScratch: return DrillText::tr("There is no folder to restore to");
    case DrillReason::Kind::NotRestored: return DrillText::tr("It cannot be restored");
    case DrillReason::Kind::Unsound: return DrillText::tr("SQLite's check found damage");
    case DrillReason::Kind::AssertionFailed: return DrillText::tr("A question got another answer");
    case DrillReason::Kind::AssertionUndecided: return DrillText::tr("A question took too long");
    }
    return {};
}

QString summaryOf(const DrillReport& report)
{
    QStringList sentences;
    for (const DrillReason& each : report.reasons)
        sentences << DrillText::tr("%1: %2.").arg(reasonTitle(each.kind), toQt(each.text));
    if (!sentences.isEmpty())
        return sentences.join(u' ');
    const QString size = HumanText::bytes(report.restored ? report.restored->databaseBytes : 0);
    if (report.assertions.empty())
        return DrillText::tr("%1 restored, sound.").arg(size);
    return DrillText::tr("%1 restored, sound, %2.")
        .arg(size, DrillText::tr("%Ln question(s) answered as expected", nullptr,
                                 static_cast<int>(report.assertions.size())));
}

} // namespace

DrillResult DrillText::resultOf(const DrillReport& report, const QString& replica, Timestamp when)
{
    DrillResult result;
    result.replica = replica;
    result.when = when;
    result.outcome = report.outcome;
    result.summary = summaryOf(report);
    if (report.restored)
        result.moment = report.restored->time;
    result.elapsed = report.elapsed;
    return result;
}

QString DrillText::outcome(DrillOutcome outcome)
{
    switch (outcome) {
    case DrillOutcome::Passed: return tr("Passed");
    case DrillOutcome::Failed: return tr("Failed");
    case DrillOutcome::Inconclusive: return tr("Inconclusive");
    }
    return {};
}

Icon DrillText::icon(DrillOutcome outcome)
{
    switch (outcome) {
    case DrillOutcome::Passed: return Icon::Passed;
    case DrillOutcome::Failed: return Icon::Damage;
    case DrillOutcome::Inconclusive: break;
    }
    return Icon::Warning;
}

QColor DrillText::colour(DrillOutcome outcome, const Colours& colours)
{
    switch (outcome) {
    case DrillOutcome::Passed: return colours.good;
    case DrillOutcome::Failed: return colours.damage;
    case DrillOutcome::Inconclusive: break;
    }
    return colours.warning;
}

QString DrillText::verdict(const AssertionResult& result)
{
    switch (result.verdict) {
    case AssertionVerdict::Held:
        return result.got.empty() ? tr("Holds") : tr("Holds: %1").arg(toQt(result.got));
    case AssertionVerdict::OtherAnswer: return tr("Other answer: %1").arg(toQt(result.got));
    case AssertionVerdict::NotOneValue: return tr("Not one value: %1").arg(toQt(result.got));
    case AssertionVerdict::CannotRun: return tr("Cannot be asked: %1").arg(toQt(result.got));
    case AssertionVerdict::TimedOut: return tr("Took too long");
    }
    return {};
}

} // namespace walkeeper::ui
