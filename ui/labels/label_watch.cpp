#include "ui/labels/label_watch.h"

#include "ui/labels/label_expiry.h"
#include "ui/moment/continuation.h"
#include "ui/text/conversion.h"
#include "ui/text/human_text.h"

#include <algorithm>
#include <set>

namespace walkeeper::ui {

namespace {

std::optional<Timestamp> newestSnapshot(const ReplicaContents& contents)
{
    std::optional<Timestamp> newest;
    for (const Generation& generation : contents.replica.generations)
        for (const StoredSnapshot& each : generation.snapshots)
            newest = std::max(newest.value_or(each.created), each.created);
    return newest;
}

} // namespace

LabelWatch::LabelWatch(Labels& labels, OpenedReplicas& replicas, const WatchedDatabases& watched,
                       ActivityLog& log, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_labels(labels),
      m_replicas(replicas),
      m_watched(watched),
      m_log(log),
      m_clock(clock)
{
    m_minute.setInterval(std::chrono::minutes(1));
    connect(&m_minute, &QTimer::timeout, this, &LabelWatch::look);
    m_minute.start();
    // Later: whoever changes labels or replicas may be in the middle of it.
    const auto lookSoon = [this] {
        QMetaObject::invokeMethod(this, &LabelWatch::look, Qt::QueuedConnection);
    };
    connect(&labels, &Labels::changed, this, lookSoon);
    connect(&replicas, &OpenedReplicas::changed, this, lookSoon);
}

std::optional<Timestamp> LabelWatch::expiryOf(const MomentLabel& label) const
{
    const OpenedReplica* replica = replicaOf(label.place.replica);
    const auto retention = retentionOf(label.place.replica);
    if (!replica || !replica->contents || !retention)
        return std::nullopt;
    return ui::expiryOf(*replica->contents, label.place.position, *retention);
}

bool LabelWatch::isGone(const MomentLabel& label) const
{
    const OpenedReplica* replica = replicaOf(label.place.replica);
    return replica && replica->contents && !entryAt(*replica->contents, label.place.position);
}

void LabelWatch::look()
{
    std::set<QString> replicas;
    const Timestamp now = m_clock.now();
    const std::vector<MomentLabel> labels = m_labels.all(); // they change on the way
    for (const MomentLabel& label : labels) {
        replicas.insert(label.place.replica);
        const auto expiry = expiryOf(label);
        const auto retention = retentionOf(label.place.replica);
        if (!expiry || label.warnedOf == expiry || *expiry - now > warningLead(*retention))
            continue;
        const QTimeZone zone = QTimeZone::systemTimeZone();
        Activity warning;
        warning.source = replicaOf(label.place.replica)->name;
        warning.replica = label.place.replica;
        warning.kind = ActivityKind::Label;
        warning.severity = ActivitySeverity::Warning;
        warning.text =
            tr("The labelled moment “%1” (%2) may be deleted from %3 on: the retention is %4. "
               "Restore it before, or make the retention longer.")
                .arg(label.text, HumanText::dateAndClock(label.time, zone),
                     HumanText::dateAndClock(*expiry, zone), HumanText::duration(*retention));
        warning.moment = label.place.position;
        m_log.add(std::move(warning));
        MomentLabel warned = label;
        warned.warnedOf = expiry;
        m_labels.set(std::move(warned));
    }
    for (const QString& url : replicas)
        refreshGrown(url);
}

std::optional<std::chrono::nanoseconds> LabelWatch::retentionOf(const QString& replica) const
{
    for (const WatchedDatabase& database : m_watched.all()) {
        // What another configuration says is not known.
        if (!database.isConfigured || !database.isReplicated())
            continue;
        for (const ReplicaConfig& each : database.config.replicas)
            if (toQt(each.url.shown()) == replica)
                return each.retention;
    }
    return std::nullopt;
}

const OpenedReplica* LabelWatch::replicaOf(const QString& url) const
{
    const auto& all = m_replicas.all();
    const auto found = std::find_if(all.begin(), all.end(), [&url](const OpenedReplica& each) {
        return toQt(each.url.shown()) == url;
    });
    return found == all.end() ? nullptr : &*found;
}

/// A replica that nobody looks at is listed again only for its new snapshots: they are what lets
/// retention delete older moments.
void LabelWatch::refreshGrown(const QString& url)
{
    const OpenedReplica* replica = replicaOf(url);
    if (!replica || !replica->contents)
        return;
    for (const WatchedDatabase& database : m_watched.all()) {
        if (!database.report)
            continue;
        for (const ReplicaStatus& each : database.report->replicas)
            if (toQt(each.url) == url && each.lastSnapshot > newestSnapshot(*replica->contents))
                return m_replicas.refresh(replica->id);
    }
}

} // namespace walkeeper::ui
