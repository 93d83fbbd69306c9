#include "core/operations/control_messages.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace walkeeper {

namespace {

using Json = nlohmann::ordered_json;

/// Never throws: bytes that are no UTF-8 become U+FFFD.
std::string text(const Json& json, int indent = -1)
{
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// --- values ---

template <class T>
Json optionalJson(const std::optional<T>& value, Json (*write)(const T&))
{
    return value ? write(*value) : Json();
}

Json timeJson(const Timestamp& time)
{
    return formatTimestampExact(time);
}

Json positionJson(const Position& position)
{
    return position.text();
}

Json numberJson(const std::uint64_t& number)
{
    return number;
}

Json errorJson(const Error& error)
{
    return {{"code", std::string(errorCodeName(error.code))}, {"message", error.message}};
}

Json standingJson(const StandingError& standing)
{
    Json json = errorJson(standing.error);
    json["since"] = timeJson(standing.since);
    json["attempts"] = standing.attempts;
    return json;
}

const Json& member(const Json& json, const char* key)
{
    static const Json none;
    const auto found = json.is_object() ? json.find(key) : json.end();
    return found == json.end() ? none : *found;
}

std::string readText(const Json& json)
{
    return json.is_string() ? json.get<std::string>() : std::string();
}

std::uint64_t readNumber(const Json& json)
{
    return json.is_number_unsigned() ? json.get<std::uint64_t>() : 0;
}

template <class Duration>
Duration readDuration(const Json& json)
{
    const std::int64_t count = json.is_number_integer() ? json.get<std::int64_t>() : 0;
    return std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(count));
}

std::optional<std::uint64_t> readOptionalNumber(const Json& json)
{
    return json.is_number_unsigned() ? std::optional(json.get<std::uint64_t>()) : std::nullopt;
}

std::optional<Timestamp> readTime(const Json& json)
{
    const Result<Timestamp> time = parseTimestamp(readText(json));
    return time ? std::optional(*time) : std::nullopt;
}

std::optional<Position> readPosition(const Json& json)
{
    const Result<Position> position = Position::parse(readText(json));
    return position ? std::optional(*position) : std::nullopt;
}

Error readError(const Json& json)
{
    Error error{ErrorCode::Internal, readText(member(json, "message"))};
    const std::string code = readText(member(json, "code"));
    for (auto each = static_cast<int>(ErrorCode::NotFound);
         each <= static_cast<int>(ErrorCode::Internal); ++each) {
        if (errorCodeName(static_cast<ErrorCode>(each)) == code)
            error.code = static_cast<ErrorCode>(each);
    }
    return error;
}

std::optional<StandingError> readStanding(const Json& json)
{
    if (!json.is_object())
        return std::nullopt;
    return StandingError{readError(json), readTime(member(json, "since")).value_or(Timestamp()),
                         static_cast<std::uint32_t>(readNumber(member(json, "attempts")))};
}

Json comparisonJson(const ReplicaComparison& comparison)
{
    return {{"position", positionJson(comparison.position)},
            {"time", timeJson(comparison.time)},
            {"agrees", comparison.agrees()},
            {"live_checksum", checksumText(comparison.liveChecksum)},
            {"live_bytes", comparison.liveBytes},
            {"restored_checksum", checksumText(comparison.restoredChecksum)},
            {"restored_bytes", comparison.restoredBytes},
            {"elapsed_ns", std::chrono::nanoseconds(comparison.elapsed).count()}};
}

std::optional<std::uint64_t> readChecksum(const Json& json)
{
    const std::string text = readText(json);
    std::uint64_t checksum = 0;
    const auto [end, failure] =
        std::from_chars(text.data(), text.data() + text.size(), checksum, 16);
    const bool isWhole = failure == std::errc() && end == text.data() + text.size();
    return isWhole ? std::optional(checksum) : std::nullopt;
}

std::optional<ReplicaComparison> readComparison(const Json& json)
{
    const auto position = readPosition(member(json, "position"));
    const auto time = readTime(member(json, "time"));
    const auto live = readChecksum(member(json, "live_checksum"));
    const auto restored = readChecksum(member(json, "restored_checksum"));
    if (!position || !time || !live || !restored)
        return std::nullopt;
    return ReplicaComparison{*position,
                             *time,
                             *live,
                             readNumber(member(json, "live_bytes")),
                             *restored,
                             readNumber(member(json, "restored_bytes")),
                             readDuration<std::chrono::milliseconds>(member(json, "elapsed_ns"))};
}

// --- reports ---

Json generationsJson(const DatabaseStatus& status)
{
    Json list = Json::array();
    for (const GenerationStart& start : status.generations)
        list.push_back({{"generation", start.generation.text()},
                        {"reason", std::string(reasonName(start.reason))},
                        {"time", timeJson(start.time)}});
    return list;
}

Json generationCountsJson(const DatabaseStatus& status)
{
    Json counts = Json::object();
    for (std::size_t i = 0; i < status.generationCounts.size(); ++i) {
        if (status.generationCounts[i] > 0)
            counts[std::string(reasonName(static_cast<NewGenerationReason>(i)))] =
                status.generationCounts[i];
    }
    return counts;
}

Json databaseJson(const DatabaseStatus& status)
{
    return {{"database", status.path.string()},
            {"state", std::string(stateName(status.state))},
            {"position", optionalJson(status.position, positionJson)},
            {"error", optionalJson(status.error, standingJson)},
            {"last_sync", optionalJson(status.lastSync, timeJson)},
            {"blocked_since", optionalJson(status.blockedSince, timeJson)},
            {"left_behind_since", optionalJson(status.leftBehindSince, timeJson)},
            {"database_bytes", status.databaseBytes},
            {"wal_bytes", status.walBytes},
            {"shadow_bytes", status.shadowBytes},
            {"generations", generationsJson(status)},
            {"generation_counts", generationCountsJson(status)},
            {"syncs", status.syncs},
            {"sync_errors", status.syncErrors},
            {"sync_ns", status.syncTime.count()},
            {"copied_bytes", status.copiedBytes},
            {"passive_checkpoints", status.passiveCheckpoints},
            {"rotations", status.rotations},
            {"rotations_blocked", status.rotationsBlocked},
            {"rotations_lock_busy", status.rotationsLockBusy},
            {"rotations_put_off", status.rotationsPutOff},
            {"checkpoint_errors", status.checkpointErrors},
            {"checkpoint_ns", status.checkpointTime.count()},
            {"longest_lock_ns", std::chrono::nanoseconds(status.longestLock).count()},
            {"p99_lock_ns", std::chrono::nanoseconds(status.p99Lock).count()},
            {"total_lock_ns", std::chrono::nanoseconds(status.totalLock).count()}};
}

Json replicaJson(const ReplicaStatus& status)
{
    return {{"replica", status.name},
            {"url", status.url},
            {"position", optionalJson(status.position, positionJson)},
            {"lag_bytes", optionalJson(status.lagBytes, numberJson)},
            {"lag_since", optionalJson(status.lagSince, timeJson)},
            {"is_restorable", status.isRestorable},
            {"last_upload", optionalJson(status.lastUpload, timeJson)},
            {"last_snapshot", optionalJson(status.lastSnapshot, timeJson)},
            {"next_snapshot", optionalJson(status.nextSnapshot, timeJson)},
            {"last_retention", optionalJson(status.lastRetention, timeJson)},
            {"next_retention", optionalJson(status.nextRetention, timeJson)},
            {"last_comparison", optionalJson(status.lastComparison, comparisonJson)},
            {"next_comparison", optionalJson(status.nextComparison, timeJson)},
            {"upload_error", optionalJson(status.uploadError, standingJson)},
            {"snapshot_error", optionalJson(status.snapshotError, standingJson)},
            {"retention_error", optionalJson(status.retentionError, standingJson)},
            {"comparison_error", optionalJson(status.comparisonError, standingJson)},
            {"segments", status.segments},
            {"snapshots", status.snapshots},
            {"deleted_objects", status.deletedObjects},
            {"stored_bytes", status.storedBytes},
            {"wal_bytes", status.walBytes},
            {"failures", status.failures},
            {"comparisons_agreed", status.comparisonsAgreed},
            {"comparisons_failed", status.comparisonsFailed},
            {"replica_bytes", optionalJson(status.replicaBytes, numberJson)},
            {"replica_objects", optionalJson(status.replicaObjects, numberJson)}};
}

Json reportsArray(const std::vector<ReplicationReport>& reports)
{
    Json list = Json::array();
    for (const ReplicationReport& report : reports) {
        Json& json = list.emplace_back(databaseJson(report.database));
        json["replicas"] = Json::array();
        for (const ReplicaStatus& replica : report.replicas)
            json["replicas"].push_back(replicaJson(replica));
    }
    return list;
}

DatabaseState readState(const Json& json)
{
    const std::string name = readText(json);
    for (const auto state :
         {DatabaseState::Starting, DatabaseState::Waiting, DatabaseState::Following,
          DatabaseState::Stuck, DatabaseState::Failing, DatabaseState::Refused}) {
        if (stateName(state) == name)
            return state;
    }
    return DatabaseState::Stopped;
}

std::optional<std::size_t> reasonNumber(const std::string& name)
{
    for (std::size_t i = 0; i < newGenerationReasons; ++i) {
        if (reasonName(static_cast<NewGenerationReason>(i)) == name)
            return i;
    }
    return std::nullopt;
}

void readGenerations(const Json& json, DatabaseStatus& status)
{
    for (const Json& each : member(json, "generations")) {
        const Result<GenerationId> id = GenerationId::parse(readText(member(each, "generation")));
        const auto reason = reasonNumber(readText(member(each, "reason")));
        if (id && reason)
            status.generations.push_back({*id, static_cast<NewGenerationReason>(*reason),
                                          readTime(member(each, "time")).value_or(Timestamp())});
    }
    const Json& counts = member(json, "generation_counts");
    for (std::size_t i = 0; i < newGenerationReasons; ++i)
        status.generationCounts[i] = readNumber(
            member(counts, std::string(reasonName(static_cast<NewGenerationReason>(i))).c_str()));
}

DatabaseStatus readDatabase(const Json& json)
{
    DatabaseStatus status;
    status.path = readText(member(json, "database"));
    status.state = readState(member(json, "state"));
    status.position = readPosition(member(json, "position"));
    status.error = readStanding(member(json, "error"));
    status.lastSync = readTime(member(json, "last_sync"));
    status.blockedSince = readTime(member(json, "blocked_since"));
    status.leftBehindSince = readTime(member(json, "left_behind_since"));
    status.databaseBytes = readNumber(member(json, "database_bytes"));
    status.walBytes = readNumber(member(json, "wal_bytes"));
    status.shadowBytes = readNumber(member(json, "shadow_bytes"));
    readGenerations(json, status);
    status.syncs = readNumber(member(json, "syncs"));
    status.syncErrors = readNumber(member(json, "sync_errors"));
    status.syncTime = readDuration<std::chrono::nanoseconds>(member(json, "sync_ns"));
    status.copiedBytes = readNumber(member(json, "copied_bytes"));
    status.passiveCheckpoints = readNumber(member(json, "passive_checkpoints"));
    status.rotations = readNumber(member(json, "rotations"));
    status.rotationsBlocked = readNumber(member(json, "rotations_blocked"));
    status.rotationsLockBusy = readNumber(member(json, "rotations_lock_busy"));
    status.rotationsPutOff = readNumber(member(json, "rotations_put_off"));
    status.checkpointErrors = readNumber(member(json, "checkpoint_errors"));
    status.checkpointTime = readDuration<std::chrono::nanoseconds>(member(json, "checkpoint_ns"));
    status.longestLock = readDuration<std::chrono::microseconds>(member(json, "longest_lock_ns"));
    status.p99Lock = readDuration<std::chrono::microseconds>(member(json, "p99_lock_ns"));
    status.totalLock = readDuration<std::chrono::microseconds>(member(json, "total_lock_ns"));
    return status;
}

ReplicaStatus readReplica(const Json& json)
{
    ReplicaStatus status;
    status.name = readText(member(json, "replica"));
    status.url = readText(member(json, "url"));
    status.position = readPosition(member(json, "position"));
    status.lagBytes = readOptionalNumber(member(json, "lag_bytes"));
    status.lagSince = readTime(member(json, "lag_since"));
    status.isRestorable = member(json, "is_restorable") == Json(true);
    status.lastUpload = readTime(member(json, "last_upload"));
    status.lastSnapshot = readTime(member(json, "last_snapshot"));
    status.nextSnapshot = readTime(member(json, "next_snapshot"));
    status.lastRetention = readTime(member(json, "last_retention"));
    status.nextRetention = readTime(member(json, "next_retention"));
    status.lastComparison = readComparison(member(json, "last_comparison"));
    status.nextComparison = readTime(member(json, "next_comparison"));
    status.uploadError = readStanding(member(json, "upload_error"));
    status.snapshotError = readStanding(member(json, "snapshot_error"));
    status.retentionError = readStanding(member(json, "retention_error"));
    status.comparisonError = readStanding(member(json, "comparison_error"));
    status.segments = readNumber(member(json, "segments"));
    status.snapshots = readNumber(member(json, "snapshots"));
    status.deletedObjects = readNumber(member(json, "deleted_objects"));
    status.storedBytes = readNumber(member(json, "stored_bytes"));
    status.walBytes = readNumber(member(json, "wal_bytes"));
    status.failures = readNumber(member(json, "failures"));
    status.comparisonsAgreed = readNumber(member(json, "comparisons_agreed"));
    status.comparisonsFailed = readNumber(member(json, "comparisons_failed"));
    status.replicaBytes = readOptionalNumber(member(json, "replica_bytes"));
    status.replicaObjects = readOptionalNumber(member(json, "replica_objects"));
    return status;
}

// --- envelopes ---

struct RequestName {
    ControlRequest::What what;
    const char* name;
};
constexpr std::array<RequestName, 8> requestNames{{{ControlRequest::What::Status, "status"},
                                                   {ControlRequest::What::Start, "start"},
                                                   {ControlRequest::What::Stop, "stop"},
                                                   {ControlRequest::What::Pause, "pause"},
                                                   {ControlRequest::What::Sync, "sync"},
                                                   {ControlRequest::What::Snapshot, "snapshot"},
                                                   {ControlRequest::What::Compare, "compare"},
                                                   {ControlRequest::What::Subscribe, "subscribe"}}};

/// Nesting that no message of ours has, and that could use up the stack.
constexpr int deepest = 16;

/// errors  InvalidArgument: no JSON object; Unsupported: of another version
Result<Json> parseLine(std::string_view line)
{
    bool isTooDeep = false;
    const auto watchDepth = [&](int depth, Json::parse_event_t, Json&) {
        isTooDeep = isTooDeep || depth > deepest;
        return !isTooDeep;
    };
    Json json = Json::parse(line.begin(), line.end(), watchDepth, false);
    if (isTooDeep || !json.is_object())
        return Error{ErrorCode::InvalidArgument, "not a JSON object of the control protocol"};
    if (member(json, "version") != Json(controlVersion))
        return Error{ErrorCode::Unsupported, "the control protocol has version " +
                                                 std::to_string(controlVersion) +
                                                 "; the other side speaks another one"};
    return json;
}

} // namespace

