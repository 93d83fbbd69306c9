#include "ui/workbench.h"

#include "ui/removal/removal_flow.h"
#include "ui/text/conversion.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

/// Commits are read without being asked for only while this is enough to know all that is visible.
constexpr std::size_t mostVisibleSegments = 300;
constexpr std::uint64_t mostVisibleBytes = 8'000'000; ///< stored

/// The segments of a stretch of the timeline, one range for each generation.
std::vector<GenerationSegments> segmentsOf(const ReplicaContents& contents, EntryRange entries)
{
    std::map<std::uint32_t, SegmentRange> ranges;
    for (std::uint32_t i = entries.first; i < entries.last; ++i) {
        const TimelineEntry& entry = contents.timeline.entries()[i];
        if (entry.kind != TimelineEntry::Kind::Segment)
            continue;
        const std::size_t part = entry.part;
        SegmentRange& range =
            ranges.try_emplace(entry.generation, SegmentRange{part, part}).first->second;
        range.first = std::min(range.first, part);
        range.last = std::max(range.last, part + 1);
    }
    std::vector<GenerationSegments> list;
    for (const auto& [generation, range] : ranges)
        list.push_back({generation, range});
    return list;
}

} // namespace

Workbench::Workbench(Engine& engine, Catalogue& catalogue, QObject* parent)
    : QObject(parent),
      m_engine(engine),
      m_replicas(engine),
      m_book(engine),
      m_selection(m_book),
      m_checks(engine, m_replicas),
      m_watched(engine, m_clock),
      m_live(m_watched, m_replicas),
      m_recent(catalogue, m_clock),
      m_labels(catalogue),
      m_activity(catalogue, m_clock),
      m_checkMemory(catalogue, m_checks, m_replicas, m_clock),
      m_drillBook(catalogue),
      m_drills(engine, m_drillBook, m_clock),
      m_bringBacks(engine),
      m_exports(engine),
      m_recorder(m_activity, m_replicas, m_checkMemory, m_drills, m_watched, m_bringBacks,
                 m_exports),
      m_jobs(m_checks, m_drills, m_replicas, m_watched, m_bringBacks, m_exports),
      m_labelWatch(m_labels, m_replicas, m_watched, m_activity, m_clock)
{
    connect(this, &Workbench::currentChanged, &m_live, [this] { m_live.lookAt(m_current); });
    const auto noteOpened = [this] {
        if (current() && current()->state == LoadState::Loaded)
            m_recent.note(*current());
    };
    connect(this, &Workbench::currentChanged, this, noteOpened);
    connect(this, &Workbench::currentStateChanged, this, noteOpened);
    connect(&m_live, &LiveListing::opened, this, [this](WatchId, ReplicaId replica) {
        if (!current())
            show(replica);
    });
    connect(&m_watched, &WatchedDatabases::changed, this, [this](WatchId id) {
        if (const WatchedDatabase* shown = currentWatched(); shown && shown->id == id)
            emit currentWatchedChanged();
    });
    connect(&m_watched, &WatchedDatabases::succeeded, this,
            [this](WatchId id, Deed deed, const ReplicationDone&) {
                if (deed == Deed::Protect)
                    showWatched(id);
            });
    connect(&m_watched, &WatchedDatabases::failed, this,
            [this](WatchId, Deed deed, const Error& error) {
                // Why it was not started stands in the database's own row and panel.
                if (deed != Deed::Start)
                    emit deedFailed(error);
            });
    connect(&m_replicas, &OpenedReplicas::changed, this, &Workbench::take);
    connect(&m_replicas, &OpenedReplicas::progressed, this, [this](ReplicaId id) {
        if (id == m_current)
            emit currentProgressed();
    });
    connect(&m_replicas, &OpenedReplicas::findingsChanged, this, [this](ReplicaId id) {
        if (id == m_current)
            emit currentFindingsChanged();
    });
    connect(&m_replicas, &OpenedReplicas::closed, this, &Workbench::leave);
    connect(&m_checks, &CheckFlow::failed, this,
            [this](ReplicaId, const Error& error) { emit failed(error); });
    connect(&m_book, &CommitBook::readingFailed, this,
            [this](std::uint32_t, SegmentRange, const Error& error) {
                if (error.code != ErrorCode::Cancelled)
                    emit failed(error);
            });
    catalogue.load();
}

