#include "ui/check/check_memory.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

CheckResult resultOf(const CheckEnd& end)
{
    CheckResult result;
    if (!*end) {
        result.outcome = CheckOutcome::Inconclusive;
        result.summary = ErrorText::sentence(end->error());
        return result;
    }
    const CheckReport& report = **end;
    std::uint64_t objects = 0;
    std::uint64_t bytes = 0;
    for (const RungResult& rung : report.validation.rungs) {
        objects = std::max(objects, rung.objects);
        bytes = std::max(bytes, rung.bytes);
    }
    result.outcome = report.validation.passed() ? CheckOutcome::Passed : CheckOutcome::Failed;
    result.findings = report.findings ? static_cast<int>(report.findings->size()) : 0;
    result.summary = CheckMemory::tr("%Ln object(s)", nullptr, static_cast<int>(objects));
    if (bytes > 0)
        result.summary += CheckMemory::tr(", %1 read").arg(HumanText::bytes(bytes));
    if (result.findings > 0)
        result.summary += CheckMemory::tr(", %Ln finding(s)", nullptr, result.findings);
    return result;
}

} // namespace

bool isProof(const CheckResult& result)
{
    return result.outcome == CheckOutcome::Passed && result.rung >= ValidationRung::Restore;
}

CheckMemory::CheckMemory(Catalogue& catalogue, const CheckFlow& checks,
                         const OpenedReplicas& replicas, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_catalogue(catalogue)
{
    connect(&catalogue, &Catalogue::remembered, this,
            [this](const RememberedValues& values) { take(*values); });
    connect(&checks, &CheckFlow::ended, this,
            [this, &replicas, &clock](ReplicaId id, ValidationRung rung, const CheckEnd& end) {
                const OpenedReplica* replica = replicas.find(id);
                if (!replica)
                    return;
                CheckResult result = resultOf(end);
                result.replica = toQt(replica->url.shown());
                result.rung = rung;
                result.when = clock.now();
                note(result, *end ? (*end)->findings : nullptr);
            });
}

const CheckResult* CheckMemory::find(const StoreUrl& replica) const
{
    const auto found = m_results.find(toQt(replica.shown()));
    return found == m_results.end() ? nullptr : &found->second;
}

std::optional<Timestamp> CheckMemory::lastProof(const StoreUrl& replica) const
{
    const auto found = m_proofs.find(toQt(replica.shown()));
    return found == m_proofs.end() ? std::nullopt : std::optional(found->second);
}

void CheckMemory::take(const Remembered& values)
{
    for (const CheckResult& each : values.checks)
        m_results.try_emplace(each.replica, each);
    for (const CheckResult& each : values.proofs)
        m_proofs.try_emplace(each.replica, each.when);
    emit changed();
}

void CheckMemory::note(const CheckResult& result, const Findings& findings)
{
    m_results[result.replica] = result;
    if (isProof(result))
        m_proofs[result.replica] = result.when;
    m_catalogue.keepCheck(result);
    emit added(result, findings);
}

} // namespace walkeeper::ui
