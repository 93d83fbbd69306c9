#include "ui/databases/database_summary.h"

#include "ui/text/conversion.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

using std::chrono::hours;

constexpr hours week(7 * 24);
constexpr hours day(24);

/// The later one of two.
void raise(std::optional<Timestamp>& time, const std::optional<Timestamp>& other)
{
    if (other && (!time || *other > *time))
        time = other;
}

/// Adds what is known of a replica.
void addReplica(DatabaseSummary& summary, const StoreUrl& url, Workbench& workbench)
{
    raise(summary.proven, workbench.checkMemory().lastProof(url));
    raise(summary.proven, workbench.drillBook().lastPassed(toQt(url.shown())));
    const OpenedReplica* open = workbench.replicas().findUrl(url);
    if (!open)
        return;
    if (summary.replica == 0)
        summary.replica = open->id;
    if (!open->contents)
        return;
    const ReplicaContents& contents = *open->contents;
    summary.bytes = summary.bytes.value_or(0) + contents.storedBytes;
    if (const auto growth = growthPerDay(contents, workbench.clock().now()))
        summary.growth = summary.growth.value_or(0) + *growth;
}

DatabaseSummary summaryOf(const WatchedDatabase& database, Workbench& workbench,
                          const SourceFacts& facts)
{
    DatabaseSummary summary;
    summary.database = database.id;
    summary.name = database.name;
    summary.place = toQt(database.config.path);
    summary.health = facts.healthOf(database, workbench.clock().now());
    summary.lag = database.lagBytes();
    summary.newest = facts.newestOf(database);
    for (const ReplicaConfig& each : database.config.replicas)
        addReplica(summary, each.url, workbench);
    return summary;
}

} // namespace

std::vector<DatabaseSummary> summariesOf(Workbench& workbench, const SourceFacts& facts)
{
    std::vector<DatabaseSummary> all;
    std::vector<StoreUrl> told;
    for (const WatchedDatabase& each : workbench.watched().all()) {
        all.push_back(summaryOf(each, workbench, facts));
        for (const ReplicaConfig& replica : each.config.replicas)
            told.push_back(replica.url);
    }
    for (const OpenedReplica& each : workbench.replicas().all()) {
        if (std::ranges::find(told, each.url) != told.end())
            continue;
        DatabaseSummary summary;
        summary.name = each.name;
        summary.place = each.address;
        summary.health = facts.healthOf(each);
        summary.newest = facts.newestOf(each);
        addReplica(summary, each.url, workbench);
        all.push_back(std::move(summary));
    }
    return all;
}

std::optional<std::uint64_t> growthPerDay(const ReplicaContents& contents, Timestamp now)
{
    if (contents.timeline.isEmpty())
        return std::nullopt;
    const auto& entries = contents.timeline.entries();
    const Timestamp since = std::max(entries.front().time, now - week);
    const auto first = std::ranges::lower_bound(entries, since, {}, &TimelineEntry::time);
    const TimelineTotals stored =
        totalsBefore(contents, entries.size()) -
        totalsBefore(contents, static_cast<std::size_t>(first - entries.begin()));
    const auto length = std::max<Timestamp::duration>(now - since, day);
    const double days = std::chrono::duration<double>(length) / std::chrono::duration<double>(day);
    return static_cast<std::uint64_t>(static_cast<double>(stored.walBytes + stored.snapshotBytes) /
                                      days);
}

} // namespace walkeeper::ui
