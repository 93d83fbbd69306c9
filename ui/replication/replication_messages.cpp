#include "ui/replication/replication_messages.h"

#include "ui/replication/replication_text.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/widgets/message_bar.h"

#include <algorithm>
#include <utility>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

ReplicationMessages::ReplicationMessages(Workbench& workbench, MessageBar& bar, QAction& takeOver,
                                         QObject* parent)
    : QObject(parent),
      m_workbench(workbench),
      m_bar(bar),
      m_takeOver(takeOver)
{
    const WatchedDatabases& watched = workbench.watched();
    connect(&watched, &WatchedDatabases::succeeded, this, &ReplicationMessages::sayDone);
    connect(&watched, &WatchedDatabases::detached, this, &ReplicationMessages::sayEnded);
    connect(&watched, &WatchedDatabases::attached, this, [this] {
        // Another message may have taken its place.
        if (m_bar.sentence() == std::exchange(m_ended, {}))
            m_bar.clear();
    });
    connect(&workbench, &Workbench::deedFailed, this, [this](const Error& error) {
        m_bar.show(Severity::Damage, ErrorText::sentence(error));
    });
}

void ReplicationMessages::sayDone(WatchId /*id*/, Deed deed, const ReplicationDone& done)
{
    if (deed == Deed::Remove && done.notStored)
        m_bar.show(Severity::Warning,
                   tr("%1 is out of the list, but its last commits could not be stored.")
                       .arg(pathToQt(done.database.filename())),
                   ErrorText::sentence(*done.notStored));
    if (deed == Deed::Snapshot && !done.snapshots.empty() &&
        done.snapshots.front().outcome.wasThere)
        m_bar.show(Severity::Note, tr("This WAL file has a snapshot already."),
                   tr("A newer one under the same name would take away the moments between the "
                      "two, so the first one is kept."));
}

void ReplicationMessages::sayEnded(const OtherProcess& process, const QStringList& databases)
{
    const auto& all = m_workbench.watched().all();
    const bool canStart = std::any_of(all.begin(), all.end(), [](const WatchedDatabase& each) {
        return each.ended && each.canStart();
    });
    m_ended = tr("Replication by %1 has ended, or it does not answer.")
                  .arg(ReplicationText::nameOf(process));
    m_bar.show(Severity::Warning, m_ended,
               tr("Not replicated any more: %1.").arg(databases.join(u", "_s)),
               canStart ? &m_takeOver : nullptr);
}

} // namespace walkeeper::ui
