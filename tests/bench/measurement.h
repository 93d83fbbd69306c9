#pragma once

#include "core/base/result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace walkeeper::bench {

/// One contestant: a whole process, from its start to its end.
struct Contestant {
    std::vector<std::string> command;
    std::filesystem::path output; ///< removed, with what lies beside it, before each run
};

struct Figures {
    std::chrono::duration<double, std::milli> median{};
    std::uint64_t peakBytes = 0; ///< the largest of all runs
};

/// Runs all contestants in turn, `rounds` times, after one round that is not counted and fills
/// the page cache. Written data of one run is on disk before the next begins.
/// errors  Internal: one of them failed, with what it said
Result<std::vector<Figures>> measure(const std::vector<Contestant>& contestants, unsigned rounds);

/// The peak that a process which does nothing is given: no measured one can be below it.
std::uint64_t floorOfPeaks();

/// "123 ms" or "12.3 s"
std::string timeText(std::chrono::duration<double, std::milli> time);
/// "17.2 MiB"
std::string memoryText(std::uint64_t bytes);

} // namespace walkeeper::bench
