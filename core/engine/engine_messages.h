#pragma once

#include "core/base/progress.h"
#include "core/config/config_file.h"
#include "core/config/config_import.h"
#include "core/config/retention_writer.h"
#include "core/engine/replica_contents.h"
#include "core/history/commits.h"
#include "core/history/object_inspection.h"
#include "core/history/restore_plan.h"
#include "core/history/restore_point.h"
#include "core/operations/drill_report.h"
#include "core/operations/local_state.h"
#include "core/operations/removal_plan.h"
#include "core/operations/remove_from_replica.h"
#include "core/operations/replicator_watch.h"
#include "core/operations/restore_database.h"
#include "core/operations/restore_destination.h"
#include "core/operations/retention_forecast.h"
#include "core/operations/safety_copy.h"
#include "core/operations/validate_replica.h"
#include "core/replicate/replicator.h"
#include "core/storage/store_url.h"
#include "core/timetravel/moment_database.h"
#include "core/timetravel/moment_limits.h"
#include "core/timetravel/table_export.h"

#include <QMetaType>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace walkeeper {

/// Names one question or job of one engine. Only the engine makes valid ones.
class JobId
{
public:
    JobId() = default; ///< names nothing
    explicit JobId(std::uint64_t value) : m_value(value) {}

    bool isValid() const { return m_value != 0; }
    auto operator<=>(const JobId&) const = default;

private:
    std::uint64_t m_value = 0;
};

/// Which commits are wanted: those of some segments of one generation of a listed replica.
struct CommitsRequest {
    std::shared_ptr<const ReplicaContents> contents;
    std::uint32_t generation = 0; ///< place in Replica::generations
    SegmentRange segments;
};

/// Which stored object is to be taken apart.
struct InspectRequest {
    std::shared_ptr<const ReplicaContents> contents;
    std::uint32_t entry = 0; ///< place in Timeline::entries
};

/// AsListed plans from the listing at hand and asks the store nothing.
enum class PlanBasis : std::uint8_t { AsListed, ListAgain };

struct PlanRequest {
    std::shared_ptr<const ReplicaContents> contents;
    RestoreTarget target;
    PlanBasis basis = PlanBasis::AsListed;
};

/// A replica of a database that is being replicated, here or in another process.
struct LiveReplica {
    std::filesystem::path database;
    std::string replica; ///< its name
};

/// A check of a replica, and what the check's findings are to be placed on.
struct CheckRequest {
    std::shared_ptr<const ReplicaContents> contents;
    ValidationRung rung = ValidationRung::Objects;
    std::optional<LiveReplica> live; ///< needed by ValidationRung::Comparison
};

/// A database that is to be replicated from now on, also after the next start of the program.
struct ProtectRequest {
    std::filesystem::path configuration; ///< the file that gets an entry for it
    ConfigOptions options;               ///< how that file is read
    DatabaseConfig database;
    std::string entry; ///< its lines as they are to be written, as withEntry() takes them; empty:
                       ///< made from the database
};

/// A database that is not to be replicated any more. It and its replicas stay as they are.
struct UnprotectRequest {
    std::filesystem::path configuration; ///< the file that has an entry for it
    ConfigOptions options;               ///< how that file is read
    std::filesystem::path database;
};

/// What a start means for a database that another process's replicator knows and does not run.
enum class IfStoppedElsewhere : std::uint8_t { Leave, Start };

struct StartRequest {
    DatabaseConfig database;
    IfStoppedElsewhere ifStoppedElsewhere = IfStoppedElsewhere::Start;
};

struct SnapshotRequest {
    std::filesystem::path database;
    std::string replica; ///< empty: each of them
};

struct CheckpointRequest {
    std::filesystem::path database;
    DatabaseMonitor::CheckpointMode mode = DatabaseMonitor::CheckpointMode::Full;
};

/// A state of a database that is to take its place again.
struct BringBackRequest {
    std::filesystem::path database;   ///< as its replication knows it
    std::filesystem::path safetyCopy; ///< the folder of one of listSafetyCopies()
};

