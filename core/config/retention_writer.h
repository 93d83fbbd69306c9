#pragma once

#include "core/config/config_file.h"
#include "core/io/file_system.h"

#include <chrono>
#include <optional>

namespace walkeeper {

/// New values for one replica of a configuration; what is not set stays as it is.
struct ReplicaChange {
    std::string database;    ///< its path
    std::size_t replica = 0; ///< its place in the database's `replicas`
    std::optional<std::chrono::nanoseconds> retention;
    std::optional<std::chrono::nanoseconds> retentionCheckInterval;
    std::optional<std::chrono::nanoseconds> snapshotInterval;
};

/// The text of a configuration with these values. Only the values change, or lines for them are
/// added; comments, order, unknown keys and variables elsewhere stay as they are.
///
/// errors  NotFound: it has no such replica.
///         Unsupported, with the lines to write by hand: the replica is written in a way that is
///         not understood well enough to be changed; and those of parseConfig()
Result<std::string> withReplicaChange(std::string_view text, const ReplicaChange& change,
                                      const ConfigOptions& options);

/// The same for a file. Written beside it, synced, renamed: a failure leaves the file as it was.
Result<void> changeInConfigFile(const std::filesystem::path& file, const ReplicaChange& change,
                                ConfigOptions options, FileSystem& files);

} // namespace walkeeper
