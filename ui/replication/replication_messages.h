#pragma once

#include "ui/workbench.h"

#include <QObject>

class QAction;

namespace walkeeper::ui {

class MessageBar;

/// Says in the message bar what has become of replications, where nobody has to be asked.
class ReplicationMessages final : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive it.
    /// takeOver  offered when a process has ended that replicated
    ReplicationMessages(Workbench& workbench, MessageBar& bar, QAction& takeOver, QObject* parent);

private:
    void sayDone(WatchId id, Deed deed, const ReplicationDone& done);
    void sayEnded(const OtherProcess& process, const QStringList& databases);

    Workbench& m_workbench;
    MessageBar& m_bar;
    QAction& m_takeOver;
    QString m_ended; ///< what the bar said last of a process that has ended
};

} // namespace walkeeper::ui
