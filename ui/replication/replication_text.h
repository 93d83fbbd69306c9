#pragma once

#include "ui/replication/watched_databases.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"

#include <QCoreApplication>
#include <QString>
#include <QTimeZone>

namespace walkeeper::ui {

/// How a replication stands, as people judge it.
enum class WatchState { Stopped, Changing, Waiting, CatchingUp, Replicated, Failing, Refused };

QColor colourOf(WatchState state, const Colours& colours);

/// A watched database in words.
class ReplicationText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::ReplicationText)

public:
    ReplicationText(const WatchedDatabase& database, Timestamp now, const QTimeZone& zone);

    WatchState state() const;
    /// One or two words: "replicated".
    QString word() const;
    Icon icon() const;

    /// "Every commit is stored", "12 KB behind for 2 s".
    QString lag() const;
    /// lag(), and which process sees to it if it is another one.
    QString line() const;
    /// Who replicates, and what closing the window does to that; empty while nobody does.
    QString keeper() const;
    /// "walkeeper-cli replicate (process 123)"
    static QString nameOf(const OtherProcess& process);
    /// Where the replicas are.
    QString places() const;
    /// Position, last sync, what was stored in this run.
    QStringList figures() const;
    /// What is wrong or in the way, a sentence each, the worst first.
    QStringList problems() const;
    /// "next snapshot in 23 h 59 min"; empty if none is planned.
    QString nextSnapshot() const;
    /// How many generations began since the start, and why; empty if there were none.
    QString generations() const;

private:
    bool isEnding() const;
    QString sinceWhen(const StandingError& error, bool isTriedAgain) const;
    const StandingError* worstError() const;

    const WatchedDatabase& m_database;
    const Timestamp m_now;
    const QTimeZone& m_zone;
};

} // namespace walkeeper::ui
