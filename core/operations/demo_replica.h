#pragma once

#include "core/operations/operation_context.h"

#include <filesystem>

namespace walkeeper {

/// What the demo holds.
struct DemoReplica {
    std::filesystem::path database;
    std::filesystem::path replica; ///< folder
    std::size_t commits = 0;
    std::size_t segments = 0;
    std::size_t snapshots = 0;
    std::uint64_t databaseBytes = 0;
};

/// Makes a small database and a replica of its history in `folder`: commits, a second snapshot
/// and a second generation, whose objects' times are spread over the last two days.
/// If the folder holds a demo already, only looks at it.
Result<DemoReplica> makeDemoReplica(const std::filesystem::path& folder,
                                    const OperationContext& context);

} // namespace walkeeper