std::string encodeRequest(const ControlRequest& request)
{
    const auto name =
        std::find_if(requestNames.begin(), requestNames.end(),
                     [&](const RequestName& each) { return each.what == request.what; });
    Json json{{"version", controlVersion}, {"request", name->name}};
    if (!request.database.empty())
        json["database"] = request.database;
    if (!request.replica.empty())
        json["replica"] = request.replica;
    return text(json);
}

Result<ControlRequest> decodeRequest(std::string_view line)
{
    const Result<Json> json = parseLine(line);
    if (!json)
        return json.error();
    const std::string name = readText(member(*json, "request"));
    const auto found = std::find_if(requestNames.begin(), requestNames.end(),
                                    [&](const RequestName& each) { return each.name == name; });
    if (found == requestNames.end())
        return Error{ErrorCode::InvalidArgument, "there is no request \"" + name + "\""};
    ControlRequest request{found->what, readText(member(*json, "database")),
                           readText(member(*json, "replica"))};
    const bool namesDatabase = request.what != ControlRequest::What::Status &&
                               request.what != ControlRequest::What::Subscribe;
    if (namesDatabase && request.database.empty())
        return Error{ErrorCode::InvalidArgument, "the request \"" + name + "\" needs a database"};
    return request;
}

std::string encodeAnswer(const ControlAnswer& answer)
{
    Json json{{"version", controlVersion}, {"ok", true}};
    if (!answer.reports.empty())
        json["databases"] = reportsArray(answer.reports);
    for (const Replicator::NamedSnapshot& snapshot : answer.snapshots)
        json["snapshots"].push_back({{"replica", snapshot.replica},
                                     {"index", snapshot.outcome.index},
                                     {"was_there", snapshot.outcome.wasThere},
                                     {"database_bytes", snapshot.outcome.databaseBytes}});
    for (const Replicator::NamedComparison& each : answer.comparisons) {
        Json& comparison = json["comparisons"].emplace_back(comparisonJson(each.comparison));
        comparison["replica"] = each.replica;
    }
    return text(json);
}

