#include "ui/replication/replication_text.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// A lag that is over before anybody could read of it is not one.
constexpr std::chrono::milliseconds shortLag(1500);
/// Readers are in the way for moments all the time; only what lasts is worth a sentence.
constexpr std::chrono::seconds shortBlock(10);

} // namespace

QColor colourOf(WatchState state, const Colours& colours)
{
    switch (state) {
    case WatchState::Stopped:
    case WatchState::Changing:
    case WatchState::Waiting: return colours.muted;
    case WatchState::CatchingUp: return colours.accent;
    case WatchState::Replicated: return colours.good;
    case WatchState::Failing: return colours.damage;
    case WatchState::Refused: return colours.warning;
    }
    return colours.muted;
}

ReplicationText::ReplicationText(const WatchedDatabase& database, Timestamp now,
                                 const QTimeZone& zone)
    : m_database(database),
      m_now(now),
      m_zone(zone)
{
}

WatchState ReplicationText::state() const
{
    if (m_database.running == Deed::Start || m_database.running == Deed::Stop ||
        m_database.running == Deed::Remove || m_database.running == Deed::Retention)
        return WatchState::Changing;
    if (!m_database.report)
        return m_database.startError ? WatchState::Failing : WatchState::Stopped;
    switch (m_database.report->database.state) {
    case DatabaseState::Starting: return WatchState::Changing;
    case DatabaseState::Waiting: return WatchState::Waiting;
    case DatabaseState::Failing: return WatchState::Failing;
    case DatabaseState::Refused: return WatchState::Refused;
    case DatabaseState::Stopped: return WatchState::Stopped;
    case DatabaseState::Stuck: return WatchState::CatchingUp;
    case DatabaseState::Following: break;
    }
    if (worstError())
        return WatchState::Failing;
    const auto lag = m_database.lagBytes();
    const bool isShort = m_database.behindSince && m_now - *m_database.behindSince < shortLag;
    return lag && (*lag == 0 || isShort) ? WatchState::Replicated : WatchState::CatchingUp;
}

QString ReplicationText::word() const
{
    switch (state()) {
    case WatchState::Stopped: return tr("stopped");
    case WatchState::Changing: return isEnding() ? tr("stopping…") : tr("starting…");
    case WatchState::Waiting: return tr("no file yet");
    case WatchState::CatchingUp: return tr("catching up");
    case WatchState::Replicated: return tr("replicated");
    case WatchState::Failing: return tr("failing");
    case WatchState::Refused: return tr("refused");
    }
    return {};
}

Icon ReplicationText::icon() const
{
    switch (state()) {
    case WatchState::Stopped: return Icon::Paused;
    case WatchState::Changing:
    case WatchState::Waiting: return Icon::Waiting;
    case WatchState::CatchingUp: return Icon::Sync;
    case WatchState::Replicated: return Icon::Passed;
    case WatchState::Failing: return Icon::Damage;
    case WatchState::Refused: return Icon::Warning;
    }
    return Icon::Note;
}

QString ReplicationText::lag() const
{
    if (!m_database.report)
        return m_database.startError ? tr("Replication could not be started")
                                     : tr("Not replicated: new commits are not stored");
    switch (state()) {
    case WatchState::Waiting: return tr("Waits until the database file exists");
    case WatchState::Refused: return tr("Another program replicates this database");
    case WatchState::Changing:
        return isEnding() ? tr("Storing the last commits")
                          : tr("Looking at the database and its replica");
    case WatchState::Stopped: return tr("Not replicated: new commits are not stored");
    case WatchState::Replicated: return tr("Every commit is stored");
    case WatchState::CatchingUp:
    case WatchState::Failing: break;
    }
    const auto bytes = m_database.lagBytes();
    if (!bytes)
        return state() == WatchState::Failing ? tr("New commits are not stored")
                                              : tr("Looking at the replica");
    if (*bytes == 0)
        return m_database.report->database.error ? tr("New commits are not stored")
                                                 : tr("Every commit is stored");
    if (!m_database.behindSince || m_now - *m_database.behindSince < shortLag)
        return tr("%1 behind").arg(HumanText::bytes(*bytes));
    return tr("%1 behind for %2")
        .arg(HumanText::bytes(*bytes), HumanText::duration(m_now - *m_database.behindSince));
}

QString ReplicationText::line() const
{
    return m_database.process ? tr("%1 · process %2").arg(lag()).arg(m_database.process->id)
                              : lag();
}

QString ReplicationText::keeper() const
{
    if (m_database.report && m_database.report->database.state == DatabaseState::Refused)
        return {};
    if (m_database.process && m_database.isReplicated())
        return tr("Replicated by %1, which goes on when this window is closed.")
            .arg(nameOf(*m_database.process));
    if (m_database.process)
        return tr("Stopped in %1. Starting it here asks that process to go on.")
            .arg(nameOf(*m_database.process));
    if (m_database.isReplicated())
        return tr("Replicated by this window. Closing it stores the last commits and ends the "
                  "replication.");
    return {};
}

QString ReplicationText::nameOf(const OtherProcess& process)
{
    if (process.program.isEmpty())
        return tr("process %1").arg(process.id);
    const QString program =
        process.program == "walkeeper-cli"_L1 ? u"walkeeper-cli replicate"_s : process.program;
    return tr("%1 (process %2)").arg(program).arg(process.id);
}

