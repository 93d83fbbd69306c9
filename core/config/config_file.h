#pragma once

#include "core/config/environment_expansion.h"
#include "core/config/replication_config.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace walkeeper {

struct ConfigOptions {
    bool expandEnvironment = true;
    VariableLookup variable;      ///< none: no variable is set
    std::filesystem::path home;   ///< what "~" stands for; empty: "~" is refused
    std::filesystem::path folder; ///< what relative paths are relative to; the current one if empty
    std::string name = "configuration"; ///< of the file, for messages
};

struct ParsedConfig {
    Config config;
    /// What is accepted but probably not meant, one sentence each: "FILE:LINE: ...".
    std::vector<std::string> warnings;
};

/// Largest text that is taken for a configuration, before and after its variables are replaced.
inline constexpr std::size_t maxConfigBytes = 1 << 20;

/// Reads the YAML of a litestream.yml.
///
/// Keys and meanings are those of Litestream 0.3.13. Where that crashes, spins or keeps silent,
/// this refuses or warns: an unknown key, an unset variable or a duration without a unit is a
/// warning; a key that stands twice, a value of the wrong kind, an interval of 0 that may not be
/// 0 and an unknown logging type are errors.
///
/// errors  InvalidArgument, "FILE:LINE: ..."; never with a value that may be secret
Result<ParsedConfig> parseConfig(std::string_view text, const ConfigOptions& options);

/// The same for a file; options.name is set to its path.
/// errors  NotFound, PermissionDenied, and those of parseConfig()
Result<ParsedConfig> readConfigFile(const std::filesystem::path& path, ConfigOptions options);

/// A path as a configuration or command line has it: "~" and "~/..." expanded, relative paths put
/// behind options.folder, cleaned of ".", ".." and doubled slashes. Nothing is looked up.
/// errors  InvalidArgument: "~" without a home folder
Result<std::string> resolvePath(std::string_view text, const ConfigOptions& options);

} // namespace walkeeper
