#include "core/operations/retention_forecast.h"

#include "core/operations/removal_plan.h"
#include "core/replicate/replica_schedule.h"
#include "core/replicate/retention_plan.h"

#include <algorithm>
#include <set>

namespace walkeeper {

namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds measured = std::chrono::hours(24);
constexpr nanoseconds leastMeasured = std::chrono::hours(1);
/// Of what is to come; more would tell nothing more.
constexpr int walSteps = 500;
constexpr int mostSnapshots = 20'000;

ListedGeneration listedOf(const Generation& generation)
{
    ListedGeneration listed;
    listed.id = generation.id;
    for (const StoredSnapshot& each : generation.snapshots)
        listed.snapshots.push_back({each.index, each.storedBytes, each.created});
    for (const StoredSegment& each : generation.segments)
        listed.segments.push_back({each.name, each.storedBytes, each.created});
    return listed;
}

/// Stored bytes of WAL in a nanosecond.
double growthOf(const ListedGeneration& generation, Timestamp now)
{
    Timestamp first = now;
    double bytes = 0;
    for (const ListedSegment& each : generation.segments) {
        if (each.created < now - measured)
            continue;
        first = std::min(first, each.created);
        bytes += static_cast<double>(each.storedBytes);
    }
    const bool isOlder = std::ranges::any_of(
        generation.snapshots, [&](const auto& each) { return each.created < now - measured; });
    const nanoseconds span = isOlder ? measured : std::max(now - first, leastMeasured);
    return bytes / static_cast<double>(span.count());
}

/// The same generation, after it has been written to for a while.
class Future
{
public:
    Future(ListedGeneration generation, const ForecastFacts& facts)
        : m_generation(std::move(generation)),
          m_facts(facts),
          m_growth(growthOf(m_generation, facts.now))
    {
        if (!m_generation.segments.empty())
            m_index = m_generation.segments.back().name.index;
        if (!m_generation.snapshots.empty())
            m_index = std::max(m_index, m_generation.snapshots.back().index);
    }

    ListedGeneration after(nanoseconds ahead)
    {
        const Timestamp end = plusSaturated(m_facts.now, ahead);
        const nanoseconds step = std::max(ahead / walSteps, nanoseconds(1));
        Timestamp at = m_facts.now;
        while (at < end) {
            const std::optional<Timestamp> due = nextDue(at);
            const Timestamp next = std::min({end, due.value_or(end), plusSaturated(at, step)});
            addWal(next, next - at);
            at = next;
            if (due && *due <= at && m_snapshots < mostSnapshots)
                addSnapshot(at);
        }
        return std::move(m_generation);
    }

private:
    std::optional<Timestamp> nextDue(Timestamp at) const
    {
        SnapshotTimes times{m_facts.settings.snapshotInterval, m_facts.settings.retention, {}, at};
        if (!m_generation.snapshots.empty())
            times.newest = m_generation.snapshots.back().created;
        return m_snapshots < mostSnapshots ? nextSnapshot(times) : std::nullopt;
    }

    void addWal(Timestamp at, nanoseconds length)
    {
        const double bytes = m_growth * static_cast<double>(length.count());
        if (m_growth <= 0 || length <= nanoseconds::zero())
            return;
        ListedSegment& segment = m_generation.segments.emplace_back();
        segment.name.index = ++m_index;
        segment.storedBytes = static_cast<std::uint64_t>(bytes);
        segment.created = at;
    }

    void addSnapshot(Timestamp at)
    {
        const std::uint64_t size =
            m_generation.snapshots.empty() ? 0 : m_generation.snapshots.back().storedBytes;
        m_generation.snapshots.push_back({++m_index, size, at});
        ++m_snapshots;
    }

    ListedGeneration m_generation;
    const ForecastFacts& m_facts;
    const double m_growth;
    WalIndex m_index = 0;
    int m_snapshots = 0; ///< added
};

/// The last look for what is too old.
Timestamp lastCheck(const ForecastFacts& facts, nanoseconds ahead)
{
    const nanoseconds interval = std::min(facts.settings.checkInterval, facts.settings.retention);
    return interval > nanoseconds::zero() ? facts.now + ahead / interval * interval
                                          : facts.now + ahead;
}

std::set<std::string> deletedBy(const RetentionPlan& plan)
{
    std::set<std::string> keys;
    for (const std::vector<ObjectKey>& step : plan.steps) {
        for (const ObjectKey& key : step)
            keys.insert(key.text());
    }
    return keys;
}

Replica without(Replica replica, const std::set<std::string>& deleted)
{
    for (Generation& each : replica.generations) {
        const auto isDeleted = [&](const auto& part) {
            return deleted.contains(each.keyOf(part).text());
        };
        std::erase_if(each.snapshots, isDeleted);
        std::erase_if(each.segments, isDeleted);
    }
    return replica;
}

} // namespace

ReplicaForecast forecastRetention(const Replica& replica, const ForecastFacts& facts,
                                  nanoseconds ahead)
{
    ReplicaForecast forecast;
    forecast.at = plusSaturated(facts.now, ahead);
    RetentionFacts then;
    then.current = facts.current;
    if (!then.current || !replica.find(*then.current)) {
        const auto newest = std::ranges::max_element(replica.generations, {}, &Generation::updated);
        if (newest != replica.generations.end())
            then.current = newest->id;
    }
    for (const Generation& each : replica.generations) {
        ListedGeneration listed = listedOf(each);
        then.generations.push_back(each.id == then.current
                                       ? Future(std::move(listed), facts).after(ahead)
                                       : std::move(listed));
    }
    then.now = lastCheck(facts, ahead);
    then.retention = facts.settings.retention;
    const std::set<std::string> deleted = deletedBy(planRetention(then));
    for (const ListedGeneration& each : then.generations) {
        for (const ListedSnapshot& part : each.snapshots) {
            if (deleted.contains(each.keyOf(part).text()))
                continue;
            ++forecast.snapshots;
            forecast.bytes += part.storedBytes;
            forecast.oldest = std::min(forecast.oldest.value_or(part.created), part.created);
        }
        for (const ListedSegment& part : each.segments)
            forecast.bytes += deleted.contains(each.keyOf(part).text()) ? 0 : part.storedBytes;
    }
    const Replica kept = without(replica, deleted);
    for (const Position& each : facts.moments) {
        if (holdsMoment(replica, each) && !holdsMoment(kept, each))
            forecast.lost.push_back(each);
    }
    return forecast;
}

} // namespace walkeeper
