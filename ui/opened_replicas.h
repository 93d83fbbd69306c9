#pragma once

#include "core/engine/engine.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace walkeeper::ui {

/// Names an opened replica as long as the window lives; never given twice.
using ReplicaId = std::uint32_t;

enum class LoadState { Loading, Loaded, Failed };

/// One replica that the window shows.
struct OpenedReplica {
    ReplicaId id = 0;
    StoreUrl url;
    QString name;    ///< the last part of its address
    QString address; ///< for people, in full
    LoadState state = LoadState::Loading;
    std::uint64_t objectsSeen = 0;                   ///< while loading
    std::shared_ptr<const ReplicaContents> contents; ///< of the newest listing that succeeded
    std::optional<Error> error;                      ///< if it failed
    JobId listing;                                   ///< the newest one
    JobId refreshing;                                ///< a quiet one, while it runs

    /// What is wrong with it, as far as is known: the listing's findings, or those of a check.
    Findings findings;
    bool isChecked = false; ///< they are those of a check
};

/// The replicas that are open, in the order in which they were opened.
class OpenedReplicas final : public QObject
{
    Q_OBJECT

public:
    explicit OpenedReplicas(Engine& engine, QObject* parent = nullptr);

    const std::vector<OpenedReplica>& all() const { return m_replicas; }
    /// Null if it is not open (any more). Valid until the next call that changes anything.
    const OpenedReplica* find(ReplicaId id) const;

    const OpenedReplica* findUrl(const StoreUrl& url) const;

    /// Opens a replica, or lists it again if it is open already.
    /// name  the last part of its address if empty
    ReplicaId open(const StoreUrl& url, const QString& name = {});
    void reload(ReplicaId id);
    /// Lists it again without a word: what is known stays until more is known, and a failure
    /// changes nothing. Not while it is being listed.
    void refresh(ReplicaId id);
    void close(ReplicaId id);
    /// A check knows more than the listing did.
    /// checked  the listing that the findings are placed in; null: the newest one
    void setFindings(ReplicaId id, Findings findings,
                     const std::shared_ptr<const ReplicaContents>& checked = nullptr);

signals:
    void opened(walkeeper::ui::ReplicaId id);
    /// Its state or contents are others now.
    void changed(walkeeper::ui::ReplicaId id);
    /// Only objectsSeen is another one.
    void progressed(walkeeper::ui::ReplicaId id);
    void findingsChanged(walkeeper::ui::ReplicaId id);
    /// Listed quietly once more, with or without success.
    void refreshed(walkeeper::ui::ReplicaId id);
    void aboutToClose(walkeeper::ui::ReplicaId id);
    void closed(walkeeper::ui::ReplicaId id);

private:
    OpenedReplica* findByJob(JobId job);
    OpenedReplica* findMutable(ReplicaId id);
    void list(OpenedReplica& replica);
    void takeRefresh(JobId job, const ReplicaAnswer& answer);
    void take(JobId job, const ReplicaAnswer& answer);

    Engine& m_engine;
    std::vector<OpenedReplica> m_replicas;
    ReplicaId m_lastId = 0;
};

} // namespace walkeeper::ui
