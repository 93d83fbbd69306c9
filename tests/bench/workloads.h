#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace walkeeper::bench {

// Replicas for the benchmarks, written by the reference itself and kept: each function makes its
// folder once and afterwards only says where it is. A folder that holds no file "complete" is
// made again.

/// 5 MB of database, about 2,000 WAL files in about 4,500 segments.
Result<std::filesystem::path> manySmallSegments(const std::filesystem::path& dataFolder);
/// 116 MB of database, about 1,900 segments, 1.1 GB of frames.
Result<std::filesystem::path> manyFrames(const std::filesystem::path& dataFolder);
/// One segment of 2 GB.
Result<std::filesystem::path> oneLargeSegment(const std::filesystem::path& dataFolder);
/// A snapshot of 1 GB and a WAL without any commit of the application.
Result<std::filesystem::path> largeSnapshot(const std::filesystem::path& dataFolder);
/// 100,000 segments: names and objects as the reference writes them, but made from one segment
/// of it, for listing only.
Result<std::filesystem::path> hundredThousandSegments(const std::filesystem::path& dataFolder);

} // namespace walkeeper::bench
