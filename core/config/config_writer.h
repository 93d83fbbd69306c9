#pragma once

#include "core/config/config_file.h"
#include "core/io/file_system.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace walkeeper {

/// The text of a configuration with one more database at the end of `dbs`. Everything that stood
/// there stands there still: comments, unknown keys, line endings.
///
/// The database's path and the paths of its replicas in local folders are written; other settings
/// stay at their defaults and are left out.
/// errors  AlreadyExists: it has the database already.
///         Unsupported, with the lines to add by hand: `dbs` is written in a way that is not
///         understood well enough to be changed.
///         InvalidArgument: a path that a configuration cannot hold, such as one with a "$" while
///         variables are replaced; and those of parseConfig()
Result<std::string> withDatabase(std::string_view text, const DatabaseConfig& database,
                                 const ConfigOptions& options);

/// The same with an entry as it stands in another configuration: its lines from the dash on,
/// without indentation. It is taken only if it comes to mean exactly `database` here. errors  as
/// withDatabase()
Result<std::string> withEntry(std::string_view text, const DatabaseConfig& database,
                              std::string_view entry, const ConfigOptions& options);

/// The text of a configuration without one of its databases. Everything else stays as it was, also
/// comments above and below the entry; those between its lines go with it.
///
/// errors  NotFound: it has no such database.
///         Unsupported: the entry is written in a way that is not understood well enough to be
///         taken out; and those of parseConfig()
Result<std::string> withoutDatabase(std::string_view text, const std::string& database,
                                    const ConfigOptions& options);

/// withDatabase() for a file, which is made if it is missing. Written beside it, synced, renamed: a
/// failure leaves the file as it was.
/// errors  also those of reading and writing
/// entry   the lines to write, as withEntry() takes them; empty: made from the database
Result<void> addToConfigFile(const std::filesystem::path& file, const DatabaseConfig& database,
                             ConfigOptions options, FileSystem& files, std::string_view entry = {});

/// withoutDatabase() for a file, in the same way.
/// errors  also those of reading and writing
Result<void> removeFromConfigFile(const std::filesystem::path& file, const std::string& database,
                                  ConfigOptions options, FileSystem& files);

/// Why removeFromConfigFile() would fail before it writes.
Result<void> checkRemovable(const std::filesystem::path& file, const std::string& database,
                            ConfigOptions options, FileSystem& files);

} // namespace walkeeper