struct RemoveCopyRequest {
    std::filesystem::path database;
    std::filesystem::path safetyCopy; ///< likewise
};

/// A moment that is to be looked into, without restoring it.
struct LookRequest {
    std::shared_ptr<const ReplicaContents> contents;
    RestoreTarget target;
    BrokenChain onBroken = BrokenChain::Refuse;
    MomentLimits limits;
};

/// What there is to look at. Rows are asked for by the JobId of the question.
struct MomentView {
    std::vector<TableInfo> tables;
    std::vector<SchemaEntry> schema;
    MomentFacts facts;
    Position position; ///< end of the last commit in it; offset 0: the snapshot alone
    std::vector<Finding> findings;
};

/// Rows of a table, or what a reading statement gives.
struct RowsRequest {
    JobId view;
    std::variant<RowSelection, std::string> of;
    RowWindow window;
};

struct CountRequest {
    JobId view;
    RowSelection selection;
};

struct ExportRequest {
    JobId view;
    std::variant<RowSelection, std::string> of; ///< rows of a table, or what a statement gives
    std::string table;                          ///< what is called so in SQL of a statement's rows
    ExportFormat format = ExportFormat::Csv;
    std::filesystem::path output;      ///< must not exist
    std::optional<std::uint64_t> rows; ///< how many there are, if it is known; for the progress
};

/// A file that is to be written, or to get another content.
struct SaveRequest {
    std::filesystem::path path;
    std::function<std::string()> content; ///< made by a thread of the engine
};

struct ExportReport {
    std::filesystem::path output;
    std::uint64_t bytes = 0;
    std::uint64_t rows = 0; ///< if it is made of rows
};

/// What a check found.
struct CheckReport {
    ValidationReport validation;
    Findings findings; ///< those of `validation`, with their places
};

// Answers to questions: the value, or why there is none.
using ReplicaAnswer = std::shared_ptr<const Result<ReplicaContents>>;
using CommitsAnswer = std::shared_ptr<const Result<RestorePoints>>;
using InspectAnswer = std::shared_ptr<const Result<ObjectInspection>>;
using PlanAnswer = std::shared_ptr<const Result<RestorePlan>>;
using LookAnswer = std::shared_ptr<const Result<MomentView>>;
using RowsAnswer = std::shared_ptr<const Result<Rows>>;
using CountAnswer = std::shared_ptr<const Result<std::uint64_t>>;
/// Whether a file is a database, or empty as a new one is.
using DatabaseAnswer = std::shared_ptr<const Result<bool>>;
using DestinationAnswer = std::shared_ptr<const Result<DestinationFacts>>;
using SafetyCopiesAnswer = std::shared_ptr<const Result<std::vector<SafetyCopy>>>;

/// What would go with a part of a listed replica.
struct RemovalQuestion {
    std::shared_ptr<const ReplicaContents> contents;
    RemovalTarget target;
    std::vector<Position> moments; ///< of which it is asked whether they stay, as in holdsMoment()
    PlanBasis basis = PlanBasis::AsListed;
    bool endsFirst = false; ///< whoever replicates into it is to be stopped before
};

struct RemovalOutlook {
    RemovalPlan plan;
    RemovalCount left;
    std::optional<RestorableSpan> before; ///< what can be restored now
    std::optional<RestorableSpan> after;
    std::vector<Position> lost; ///< of the moments that were asked about
};
using RemovalAnswer = std::shared_ptr<const Result<RemovalOutlook>>;

/// What will become of a listed replica with each of some settings.
struct ForecastQuestion {
    std::shared_ptr<const ReplicaContents> contents;
    Timestamp now;
    std::vector<RetentionSettings> settings;
    std::vector<std::chrono::nanoseconds> ahead; ///< for each of which a forecast is made
    std::vector<Position> moments;               ///< of which it is asked whether they go
};
/// By settings, then by time ahead.
using ForecastAnswer = std::shared_ptr<const Result<std::vector<std::vector<ReplicaForecast>>>>;

