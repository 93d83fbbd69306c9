#pragma once

#include "ui/activity/activity_log.h"
#include "ui/labels/labels.h"
#include "ui/opened_replicas.h"
#include "ui/replication/watched_databases.h"

#include <QObject>
#include <QTimer>

namespace walkeeper::ui {

/// Warns, once, before retention takes a moment that has a label.
class LabelWatch final : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive it.
    LabelWatch(Labels& labels, OpenedReplicas& replicas, const WatchedDatabases& watched,
               ActivityLog& log, const Clock& clock, QObject* parent = nullptr);

    /// When it may go; nothing while that is not known, or not so.
    std::optional<Timestamp> expiryOf(const MomentLabel& label) const;
    /// Whether its moment is known not to be stored any more.
    bool isGone(const MomentLabel& label) const;

    void look();

private:
    /// How long the replica's moments are kept by what is configured and at work here.
    std::optional<std::chrono::nanoseconds> retentionOf(const QString& replica) const;
    const OpenedReplica* replicaOf(const QString& url) const;
    void refreshGrown(const QString& url);

    Labels& m_labels;
    OpenedReplicas& m_replicas;
    const WatchedDatabases& m_watched;
    ActivityLog& m_log;
    const Clock& m_clock;
    QTimer m_minute;
};

} // namespace walkeeper::ui
