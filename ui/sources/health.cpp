#include "ui/sources/health.h"

#include "ui/replication/replication_text.h"

namespace walkeeper::ui {

Health healthOf(const WatchedDatabase& database, Timestamp now, bool isDamaged)
{
    if (isDamaged)
        return Health::Damaged;
    const QTimeZone zone = QTimeZone::utc();
    switch (ReplicationText(database, now, zone).state()) {
    case WatchState::Stopped: return Health::Stopped;
    case WatchState::Changing:
        return database.running == Deed::Stop || database.running == Deed::Remove
                   ? Health::Stopping
                   : Health::Starting;
    case WatchState::Waiting: return Health::Waiting;
    case WatchState::CatchingUp: return Health::Behind;
    case WatchState::Replicated: return Health::Protected;
    case WatchState::Failing: return Health::Failing;
    case WatchState::Refused: return Health::Refused;
    }
    return Health::Stopped;
}

Health healthOf(const OpenedReplica& replica, const CheckResult* lastCheck)
{
    if (replica.state == LoadState::Failed)
        return Health::Unreadable;
    if (!replica.contents)
        return Health::Opening;
    // They come with the worst first.
    const bool isDamaged = replica.findings && !replica.findings->empty() &&
                           replica.findings->front().finding.severity == Severity::Damage;
    if (isDamaged || (lastCheck && lastCheck->outcome == CheckOutcome::Failed))
        return Health::Damaged;
    return lastCheck && lastCheck->outcome == CheckOutcome::Passed ? Health::Sound
                                                                   : Health::NotChecked;
}

QColor colourOf(Health health, const Colours& colours)
{
    switch (health) {
    case Health::Protected:
    case Health::Sound: return colours.good;
    case Health::Behind: return colours.accent;
    case Health::Refused: return colours.warning;
    case Health::Failing:
    case Health::Damaged:
    case Health::Unreadable: return colours.damage;
    case Health::Starting:
    case Health::Stopping:
    case Health::Waiting:
    case Health::Stopped:
    case Health::NotChecked:
    case Health::Opening: return colours.muted;
    }
    return colours.muted;
}

QString HealthText::word(Health health)
{
    switch (health) {
    case Health::Protected: return tr("Protected");
    case Health::Behind: return tr("Behind");
    case Health::Starting: return tr("Starting");
    case Health::Stopping: return tr("Stopping");
    case Health::Waiting: return tr("No file yet");
    case Health::Stopped: return tr("Stopped");
    case Health::Refused: return tr("Refused");
    case Health::Failing: return tr("Failing");
    case Health::Damaged: return tr("Damaged");
    case Health::Sound: return tr("Sound");
    case Health::NotChecked: return tr("Not checked");
    case Health::Opening: return tr("Opening");
    case Health::Unreadable: return tr("Not readable");
    }
    return {};
}

Icon HealthText::icon(Health health)
{
    switch (health) {
    case Health::Protected:
    case Health::Sound: return Icon::Passed;
    case Health::Behind: return Icon::Sync;
    case Health::Starting:
    case Health::Stopping:
    case Health::Waiting:
    case Health::Opening: return Icon::Waiting;
    case Health::Stopped: return Icon::Paused;
    case Health::Refused: return Icon::Warning;
    case Health::Failing:
    case Health::Damaged:
    case Health::Unreadable: return Icon::Damage;
    case Health::NotChecked: return Icon::Note;
    }
    return Icon::Note;
}

} // namespace walkeeper::ui
