#pragma once

#include "core/base/time.h"
#include "core/format/generations/position.h"
#include "core/operations/drill_report.h"
#include "core/operations/validation_report.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace walkeeper::ui {

/// A replica that was opened once. Replicas are told apart by StoreUrl::shown().
struct KnownReplica {
    QString url;
    QString address; ///< for people, and to open it again
    QString name;
    Timestamp opened; ///< last
    QStringList tags;

    bool operator==(const KnownReplica&) const = default;
};

/// A moment of a replica that does not move when the replica grows: the end of a commit, or the
/// start of a snapshot's WAL file (offset 0).
struct MomentPlace {
    QString replica; ///< its URL
    Position position;

    bool operator==(const MomentPlace&) const = default;
};

/// What somebody calls a moment.
struct MomentLabel {
    MomentPlace place;
    Timestamp time; ///< of the moment
    QString text;
    std::optional<Timestamp> warnedOf; ///< when it is to go, if that was said already

    bool operator==(const MomentLabel&) const = default;
};

enum class CheckOutcome : std::uint8_t {
    Passed,
    Failed,
    Inconclusive, ///< it could not be made, or not to its end
};

/// How a check of a replica ended.
struct CheckResult {
    QString replica; ///< its URL
    ValidationRung rung = ValidationRung::Objects;
    Timestamp when;
    CheckOutcome outcome = CheckOutcome::Passed;
    QString summary; ///< a sentence
    int findings = 0;

    bool operator==(const CheckResult&) const = default;
};

/// How a replica is drilled.
struct DrillSetting {
    QString replica;               ///< its URL
    QString address;               ///< to reach it
    QString name;                  ///< for people
    std::chrono::hours interval{}; ///< 0: only when somebody asks for it
    Timestamp since;               ///< of the interval
    std::vector<DrillAssertion> assertions;

    bool operator==(const DrillSetting&) const = default;
};

/// How a drill of a replica ended.
struct DrillResult {
    QString replica; ///< its URL
    Timestamp when;  ///< it ended
    DrillOutcome outcome = DrillOutcome::Passed;
    QString summary;                 ///< a sentence or two
    std::optional<Timestamp> moment; ///< of the state that was restored
    std::chrono::milliseconds elapsed{};

    bool operator==(const DrillResult&) const = default;
};

enum class ActivitySeverity : std::uint8_t { Note, Success, Warning, Failure };

enum class ActivityKind : std::uint8_t {
    Replication,
    Snapshot,
    Retention,
    Check,
    Restore,
    Label,
    Replica,
    Program
};

/// Something that happened, in words.
struct Activity {
    std::int64_t key = 0; ///< made by chance, so that processes need not agree on it
    Timestamp time;
    QString source;   ///< for people: the database or the replica
    QString database; ///< path; empty if it concerns none
    QString replica;  ///< URL; empty if it concerns none, or each of a database
    ActivityKind kind = ActivityKind::Program;
    ActivitySeverity severity = ActivitySeverity::Note;
    QString text;
    std::optional<Position> moment; ///< that it is about, as in MomentPlace
    QString object;                 ///< key of an object of the replica; may be empty
    bool isSeen = true;             ///< only failures wait to be seen

    bool operator==(const Activity&) const = default;
};

/// Why not everything is kept. Said once each.
struct CatalogueTrouble {
    enum class Kind : std::uint8_t {
        NotKept,  ///< what happens from now on is forgotten when the program ends
        Newer,    ///< a newer version of the program made it: it is read and left as it is
        SetAside, ///< it was damaged; what could be read of it was kept
    };

    Kind kind = Kind::NotKept;
    QString file;   ///< the catalogue, or where the damaged one is now
    QString reason; ///< of the system; may be empty

    bool operator==(const CatalogueTrouble&) const = default;
};

/// All that is remembered from earlier runs.
struct Remembered {
    std::vector<KnownReplica> replicas; ///< opened last first
    std::vector<MomentLabel> labels;
    std::vector<CheckResult> checks; ///< the newest one of each replica
    std::vector<CheckResult> proofs; ///< likewise, of those for which isProof() holds
    std::vector<DrillSetting> drillSettings;
    std::vector<DrillResult> drills; ///< newest first
    std::vector<Activity> activity;  ///< oldest first
};
using RememberedValues = std::shared_ptr<const Remembered>;

/// What the program remembers between runs. Every call returns at once; what is kept is kept in
/// the order of the calls. GUI thread.
class Catalogue : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// remembered() comes once for it, also if there is nothing.
    virtual void load() = 0;

    /// Also one that is known.
    virtual void keepReplica(const KnownReplica& replica) = 0;
    /// Replaces the one of the same place.
    virtual void keepLabel(const MomentLabel& label) = 0;
    virtual void removeLabel(const MomentPlace& place) = 0;
    virtual void keepCheck(const CheckResult& result) = 0;
    /// Replaces the one of the same replica.
    virtual void keepDrillSetting(const DrillSetting& setting) = 0;
    virtual void keepDrill(const DrillResult& result) = 0;
    virtual void keepActivity(const Activity& activity) = 0;
    virtual void markSeen(const std::vector<std::int64_t>& activities) = 0;

signals:
    void remembered(walkeeper::ui::RememberedValues values);
    void troubled(walkeeper::ui::CatalogueTrouble trouble);
};

} // namespace walkeeper::ui
