#pragma once

#include "ui/catalogue.h"
#include "ui/opened_replicas.h"

#include <QObject>

namespace walkeeper::ui {

/// The replicas that were opened, in this run and before it; each is kept in the catalogue.
class RecentReplicas final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    RecentReplicas(Catalogue& catalogue, const Clock& clock, QObject* parent = nullptr);

    const std::vector<KnownReplica>& all() const { return m_replicas; }
    /// To open them again: the few that were opened last, newest first.
    QStringList addresses() const;

    /// Empty if it has none, or is not known.
    QStringList tagsOf(const QString& url) const;
    /// Does nothing if it is not known.
    void setTags(const QString& url, const QStringList& tags);

    void note(const OpenedReplica& replica);
    /// Addresses that were remembered elsewhere, newest first.
    void adopt(const QStringList& addresses);

signals:
    void changed();

private:
    void take(const Remembered& values);
    void put(KnownReplica replica);

    Catalogue& m_catalogue;
    const Clock& m_clock;
    std::vector<KnownReplica> m_replicas; ///< opened last first
};

} // namespace walkeeper::ui
