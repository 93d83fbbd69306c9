#include "ui/opened_replicas.h"

#include "ui/text/conversion.h"

#include <algorithm>
#include <iterator>

namespace walkeeper::ui {

namespace {

QString nameOf(const StoreUrl& url)
{
    const QString path = toQt(url.path);
    const QString name = path.section(u'/', -1, -1, QString::SectionSkipEmpty);
    return name.isEmpty() ? toQt(url.shown()) : name;
}

QString addressOf(const StoreUrl& url)
{
    return toQt(url.scheme == "file" ? url.path : url.shown());
}

/// The same findings, where they belong in another listing.
Findings placedIn(const ReplicaContents& contents, const Findings& findings)
{
    if (!findings)
        return nullptr;
    std::vector<Finding> plain;
    plain.reserve(findings->size());
    for (const PlacedFinding& each : *findings)
        plain.push_back(each.finding);
    return shareFindings(placeFindings(contents, plain));
}

bool isUnfinishedWrite(const Finding& finding)
{
    return finding.kind == FindingKind::Stranger && finding.object.ends_with(".tmp");
}

/// Without the writes that are under way just now: those that the look before did not see either.
Findings lasting(const Findings& now, const Findings& before)
{
    if (!now)
        return nullptr;
    std::vector<PlacedFinding> kept;
    std::copy_if(now->begin(), now->end(), std::back_inserter(kept), [&](const PlacedFinding& one) {
        const auto isSame = [&one](const PlacedFinding& other) {
            return other.finding.object == one.finding.object;
        };
        return !isUnfinishedWrite(one.finding) ||
               (before && std::any_of(before->begin(), before->end(), isSame));
    });
    return shareFindings(std::move(kept));
}

} // namespace

OpenedReplicas::OpenedReplicas(Engine& engine, QObject* parent) : QObject(parent), m_engine(engine)
{
    connect(&engine, &Engine::replicaListed, this, &OpenedReplicas::take);
    connect(&engine, &Engine::jobProgressed, this, [this](JobId job, const JobProgress& progress) {
        OpenedReplica* replica = findByJob(job);
        if (!replica)
            return;
        replica->objectsSeen = progress.objectsSeen;
        emit progressed(replica->id);
    });
}

const OpenedReplica* OpenedReplicas::find(ReplicaId id) const
{
    const auto found = std::find_if(m_replicas.begin(), m_replicas.end(),
                                    [id](const OpenedReplica& each) { return each.id == id; });
    return found == m_replicas.end() ? nullptr : &*found;
}

const OpenedReplica* OpenedReplicas::findUrl(const StoreUrl& url) const
{
    const auto found = std::find_if(m_replicas.begin(), m_replicas.end(),
                                    [&url](const OpenedReplica& each) { return each.url == url; });
    return found == m_replicas.end() ? nullptr : &*found;
}

ReplicaId OpenedReplicas::open(const StoreUrl& url, const QString& name)
{
    if (const OpenedReplica* known = findUrl(url)) {
        const ReplicaId id = known->id;
        reload(id);
        return id;
    }
    OpenedReplica replica;
    replica.id = ++m_lastId;
    replica.url = url;
    replica.name = name.isEmpty() ? nameOf(url) : name;
    replica.address = addressOf(url);
    list(replica);
    m_replicas.push_back(std::move(replica));
    const ReplicaId id = m_lastId;
    emit opened(id);
    return id;
}

void OpenedReplicas::reload(ReplicaId id)
{
    OpenedReplica* replica = findMutable(id);
    if (!replica)
        return;
    m_engine.cancel(replica->listing);
    list(*replica);
    emit changed(id);
}

void OpenedReplicas::refresh(ReplicaId id)
{
    OpenedReplica* replica = findMutable(id);
    if (replica && replica->state != LoadState::Loading && !replica->refreshing.isValid())
        replica->refreshing = m_engine.listReplica(replica->url);
}

void OpenedReplicas::close(ReplicaId id)
{
    const OpenedReplica* replica = find(id);
    if (!replica)
        return;
    m_engine.cancel(replica->listing);
    m_engine.cancel(replica->refreshing);
    emit aboutToClose(id);
    std::erase_if(m_replicas, [id](const OpenedReplica& each) { return each.id == id; });
    emit closed(id);
}

void OpenedReplicas::setFindings(ReplicaId id, Findings findings,
                                 const std::shared_ptr<const ReplicaContents>& checked)
{
    OpenedReplica* replica = findMutable(id);
    if (!replica)
        return;
    // It may have grown since the check began.
    const bool isSame = !replica->contents || !checked || replica->contents == checked;
    replica->findings = isSame ? std::move(findings) : placedIn(*replica->contents, findings);
    replica->isChecked = true;
    emit findingsChanged(id);
}

OpenedReplica* OpenedReplicas::findByJob(JobId job)
{
    const auto found =
        std::find_if(m_replicas.begin(), m_replicas.end(),
                     [job](const OpenedReplica& each) { return each.listing == job; });
    return found == m_replicas.end() ? nullptr : &*found;
}

OpenedReplica* OpenedReplicas::findMutable(ReplicaId id)
{
    const auto found = std::find_if(m_replicas.begin(), m_replicas.end(),
                                    [id](const OpenedReplica& each) { return each.id == id; });
    return found == m_replicas.end() ? nullptr : &*found;
}

void OpenedReplicas::list(OpenedReplica& replica)
{
    replica.state = LoadState::Loading;
    replica.objectsSeen = 0;
    replica.error.reset();
    m_engine.cancel(replica.refreshing);
    replica.refreshing = {};
    replica.listing = m_engine.listReplica(replica.url);
}

void OpenedReplicas::take(JobId job, const ReplicaAnswer& answer)
{
    OpenedReplica* replica = findByJob(job);
    if (!replica)
        return takeRefresh(job, answer);
    if (*answer) {
        replica->state = LoadState::Loaded;
        // Shares the answer's life; nothing is copied.
        replica->contents = std::shared_ptr<const ReplicaContents>(answer, &**answer);
        replica->findings = replica->contents->findings;
        replica->isChecked = false;
    } else {
        replica->state = LoadState::Failed;
        replica->error = answer->error();
    }
    emit changed(replica->id);
}

void OpenedReplicas::takeRefresh(JobId job, const ReplicaAnswer& answer)
{
    const auto found =
        std::find_if(m_replicas.begin(), m_replicas.end(), [job](const OpenedReplica& each) {
            return each.refreshing.isValid() && each.refreshing == job;
        });
    if (found == m_replicas.end())
        return; // closed since, or listed again
    const ReplicaId id = found->id;
    found->refreshing = {};
    if (*answer) {
        found->state = LoadState::Loaded;
        found->error.reset();
        const auto before = found->contents;
        found->contents = std::shared_ptr<const ReplicaContents>(answer, &**answer);
        // What a check found is known until the next one.
        found->findings = found->isChecked ? placedIn(*found->contents, found->findings)
                                           : lasting(found->contents->findings,
                                                     before ? before->findings : nullptr);
        emit changed(id);
    }
    emit refreshed(id);
}

} // namespace walkeeper::ui