const WatchedDatabase* Workbench::currentWatched() const
{
    return m_watched.find(m_live.databaseOf(m_current));
}

void Workbench::showWatched(WatchId id)
{
    if (const ReplicaId replica = m_live.openReplicas(id); replica != 0)
        show(replica);
}

bool Workbench::openAddress(const QString& address, std::optional<Timestamp> at)
{
    const Result<StoreUrl> url = parseStoreUrl(fromQt(address.trimmed()));
    if (!url) {
        emit failed(url.error());
        return false;
    }
    const ReplicaId id = m_replicas.open(*url);
    if (at)
        m_wanted[id] = [this, time = *at](const ReplicaContents&) {
            m_selection.chooseTime(time);
            return true;
        };
    show(id);
    return true;
}

void Workbench::show(ReplicaId id)
{
    if (id == m_current || !m_replicas.find(id))
        return;
    m_current = id;
    emit currentChanged();
    turn(false);
}

void Workbench::showPlace(const MomentPlace& place)
{
    const Result<StoreUrl> url = parseStoreUrl(fromQt(place.replica));
    if (!url)
        return emit failed(url.error());
    const OpenedReplica* open = m_replicas.findUrl(*url);
    choose(open ? open->id : m_replicas.open(*url),
           [this, position = place.position](const ReplicaContents&) {
               return m_selection.choosePosition(position);
           });
}

ShownPlace Workbench::shown() const
{
    const OpenedReplica* replica = current();
    if (!replica)
        return {};
    ShownPlace place{toQt(replica->url.shown()), {}};
    const auto& moment = m_selection.moment();
    if (!moment || m_selection.isNewest())
        return place;
    if (const auto chosen = placeOf(*moment))
        place.position = chosen->position;
    return place;
}

void Workbench::showAgain(const ShownPlace& place)
{
    const Result<StoreUrl> url = parseStoreUrl(fromQt(place.replica));
    if (!url)
        return;
    // Those of a database have its name.
    for (const WatchedDatabase& each : m_watched.all()) {
        if (std::ranges::find(each.config.replicas, *url, &ReplicaConfig::url) !=
            each.config.replicas.end())
            m_live.openReplicas(each.id);
    }
    const OpenedReplica* open = m_replicas.findUrl(*url);
    const ReplicaId id = open ? open->id : m_replicas.open(*url);
    if (place.position)
        m_wanted[id] = [this, position = *place.position](const ReplicaContents&) {
            m_selection.choosePosition(position);
            return true;
        };
    show(id);
}

void Workbench::showActivity(const Activity& activity)
{
    const ReplicaId id = replicaOf(activity);
    if (id == 0)
        return;
    choose(id, [this, moment = activity.moment,
                object = fromQt(activity.object)](const ReplicaContents& contents) {
        if (!object.empty()) {
            const Finding finding{.object = object};
            const std::vector<PlacedFinding> placed = placeFindings(contents, {&finding, 1});
            if (placed.front().entry) {
                m_selection.choose(*placed.front().entry);
                return true;
            }
        }
        return moment ? m_selection.choosePosition(*moment) : object.empty();
    });
}

void Workbench::follow(RestoreFlow& flow)
{
    m_recorder.follow(flow);
    m_jobs.follow(flow);
}

void Workbench::follow(RemovalFlow& flow)
{
    m_recorder.follow(flow);
    m_jobs.follow(flow);
    connect(&flow, &RemovalFlow::stepChanged, this, [this, &flow] { takeRemoval(flow); });
}

void Workbench::takeRemoval(const RemovalFlow& flow)
{
    const bool hasEnded =
        flow.step() == RemovalFlow::Step::Done || flow.step() == RemovalFlow::Step::Failed;
    if (!hasEnded || !flow.deletesHistory())
        return;
    const OpenedReplica* replica = m_replicas.findUrl(flow.subject().contents->url);
    if (!replica)
        return;
    if (flow.step() == RemovalFlow::Step::Done && flow.choice().kind == RemovalKind::Replica)
        m_replicas.close(replica->id);
    else
        m_replicas.reload(replica->id);
}

