#include "ui/open/recent_replicas.h"

#include "ui/text/conversion.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

constexpr std::size_t mostRecent = 8;

} // namespace

RecentReplicas::RecentReplicas(Catalogue& catalogue, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_catalogue(catalogue),
      m_clock(clock)
{
    connect(&catalogue, &Catalogue::remembered, this,
            [this](const RememberedValues& values) { take(*values); });
}

QStringList RecentReplicas::addresses() const
{
    QStringList list;
    for (std::size_t i = 0; i < std::min(m_replicas.size(), mostRecent); ++i)
        list << m_replicas[i].address;
    return list;
}

QStringList RecentReplicas::tagsOf(const QString& url) const
{
    const auto known = std::find_if(m_replicas.begin(), m_replicas.end(),
                                    [&url](const KnownReplica& each) { return each.url == url; });
    return known == m_replicas.end() ? QStringList() : known->tags;
}

void RecentReplicas::setTags(const QString& url, const QStringList& tags)
{
    const auto known = std::find_if(m_replicas.begin(), m_replicas.end(),
                                    [&url](const KnownReplica& each) { return each.url == url; });
    if (known == m_replicas.end() || known->tags == tags)
        return;
    known->tags = tags;
    m_catalogue.keepReplica(*known);
    emit changed();
}

void RecentReplicas::note(const OpenedReplica& replica)
{
    const QString url = toQt(replica.url.shown());
    if (!m_replicas.empty() && m_replicas.front().url == url)
        return;
    put({url, replica.address, replica.name, m_clock.now(), {}});
    emit changed();
}

void RecentReplicas::adopt(const QStringList& addresses)
{
    // Each goes before those that are there.
    for (auto address = addresses.rbegin(); address != addresses.rend(); ++address) {
        if (const auto url = parseStoreUrl(fromQt(*address)))
            put({toQt(url->shown()), *address, address->section(u'/', -1), m_clock.now(), {}});
    }
    emit changed();
}

void RecentReplicas::take(const Remembered& values)
{
    for (const KnownReplica& each : values.replicas) {
        const auto known =
            std::find_if(m_replicas.begin(), m_replicas.end(),
                         [&each](const KnownReplica& other) { return other.url == each.url; });
        if (known == m_replicas.end()) {
            m_replicas.push_back(each);
        } else if (known->tags.isEmpty() && !each.tags.isEmpty()) {
            // It was opened, and kept without them, before they were read.
            known->tags = each.tags;
            m_catalogue.keepReplica(*known);
        }
    }
    emit changed();
}

void RecentReplicas::put(KnownReplica replica)
{
    const auto known =
        std::find_if(m_replicas.begin(), m_replicas.end(),
                     [&replica](const KnownReplica& each) { return each.url == replica.url; });
    if (known != m_replicas.end()) {
        replica.tags = known->tags;
        m_replicas.erase(known);
    }
    m_catalogue.keepReplica(replica);
    m_replicas.insert(m_replicas.begin(), std::move(replica));
}

} // namespace walkeeper::ui
