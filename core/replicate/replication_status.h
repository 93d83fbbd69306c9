#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/format/generations/position.h"
#include "core/replicate/new_generation_reason.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace walkeeper {

/// An error that stands, and since when.
struct StandingError {
    Error error;
    Timestamp since;
    std::uint32_t attempts = 1; ///< failed in a row
};

enum class DatabaseState : std::uint8_t {
    Starting,
    Waiting,   ///< there is no database file yet
    Following, ///< every commit is being copied
    Stuck,     ///< committed frames never verify; the WAL has to be reset first
    Failing,   ///< see the error; tried again by itself
    Refused,   ///< another replicator is at work on it; see the error
    Stopped,
};
/// A stable lower-case word: "following".
std::string_view stateName(DatabaseState state);

struct GenerationStart {
    GenerationId generation;
    NewGenerationReason reason = NewGenerationReason::NoGeneration;
    Timestamp time;
};

/// One watched database, as it stands.
struct DatabaseStatus {
    std::filesystem::path path;
    DatabaseState state = DatabaseState::Starting;
    std::optional<Position> position; ///< end of the shadow WAL
    std::optional<StandingError> error;
    std::optional<Timestamp> lastSync; ///< when the last commit was copied
    std::optional<Timestamp>
        blockedSince; ///< readers or a checkpointer keep the WAL from being reset
    /// The shadow WAL has passed its limit behind a replica that fails, and what only that one
    /// needs was let go: it has to begin a new generation when it works again.
    std::optional<Timestamp> leftBehindSince;

    std::uint64_t databaseBytes = 0;
    std::uint64_t walBytes = 0;    ///< committed and not reset yet
    std::uint64_t shadowBytes = 0; ///< of all kept shadow WAL files

    std::vector<GenerationStart> generations; ///< begun since the start, oldest first; the last 100
    std::array<std::uint64_t, newGenerationReasons> generationCounts{}; ///< by reason

    std::uint64_t syncs = 0;
    std::uint64_t syncErrors = 0;
    std::chrono::nanoseconds syncTime{};
    std::uint64_t copiedBytes = 0; ///< into the shadow WAL
    std::uint64_t passiveCheckpoints = 0;
    std::uint64_t rotations = 0;
    std::uint64_t rotationsBlocked = 0;  ///< by readers, or by another checkpointer
    std::uint64_t rotationsLockBusy = 0; ///< somebody else was writing all the time
    std::uint64_t rotationsPutOff = 0;   ///< too much was left to do while writers wait
    std::uint64_t checkpointErrors = 0;
    std::chrono::nanoseconds checkpointTime{};
    std::chrono::microseconds longestLock{}; ///< how long writers were kept waiting at most
    std::chrono::microseconds p99Lock{};     ///< the same for 99 of 100 times, of the last 1,000
    std::chrono::microseconds totalLock{};
};

} // namespace walkeeper
