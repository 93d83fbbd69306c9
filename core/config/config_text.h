#pragma once

#include "core/config/config_file.h"
#include "core/config/yaml_documents.h"
#include "core/io/file_system.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace walkeeper {

// A configuration as text: what those need who change it.

/// Lines of a text, each with its end.
std::vector<std::string> linesOf(std::string_view text);
std::string joined(const std::vector<std::string>& lines);

bool isBlankOrComment(const std::string& line);
/// Behind the last line above `end` that says something.
std::size_t behindContent(const std::vector<std::string>& lines, std::size_t end);

/// Lines of the file, the first one and the one behind the last.
struct LineRange {
    std::size_t first = 0;
    std::size_t last = 0;
};

/// The lines of one entry of `dbs`, from its dash to the last one that says something. Nothing if
/// the text is written in a way that is not understood.
std::optional<LineRange> linesOfEntry(const std::vector<std::string>& lines,
                                      const YamlDocuments& yaml, std::size_t entry);

/// Lines move, and they are no part of what a configuration means.
Config withoutLines(Config config);

/// The file's text, cut where no configuration is that long.
/// errors  those of the file system
Result<std::string> readConfigText(const std::filesystem::path& path, FileSystem& files);

} // namespace walkeeper