bool ReplicationText::isEnding() const
{
    return m_database.running == Deed::Stop || m_database.running == Deed::Remove;
}

QString ReplicationText::places() const
{
    QStringList places;
    for (const ReplicaConfig& replica : m_database.config.replicas)
        places << (replica.url.scheme == "file" ? toQt(replica.url.path)
                                                : toQt(replica.url.shown()));
    return places.isEmpty() ? tr("It has no replica") : places.join(u", "_s);
}

QStringList ReplicationText::figures() const
{
    QStringList figures;
    if (!m_database.report)
        return figures;
    const DatabaseStatus& database = m_database.report->database;
    if (database.position)
        figures << tr("At %1").arg(toQt(database.position->text()).section(u'/', 1));
    std::optional<Timestamp> lastUpload;
    std::uint64_t segments = 0;
    std::uint64_t bytes = 0;
    for (const ReplicaStatus& replica : m_database.report->replicas) {
        if (replica.lastUpload)
            lastUpload = std::max(lastUpload.value_or(*replica.lastUpload), *replica.lastUpload);
        segments += replica.segments;
        bytes += replica.storedBytes;
    }
    if (lastUpload)
        figures << tr("last stored %1").arg(HumanText::clockSeconds(*lastUpload, m_zone));
    if (segments > 0)
        figures << tr("%Ln segment(s), %1 in this run", nullptr, static_cast<int>(segments))
                       .arg(HumanText::bytes(bytes));
    return figures;
}

QStringList ReplicationText::problems() const
{
    QStringList problems;
    if (m_database.startError)
        problems << ErrorText::sentence(*m_database.startError);
    if (m_database.ended) {
        problems << tr("It was replicated by %1, which has ended or does not answer. New commits "
                       "are not stored until replication starts again.")
                        .arg(nameOf(*m_database.ended));
        if (!m_database.isConfigured)
            problems << tr("It is in the configuration of that program only. Protect the database "
                           "to replicate it from here.");
    }
    if (!m_database.report)
        return problems;
    const ReplicationReport& report = *m_database.report;
    if (const auto& error = report.database.error) {
        const bool isTriedAgain = report.database.state != DatabaseState::Stopped;
        problems << sinceWhen(*error, isTriedAgain);
    }
    for (const ReplicaStatus& replica : report.replicas) {
        const auto& error = replica.error();
        const bool isTriedAgain = &error != &replica.comparisonError || replica.nextComparison;
        if (error)
            problems << sinceWhen(*error, isTriedAgain);
    }
    if (report.database.leftBehindSince)
        problems << tr("What only the failing replica still needed was let go (%1), so that the "
                       "disk does not fill up. That replica begins a new generation when it works "
                       "again; the moments in between cannot be restored from it.")
                        .arg(HumanText::dateAndClock(*report.database.leftBehindSince, m_zone));
    if (report.database.state == DatabaseState::Stuck)
        problems << tr("SQLite left frames in the WAL that cannot be verified. A new generation "
                       "begins as soon as the WAL starts anew.");
    const auto& blocked = report.database.blockedSince;
    if (blocked && m_now - *blocked > shortBlock)
        problems << tr("A program has been reading for %1 without a pause, so the WAL cannot be "
                       "emptied and grows: %2 now. Nothing is lost.")
                        .arg(HumanText::duration(m_now - *blocked),
                             HumanText::bytes(report.database.walBytes));
    return problems;
}

QString ReplicationText::nextSnapshot() const
{
    std::optional<Timestamp> next;
    if (m_database.report) {
        for (const ReplicaStatus& replica : m_database.report->replicas) {
            if (replica.nextSnapshot)
                next = std::min(next.value_or(*replica.nextSnapshot), *replica.nextSnapshot);
        }
    }
    if (!next)
        return {};
    return *next <= m_now ? tr("next snapshot now")
                          : tr("next snapshot in %1").arg(HumanText::duration(*next - m_now));
}

QString ReplicationText::generations() const
{
    if (!m_database.report)
        return {};
    QStringList reasons;
    std::uint64_t total = 0;
    const auto& counts = m_database.report->database.generationCounts;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0)
            continue;
        total += counts[i];
        const QString reason = toQt(reasonText(static_cast<NewGenerationReason>(i)));
        reasons << (counts[i] == 1 ? reason
                                   : tr("%1 (%2 times)").arg(reason, HumanText::number(counts[i])));
    }
    if (total == 0)
        return tr("No new generation in this run");
    return tr("%Ln new generation(s): %1", nullptr, static_cast<int>(total))
        .arg(reasons.join(u"; "_s));
}

QString ReplicationText::sinceWhen(const StandingError& error, bool isTriedAgain) const
{
    const QString said =
        tr("%1 Since %2, tried %Ln time(s).", nullptr, static_cast<int>(error.attempts))
            .arg(ErrorText::sentence(error.error), HumanText::clockSeconds(error.since, m_zone));
    return isTriedAgain ? said + u' ' + tr("It is tried again by itself.") : said;
}

const StandingError* ReplicationText::worstError() const
{
    const ReplicationReport& report = *m_database.report;
    if (report.database.error)
        return &*report.database.error;
    for (const ReplicaStatus& replica : report.replicas) {
        if (const auto& error = replica.error())
            return &*error;
    }
    return nullptr;
}

} // namespace walkeeper::ui