/// 0 if it is about none that can be opened.
ReplicaId Workbench::replicaOf(const Activity& activity)
{
    if (activity.replica.isEmpty()) {
        const WatchedDatabase* database = m_watched.findPath(fromQt(activity.database));
        // Each of its replicas holds the moment; the one that is looked at is as good as any.
        if (database && currentWatched() == database)
            return m_current;
        return database ? m_live.openReplicas(database->id) : 0;
    }
    const Result<StoreUrl> url = parseStoreUrl(fromQt(activity.replica));
    if (!url)
        return 0;
    const OpenedReplica* open = m_replicas.findUrl(*url);
    return open ? open->id : m_replicas.open(*url);
}

void Workbench::choose(ReplicaId id, Wanted wanted)
{
    m_wanted[id] = std::move(wanted);
    show(id);
    const OpenedReplica* replica = m_replicas.find(id);
    if (replica && id == m_current && m_book.contents() == replica->contents && replica->contents)
        chooseWanted(*replica->contents);
}

void Workbench::chooseWanted(const ReplicaContents& contents)
{
    const auto found = m_wanted.find(m_current);
    if (found == m_wanted.end())
        return;
    const Wanted wanted = std::move(found->second);
    m_wanted.erase(found);
    if (!wanted(contents))
        emit failed({ErrorCode::NotFound, "this is not stored in the replica any more"});
}

void Workbench::reloadCurrent()
{
    m_replicas.reload(m_current);
}

void Workbench::closeCurrent()
{
    m_replicas.close(m_current);
}

void Workbench::chooseEntry(ReplicaId id, std::uint32_t entry, std::optional<std::size_t> commit)
{
    show(id);
    if (commit)
        m_selection.chooseCommit(entry, *commit);
    else
        m_selection.choose(entry);
}

void Workbench::readSegment(ReplicaId id, std::uint32_t generation, std::uint32_t segment)
{
    show(id);
    m_book.want({{generation, {segment, std::size_t{segment} + 1}}}, CommitBook::Reason::Expanded);
}

void Workbench::readVisible(EntryRange entries)
{
    read(entries, CommitBook::Reason::Visible);
}

void Workbench::readListed(EntryRange entries)
{
    read(entries, CommitBook::Reason::Listed);
}

void Workbench::read(EntryRange entries, CommitBook::Reason reason)
{
    const OpenedReplica* replica = current();
    // A view that still has an older listing counts places in that one.
    if (!replica || !replica->contents || replica->contents != m_book.contents() ||
        entries.last > replica->contents->timeline.entries().size() || entries.count() == 0 ||
        entries.count() > mostVisibleSegments)
        return;
    const std::vector<GenerationSegments> ranges = segmentsOf(*replica->contents, entries);
    std::size_t segments = 0;
    std::uint64_t bytes = 0;
    for (const auto& [generation, range] : ranges) {
        segments += range.last - range.first;
        const auto& all = replica->contents->replica.generations[generation].segments;
        for (std::size_t i = range.first; i < range.last; ++i)
            bytes += all[i].storedBytes;
    }
    if (segments <= mostVisibleSegments && bytes <= mostVisibleBytes)
        m_book.want(ranges, reason);
}

void Workbench::take(ReplicaId id)
{
    if (id != m_current)
        return;
    turn(true);
}

void Workbench::turn(bool keepTime)
{
    const OpenedReplica* replica = current();
    if (!replica)
        return;
    // While it is listed again, what is known of it stays in view.
    if (replica->state == LoadState::Loaded && m_book.contents() != replica->contents) {
        m_selection.turnTo(replica->contents, keepTime);
        chooseWanted(*replica->contents);
    } else if (replica->state != LoadState::Loaded &&
               !(keepTime && replica->contents && replica->state == LoadState::Loading)) {
        m_selection.turnTo(nullptr, false);
    }
    emit currentStateChanged();
}

void Workbench::leave(ReplicaId id)
{
    m_wanted.erase(id);
    if (id != m_current)
        return;
    m_current = 0;
    m_selection.turnTo(nullptr, false);
    if (!m_replicas.all().empty())
        show(m_replicas.all().back().id);
    else
        emit currentChanged();
}

} // namespace walkeeper::ui
