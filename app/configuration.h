#pragma once

#include "ui/replication/watched_databases.h"

#include <QString>

#include <filesystem>
#include <optional>
#include <string>

namespace walkeeper::app {

std::optional<std::string> environmentVariable(const std::string& name);

/// The file with the list of databases: the chosen one, or ~/.config/walkeeper/litestream.yml.
std::filesystem::path configurationFile(const QString& chosen);

/// Reads it, with this process's environment. A file that is missing has no databases.
/// errors  those of readConfigFile(), but for NotFound
Result<ui::Configuration> readConfiguration(const std::filesystem::path& file);

} // namespace walkeeper::app
