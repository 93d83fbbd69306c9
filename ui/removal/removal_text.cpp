#include "ui/removal/removal_text.h"

#include "ui/replication/replication_text.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t namedLabels = 5;

} // namespace

QString RemovalText::kindName(RemovalKind kind)
{
    switch (kind) {
    case RemovalKind::Forget: return tr("&Forget it");
    case RemovalKind::LocalState: return tr("Forget it, and delete its &local state");
    case RemovalKind::Replica: return tr("Delete the whole &replica");
    case RemovalKind::Generation: return tr("Delete one &generation");
    case RemovalKind::Snapshot: return tr("Delete one &snapshot");
    }
    return {};
}

QString RemovalText::meaning(const RemovalFlow& flow, RemovalKind kind)
{
    const WatchedDatabase* database = flow.database();
    switch (kind) {
    case RemovalKind::Forget: {
        const bool isRunning = database && database->isReplicated() &&
                               database->report->database.state != DatabaseState::Refused;
        if (!isRunning)
            return tr("It leaves the list. The database, its local state and its replica stay.");
        return database->process
                   ? tr("Its last commits are stored, %1 stops replicating it, and it leaves the "
                        "list. All files stay.")
                         .arg(ReplicationText::nameOf(*database->process))
                   : tr("Its last commits are stored, then its replication stops and it leaves "
                        "the list. All files stay.");
    }
    case RemovalKind::LocalState:
        return tr("Also the hidden folder beside the database. A later replication begins a new "
                  "generation. The database and its replica stay.");
    case RemovalKind::Replica:
        return flow.subject().database
                   ? tr("The database is forgotten with its local state, and all its stored "
                        "history goes. The database itself stays.")
                   : tr("All its stored history goes.");
    case RemovalKind::Generation:
        return tr("One unbroken stretch of history, from its first snapshot on.");
    case RemovalKind::Snapshot: return tr("A full copy, and the WAL that only it makes reachable.");
    }
    return {};
}

QString RemovalText::generation(const ReplicaContents& contents, std::size_t generation,
                                const QTimeZone& zone)
{
    const GenerationContents& facts = contents.generations[generation];
    const Generation& parts = contents.replica.generations[generation];
    const QString id = toQt(parts.id.text());
    if (!facts.created || !facts.updated)
        return id;
    return tr("%1 to %2, %3 (%4)")
        .arg(HumanText::dateAndClock(*facts.created, zone),
             HumanText::dateAndClock(*facts.updated, zone),
             HumanText::bytes(facts.snapshotBytes + facts.segmentBytes), id);
}

QString RemovalText::snapshot(const Generation& generation, const StoredSnapshot& snapshot,
                              const QTimeZone& zone)
{
    return tr("%1, %2 (%3/%4)")
        .arg(HumanText::dateAndClock(snapshot.created, zone),
             HumanText::bytes(snapshot.storedBytes), toQt(generation.id.text()))
        .arg(snapshot.index, 8, 16, '0'_L1);
}

QString RemovalText::count(const RemovalCount& count)
{
    return tr("%1 and %2, %3")
        .arg(tr("%Ln snapshot(s)", nullptr, static_cast<int>(count.snapshots)),
             tr("%Ln WAL segment(s)", nullptr, static_cast<int>(count.segments)),
             HumanText::bytes(count.bytes));
}

QString RemovalText::goes(const RemovalFlow& flow)
{
    if (const RemovalOutlook* outlook = flow.outlook())
        return tr("Goes: %1.").arg(count(outlook->plan.going));
    if (const auto& state = flow.localState())
        return state->files == 0
                   ? tr("There is no local state: %1 holds nothing.").arg(pathToQt(state->folder))
                   : tr("Goes: %1, %2 in %Ln file(s).", nullptr, static_cast<int>(state->files))
                         .arg(pathToQt(state->folder), HumanText::bytes(state->bytes));
    return tr("Nothing is deleted.");
}

QString RemovalText::stays(const RemovalFlow& flow, const QTimeZone& zone)
{
    const RemovalOutlook* outlook = flow.outlook();
    if (!outlook)
        return {};
    QStringList said;
    if (!outlook->after)
        said << tr("Afterwards nothing can be restored from this replica any more.");
    else
        said << tr("Stays: %1. Moments from %2 to %3 can still be restored.")
                    .arg(count(outlook->left),
                         HumanText::dateAndClock(outlook->after->oldest, zone),
                         HumanText::dateAndClock(outlook->after->newest, zone));
    if (flow.choice().kind == RemovalKind::Snapshot && outlook->plan.going.segments == 0 &&
        outlook->after)
        said << tr("An older snapshot makes up for it: no moment is lost, restoring some of them "
                   "takes longer. Validate first if you are not sure of the older one.");
    if (outlook->plan.strangers > 0)
        said << tr("%Ln file(s) that are not part of the replica stay in its folder.", nullptr,
                   static_cast<int>(outlook->plan.strangers));
    return said.join(u' ');
}

QString RemovalText::labels(const RemovalFlow& flow)
{
    const std::vector<MomentLabel> lost = flow.lostLabels();
    if (lost.empty())
        return {};
    QStringList names;
    for (const MomentLabel& each : lost) {
        if (names.size() == static_cast<qsizetype>(namedLabels)) {
            names << tr("…");
            break;
        }
        names << tr("“%1”").arg(each.text);
    }
    return tr("%Ln labelled moment(s) cannot be restored any more: %1.", nullptr,
              static_cast<int>(lost.size()))
        .arg(names.join(u", "_s));
}

QString RemovalText::outcome(const RemovalFlow& flow)
{
    QStringList said = flow.done();
    if (flow.step() == RemovalFlow::Step::Failed)
        said << (flow.error().code == ErrorCode::Cancelled
                     ? tr("The removal was cancelled.")
                     : tr("The removal failed. %1").arg(ErrorText::sentence(flow.error())));
    return said.join(u' ');
}

} // namespace walkeeper::ui
