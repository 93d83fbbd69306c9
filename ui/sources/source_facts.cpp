#include "ui/sources/source_facts.h"

#include "ui/text/conversion.h"

#include <algorithm>

namespace walkeeper::ui {

SourceFacts::SourceFacts(const OpenedReplicas& replicas, const RecentReplicas& known,
                         const CheckMemory& checks, QObject* parent)
    : QObject(parent),
      m_replicas(replicas),
      m_known(known),
      m_checks(checks)
{
    connect(&known, &RecentReplicas::changed, this, &SourceFacts::changed);
    connect(&checks, &CheckMemory::changed, this, &SourceFacts::changed);
    connect(&checks, &CheckMemory::added, this, &SourceFacts::changed);
    connect(&replicas, &OpenedReplicas::findingsChanged, this, &SourceFacts::changed);
}

QStringList SourceFacts::tagsOf(const OpenedReplica& replica) const
{
    return m_known.tagsOf(toQt(replica.url.shown()));
}

QStringList SourceFacts::tagsOf(const WatchedDatabase& database) const
{
    return ui::tagsOf(m_known, database);
}

Health SourceFacts::healthOf(const OpenedReplica& replica) const
{
    return ui::healthOf(replica, m_checks.find(replica.url));
}

Health SourceFacts::healthOf(const WatchedDatabase& database, Timestamp now) const
{
    const auto& replicas = database.config.replicas;
    return ui::healthOf(
        database, now,
        std::any_of(replicas.begin(), replicas.end(),
                    [this](const ReplicaConfig& replica) { return isDamaged(replica.url); }));
}

std::optional<Timestamp> SourceFacts::newestOf(const OpenedReplica& replica) const
{
    if (!replica.contents || replica.contents->timeline.isEmpty())
        return std::nullopt;
    return replica.contents->timeline.entries().back().time;
}

std::optional<Timestamp> SourceFacts::newestOf(const WatchedDatabase& database) const
{
    // What is not set is less than what is.
    std::optional<Timestamp> newest;
    for (const ReplicaConfig& each : database.config.replicas) {
        if (const OpenedReplica* open = m_replicas.findUrl(each.url))
            newest = std::max(newest, newestOf(*open));
    }
    if (database.report) {
        for (const ReplicaStatus& each : database.report->replicas)
            newest = std::max(newest, each.lastUpload);
    }
    return newest;
}

bool SourceFacts::isDamaged(const StoreUrl& replica) const
{
    if (const OpenedReplica* open = m_replicas.findUrl(replica))
        return healthOf(*open) == Health::Damaged;
    const CheckResult* last = m_checks.find(replica);
    return last && last->outcome == CheckOutcome::Failed;
}

QStringList tagsOf(const RecentReplicas& known, const WatchedDatabase& database)
{
    QStringList tags;
    for (const ReplicaConfig& replica : database.config.replicas)
        tags << known.tagsOf(toQt(replica.url.shown()));
    tags.removeDuplicates();
    return tags;
}

} // namespace walkeeper::ui
