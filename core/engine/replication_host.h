#pragma once

#include "core/engine/engine_messages.h"
#include "core/operations/operation_context.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>

namespace walkeeper {

/// Keeps the replicator of an engine and says how it stands.
/// Lives in the engine thread; what the replicator does takes place in threads of its own.
class ReplicationHost final : public QObject
{
    Q_OBJECT

public:
    explicit ReplicationHost(OperationContext context, QObject* parent = nullptr);

    /// Made when it is first asked for: whoever only looks at replicas needs no threads for it.
    Replicator& replicator();

    /// Says how it stands, at once, if that is news.
    void report();

    /// Lets every database store what it has, says which ones are still waited for, and blocks
    /// until all are let go. Nothing is reported afterwards.
    void stop(const CancellationToken& abandon);

signals:
    /// At most four a second, but for report().
    void changed(walkeeper::ReplicationState state);
    /// From any thread.
    void stillStopping(walkeeper::StillStopping databases);

private:
    void noteNews();

    OperationContext m_context;
    std::atomic<bool> m_hasNews = false; ///< a report is on its way
    QTimer* m_soon;                      ///< until the next report; children, so that they move too
    QTimer* m_look;                      ///< for what the replicator does not tell by itself
    std::vector<ReplicationReport> m_reported;
    std::unique_ptr<Replicator> m_replicator; ///< last: its threads end before what they use
};

/// The same for everybody who looks at it.
bool isSame(const ReplicationReport& one, const ReplicationReport& other);

} // namespace walkeeper