std::string encodeFailure(const Error& error)
{
    return text({{"version", controlVersion}, {"ok", false}, {"error", errorJson(error)}});
}

Result<ControlAnswer> decodeAnswer(std::string_view line)
{
    const Result<Json> json = parseLine(line);
    if (!json)
        return json.error();
    const Json& works = member(*json, "ok");
    if (works == Json(false))
        return readError(member(*json, "error"));
    if (works != Json(true))
        return Error{ErrorCode::InvalidArgument, "not an answer of the control protocol"};
    ControlAnswer answer;
    for (const Json& each : member(*json, "databases")) {
        ReplicationReport& report = answer.reports.emplace_back();
        report.database = readDatabase(each);
        for (const Json& replica : member(each, "replicas"))
            report.replicas.push_back(readReplica(replica));
    }
    for (const Json& each : member(*json, "snapshots"))
        answer.snapshots.push_back({readText(member(each, "replica")),
                                    {static_cast<WalIndex>(readNumber(member(each, "index"))),
                                     member(each, "was_there") == Json(true),
                                     readNumber(member(each, "database_bytes"))}});
    for (const Json& each : member(*json, "comparisons")) {
        const std::optional<ReplicaComparison> comparison = readComparison(each);
        if (!comparison)
            return Error{ErrorCode::InvalidArgument, "not an answer of the control protocol"};
        answer.comparisons.push_back({readText(member(each, "replica")), *comparison});
    }
    return answer;
}

std::string reportsJson(const std::vector<ReplicationReport>& reports)
{
    constexpr int indent = 4;
    return text(reportsArray(reports), indent);
}

} // namespace walkeeper
