#pragma once

#include <cstdint>
#include <filesystem>

namespace walkeeper {

/// How much a look into a moment may use.
struct MomentLimits {
    std::uint64_t memory = std::uint64_t{64} << 20; ///< bytes
    std::uint64_t disk = std::uint64_t{256} << 20;  ///< bytes
    std::filesystem::path folder = {}; ///< for the disk; the system's for temporary files if empty
    unsigned threads = 2;              ///< that read WAL segments

    bool operator==(const MomentLimits&) const = default;
};

} // namespace walkeeper
