#pragma once

#include "core/engine/engine_messages.h"
#include "core/operations/operation_context.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>

namespace walkeeper {

/// Keeps the replicator of an engine and says how it stands, and how those of others do.
/// Lives in the engine thread; what the replicator does takes place in threads of its own.
class ReplicationHost final : public QObject
{
    Q_OBJECT

public:
    /// controlFolder  where the replicators of others are; empty: they are not looked for
    ReplicationHost(OperationContext context, const std::filesystem::path& controlFolder,
                    QObject* parent = nullptr);

    /// Made when it is first asked for: whoever only looks at replicas needs no threads for it.
    Replicator& replicator();

    /// Whether one of ours, or of another process that can be asked, writes to a replica.
    ReplicaUse useOf(const StoreUrl& replica) const;

    /// Says how it stands, at once, if that is news.
    void report();

    /// Lets every database store what it has, says which ones are still waited for, and blocks
    /// until all are let go. Nothing is reported afterwards.
    void stop(const CancellationToken& abandon);

signals:
    /// At most four a second, but for report().
    void changed(walkeeper::ReplicationState state);
    void othersChanged(walkeeper::OtherReplicators others);
    /// A database of ours that we wait for, and that another process replicates.
    void overtaken(const std::filesystem::path& database);
    /// From any thread.
    void stillStopping(walkeeper::StillStopping databases);

private:
    void noteNews();
    void reportOurs();
    void reportOthers();
    bool isElsewhere(const std::filesystem::path& database) const;

    OperationContext m_context;
    std::atomic<bool> m_hasNews = false; ///< a report is on its way
    QTimer* m_soon;                      ///< until the next report; children, so that they move too
    QTimer* m_look;                      ///< for what the replicator does not tell by itself
    std::vector<ReplicationReport> m_reported;
    std::vector<OtherReplicator> m_reportedOthers;
    // Last: their threads end before what they use.
    std::unique_ptr<Replicator> m_replicator;
    std::unique_ptr<ReplicatorWatch> m_watch;
};

/// Whether a replicator is at work on the database, or will be by itself.
bool isAtWork(const ReplicationReport& report);

/// The same for everybody who looks at it.
bool isSame(const ReplicationReport& one, const ReplicationReport& other);

} // namespace walkeeper
