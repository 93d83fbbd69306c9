#include "ui/replication/live_listing.h"

#include "ui/text/conversion.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

constexpr qint64 shortestPause = 700; ///< milliseconds

QString nameOf(const WatchedDatabase& database, const ReplicaConfig& replica)
{
    return database.config.replicas.size() == 1
               ? database.name
               : LiveListing::tr("%1, %2").arg(database.name, toQt(replica.name()));
}

} // namespace

LiveListing::LiveListing(const WatchedDatabases& databases, OpenedReplicas& replicas,
                         QObject* parent)
    : QObject(parent),
      m_databases(databases),
      m_replicas(replicas)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &LiveListing::refreshIfDue);
    connect(&databases, &WatchedDatabases::changed, this, &LiveListing::take);
    connect(&replicas, &OpenedReplicas::refreshed, this, [this](ReplicaId) {
        m_pause = std::max(shortestPause, 9 * m_began.elapsed());
        m_timer.start(static_cast<int>(m_pause));
    });
    connect(&replicas, &OpenedReplicas::closed, this, [this](ReplicaId id) {
        m_now.erase(id);
        m_listed.erase(id);
    });
}

void LiveListing::lookAt(ReplicaId replica)
{
    m_lookedAt = replica;
    refreshIfDue();
}

ReplicaId LiveListing::openReplicas(WatchId id)
{
    const WatchedDatabase* database = m_databases.find(id);
    if (!database)
        return 0;
    m_isOpened[id] = true;
    ReplicaId first = 0;
    for (const ReplicaConfig& replica : database->config.replicas) {
        const OpenedReplica* known = m_replicas.findUrl(replica.url);
        const ReplicaId opened =
            known ? known->id : m_replicas.open(replica.url, nameOf(*database, replica));
        if (first == 0)
            first = opened;
    }
    return first;
}

WatchId LiveListing::databaseOf(ReplicaId id) const
{
    const OpenedReplica* replica = m_replicas.find(id);
    if (!replica)
        return 0;
    for (const WatchedDatabase& database : m_databases.all()) {
        for (const ReplicaConfig& each : database.config.replicas) {
            if (each.url == replica->url)
                return database.id;
        }
    }
    return 0;
}

void LiveListing::take(WatchId id)
{
    const WatchedDatabase* database = m_databases.find(id);
    if (!database || !database->report)
        return;
    const auto& statuses = database->report->replicas;
    const bool isRestorable =
        std::any_of(statuses.begin(), statuses.end(),
                    [](const ReplicaStatus& each) { return each.isRestorable; });
    if (isRestorable && !m_isOpened[id]) {
        const ReplicaId first = openReplicas(id);
        if (first != 0)
            emit opened(id, first);
    }
    for (const ReplicaConfig& each : database->config.replicas) {
        const OpenedReplica* replica = m_replicas.findUrl(each.url);
        const auto status =
            std::find_if(statuses.begin(), statuses.end(),
                         [&each](const ReplicaStatus& one) { return one.name == each.name(); });
        if (!replica || status == statuses.end())
            continue;
        m_now[replica->id] = {status->segments, status->snapshots, status->deletedObjects};
        // The listing that opened it may have come too early for what is stored by now.
        m_listed.try_emplace(replica->id);
    }
    refreshIfDue();
}

void LiveListing::refreshIfDue()
{
    const OpenedReplica* replica = m_replicas.find(m_lookedAt);
    if (!replica || m_timer.isActive() || replica->refreshing.isValid() ||
        replica->state == LoadState::Loading)
        return;
    const auto now = m_now.find(m_lookedAt);
    if (now == m_now.end() || m_listed[m_lookedAt] == now->second)
        return;
    m_listed[m_lookedAt] = now->second;
    m_began.start();
    m_replicas.refresh(m_lookedAt);
}

} // namespace walkeeper::ui
