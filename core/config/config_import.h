#pragma once

#include "core/config/config_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace walkeeper {

/// What becomes of a database of somebody else's configuration.
enum class ImportState : std::uint8_t {
    New,         ///< can be entered into ours
    AlreadyHere, ///< ours has it, with the same replicas
    Conflict,    ///< entering it would do harm; `reason` says why
    Unsupported, ///< its replicas, or the way it is written; `reason` says what
};

struct ImportCandidate {
    DatabaseConfig database;
    ImportState state = ImportState::New;
    std::string reason; ///< a sentence without capital and full stop; empty for New and AlreadyHere
    /// Its lines as they stand there, from the dash on, without the indentation: variables,
    /// comments and unknown keys included. Only of New.
    std::string entry;
};

struct ImportPlan {
    std::vector<ImportCandidate> candidates; ///< in the order of the file
    std::vector<std::string> warnings;       ///< those of parseConfig()
    /// Top-level keys that stay behind, such as "addr": they are not about a database.
    std::vector<std::string> leftOut;
};

/// Whether a text is meant as a configuration, whatever its file is called: a mapping with `dbs`.
bool looksLikeConfig(std::string_view text);

/// Pure: what the databases of another litestream.yml would become in ours.
///
/// Entries are moved as text, so nothing is expanded or lost; each is tried, and is New only if
/// our file with it says the same as theirs.
/// errors  those of parseConfig() for either text; InvalidArgument: it names no database
Result<ImportPlan> planImport(std::string_view theirs, const ConfigOptions& theirOptions,
                              std::string_view ours, const ConfigOptions& ourOptions);

} // namespace walkeeper
