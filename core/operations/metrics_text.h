#pragma once

#include "core/replicate/replicator.h"

#include <string>
#include <vector>

namespace walkeeper {

/// What the process uses.
struct ProcessUse {
    double cpuSeconds = 0;
    std::uint64_t residentBytes = 0;
    std::uint64_t openDescriptors = 0;
    double startSeconds = 0; ///< since 1970
};
/// Zeros where the system does not tell.
ProcessUse measureProcess();

/// How databases stand, as Prometheus reads it: the reference's names where it has them, ours begin
/// with "walkeeper_". Pure.
/// source  Litestream 0.3.13; Prometheus text format 0.0.4
std::string metricsText(const std::vector<ReplicationReport>& reports, const ProcessUse& process);

} // namespace walkeeper
