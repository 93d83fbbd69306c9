#pragma once

#include "core/base/time.h"
#include "core/format/generations/position.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace walkeeper {

/// One committed state of a live database beside what a replica restores of it.
struct ReplicaComparison {
    Position position;              ///< the state: the end of its last commit
    Timestamp time;                 ///< when the two were compared
    std::uint64_t liveChecksum = 0; ///< CRC-64/ISO over the whole file
    std::uint64_t liveBytes = 0;
    std::uint64_t restoredChecksum = 0;
    std::uint64_t restoredBytes = 0;
    std::chrono::milliseconds elapsed{};

    bool agrees() const { return liveChecksum == restoredChecksum && liveBytes == restoredBytes; }
};

/// One sentence, for two that do not agree.
std::string differenceText(const ReplicaComparison& comparison);

/// 16 hex digits, as the reference logs it.
std::string checksumText(std::uint64_t checksum);

} // namespace walkeeper