/// Other values for a replica of the configuration.
struct RetentionRequest {
    std::filesystem::path configuration;
    ConfigOptions options; ///< how that file is read
    ReplicaChange change;
    DatabaseConfig database; ///< as it is to be replicated from then on
};

/// What somebody else's configuration would become in ours.
struct ImportQuestion {
    std::filesystem::path file;
    std::filesystem::path configuration; ///< ours; may be missing
    ConfigOptions options;               ///< how ours is read
};
using ImportAnswer = std::shared_ptr<const Result<ImportPlan>>;

/// Questions that a drill is to ask of a replica's database.
struct AssertionsRequest {
    StoreUrl url;
    std::vector<DrillAssertion> assertions;
};
using AssertionsAnswer = std::shared_ptr<const Result<std::vector<AssertionResult>>>;
/// The folders that were removed.
using ScratchAnswer = std::shared_ptr<const Result<std::vector<std::filesystem::path>>>;

/// A plan that somebody has agreed to.
struct RemovalOrder {
    StoreUrl url;
    RemovalAnswer agreed; ///< with a value
};

/// The folder beside a database.
struct LocalStateRequest {
    std::filesystem::path database;
    std::filesystem::path metaPath; ///< as it is configured; may be empty
};
using LocalStateAnswer = std::shared_ptr<const Result<LocalState>>;

/// All databases that are being replicated by this process, by path. Never null.
using ReplicationState = std::shared_ptr<const std::vector<ReplicationReport>>;

/// The replicators of other processes, by process. Never null.
using OtherReplicators = std::shared_ptr<const std::vector<OtherReplicator>>;

/// What something asked of a replication came to.
struct ReplicationDone {
    std::filesystem::path database;
    std::vector<Replicator::NamedSnapshot> snapshots; ///< if some were asked for
    std::optional<Error> notStored; ///< of the last commits of one that is protected no longer
};

/// A database has another state now.
struct ReplacedDatabase {
    std::filesystem::path database;
    std::optional<RestoreReport> report; ///< if it was restored, and not brought back
    SafetyCopy before;                   ///< the state that had to make room
    std::optional<Error> notStored;      ///< the last commits of `before` are not in every replica
    std::optional<Error> notResumed;     ///< its replication could not be started again
};

// Ends of jobs.
using RestoreEnd = std::shared_ptr<const Result<RestoreReport>>;
using CheckEnd = std::shared_ptr<const Result<CheckReport>>;
using ReplicationEnd = std::shared_ptr<const Result<ReplicationDone>>;
using ExportEnd = std::shared_ptr<const Result<ExportReport>>;
using ReplaceEnd = std::shared_ptr<const Result<ReplacedDatabase>>;
using RemovalEnd = std::shared_ptr<const Result<RemovalReport>>;
using DrillEnd = std::shared_ptr<const Result<DrillReport>>;

/// Databases whose last commits are stored while the engine shuts down. Never null.
using StillStopping = std::shared_ptr<const std::vector<std::filesystem::path>>;

/// The one end of a job.
struct JobOutcome {
    JobId job;
    std::variant<RestoreEnd, CheckEnd, ReplicationEnd, ReplaceEnd, ExportEnd, RemovalEnd, DrillEnd>
        end;
};

struct JobProgress {
    Progress progress;
    std::uint64_t objectsSeen = 0; ///< while a replica is listed

    bool operator==(const JobProgress&) const = default;
};

/// How much the engine has to do right now.
struct EngineState {
    std::size_t questions = 0; ///< asked and not answered
    std::size_t jobs = 0;      ///< started and not finished

    bool operator==(const EngineState&) const = default;
};

} // namespace walkeeper

Q_DECLARE_METATYPE(walkeeper::JobId)
Q_DECLARE_METATYPE(walkeeper::JobOutcome)
Q_DECLARE_METATYPE(walkeeper::JobProgress)
Q_DECLARE_METATYPE(walkeeper::EngineState)
