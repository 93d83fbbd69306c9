#pragma once

#include "core/replicate/replicator.h"

namespace walkeeper::test {

/// A report in which every field has a value of its own.
inline ReplicationReport fullReport()
{
    const Timestamp time = *parseTimestamp("2026-01-31T12:00:00.000000001Z");
    const auto later = [&](int seconds) { return time + std::chrono::seconds(seconds); };
    const auto failure = [&](ErrorCode code, const char* text, std::uint32_t attempts) {
        return StandingError{{code, text}, later(static_cast<int>(attempts)), attempts};
    };
    ReplicationReport report;
    DatabaseStatus& database = report.database;
    database.path = "/data/a \"b\"\\c.db";
    database.state = DatabaseState::Failing;
    database.position = Position{GenerationId(0x5a5cde9eaf777893), 3, 16512};
    database.error = failure(ErrorCode::PermissionDenied, "no \"right\"\nto read", 7);
    database.lastSync = later(1);
    database.blockedSince = later(2);
    database.leftBehindSince = later(13);
    database.databaseBytes = 11;
    database.walBytes = 12;
    database.shadowBytes = 13;
    database.generations = {
        {GenerationId(0x5a5cde9eaf777893), NewGenerationReason::MissedReset, later(3)}};
    database.generationCounts[static_cast<std::size_t>(NewGenerationReason::MissedReset)] = 14;
    database.syncs = 15;
    database.syncErrors = 16;
    database.syncTime = std::chrono::nanoseconds(17);
    database.copiedBytes = 18;
    database.passiveCheckpoints = 19;
    database.rotations = 20;
    database.rotationsBlocked = 21;
    database.rotationsLockBusy = 22;
    database.rotationsPutOff = 23;
    database.checkpointErrors = 24;
    database.checkpointTime = std::chrono::nanoseconds(25);
    database.longestLock = std::chrono::microseconds(26);
    database.totalLock = std::chrono::microseconds(27);
    database.p99Lock = std::chrono::microseconds(28);

    ReplicaStatus& replica = report.replicas.emplace_back();
    replica.name = "second";
    replica.url = "file:///data/replica";
    replica.position = Position{GenerationId(0x5a5cde9eaf777893), 2, 4152};
    replica.lagBytes = 31;
    replica.isRestorable = true;
    replica.lastUpload = later(4);
    replica.lastSnapshot = later(5);
    replica.nextSnapshot = later(6);
    replica.lastRetention = later(7);
    replica.nextRetention = later(8);
    replica.uploadError = failure(ErrorCode::NoSpace, "full", 1);
    replica.snapshotError = failure(ErrorCode::Unavailable, "away", 2);
    replica.retentionError = failure(ErrorCode::Busy, "busy", 3);
    replica.segments = 32;
    replica.snapshots = 33;
    replica.deletedObjects = 34;
    replica.storedBytes = 35;
    replica.walBytes = 36;
    replica.failures = 37;
    replica.lagSince = later(10);
    replica.lastComparison =
        ReplicaComparison{*replica.position,  later(11), 0xfedcba9876543210,           43,
                          0xb90956c775a41001, 44,        std::chrono::milliseconds(45)};
    replica.nextComparison = later(12);
    replica.comparisonError = failure(ErrorCode::Corrupt, "differs", 4);
    replica.comparisonsAgreed = 46;
    replica.comparisonsFailed = 47;
    replica.replicaBytes = 38;
    replica.replicaObjects = 39;
    return report;
}

} // namespace walkeeper::test
